//! What a person does to a run: agrees, tries again, pauses, goes on, stops, gives up.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::entry::Fact;
use super::event::PauseReason;
use super::item::{ItemState, Outcome};
use super::machine::{Busy, Run};
use super::send::Batch;
use crate::plan::{KillPlan, Now, Scope};

impl Run {
    pub(super) fn confirmed(&mut self, reason: String, typed: &str, now: Now) {
        let Some(plan) = self.plan.clone().filter(|_| self.is_draft) else {
            return;
        };
        if !plan.is_agreed(&reason, typed) {
            return;
        }
        self.is_draft = false;
        let order = Rc::clone(&self.history.order);
        for (number, kill) in plan.batches().iter().enumerate() {
            let items = order.batch(number).filter_map(|it| u32::try_from(it).ok());
            self.todo
                .push_back(Batch::new(items.collect(), kill.clone()));
        }
        self.record(Fact::Confirmed { order, reason }, now);
        if let Some(hold) = self.hold() {
            self.pause(hold, now);
        }
    }

    /// A person wants some sessions ended once more. Only sessions of this run are meant that are
    /// not known to be gone, and only in a plan for the same place.
    pub(super) fn retried(&mut self, plan: Rc<KillPlan>, reason: String, typed: &str, now: Now) {
        let order = Rc::clone(&self.history.order);
        let is_place = plan.order().is_same_place(&order) && order.scope == Scope::Sessions;
        let is_over = self.is_over() && self.is_settled();
        let is_agreed = plan.is_agreed(&reason, typed);
        // Without the lock another tab may have gone on with this journal.
        if !is_place || !is_over || !is_agreed || !self.facts.lease {
            return;
        }
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        for (place, item) in order.items.iter().enumerate() {
            places.insert(item.handle(), u32::try_from(place).unwrap_or(u32::MAX));
        }
        let mut batches = Vec::new();
        for number in 0..plan.order().batches.len() {
            let range = plan.order().batch(number);
            let mut items = Vec::with_capacity(range.len());
            for wanted in plan.items().get(range.clone()).unwrap_or_default() {
                let place = places.get(wanted.handle()).copied();
                items.extend(place.filter(|place| self.may_try(*place, wanted)));
            }
            let kill = if items.len() == range.len() {
                plan.batches().get(number).cloned()
            } else {
                self.kill_of(&plan, &items)
            };
            batches.extend(kill.map(|kill| Batch::new(items, kill)));
        }
        if batches.is_empty() {
            return;
        }
        let mut all = Vec::new();
        let mut sizes = Vec::new();
        for batch in &batches {
            all.extend_from_slice(&batch.items);
            sizes.push(u32::try_from(batch.items.len()).unwrap_or(u32::MAX));
        }
        self.batches = batches.len();
        self.batch = 0;
        self.todo = batches.into();
        self.look = Some(plan.look().clone());
        self.planned = Some(plan.look().now);
        self.held = plan.order().living;
        self.plan = Some(plan);
        self.has_given_up = false;
        self.watch.is_on = false;
        self.pause = None;
        self.record(
            Fact::Retried {
                items: all,
                batches: sizes,
                reason,
            },
            now,
        );
        if let Some(hold) = self.hold() {
            self.pause(hold, now);
        }
    }

    fn may_try(&self, place: u32, wanted: &crate::plan::Item) -> bool {
        let known = self.history.order.items.get(place as usize);
        let mark = self.history.marks.get(place as usize);
        let outcome = mark.and_then(|mark| mark.outcome);
        known.is_some_and(|known| known.identity.is_same(&wanted.identity))
            && outcome.is_some_and(|outcome| !outcome.is_gone())
    }

    /// A person goes on. After the end it means: look again at what is not known to be gone.
    pub(super) fn resumed(&mut self, now: Now) {
        if self.is_over() && self.is_settled() {
            self.check_again(now);
            return;
        }
        let Some(reason) = self.pause else {
            return;
        };
        if let Some(hold) = self.hold() {
            self.pause = Some(hold);
            return;
        }
        self.pause = None;
        self.journal.has_failed = false;
        self.slow_looks = 0;
        if let PauseReason::Drifted { found, .. } = reason {
            self.held = found;
        }
        if reason != PauseReason::JournalFailed {
            self.record(Fact::Resumed, now);
        }
        self.account(now);
    }

    fn check_again(&mut self, now: Now) {
        if self.hold().is_some() {
            return;
        }
        let mut is_any = false;
        for mark in &mut self.history.marks {
            let wants = matches!(
                mark.outcome,
                Some(
                    Outcome::Unresolved
                        | Outcome::StillThere
                        | Outcome::RollingBack
                        | Outcome::NotActedOn
                )
            );
            if wants {
                (mark.state, mark.outcome, mark.misses) = (ItemState::Verify, None, 0);
                is_any = true;
            }
        }
        if is_any {
            self.has_given_up = false;
            self.pause = None;
            self.record(Fact::Resumed, now);
            self.watch.begin(now.up_ms, now);
        }
    }

    /// No further send. What was sent is looked at, unless something stands against that.
    pub(super) fn stopped(&mut self, now: Now) {
        if self.is_draft || self.is_over() || self.history.is_stopped {
            return;
        }
        self.record(Fact::Stopped, now);
        self.todo.clear();
        if matches!(
            self.busy,
            Busy::Wait { .. } if !self.watch.is_on && self.history.job.is_none()
        ) {
            // It waited to send.
            self.busy = Busy::Idle;
            self.awaited = None;
        }
        if self.hold().is_none() {
            self.pause = None;
            self.journal.has_failed = false;
            self.account(now);
        }
    }

    /// No further look either. A reply that is awaited is still taken in.
    pub(super) fn gave_up(&mut self, now: Now) {
        if self.is_draft || self.is_over() || !self.facts.lease {
            return;
        }
        self.has_given_up = true;
        if !self.history.is_stopped {
            self.record(Fact::Stopped, now);
        }
        self.todo.clear();
        self.pause = None;
        self.journal.has_failed = false;
        self.account(now);
        if self.busy != Busy::Reply {
            self.busy = Busy::Idle;
            self.awaited = None;
        }
    }
}
