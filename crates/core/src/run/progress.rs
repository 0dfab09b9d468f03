//! What views draw of a run: where it is, why it waits, and what became of each session.

use super::event::{PauseReason, RunId, Why};
use super::history::Attempt;
use super::item::{Item, Omission, Outcome, Tally};
use super::machine::{Busy, Run};
use super::send::Stage;
use crate::list::Whose;
use crate::plan::{self, Order};

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has agreed to it yet.
    Draft,
    /// It was agreed to, and that is not durable yet.
    Confirmed,
    /// It is on its way.
    Running,
    /// It waits for a person.
    Paused(PauseReason),
    /// It has ended, and the journal says so.
    Closed,
}

/// What it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Nothing.
    Nothing,
    /// Writing the journal.
    Writing,
    /// A batch is on the wire.
    Sending,
    /// The sessions are listed: before a send, or to see what became of them (look 1 to 3).
    Listing(Option<u8>),
    /// Asking about the job.
    AskingJob,
    /// Waiting, until so many ms since 1970.
    Waiting(Why, u64),
}

/// How far a run is: "Batch 2 of 7 · 20 of 130 sent · waiting 2 s (the server asked)".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Where it is.
    pub state: State,
    /// What it is doing.
    pub doing: Doing,
    /// The batch that is being sent, or was last, counted from 1; 0 before the first.
    pub batch: usize,
    /// How many batches there are.
    pub batches: usize,
    /// How many sessions were sent, or may have been.
    pub sent: usize,
    /// How many sessions there are.
    pub total: usize,
    /// Whether batches are left to be sent; if not, what follows are looks.
    pub has_more: bool,
    /// No further batch will be sent: a person stopped it.
    pub is_stopping: bool,
    /// The journal of the run is durable up to here.
    pub is_durable: bool,
}

impl Run {
    /// Its id.
    pub fn id(&self) -> RunId {
        self.history.id
    }

    /// What was agreed to.
    pub fn order(&self) -> &Order {
        &self.history.order
    }

    /// The reason or ticket that was given.
    pub fn reason(&self) -> &str {
        &self.history.reason
    }

    /// Whose sessions it lists.
    pub fn whose(&self) -> &Whose {
        &self.whose
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            state: self.state(),
            doing: self.doing(),
            batch: self.batch,
            batches: self.batches,
            sent: self.history.sent(),
            total: self.history.marks.len(),
            has_more: !self.todo.is_empty(),
            is_stopping: self.history.is_stopped && !self.history.is_closed,
            is_durable: self.is_settled(),
        }
    }

    /// Where it is.
    pub fn state(&self) -> State {
        match self.pause {
            _ if self.is_draft => State::Draft,
            _ if self.is_over() && self.is_settled() => State::Closed,
            Some(reason) => State::Paused(reason),
            None if self.history.seq == 1 && !self.is_settled() => State::Confirmed,
            None => State::Running,
        }
    }

    fn doing(&self) -> Doing {
        match self.busy {
            Busy::Wait { until_ms, why, .. } => Doing::Waiting(why, until_ms),
            Busy::List(_) => Doing::Listing(self.watch.is_on.then_some(self.watch.looks + 1)),
            Busy::Reply => Doing::Sending,
            Busy::Job => Doing::AskingJob,
            Busy::Idle if !self.is_settled() => Doing::Writing,
            Busy::Idle => Doing::Nothing,
        }
    }

    /// Whether a kill is on the wire: leaving the page now leaves it unknown.
    pub fn is_sending(&self) -> bool {
        self.hand
            .as_ref()
            .is_some_and(|hand| hand.stage == Stage::Sent)
    }

    /// Its sessions, in order.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.history.items()
    }

    /// Its attempts, in order.
    pub fn attempts(&self) -> &[Attempt] {
        &self.history.attempts
    }

    /// How many sessions ended how; its sum is all of them.
    pub fn tally(&self) -> Tally {
        self.history.tally()
    }

    /// How many new sessions there are of the clients whose sessions ended; `None` if nobody looked,
    /// or what was there before is not known.
    pub fn reconnected(&self) -> Option<u32> {
        self.history.reconnected
    }

    /// Whether every session has ended for certain: only then is anything green.
    pub fn is_all_gone(&self) -> bool {
        let mut marks = self.history.marks.iter();
        marks.all(|mark| mark.outcome.is_some_and(Outcome::is_gone))
    }

    /// The outcomes after which a person may want to try again: "Retry the 2 still there". What is
    /// rolling back ends by itself, and what nobody knows is looked at first.
    pub const TO_TRY: [Outcome; 4] = [
        Outcome::StillThere,
        Outcome::NotActedOn,
        Outcome::Refused,
        Outcome::NotSent,
    ];

    /// The sessions that ended so and can be tried again; a fresh list decides. A session whose
    /// handle was another's by then, or that could not be ended, is none of them.
    pub fn to_try(&self, outcome: Outcome) -> Vec<plan::Item> {
        let mut found = Vec::new();
        for item in self.items() {
            let is_barred = matches!(item.omitted, Some(Omission::Changed | Omission::Barred(_)));
            if item.outcome == Some(outcome) && !is_barred {
                found.push(item.planned.clone());
            }
        }
        found
    }

    /// What the service said of the job of a kill-all: `done`, `unknown`, or its failure's reason.
    pub fn job(&self) -> Option<&str> {
        self.history.job_said.as_deref()
    }
}
