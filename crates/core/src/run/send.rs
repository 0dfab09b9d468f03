//! Sending a batch: the guard, the durable intent, the durable mark, and then the send, once.

use std::rc::Rc;

use super::entry::{Fact, Report, Settled};
use super::event::{Command, PauseReason, Why};
use super::item::{ItemState, Observed, Omission, Outcome, Said};
use super::machine::{Busy, Run};
use crate::attempt::AttemptId;
use crate::kill::Prepared;
use crate::plan::{KillPlan, Look, Now, PACE_MS, Scope, bar_word};
use crate::session::Bar;

/// So long after an attempt ended a late copy of it may arrive: more than the time limits of a
/// proxy for connecting, sending and reading together (5 s, 15 s, 35 s).
pub(super) const FENCE_MS: u64 = 60_000;
/// So many lists in a row may come too late to rely on.
const SLOW_LOOKS: u8 = 2;
/// So many lists in a row may be of a scan of which nobody knows how old it is.
const OLD_LOOKS: u8 = 4;
/// A clock that was set by more than this makes starts of sessions uncertain.
pub(super) const JUMP_MS: u64 = 1_000;

/// A batch that is to be sent.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// Which sessions, by their places in the order.
    pub(super) items: Vec<u32>,
    pub(super) kill: Prepared,
    /// How often it was sent and refused for being too many.
    pub(super) tries: u8,
    /// The server asked to wait until then.
    pub(super) not_before: Option<(u64, Why)>,
}

impl Batch {
    pub(super) fn new(items: Vec<u32>, kill: Prepared) -> Self {
        Self {
            items,
            kill,
            tries: 0,
            not_before: None,
        }
    }
}

/// How far a send is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The intent is written, or being written.
    Intent,
    /// The mark is written, or being written.
    Marked,
    /// It went out. Nothing brings it back.
    Sent,
}

/// A batch that is being sent.
#[derive(Clone, Debug)]
pub(super) struct Hand {
    pub(super) batch: Batch,
    pub(super) attempt: AttemptId,
    pub(super) stage: Stage,
}

/// What the guard says.
enum Guard {
    Go,
    Pause(PauseReason),
    /// The list is too old: read it again.
    ListAgain,
}

impl Run {
    /// The guard right before each send: lock, sign-in, network, the list's age, and its count.
    fn guard(&self, now: Now) -> Guard {
        if let Some(reason) = self.hold() {
            return Guard::Pause(reason);
        }
        match &self.look {
            Some(look) if look.is_fresh(now) => match self.drift() {
                Some((held, found)) => Guard::Pause(PauseReason::Drifted { held, found }),
                None => Guard::Go,
            },
            Some(look) if !look.is_confirmed => match self.slow_looks {
                OLD_LOOKS.. => Guard::Pause(PauseReason::ListTooOld),
                _ => Guard::ListAgain,
            },
            _ if self.slow_looks >= SLOW_LOOKS => Guard::Pause(PauseReason::ListTooSlow),
            _ => Guard::ListAgain,
        }
    }

    /// The number that was agreed to and the number that is there, if they are too far apart.
    /// What this run ended itself is no drift.
    fn drift(&self) -> Option<(u32, u32)> {
        let percent = u64::from(self.history.order.drift_percent?);
        let look = self.look.as_ref().filter(|look| look.is_complete())?;
        let found = u32::try_from(look.sessions.living()).unwrap_or(u32::MAX);
        let (held, living) = (u64::from(self.held), u64::from(found));
        let is_ours = |said| !matches!(said, Said::Nothing | Said::Refused);
        let marks = self.history.marks.iter();
        let ours = marks.filter(|mark| is_ours(mark.said)).count() as u64;
        let room = held * percent;
        let is_more = living * 100 > held * 100 + room;
        let is_less = living * 100 + room < held.saturating_sub(ours) * 100;
        (is_more || is_less).then_some((self.held, found))
    }

    /// Goes on with the batch in hand: its last entry is durable now.
    pub(super) fn send_hand(&mut self, now: Now, out: &mut Vec<Command>) {
        let is_stopped = self.history.is_stopped || self.has_given_up;
        let guard = if is_stopped {
            Guard::ListAgain
        } else {
            self.guard(now)
        };
        let Some(mut hand) = self.hand.take() else {
            return;
        };
        match (guard, hand.stage) {
            (Guard::Go, Stage::Intent) => {
                hand.stage = Stage::Marked;
                let attempt = hand.attempt;
                self.hand = Some(hand);
                self.record(Fact::Sent { attempt }, now);
            }
            (Guard::Go, _) => {
                let Some(plan) = self.plan.clone() else {
                    return;
                };
                let aimed = hand.batch.kill.clone().aim(plan.aim().clone());
                let kill = aimed.confirm(hand.attempt, self.history.reason.clone());
                hand.stage = Stage::Sent;
                self.hand = Some(hand);
                self.last_sent_up_ms = Some(now.up_ms);
                let ticket = self.await_ticket(Busy::Reply);
                out.push(Command::Send { ticket, kill });
            }
            (guard, _) => {
                let attempt = hand.attempt;
                self.record(Fact::Withheld { attempt }, now);
                if !is_stopped {
                    self.todo.push_front(hand.batch);
                    self.batch -= 1;
                }
                if let Guard::Pause(reason) = guard {
                    self.pause(reason, now);
                }
            }
        }
    }

    /// Takes the next batch in hand, or does what has to be done before that.
    pub(super) fn take_batch(&mut self, now: Now, out: &mut Vec<Command>) {
        if let Some((until, why)) = self.not_before(now) {
            self.wait(until - now.up_ms, why, now, out);
            return;
        }
        match self.guard(now) {
            Guard::Go if self.is_behind_fence() => {}
            Guard::Pause(reason) => {
                self.pause(reason, now);
                return;
            }
            Guard::Go | Guard::ListAgain => {
                self.list(now, out);
                return;
            }
        }
        let Some(batch) = self.todo.pop_front() else {
            return;
        };
        self.batch += 1;
        let Some(batch) = self.checked(batch, now) else {
            return;
        };
        if self.before.is_empty()
            && let Some(look) = &self.look
        {
            self.before = look.sessions.fingerprints();
        }
        let attempt = AttemptId::new(now.ms, now.chance);
        let items = batch.items.clone();
        self.hand = Some(Hand {
            batch,
            attempt,
            stage: Stage::Intent,
        });
        self.record(Fact::Intent { attempt, items }, now);
    }

    /// Until when the next batch has to wait, and why.
    fn not_before(&self, now: Now) -> Option<(u64, Why)> {
        let batch = self.todo.front()?;
        let pace = u64::from(self.pace_ms());
        let paced = self.last_sent_up_ms.map(|sent| (sent + pace, Why::Pace));
        let fence = self.fence_up_ms().map(|end| (end, Why::Fence));
        let waits = [paced, fence, batch.not_before].into_iter().flatten();
        waits
            .filter(|(until, _)| *until > now.up_ms)
            .max_by_key(|(until, _)| *until)
    }

    /// The least time between two sends: that of the run, or of what is tried again now.
    fn pace_ms(&self) -> u32 {
        let again = self.plan.as_ref().map_or(0, |plan| plan.order().pace_ms);
        self.history.order.pace_ms.max(again).max(PACE_MS)
    }

    /// When no late copy of an earlier attempt at the next batch can arrive any more. An attempt of
    /// which no answer is known to have come, because its page was closed, may be on the wire still:
    /// while it may, nothing else is sent.
    fn fence_up_ms(&self) -> Option<u64> {
        let batch = self.todo.front()?;
        let marks = self.history.marks.iter().enumerate();
        let ends = marks.filter_map(|(place, mark)| {
            let end = mark.ended_up_ms?;
            let attempt = self.history.attempts.get(mark.attempt?);
            let is_lost = attempt.is_some_and(|it| it.report == Some(Report::Lost));
            let is_own = batch.items.iter().any(|item| *item as usize == place);
            (is_lost || is_own).then_some(end)
        });
        ends.max().map(|end| end + FENCE_MS)
    }

    /// Whether the list is younger than the fence: a late copy may have ended a session before,
    /// and its handle may be another's by now.
    fn is_behind_fence(&self) -> bool {
        let asked = self.look.as_ref().map_or(0, Look::asked_up_ms);
        self.fence_up_ms().is_none_or(|end| asked >= end)
    }

    /// The batch with those sessions alone that the last list has as they were planned. The others
    /// get their outcome. `None` if none is left.
    fn checked(&mut self, mut batch: Batch, now: Now) -> Option<Batch> {
        let look = self.look.clone()?;
        let plan = self.plan.clone()?;
        let is_own = Rc::ptr_eq(&look.sessions, &plan.look().sessions);
        if is_own || self.history.order.scope != Scope::Sessions {
            return Some(batch);
        }
        let order = Rc::clone(&self.history.order);
        let items = batch.items.iter();
        let wanted = items.filter_map(|place| order.items.get(*place as usize));
        let found = look.sessions.find(wanted.map(|item| &item.identity));
        let mut kept = Vec::with_capacity(batch.items.len());
        let mut settled = Vec::new();
        for (place, presence) in batch.items.iter().zip(found) {
            let observed = self.observed(*place, presence, now);
            let omitted = match (observed, self.bar_of(presence)) {
                (Observed::There, None) => {
                    kept.push(*place);
                    continue;
                }
                (Observed::Gone, _) => None,
                (Observed::Reused, _) => Some(Omission::Changed),
                (_, Some(bar)) => Some(Omission::Barred(bar_word(bar).into())),
                _ => Some(Omission::Unseen),
            };
            let mark = self.history.marks.get(*place as usize);
            let said = mark.map_or(Said::Nothing, |mark| mark.said);
            settled.push(Settled {
                item: *place,
                outcome: Outcome::of(said, observed),
                observed,
                omitted,
            });
        }
        if settled.is_empty() {
            return Some(batch);
        }
        self.record(Fact::Settled { items: settled }, now);
        batch.kill = self.kill_of(&plan, &kept)?;
        batch.items = kept;
        Some(batch)
    }

    fn bar_of(&self, presence: crate::session::Presence) -> Option<Bar> {
        let look = self.look.as_ref()?;
        match presence {
            crate::session::Presence::Same(row) => look.sessions.bar(row),
            _ => None,
        }
    }

    /// A kill of some of the run's sessions; `None` of no session.
    pub(super) fn kill_of(&self, plan: &KillPlan, items: &[u32]) -> Option<Prepared> {
        let mut handles = Vec::with_capacity(items.len());
        for place in items {
            handles.push(self.history.order.items.get(*place as usize)?.handle());
        }
        plan.place().kill(&handles).ok()
    }

    /// Ends the run: what was never sent says so, and nothing is open.
    pub(super) fn close(&mut self, now: Now) {
        let why = if self.plan.is_some() {
            Omission::Stopped
        } else {
            Omission::Interrupted
        };
        let mut settled = Vec::new();
        for (place, mark) in self.history.marks.iter().enumerate() {
            if mark.outcome.is_none() {
                let outcome = Outcome::of(mark.said, mark.observed);
                let is_unsent = mark.state == ItemState::Planned;
                settled.push(Settled {
                    item: u32::try_from(place).unwrap_or(u32::MAX),
                    outcome,
                    observed: mark.observed,
                    omitted: is_unsent.then(|| why.clone()),
                });
            }
        }
        if !settled.is_empty() {
            self.record(Fact::Settled { items: settled }, now);
        }
        self.record(Fact::Closed, now);
    }
}
