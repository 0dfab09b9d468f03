//! The machine: what it knows, how events reach it, and what it does next.

use std::collections::VecDeque;
use std::rc::Rc;

use super::entry::{Entry, Fact, VERSION};
use super::event::{Command, Event, Facts, PauseReason, RunId, TokenState, Why};
use super::history::History;
use super::send::{Batch, Hand};
use super::verify::Watch;
use crate::attempt::AttemptId;
use crate::list::Whose;
use crate::plan::{KillPlan, Look, Now};

/// What the world is doing for the run at the moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Busy {
    Idle,
    /// Until when by both clocks, and why.
    Wait {
        until_ms: u64,
        until_up_ms: u64,
        why: Why,
    },
    /// When the list was asked for.
    List(Now),
    Reply,
    Job,
}

/// What is written, one entry after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    /// Entries that are not durable yet; the first one is being written if there is a ticket.
    pub(super) queue: VecDeque<Entry>,
    pub(super) ticket: Option<u32>,
    pub(super) has_failed: bool,
}

/// A kill from the moment it is agreed to until its outcome stands. It does no I/O:
/// [`Run::handle`] says what to do.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) history: History,
    /// What kills are made of; `None` after a recovery, which sends nothing.
    pub(super) plan: Option<Rc<KillPlan>>,
    pub(super) whose: Whose,
    pub(super) facts: Facts,
    pub(super) journal: Journal,
    pub(super) is_draft: bool,
    /// It was found in a journal, and what was on its way is not accounted for yet.
    pub(super) is_found: bool,
    pub(super) has_given_up: bool,
    pub(super) pause: Option<PauseReason>,
    pub(super) busy: Busy,
    pub(super) ticket: u32,
    /// The ticket of what the world is doing.
    pub(super) awaited: Option<u32>,
    /// What is still to be sent.
    pub(super) todo: VecDeque<Batch>,
    /// The batch that is being sent.
    pub(super) hand: Option<Hand>,
    /// How many batches there are, and how many have left the queue.
    pub(super) batches: usize,
    pub(super) batch: usize,
    pub(super) last_sent_up_ms: Option<u64>,
    /// The last list.
    pub(super) look: Option<Look>,
    /// How many lists in a row came too late to rely on.
    pub(super) slow_looks: u8,
    /// The living sessions before the first send; empty if that is not known.
    pub(super) before: Vec<u64>,
    /// How many sessions the person agreed to.
    pub(super) held: u32,
    pub(super) watch: Watch,
    pub(super) polls: u8,
    /// When the identities were read, by both clocks; `None` if that was before the page was opened.
    pub(super) planned: Option<Now>,
}

impl Run {
    /// A run that nobody has agreed to yet. Its id is made of the moment.
    pub fn new(plan: Rc<KillPlan>, facts: Facts, now: Now) -> Self {
        let id = RunId(AttemptId::new(now.ms, now.chance));
        let order = Rc::clone(plan.order());
        let held = order.living;
        let mut run = Self::bare(History::new(id, order), plan.place().whose.clone(), held);
        run.facts = facts;
        run.is_draft = true;
        run.planned = Some(plan.look().now);
        run.look = Some(plan.look().clone());
        run.plan = Some(plan);
        run
    }

    pub(super) fn bare(history: History, whose: Whose, held: u32) -> Self {
        Self {
            batches: history.order.batches.len(),
            history,
            plan: None,
            whose,
            facts: Facts::default(),
            journal: Journal::default(),
            is_draft: false,
            is_found: false,
            has_given_up: false,
            pause: None,
            busy: Busy::Idle,
            ticket: 0,
            awaited: None,
            todo: VecDeque::new(),
            hand: None,
            batch: 0,
            last_sent_up_ms: None,
            look: None,
            slow_looks: 0,
            before: Vec::new(),
            held,
            watch: Watch::default(),
            polls: 0,
            planned: None,
        }
    }

    /// What the world must do after an event; nothing, where the event means nothing.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Command> {
        let mut out = Vec::new();
        match event {
            Event::Confirmed { reason, typed } => self.confirmed(reason, &typed, now),
            Event::Retried {
                plan,
                reason,
                typed,
            } => self.retried(plan, reason, &typed, now),
            Event::Wrote { ticket } => self.wrote(ticket, &mut out),
            Event::WriteFailed { ticket } => {
                if self.journal.ticket == Some(ticket) {
                    self.journal.ticket = None;
                    self.journal.has_failed = true;
                    self.pause = Some(PauseReason::JournalFailed);
                }
            }
            Event::GotReply { ticket, reply } => {
                if self.is_awaited(ticket) && self.busy == Busy::Reply {
                    self.busy = Busy::Idle;
                    self.got_reply(&reply, now);
                }
            }
            Event::ListCame { ticket, look } => {
                if let (true, Busy::List(asked)) = (self.is_awaited(ticket), self.busy) {
                    self.busy = Busy::Idle;
                    self.list_came(look, asked, now);
                }
            }
            Event::ListFailed { ticket, reason } => {
                if let (true, Busy::List(_)) = (self.is_awaited(ticket), self.busy) {
                    self.busy = Busy::Idle;
                    self.list_failed(reason, now);
                }
            }
            Event::GotJob { ticket, reply } => {
                if self.is_awaited(ticket) && self.busy == Busy::Job {
                    self.busy = Busy::Idle;
                    self.got_job(&reply, now);
                }
            }
            Event::Waited { ticket } => {
                if let (true, Busy::Wait { .. }) = (self.is_awaited(ticket), self.busy) {
                    self.busy = Busy::Idle;
                }
            }
            Event::FactsChanged(facts) => {
                self.facts = facts;
                if let (true, Some(reason)) = (self.is_running(), self.hold()) {
                    self.pause(reason, now);
                }
            }
            Event::Paused => {
                if self.is_running() {
                    self.pause(PauseReason::Person, now);
                }
            }
            Event::Resumed => self.resumed(now),
            Event::Stopped => self.stopped(now),
            Event::GaveUp => self.gave_up(now),
        }
        self.advance(now, &mut out);
        out
    }

    /// Goes on as far as it can without the world.
    fn advance(&mut self, now: Now, out: &mut Vec<Command>) {
        loop {
            self.flush(out);
            let waits = self.busy != Busy::Idle || self.pause.is_some();
            if self.is_draft || self.is_over() || waits || !self.is_settled() {
                return;
            }
            self.step(now, out);
        }
    }

    /// Starts writing the next entry, if none is being written.
    fn flush(&mut self, out: &mut Vec<Command>) {
        if self.journal.ticket.is_some() || self.journal.has_failed {
            return;
        }
        if let Some(entry) = self.journal.queue.front() {
            let entry = entry.clone();
            let ticket = self.next_ticket();
            self.journal.ticket = Some(ticket);
            out.push(Command::Write { ticket, entry });
        }
    }

    fn wrote(&mut self, ticket: u32, out: &mut Vec<Command>) {
        if self.journal.ticket != Some(ticket) {
            return;
        }
        self.journal.ticket = None;
        let entry = self.journal.queue.pop_front();
        if entry.is_some_and(|entry| entry.fact == Fact::Closed) {
            out.push(Command::Closed);
        }
    }

    /// Whether everything that happened is durable.
    pub(super) fn is_settled(&self) -> bool {
        self.journal.queue.is_empty()
    }

    /// Whether the run has ended.
    pub(super) fn is_over(&self) -> bool {
        self.history.is_closed
    }

    pub(super) fn is_running(&self) -> bool {
        !self.is_draft && !self.is_over() && self.pause.is_none()
    }

    /// Writes down what happened, and goes by it.
    pub(super) fn record(&mut self, fact: Fact, now: Now) {
        let entry = Entry {
            v: VERSION,
            run: self.history.id,
            seq: self.history.seq,
            at_ms: now.ms,
            fact,
        };
        self.history.take(&entry);
        self.journal.queue.push_back(entry);
    }

    /// What stands against sending or reading anything.
    pub(super) fn hold(&self) -> Option<PauseReason> {
        if !self.facts.lease {
            Some(PauseReason::NoLease)
        } else if self.facts.locked {
            Some(PauseReason::Locked)
        } else if !self.facts.online {
            Some(PauseReason::Offline)
        } else if self.facts.token != TokenState::Valid {
            Some(PauseReason::NeedsToken)
        } else {
            None
        }
    }

    pub(super) fn pause(&mut self, reason: PauseReason, now: Now) {
        if self.pause.is_some() {
            return;
        }
        self.pause = Some(reason);
        // Without the lock another tab may write this journal.
        if reason != PauseReason::NoLease {
            self.record(Fact::Paused { reason }, now);
        }
    }

    pub(super) fn next_ticket(&mut self) -> u32 {
        self.ticket = self.ticket.wrapping_add(1);
        self.ticket
    }

    /// Whether a ticket is that of what the world is doing. Writes have tickets of their own.
    fn is_awaited(&self, ticket: u32) -> bool {
        self.awaited == Some(ticket)
    }

    pub(super) fn await_ticket(&mut self, busy: Busy) -> u32 {
        let ticket = self.next_ticket();
        self.awaited = Some(ticket);
        self.busy = busy;
        ticket
    }

    pub(super) fn wait(&mut self, ms: u64, why: Why, now: Now, out: &mut Vec<Command>) {
        let ms = u32::try_from(ms).unwrap_or(u32::MAX).max(1);
        let ticket = self.await_ticket(Busy::Wait {
            until_ms: now.ms + u64::from(ms),
            until_up_ms: now.up_ms + u64::from(ms),
            why,
        });
        out.push(Command::Wait { ticket, ms, why });
    }

    pub(super) fn list(&mut self, now: Now, out: &mut Vec<Command>) {
        let ticket = self.await_ticket(Busy::List(now));
        out.push(Command::List { ticket });
    }

    /// The one next thing to do. It records a fact, asks the world, pauses or closes.
    fn step(&mut self, now: Now, out: &mut Vec<Command>) {
        if self.hand.is_some() {
            self.send_hand(now, out);
        } else if self.watch.is_on {
            self.look_on(now, out);
        } else if !self.todo.is_empty() && !self.history.is_stopped {
            self.take_batch(now, out);
        } else if self.has_doubts() {
            self.watch
                .begin(self.last_end_up_ms().unwrap_or(now.up_ms), now);
        } else {
            self.close(now);
        }
    }
}
