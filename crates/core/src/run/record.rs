//! A run as its journal tells it, for history and export: when, where, why, what became of each session.

use std::rc::Rc;

use super::entry::{Entry, Fact};
use super::event::RunId;
use super::history::{Attempt, History};
use super::item::{Item, Outcome, Tally};
use crate::plan::Order;

/// One thing that happened, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// What.
    pub fact: Fact,
}

/// What a journal tells of a run.
#[derive(Clone, Debug)]
pub struct Record {
    history: History,
    events: Vec<Happened>,
}

impl Record {
    /// Reads the entries of one run, in order; `None` if they do not begin with a confirmation.
    pub fn of(entries: &[Entry]) -> Option<Self> {
        let history = History::of(entries)?;
        let mut events = Vec::with_capacity(entries.len());
        let mut seq = 0;
        for entry in entries {
            if entry.seq == seq && entry.run == history.id {
                seq += 1;
                events.push(Happened {
                    at_ms: entry.at_ms,
                    fact: entry.fact.clone(),
                });
            }
        }
        Some(Self { history, events })
    }

    /// The run's id.
    pub fn id(&self) -> RunId {
        self.history.id
    }

    /// When it was confirmed, in ms since 1970.
    pub fn confirmed_ms(&self) -> u64 {
        self.events.first().map_or(0, |event| event.at_ms)
    }

    /// When its last entry was written, in ms since 1970.
    pub fn last_ms(&self) -> u64 {
        self.events.last().map_or(0, |event| event.at_ms)
    }

    /// What was agreed to, and where.
    pub fn order(&self) -> &Rc<Order> {
        &self.history.order
    }

    /// The reason or ticket.
    pub fn reason(&self) -> &str {
        &self.history.reason
    }

    /// Whether it has ended. If not, it is on its way in some tab, or can be recovered.
    pub fn is_closed(&self) -> bool {
        self.history.is_closed
    }

    /// How many sessions were planned.
    pub fn planned(&self) -> usize {
        self.history.marks.len()
    }

    /// How many ended for certain.
    pub fn gone(&self) -> usize {
        let tally = self.tally();
        tally.of(Outcome::Gone) + tally.of(Outcome::AlreadyGone)
    }

    /// How many did not, as far as is known.
    pub fn failed(&self) -> usize {
        self.planned() - self.gone()
    }

    /// How many ended how; its sum is all that were planned.
    pub fn tally(&self) -> Tally {
        self.history.tally()
    }

    /// How many new sessions of the same clients were seen at the last look.
    pub fn reconnected(&self) -> Option<u32> {
        self.history.reconnected
    }

    /// What the service said of a kill-all's job.
    pub fn job(&self) -> Option<&str> {
        self.history.job_said.as_deref()
    }

    /// Its sessions, in order, with what was said and observed.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.history.items()
    }

    /// Its attempts, in order.
    pub fn attempts(&self) -> &[Attempt] {
        &self.history.attempts
    }

    /// What happened, in order.
    pub fn events(&self) -> &[Happened] {
        &self.events
    }
}
