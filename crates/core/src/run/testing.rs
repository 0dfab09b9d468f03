//! A desk at which tests play the world: the journal writes at once, everything else is asked for.

use std::collections::VecDeque;
use std::rc::Rc;

use super::*;
use crate::answer::{Answer, Reply, Silence};
use crate::kill::Confirmed;
use crate::list::Extent;
use crate::plan::testing::{START, at, list, place, plan, threads};
use crate::plan::{KillPlan, Settings};
use crate::request::Request;
use crate::services::Service;

pub(super) const READY: Facts = Facts {
    lease: true,
    online: true,
    token: TokenState::Valid,
    locked: false,
};

pub(super) struct Desk {
    pub(super) run: Run,
    pub(super) ms: u64,
    pub(super) journal: Vec<Entry>,
    pub(super) sent: Vec<Confirmed>,
    pub(super) todo: VecDeque<Command>,
    /// Whether entries become durable.
    pub(super) writes: bool,
    /// By how many ms this machine's clock was set forward.
    pub(super) jump: u64,
}

impl Desk {
    pub(super) fn new(plan: KillPlan) -> Self {
        let run = Run::new(Rc::new(plan), READY, at(1_000));
        Self::with(run, 1_000)
    }

    pub(super) fn with(run: Run, ms: u64) -> Self {
        Self {
            run,
            ms,
            journal: Vec::new(),
            sent: Vec::new(),
            todo: VecDeque::new(),
            writes: true,
            jump: 0,
        }
    }

    /// A confirmed run for threads 1 to `count`, in batches of two.
    pub(super) fn threads(count: u32) -> Self {
        let settings = Settings {
            batch_taurusdb: 2,
            ..Settings::default()
        };
        let mut desk = Self::new(plan(Service::TaurusDb, &threads(1..count + 1), settings));
        desk.confirm();
        desk
    }

    pub(super) fn confirm(&mut self) {
        let plan = self.run.plan.clone().unwrap();
        self.feed(Event::Confirmed {
            reason: "INC-1".to_owned(),
            typed: plan.to_type().unwrap_or_default(),
        });
    }

    pub(super) fn now(&self) -> Now {
        let mut now = at(self.ms);
        now.ms += self.jump;
        now
    }

    /// Hands an event in, and writes what is to be written.
    pub(super) fn feed(&mut self, event: Event) {
        self.ms += 1;
        let mut commands: VecDeque<Command> = self.run.handle(event, self.now()).into();
        while let Some(command) = commands.pop_front() {
            match command {
                Command::Write { ticket, entry } if self.writes => {
                    self.journal.push(entry);
                    self.ms += 1;
                    let event = Event::Wrote { ticket };
                    commands.extend(self.run.handle(event, self.now()));
                }
                Command::Send { ref kill, .. } => {
                    self.sent.push(kill.clone());
                    self.todo.push_back(command);
                }
                _ => self.todo.push_back(command),
            }
        }
    }

    pub(super) fn next(&mut self) -> Command {
        let state = self.run.progress();
        self.todo
            .pop_front()
            .unwrap_or_else(|| panic!("nothing to do: {state:?}"))
    }

    #[track_caller]
    pub(super) fn idle(&self) {
        assert_eq!(self.todo, [], "{:?}", self.run.progress());
    }

    /// The handles of the send that comes next, and its ticket.
    #[track_caller]
    pub(super) fn send(&mut self) -> (Vec<String>, u32) {
        match self.next() {
            Command::Send { ticket, kill } => (kill.kill().handles(), ticket),
            other => panic!("{other:?}"),
        }
    }

    /// Answers the send that comes next.
    #[track_caller]
    pub(super) fn answer(&mut self, status: u16, body: &str) -> Vec<String> {
        let (handles, ticket) = self.send();
        let reply = answered(status, body);
        self.feed(Event::GotReply { ticket, reply });
        handles
    }

    /// Says that all of the next send were killed.
    #[track_caller]
    pub(super) fn kill(&mut self) -> Vec<String> {
        let Some(Command::Send { kill, .. }) = self.todo.front() else {
            panic!("{:?}", self.todo);
        };
        let body = format!(
            r#"{{"processes_killed":[{}],"processes_not_found":[]}}"#,
            kill.kill().handles().join(",")
        );
        self.answer(200, &body)
    }

    #[track_caller]
    pub(super) fn silence(&mut self) -> Vec<String> {
        let (handles, ticket) = self.send();
        let reply = Reply::Silent(Silence::TimedOut);
        self.feed(Event::GotReply { ticket, reply });
        handles
    }

    /// Sits out the wait that comes next.
    #[track_caller]
    pub(super) fn wait(&mut self) -> (u32, Why) {
        match self.next() {
            Command::Wait { ticket, ms, why } => {
                self.ms += u64::from(ms);
                self.feed(Event::Waited { ticket });
                (ms, why)
            }
            other => panic!("{other:?}"),
        }
    }

    /// Answers the list that comes next.
    #[track_caller]
    pub(super) fn list(&mut self, rows: &str, extent: Extent) {
        let Command::List { ticket } = self.next() else {
            panic!("no list is wanted: {:?}", self.run.progress());
        };
        let look = self.look(rows, extent);
        self.feed(Event::ListCame { ticket, look });
    }

    pub(super) fn look(&self, rows: &str, extent: Extent) -> Look {
        let ms = self.ms + self.jump;
        Look {
            sessions: list(self.run.whose().service(), rows, ms, ""),
            extent,
            since_ms: START + ms,
            now: self.now(),
            is_confirmed: true,
            snapshot_ms: None,
            newer_than_up_ms: None,
            is_by_hand: false,
        }
    }

    #[track_caller]
    pub(super) fn ask(&mut self) -> (Request, u32) {
        match self.next() {
            Command::AskJob { ticket, request } => (request, ticket),
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    pub(super) fn closed(&mut self) {
        assert_eq!(self.next(), Command::Closed);
        self.idle();
        assert_eq!(self.run.state(), State::Closed);
        assert_eq!(self.run.tally().open, 0);
        assert_eq!(self.run.tally().sum(), self.run.order().items.len());
    }

    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        self.run.items().filter_map(|item| item.outcome).collect()
    }

    /// The page is closed here and opened again: what the journal has is all that is left.
    pub(super) fn reopen(&self, entries: usize) -> Self {
        let later = self.ms + 5_000;
        let mut run = Run::recover(&self.journal[..entries], at(later)).unwrap();
        assert_eq!(run.handle(Event::FactsChanged(READY), at(later)), []);
        let mut desk = Self::with(run, later);
        desk.journal = self.journal[..entries].to_vec();
        desk
    }

    /// Tries again what is still there, by a list of these rows.
    pub(super) fn retry(&mut self, items: Vec<crate::plan::Item>, rows: &str) {
        let look = self.look(rows, Extent::Whole);
        let service = self.run.whose().service();
        let plan = KillPlan::of_items(place(service), items, look, Settings::default()).unwrap();
        let typed = plan.to_type().unwrap_or_default();
        self.feed(Event::Retried {
            plan: Rc::new(plan),
            reason: "again".to_owned(),
            typed,
        });
    }
}

pub(super) fn answered(status: u16, body: &str) -> Reply {
    let json = ("content-type".to_owned(), "application/json".to_owned());
    Reply::Answered(Answer {
        status,
        headers: vec![json],
        body: body.to_owned(),
    })
}

pub(super) fn with_header(reply: Reply, name: &str, value: &str) -> Reply {
    let Reply::Answered(mut answer) = reply else {
        return reply;
    };
    answer.headers.push((name.to_owned(), value.to_owned()));
    Reply::Answered(answer)
}

pub(super) const REFUSED: &str = r#"{"error_code":"DBS.200010","error_msg":"no"}"#;
