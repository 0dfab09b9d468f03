//! What a journal tells: each entry taken in one after another. The machine itself goes by it too.

use std::rc::Rc;

use super::entry::{Entry, Fact, Report, Settled};
use super::event::RunId;
use super::item::{Item, ItemState, Observed, Omission, Outcome, Said, Tally};
use crate::attempt::AttemptId;
use crate::id::JobId;
use crate::plan::Order;

/// One attempt of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// Which sessions, by their places in the order.
    pub items: Vec<u32>,
    /// When it was marked as sent, in ms since 1970; `None` if it was not sent.
    pub sent_ms: Option<u64>,
    /// What came back, once something did or the page was closed.
    pub report: Option<Report>,
}

/// What is known of one session.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    pub(super) state: ItemState,
    pub(super) said: Said,
    pub(super) observed: Observed,
    pub(super) outcome: Option<Outcome>,
    pub(super) omitted: Option<Omission>,
    /// The place of its last attempt.
    pub(super) attempt: Option<usize>,
    /// In how many complete lists in a row, that changed while they were read, it was not.
    pub(super) misses: u8,
    /// When its last attempt ended, by the clock that is never set.
    pub(super) ended_up_ms: Option<u64>,
}

/// A run as its journal tells it.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub(super) id: RunId,
    pub(super) order: Rc<Order>,
    pub(super) reason: String,
    pub(super) marks: Vec<Mark>,
    pub(super) attempts: Vec<Attempt>,
    /// The job that has not ended.
    pub(super) job: Option<JobId>,
    /// What the service said of the job that has.
    pub(super) job_said: Option<String>,
    pub(super) reconnected: Option<u32>,
    pub(super) is_closed: bool,
    pub(super) is_stopped: bool,
    /// The number of the next entry.
    pub(super) seq: u32,
}

impl History {
    pub(super) fn new(id: RunId, order: Rc<Order>) -> Self {
        Self {
            id,
            marks: vec![Mark::default(); order.items.len()],
            order,
            reason: String::new(),
            attempts: Vec::new(),
            job: None,
            job_said: None,
            reconnected: None,
            is_closed: false,
            is_stopped: false,
            seq: 0,
        }
    }

    /// Reads a journal from its first entry on; `None` if that is no confirmation.
    pub(super) fn of(entries: &[Entry]) -> Option<Self> {
        let first = entries.first()?;
        let Fact::Confirmed { order, .. } = &first.fact else {
            return None;
        };
        let mut history = Self::new(first.run, Rc::clone(order));
        for entry in entries {
            // What was written twice because nobody knew whether it was written counts once.
            if entry.seq == history.seq && entry.run == history.id {
                history.take(entry);
            }
        }
        Some(history)
    }

    /// Takes the next entry in.
    pub(super) fn take(&mut self, entry: &Entry) {
        self.seq += 1;
        match &entry.fact {
            Fact::Confirmed { reason, .. } => self.reason.clone_from(reason),
            Fact::Retried { items, .. } => {
                self.is_closed = false;
                self.is_stopped = false;
                each(&mut self.marks, items, |mark| {
                    (mark.state, mark.outcome, mark.omitted) = (ItemState::Planned, None, None);
                    mark.misses = 0;
                });
            }
            Fact::Intent { attempt, items } => {
                let place = Some(self.attempts.len());
                self.attempts.push(Attempt {
                    id: *attempt,
                    items: items.clone(),
                    sent_ms: None,
                    report: None,
                });
                each(&mut self.marks, items, |mark| {
                    (mark.state, mark.attempt) = (ItemState::Intent, place);
                });
            }
            Fact::Sent { attempt } => {
                self.of_attempt(*attempt, |known, mark| {
                    mark.state = ItemState::Sent;
                    known.sent_ms = Some(entry.at_ms);
                });
            }
            Fact::Withheld { attempt } => self.of_attempt(*attempt, |known, mark| {
                mark.state = ItemState::Planned;
                known.sent_ms = None;
            }),
            Fact::Answered { attempt, report } => self.answered(*attempt, report),
            Fact::Job { said } => {
                self.job = None;
                self.job_said = Some(said.clone());
            }
            Fact::Looked { reconnected, .. } => {
                if reconnected.is_some() {
                    self.reconnected = *reconnected;
                }
            }
            Fact::Settled { items } => self.settled(items),
            Fact::Paused { .. } => {}
            Fact::Resumed => self.is_closed = false,
            Fact::Stopped => self.is_stopped = true,
            Fact::Closed => self.is_closed = true,
        }
    }

    fn of_attempt(&mut self, id: AttemptId, mut change: impl FnMut(&mut Attempt, &mut Mark)) {
        let Some(attempt) = self.attempts.iter_mut().rfind(|known| known.id == id) else {
            return;
        };
        let items = std::mem::take(&mut attempt.items);
        each(&mut self.marks, &items, |mark| change(attempt, mark));
        attempt.items = items;
    }

    fn answered(&mut self, id: AttemptId, report: &Report) {
        let said = match report {
            Report::Accepted => Said::Accepted,
            Report::Submitted { job } => {
                self.job = Some(job.clone());
                self.job_said = None;
                Said::Submitted
            }
            Report::Partition { .. } => Said::NotActedOn,
            Report::Refused { .. } => Said::Refused,
            Report::Unknown { .. } | Report::Lost => Said::Unknown,
        };
        self.of_attempt(id, |attempt, mark| {
            attempt.report = Some(report.clone());
            (mark.state, mark.said) = (ItemState::Verify, said);
            mark.misses = 0;
        });
        if let Report::Partition {
            killed, not_found, ..
        } = report
        {
            each(&mut self.marks, killed, |mark| mark.said = Said::Killed);
            each(&mut self.marks, not_found, |mark| {
                mark.said = Said::NotFound;
            });
        }
    }

    fn settled(&mut self, items: &[Settled]) {
        for settled in items {
            if let Some(mark) = self.marks.get_mut(settled.item as usize) {
                mark.state = ItemState::Ended;
                mark.outcome = Some(settled.outcome);
                mark.observed = settled.observed;
                mark.omitted.clone_from(&settled.omitted);
            }
        }
    }

    /// Its sessions, in order.
    pub(super) fn items(&self) -> impl Iterator<Item = Item<'_>> {
        let pairs = self.order.items.iter().zip(&self.marks).enumerate();
        pairs.map(|(place, (planned, mark))| Item {
            place,
            planned,
            state: mark.state,
            said: match mark.state {
                ItemState::Sent => Said::Awaited,
                _ => mark.said,
            },
            observed: mark.observed,
            outcome: mark.outcome,
            omitted: mark.omitted.as_ref(),
            attempt: mark.attempt.and_then(|it| self.attempts.get(it)),
        })
    }

    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for mark in &self.marks {
            tally.add(mark.outcome);
        }
        tally
    }

    /// How many sessions were part of an attempt that may have been sent.
    pub(super) fn sent(&self) -> usize {
        let is_sent = |mark: &&Mark| {
            let attempt = mark.attempt.and_then(|place| self.attempts.get(place));
            mark.said != Said::Nothing || attempt.is_some_and(|it| it.sent_ms.is_some())
        };
        self.marks.iter().filter(is_sent).count()
    }
}

/// Changes the marks at some places.
fn each(marks: &mut [Mark], places: &[u32], mut change: impl FnMut(&mut Mark)) {
    for place in places {
        if let Some(mark) = marks.get_mut(*place as usize) {
            change(mark);
        }
    }
}
