//! The person at a tab: confirms, puts right what stands in the way, goes on, tries again, leaves.

use std::rc::Rc;

use quell_core::list::Extent;
use quell_core::plan::{KillPlan, Look};
use quell_core::run::{Event, Outcome, PauseReason, Record, Run, State, TokenState};

use crate::fault::{Kind, Protection};
use crate::network::Scan;
use crate::stage::Stage;
use crate::violation::Violation;
use crate::world::{Due, World};

impl World<'_> {
    /// A person looks at a tab that waits for one.
    pub(crate) fn person(&mut self, tab: usize) {
        self.tabs[tab].is_watched = false;
        let Some(run) = &self.tabs[tab].run else {
            return;
        };
        match run.state() {
            State::Draft => {
                let typed = self.setup.items.to_string();
                let reason = "INC-1".to_owned();
                self.tell(tab, Event::Confirmed { reason, typed });
            }
            State::Paused(reason) => self.go_on(tab, reason),
            State::Closed => self.after(tab),
            State::Confirmed | State::Running => {}
        }
    }

    fn go_on(&mut self, tab: usize, reason: PauseReason) {
        let is_held = self.lease.is_some_and(|owner| owner != tab);
        let is_lost = !self.tabs[tab].facts.lease;
        let reloads = reason == PauseReason::JournalFailed && self.tabs[tab].resumes > 2;
        if (is_lost && self.setup.has(Protection::Lease)) || reloads {
            // Whoever lost the lock reads the journal anew; so does one that cannot write it.
            self.close_tab(tab);
            if !is_held || reloads {
                self.due(2_000, Due::Open(tab));
            }
            return;
        }
        let facts = &mut self.tabs[tab].facts;
        facts.token = TokenState::Valid;
        facts.online = true;
        facts.locked = false;
        self.facts_changed(tab);
        let resumes = self.tabs[tab].resumes;
        self.tabs[tab].resumes = resumes.saturating_add(1);
        let event = match (resumes, self.choices.fault(1)) {
            (0..8, 0) => Event::Resumed,
            (0..12, _) => Event::Stopped,
            _ => Event::GaveUp,
        };
        self.tell(tab, event);
        self.look_after(tab);
    }

    /// The run has ended: try again, look again, or leave.
    fn after(&mut self, tab: usize) {
        self.compare(tab);
        let Some(run) = &self.tabs[tab].run else {
            return;
        };
        let outcomes = Run::TO_TRY.into_iter();
        let wanted: Vec<_> = outcomes.flat_map(|it| run.to_try(it)).collect();
        let is_open = run.tally().of(Outcome::Unresolved) > 0;
        if self.setup.kind == Kind::Sessions
            && self.retries > 0
            && !wanted.is_empty()
            && self.choices.pick(2) == 1
        {
            self.retries -= 1;
            let now = self.now(tab);
            let code = self.cloud.code(0);
            let time = self.time;
            self.scan = Scan { code, time };
            let sessions = self
                .stage
                .list(self.setup.service, self.cloud.count(), code);
            let look = Look {
                sessions,
                extent: Extent::Whole,
                since_ms: now.ms,
                now,
                is_confirmed: true,
                snapshot_ms: i64::try_from(time).ok(),
                newer_than_up_ms: None,
                is_by_hand: false,
            };
            let settings = Stage::settings(self.setup);
            let plan = Stage::place(self.setup.service)
                .and_then(|place| KillPlan::of_items(place, wanted, look, settings).ok());
            if let Some(plan) = plan {
                self.tabs[tab].is_recovered = false;
                let event = Event::Retried {
                    typed: plan.to_type().unwrap_or_default(),
                    plan: Rc::new(plan),
                    reason: "again".to_owned(),
                };
                self.tell(tab, event);
                self.look_after(tab);
                return;
            }
        }
        if is_open && self.tabs[tab].checks < 2 && self.choices.pick(2) == 1 {
            self.tabs[tab].checks += 1;
            self.tell(tab, Event::Resumed);
            self.look_after(tab);
            return;
        }
        self.say(|| format!("the person leaves tab {tab}"));
        self.close_tab(tab);
    }

    /// The journal tells what the screen shows.
    fn compare(&mut self, tab: usize) {
        // Another tab may have gone on since; and to read a journal is dear, so every second one is.
        if !self.tabs[tab].facts.lease || self.course.steps.is_multiple_of(2) {
            return;
        }
        let (Some(run), Some(record)) = (&self.tabs[tab].run, Record::of(&self.journal)) else {
            return;
        };
        let same = run
            .items()
            .zip(record.items())
            .all(|(shown, told)| shown.outcome == told.outcome && shown.said == told.said);
        let differs = !same || record.tally().sum() != self.setup.items;
        if differs && self.setup.has(Protection::WriteAhead) && self.setup.has(Protection::Lease) {
            self.broken.get_or_insert(Violation::JournalDiffers);
        }
    }
}
