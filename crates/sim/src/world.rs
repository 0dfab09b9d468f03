//! The world: what is due next, what it does to the cloud, the proxy, the journal and the tabs.

use quell_core::answer::Silence;
use quell_core::attempt::AttemptId;
use quell_core::plan::{Look, Now};
use quell_core::run::{Command, Entry, Event, Fact, Outcome, Run, State, Why};

use crate::choices::Choices;
use crate::cloud::{Cloud, Life};
use crate::fault::{Protection, Setup};
use crate::network::{Copy, Listed, Scan};
use crate::proxy::{self, Guard};
use crate::stage::Stage;
use crate::tab::Tab;
use crate::violation::Violation;

/// A world ends after so many steps, or it never does.
const PATIENCE: u32 = 3_000;

/// What a world came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Course {
    /// Things that happened.
    pub steps: u32,
    /// Kills that were handed to the network.
    pub sends: u32,
    /// Kills that were carried out.
    pub applied: u32,
    /// Crashes of a tab.
    pub crashes: u32,
}

/// What is due.
#[derive(Debug)]
pub(crate) enum Due {
    Tell(usize, u32, Event),
    Write(usize, u32, u32, Entry),
    Listed(usize, u32, Listed),
    Arrive(Copy),
    Person(usize, u32),
    Open(usize),
    Vanish(usize, u8),
}

/// What is due: when, in which order, and what.
pub(crate) type Agenda = Vec<(u64, u32, Due)>;

pub(crate) struct World<'w> {
    pub(crate) setup: &'w Setup,
    pub(crate) stage: &'w mut Stage,
    pub(crate) choices: &'w mut Choices,
    pub(crate) time: u64,
    pub(crate) agenda: Agenda,
    order: u32,
    chance: u64,
    pub(crate) cloud: Cloud,
    pub(crate) guard: Guard,
    pub(crate) journal: Vec<Entry>,
    pub(crate) tabs: [Tab; 2],
    /// Whether the next list is of the scan before it.
    pub(crate) hides_scan: bool,
    /// The last scan that the cloud tells of (DCS).
    pub(crate) scan: Scan,
    pub(crate) lease: Option<usize>,
    /// Every attempt that was handed to the network.
    pub(crate) sent: Vec<AttemptId>,
    /// The handles that were ever sent, as a set of bits.
    pub(crate) sent_handles: u8,
    polls: u32,
    pub(crate) retries: u8,
    /// How often a tab found the lock taken.
    pub(crate) knocks: u8,
    pub(crate) course: Course,
    pub(crate) broken: Option<Violation>,
    trace: Option<&'w mut Vec<String>>,
}

/// Plays one world to its end.
///
/// # Errors
/// The invariant that broke.
pub fn play(
    setup: &Setup,
    stage: &mut Stage,
    choices: &mut Choices,
    trace: Option<&mut Vec<String>>,
) -> Result<Course, Violation> {
    let Some(plan) = stage.plan(setup) else {
        return Ok(Course::default());
    };
    let agenda = std::mem::take(&mut stage.agenda);
    let journal = std::mem::take(&mut stage.journal);
    let mut world = World {
        setup,
        stage,
        choices,
        time: 0,
        agenda,
        order: 0,
        chance: 0,
        cloud: Cloud::new(setup.items),
        guard: Guard::default(),
        journal,
        tabs: [Tab::closed(), Tab::closed()],
        lease: Some(0),
        hides_scan: false,
        scan: Scan {
            code: Cloud::new(setup.items).code(0),
            time: 0,
        },
        sent: Vec::new(),
        sent_handles: 0,
        polls: 0,
        retries: setup.retries,
        knocks: 0,
        course: Course::default(),
        broken: None,
        trace,
    };
    let now = world.now(0);
    let tab = &mut world.tabs[0];
    tab.facts.lease = true;
    tab.run = Some(Run::new(plan, tab.facts, now));
    world.look_after(0);
    let result = world.run();
    (world.stage.agenda, world.stage.journal) = (world.agenda, world.journal);
    stage.agenda.clear();
    stage.journal.clear();
    result
}

impl World<'_> {
    pub(crate) fn now(&mut self, tab: usize) -> Now {
        self.chance += 1;
        let mixed = self.chance.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.tabs[tab].now(self.time, mixed)
    }

    pub(crate) fn say(&mut self, words: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{:>7} ms  {}", self.time, words()));
        }
    }

    pub(crate) fn due(&mut self, after: u64, what: Due) {
        self.order += 1;
        self.agenda.push((self.time + after, self.order, what));
    }

    fn run(&mut self) -> Result<Course, Violation> {
        let faults = u32::try_from(self.setup.faults.len()).unwrap_or(0);
        loop {
            while self.tabs.iter().any(|tab| tab.run.is_some()) {
                match self.choices.fault(faults) {
                    0 => break,
                    fault => self.strike(self.setup.faults[fault as usize - 1]),
                }
            }
            let next = self.agenda.iter().enumerate();
            let Some((place, _)) = next.min_by_key(|(_, (at, order, _))| (*at, *order)) else {
                break;
            };
            let (at, _, what) = self.agenda.swap_remove(place);
            self.time = at;
            self.course.steps += 1;
            self.happen(what);
            if let Some(violation) = self.broken {
                self.say(|| format!("BROKEN: {violation}"));
                return Err(violation);
            }
            if self.course.steps > PATIENCE {
                return Err(Violation::Stuck);
            }
        }
        self.finish()
    }

    /// What holds when everything is over.
    fn finish(&self) -> Result<Course, Violation> {
        let is_confirmed = !self.journal.is_empty();
        let is_closed = self.journal.iter().any(|entry| entry.fact == Fact::Closed);
        // Without write-ahead the journal may have a hole; that is what is found out.
        if is_confirmed && !is_closed && self.setup.has(Protection::WriteAhead) {
            return Err(Violation::Stuck);
        }
        Ok(self.course)
    }

    pub(crate) fn is_live(&self, tab: usize, epoch: u32) -> bool {
        self.tabs[tab].run.is_some() && self.tabs[tab].epoch == epoch
    }

    fn happen(&mut self, what: Due) {
        match what {
            Due::Tell(tab, epoch, event) if self.is_live(tab, epoch) => {
                if matches!(event, Event::GotReply { .. }) {
                    self.tabs[tab].is_sending = false;
                }
                self.tell(tab, event);
            }
            Due::Write(tab, epoch, ticket, entry) => self.write(tab, epoch, ticket, entry),
            Due::Listed(tab, epoch, list) if self.is_live(tab, epoch) => {
                let Scan { code, time } = list.scan;
                let sessions = self
                    .stage
                    .list(self.setup.service, self.cloud.count(), code);
                let look = Look {
                    sessions,
                    extent: list.extent,
                    since_ms: list.asked.ms,
                    now: self.now(tab),
                    is_confirmed: list.is_confirmed,
                    snapshot_ms: i64::try_from(time).ok(),
                    newer_than_up_ms: None,
                    is_by_hand: false,
                };
                let ticket = list.ticket;
                self.tell(tab, Event::ListCame { ticket, look });
            }
            Due::Arrive(copy) => self.arrive(&copy),
            Due::Person(tab, epoch) if self.is_live(tab, epoch) => self.person(tab),
            Due::Open(tab) => self.open(tab),
            Due::Vanish(at, who) => {
                let slot = self.cloud.slot(at);
                if slot.who == who && slot.life == Life::Ending {
                    self.cloud.end(at);
                }
            }
            Due::Tell(..) | Due::Listed(..) | Due::Person(..) => {}
        }
    }

    /// Tells the machine, does what it says, and holds what it claims against the truth.
    pub(crate) fn tell(&mut self, tab: usize, event: Event) {
        let now = self.now(tab);
        self.say(|| format!("tab {tab}: {}", brief(&event)));
        let Some(run) = &mut self.tabs[tab].run else {
            return;
        };
        let commands = run.handle(event, now);
        for command in commands {
            self.carry_out(tab, command, now);
        }
        self.check(tab);
        self.look_after(tab);
    }

    /// A person looks where something waits for one.
    pub(crate) fn look_after(&mut self, tab: usize) {
        let Some(run) = &self.tabs[tab].run else {
            return;
        };
        let waits = matches!(run.state(), State::Draft | State::Paused(_) | State::Closed);
        if waits && !self.tabs[tab].is_watched {
            self.tabs[tab].is_watched = true;
            let epoch = self.tabs[tab].epoch;
            self.due(1_000, Due::Person(tab, epoch));
        }
    }

    fn carry_out(&mut self, tab: usize, command: Command, now: Now) {
        let epoch = self.tabs[tab].epoch;
        match command {
            Command::Write { ticket, entry } => {
                if self.setup.has(Protection::WriteAhead) {
                    self.due(3, Due::Write(tab, epoch, ticket, entry));
                } else {
                    // It is said to be written, and is on the disk only later.
                    self.due(50, Due::Write(tab, epoch, 0, entry));
                    self.due(0, Due::Tell(tab, epoch, Event::Wrote { ticket }));
                }
            }
            Command::Send { ticket, kill } => self.send(tab, ticket, &kill),
            Command::List { ticket } => self.list(tab, ticket, now),
            Command::AskJob { ticket, .. } => {
                self.polls += 1;
                let failure = u32::from(self.setup.has_failures) * 4;
                let reply = match self.choices.fault(failure) {
                    1 => proxy::refused(404, None),
                    2 => proxy::job("FAIL"),
                    3 => proxy::silent(Silence::Network),
                    4 => proxy::refused(401, None),
                    _ if self.polls.is_multiple_of(2) => proxy::job("SUCCESS"),
                    _ => proxy::job("RUNNING"),
                };
                self.due(20, Due::Tell(tab, epoch, Event::GotJob { ticket, reply }));
            }
            Command::Wait { ticket, ms, why } => {
                let event = Event::Waited { ticket };
                if why == Why::Fence && !self.setup.has(Protection::Fence) {
                    self.tabs[tab].lie_ms += u64::from(ms);
                    self.due(0, Due::Tell(tab, epoch, event));
                } else {
                    self.due(u64::from(ms), Due::Tell(tab, epoch, event));
                }
            }
            Command::Closed => {}
        }
    }

    fn write(&mut self, tab: usize, epoch: u32, ticket: u32, entry: Entry) {
        let failure = u32::from(self.setup.has_failures && ticket > 0) * 2;
        let is_live = self.is_live(tab, epoch);
        let is_guarded = self.setup.has(Protection::Lease);
        // Whoever writes holds the lock still: that is asked in the transaction that writes.
        let is_owner = !is_guarded || self.lease == Some(tab);
        if !is_live && self.setup.has(Protection::WriteAhead) {
            // The page was closed while this was written: it may be on the disk or not.
            let is_lost = is_guarded && self.lease.is_some();
            if is_lost || self.choices.pick(2) == 0 {
                return;
            }
        }
        if !is_live && !self.setup.has(Protection::WriteAhead) {
            return;
        }
        let known = self.journal.iter().find(|known| known.seq == entry.seq);
        let is_there = known == Some(&entry);
        let is_taken = known.is_some() && !is_there;
        let fails = self.choices.fault(failure);
        let is_refused = is_guarded && (is_taken || (is_live && !is_owner));
        // Some writes fail after all: the entry is on the disk, and comes again.
        if !is_refused && !is_there && fails != 1 {
            self.say(|| format!("tab {tab}: durable {}: {:?}", entry.seq, entry.fact));
            self.journal.push(entry);
        }
        let event = if is_refused || fails > 0 {
            Event::WriteFailed { ticket }
        } else {
            Event::Wrote { ticket }
        };
        self.tell_if(tab, epoch, ticket, event);
    }

    fn tell_if(&mut self, tab: usize, epoch: u32, ticket: u32, event: Event) {
        if ticket > 0 && self.is_live(tab, epoch) {
            self.tell(tab, event);
        }
    }

    /// What holds whatever a tab shows.
    fn check(&mut self, tab: usize) {
        let Some(run) = &self.tabs[tab].run else {
            return;
        };
        let mut wrong = None;
        for item in run.items() {
            let Some(outcome) = item.outcome else {
                continue;
            };
            let is_alive = self.cloud.is_first_alive(item.place);
            if outcome.is_gone() && is_alive {
                wrong = Some(Violation::NotGone);
            }
            let was_sent = self.sent_handles & (1 << item.place) != 0;
            // A tab that has lost the lock shows what was true when it had it.
            let is_current = self.tabs[tab].facts.lease;
            if outcome == Outcome::NotSent && was_sent && is_current {
                wrong = Some(Violation::WasSent);
            }
        }
        if run.state() == State::Closed {
            let tally = run.tally();
            if tally.open > 0 || tally.sum() != self.setup.items {
                wrong = Some(Violation::NotAccounted);
            }
        }
        if let Some(violation) = wrong {
            self.broken.get_or_insert(violation);
        }
    }
}

fn brief(event: &Event) -> String {
    match event {
        Event::ListCame { look, .. } => {
            format!(
                "list came: {:?}, {} live",
                look.extent,
                look.sessions.living()
            )
        }
        Event::Retried { plan, .. } => format!("tried again: {} sessions", plan.items().len()),
        other => format!("{other:?}"),
    }
}
