//! Seeing what became of what was sent: lists after 2, 5 and 10 s, and the job of a kill-all.

use std::rc::Rc;

use serde_json::Value;

use super::entry::{Fact, Settled};
use super::event::{Command, PauseReason, Why};
use super::item::{ItemState, Observed, Outcome, Said};
use super::machine::{Busy, Run};
use super::send::JUMP_MS;
use crate::answer::{Doubt, Outcome as Judged, Refuser, Reply, Silence, judge};
use crate::id::JobId;
use crate::list::{self, Whose};
use crate::plan::{Look, Now, host, who};
use crate::services::Service;
use crate::services::dcs::{JobStatus, read_job, show_job};
use crate::session::{Bar, Presence, Sessions};

/// When the sessions are looked at, in ms after the last attempt ended.
const LOOKS_MS: [u64; 3] = [2_000, 5_000, 10_000];
/// Ages are whole seconds: what begins right after a send may seem to begin so much before it, in ms.
const EARLY_MS: i64 = 1_000;
/// A session that is missing from so many lists in a row, each read to its end while it changed, is gone.
const MISSES: u8 = 2;
/// How long and how often a job is asked about: two minutes in all.
const POLL_MS: u64 = 2_000;
const POLLS: u8 = 60;

/// The looks after a send.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Watch {
    pub(super) is_on: bool,
    /// How many looks there were.
    pub(super) looks: u8,
    /// When the last attempt ended.
    base_up_ms: u64,
}

impl Watch {
    /// Looks from now on. Looks whose time is over are not made up for one after another.
    pub(super) fn begin(&mut self, ended_up_ms: u64, now: Now) {
        let is_long_ago = now.up_ms.saturating_sub(ended_up_ms) > LOOKS_MS[0];
        *self = Self {
            is_on: true,
            looks: 0,
            base_up_ms: if is_long_ago {
                now.up_ms - LOOKS_MS[0]
            } else {
                ended_up_ms
            },
        };
    }
}

impl Run {
    /// Whether there is something to look at.
    pub(super) fn has_doubts(&self) -> bool {
        let mut marks = self.history.marks.iter();
        !self.has_given_up && marks.any(|mark| mark.state == ItemState::Verify)
    }

    pub(super) fn last_end_up_ms(&self) -> Option<u64> {
        let marks = self.history.marks.iter();
        marks.filter_map(|mark| mark.ended_up_ms).max()
    }

    /// The next look, or the wait before it.
    pub(super) fn look_on(&mut self, now: Now, out: &mut Vec<Command>) {
        if !self.has_doubts() {
            self.watch.is_on = false;
            return;
        }
        if let Some(hold) = self.hold() {
            self.pause(hold, now);
            return;
        }
        if let Some(job) = self.history.job.clone() {
            self.follow_job(&job, now, out);
            return;
        }
        let Some(after) = LOOKS_MS.get(usize::from(self.watch.looks)) else {
            self.end_looks(now);
            return;
        };
        let due = self.watch.base_up_ms + after;
        if now.up_ms < due {
            self.wait(due - now.up_ms, Why::Look, now, out);
        } else {
            self.list(now, out);
        }
    }

    /// Asks how a job is, or waits before it does. The first time comes sooner.
    fn follow_job(&mut self, job: &JobId, now: Now, out: &mut Vec<Command>) {
        let due = self.watch.base_up_ms + POLL_MS / 4 + POLL_MS * u64::from(self.polls);
        match &self.whose {
            Whose::Dcs(project, ..) if self.polls < POLLS => {
                if now.up_ms < due {
                    self.wait(due - now.up_ms, Why::Job, now, out);
                } else {
                    let request = show_job(project, job);
                    let ticket = self.await_ticket(Busy::Job);
                    out.push(Command::AskJob { ticket, request });
                }
            }
            _ => self.end_job("unknown", now),
        }
    }

    /// After the last look outcomes stand as they are.
    fn end_looks(&mut self, now: Now) {
        let mut settled = Vec::new();
        for (place, mark) in self.history.marks.iter().enumerate() {
            if mark.state == ItemState::Verify {
                settled.push(Settled {
                    item: u32::try_from(place).unwrap_or(u32::MAX),
                    outcome: Outcome::of(mark.said, mark.observed),
                    observed: mark.observed,
                    omitted: None,
                });
            }
        }
        let is_clear = settled.iter().all(|settled| settled.outcome.is_gone());
        self.record(Fact::Settled { items: settled }, now);
        self.watch.is_on = false;
        if !is_clear && !self.todo.is_empty() {
            self.pause(PauseReason::Unclear, now);
        }
    }

    pub(super) fn list_came(&mut self, mut look: Look, asked: Now, now: Now) {
        if look.sessions.service() != self.whose.service() {
            self.list_failed(list::Reason::NoAnswer(Doubt::WrongShape), now);
            return;
        }
        if now.jumped_since(asked) > JUMP_MS {
            // How old it is cannot be told.
            look.since_ms = 0;
        }
        if let Some(earlier) = &self.look {
            look.follow(earlier);
        }
        let is_late = !look.is_fresh(now);
        self.slow_looks = if is_late { self.slow_looks + 1 } else { 0 };
        self.look = Some(look.clone());
        if self.watch.is_on {
            self.watch.looks += 1;
            self.observe(&look, now);
        }
    }

    pub(super) fn list_failed(&mut self, reason: list::Reason, now: Now) {
        let not_told = Doubt::Silent(Silence::NotTold);
        if reason == list::Reason::NeedsToken {
            self.pause(PauseReason::NeedsToken, now);
        } else if self.watch.is_on && reason == list::Reason::NoAnswer(not_told) {
            // Whoever carries the requests stops looking: what is open stays open.
            self.end_looks(now);
        } else if self.watch.is_on {
            self.watch.looks += 1;
        } else {
            self.pause(PauseReason::ListFailed, now);
        }
    }

    /// What a list says of the sessions that were sent.
    fn observe(&mut self, look: &Look, now: Now) {
        let order = Rc::clone(&self.history.order);
        let mut places = Vec::new();
        for (place, mark) in self.history.marks.iter().enumerate() {
            if mark.state == ItemState::Verify {
                places.extend(u32::try_from(place));
            }
        }
        let items = places.iter();
        let wanted = items.filter_map(|place| order.items.get(*place as usize));
        let found = look.sessions.find(wanted.map(|item| &item.identity));
        let mut settled = Vec::new();
        for (place, presence) in places.into_iter().zip(found) {
            let mut observed = self.observed(place, presence, now);
            let Some(mark) = self.history.marks.get_mut(place as usize) else {
                continue;
            };
            mark.misses = match presence {
                Presence::Absent if look.is_complete() => mark.misses + 1,
                Presence::Absent => mark.misses,
                Presence::Same(_) | Presence::Other(_) => 0,
            };
            if mark.misses >= MISSES && observed == Observed::Unseen {
                observed = Observed::Gone;
            }
            mark.observed = observed;
            if matches!(observed, Observed::Gone | Observed::Reused) {
                settled.push(Settled {
                    item: place,
                    outcome: Outcome::of(mark.said, observed),
                    observed,
                    omitted: None,
                });
            }
        }
        if !settled.is_empty() {
            self.record(Fact::Settled { items: settled }, now);
        }
        let reconnected = self.count_reconnected(look);
        self.record(
            Fact::Looked {
                extent: look.extent,
                living: u32::try_from(look.sessions.living()).unwrap_or(u32::MAX),
                reconnected,
            },
            now,
        );
    }

    /// What the last list says of one session.
    pub(super) fn observed(&self, place: u32, presence: Presence, now: Now) -> Observed {
        let Some(look) = &self.look else {
            return Observed::NotLooked;
        };
        match presence {
            Presence::Same(row) if look.sessions.bar(row) == Some(Bar::RollingBack) => {
                Observed::RollingBack
            }
            Presence::Same(_) => Observed::There,
            // An older scan may tell of who had the address before the session came. And the same texts with
            // another start are another session only if it began after the kill went out: an answer that
            // came late, or a clock that was set, moves a start as well.
            Presence::Other(row)
                if !look.is_confirmed
                    || self.is_alike(place, row, look)
                        && (self.was_clock_set(now) || !self.is_newer(place, row, look)) =>
            {
                Observed::Unseen
            }
            Presence::Other(_) => Observed::Reused,
            Presence::Absent if look.is_proof() => Observed::Gone,
            Presence::Absent => Observed::Unseen,
        }
    }

    fn is_alike(&self, place: u32, row: usize, look: &Look) -> bool {
        let item = self.history.order.items.get(place as usize);
        item.is_some_and(|item| item.identity.is_alike(&look.sessions, row))
    }

    /// Whether a row began after the session's last attempt was sent; before a send there is no telling more
    /// than that it is another.
    fn is_newer(&self, place: u32, row: usize, look: &Look) -> bool {
        let mark = self.history.marks.get(place as usize);
        let attempt = mark.and_then(|mark| self.history.attempts.get(mark.attempt?));
        let Some(sent_ms) = attempt.and_then(|attempt| i64::try_from(attempt.sent_ms?).ok()) else {
            return true;
        };
        // Of a thread the start is that of its statement: the next one is no other thread.
        if look.sessions.service() == Service::TaurusDb {
            return false;
        }
        look.sessions
            .earliest_start_ms(row)
            .is_some_and(|start| start >= sent_ms - EARLY_MS)
    }

    fn was_clock_set(&self, now: Now) -> bool {
        self.planned
            .is_none_or(|planned| now.jumped_since(planned) > JUMP_MS)
    }

    /// How many sessions are new and of the same user and host as one that ended.
    fn count_reconnected(&self, look: &Look) -> Option<u32> {
        if self.before.is_empty() || !look.is_complete() {
            return None;
        }
        let mut ended: Vec<(&str, &str)> = Vec::new();
        for (item, mark) in self.history.order.items.iter().zip(&self.history.marks) {
            let is_ours = mark.said != Said::Nothing;
            if is_ours && mark.outcome.is_some_and(Outcome::is_gone) {
                ended.push((&item.who.user, host(&item.who.client)));
            }
        }
        ended.sort_unstable();
        let sessions: &Sessions = &look.sessions;
        let mut count = 0;
        for row in 0..sessions.living() {
            if self
                .before
                .binary_search(&sessions.fingerprint(row))
                .is_err()
            {
                let who = who(sessions, row);
                let whose = (&*who.user, host(&who.client));
                count += u32::from(ended.binary_search(&whose).is_ok());
            }
        }
        Some(count)
    }

    /// How the job is. One that nobody knows, or may ask about, leaves it to the lists.
    pub(super) fn got_job(&mut self, reply: &Reply, now: Now) {
        self.polls += 1;
        if *reply == Reply::Silent(Silence::NotTold) {
            // Whoever carries the requests does not want to be asked again.
            self.end_job("unknown", now);
            return;
        }
        if let Reply::Answered(answer) = reply
            && (200..300).contains(&answer.status)
        {
            let body = answer.json::<Value>().ok();
            match body.as_ref().and_then(read_job) {
                Some(JobStatus::Pending) => {}
                Some(JobStatus::Done) => self.end_job("done", now),
                Some(JobStatus::Failed(reason)) if reason.is_empty() => {
                    self.end_job("failed", now);
                }
                Some(JobStatus::Failed(reason)) => self.end_job(&reason, now),
                None => self.end_job("unknown", now),
            }
            return;
        }
        let judged = judge(reply, |_| Err(Doubt::UnexpectedStatus));
        if let Judged::Refused(refusal) = judged {
            match refusal.status {
                429 => {}
                401 if refusal.by == Refuser::Cloud => {
                    self.polls -= 1;
                    self.pause(PauseReason::NeedsToken, now);
                }
                _ => self.end_job("unknown", now),
            }
        }
    }

    fn end_job(&mut self, said: &str, now: Now) {
        let said = said.chars().take(500).collect();
        self.record(Fact::Job { said }, now);
        self.watch.begin(now.up_ms, now);
    }
}
