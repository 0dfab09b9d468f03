//! The network between a tab and the cloud: what becomes of each send, and of each list.

use quell_core::answer::{Doubt, Reply, Silence};
use quell_core::attempt::AttemptId;
use quell_core::kill::Confirmed;
use quell_core::list::{Extent, Reason};
use quell_core::plan::Now;
use quell_core::run::{Doing, Event, Fact};
use quell_core::services::Service;

use crate::cloud::{Cloud, Effect, Life};
use crate::fault::{Fate, Kind, Protection};
use crate::proxy;
use crate::violation::Violation;
use crate::world::{Due, World};

/// The page gives up on a send after this.
const ABORT_MS: u64 = 45_000;

/// A copy of a request on its way.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    attempt: AttemptId,
    handles: u8,
    effect: Effect,
    /// The tab, its page and the ticket that the answer goes to, if it gets that far.
    answers: Option<(usize, u32, u32)>,
    /// What comes instead of the answer.
    instead: Option<Reply>,
}

/// A scan of the sessions that the cloud has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    pub(crate) code: usize,
    /// When it was made, by a clock of the cloud that is far from this machine's.
    pub(crate) time: u64,
}

/// A list on its way.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) ticket: u32,
    pub(crate) asked: Now,
    pub(crate) scan: Scan,
    pub(crate) extent: Extent,
    /// Whether the scan is known to have been made for it.
    pub(crate) is_confirmed: bool,
}

impl World<'_> {
    pub(crate) fn send(&mut self, tab: usize, ticket: u32, kill: &Confirmed) {
        let attempt = kill.attempt();
        let mut handles = 0;
        for handle in kill.kill().handles() {
            let last = handle.bytes().last().unwrap_or(b'1');
            handles |= 1u8 << (last.wrapping_sub(b'1') & 7);
        }
        if self.setup.kind == Kind::All {
            handles = (1 << self.cloud.count()) - 1;
        }
        self.course.sends += 1;
        self.check_send(tab, attempt, handles);
        self.sent.push(attempt);
        self.sent_handles |= handles;
        self.tabs[tab].is_sending = true;
        self.tabs[tab].last_sent = Some(self.time);
        let fates = u32::try_from(self.setup.fates.len()).unwrap_or(0);
        let fate = match self.choices.fault(fates) {
            0 => None,
            chosen => Some(self.setup.fates[chosen as usize - 1]),
        };
        self.say(|| format!("tab {tab}: sends {attempt} for {handles:03b}: {fate:?}"));
        self.travel(tab, ticket, attempt, handles, fate);
    }

    fn travel(
        &mut self,
        tab: usize,
        ticket: u32,
        attempt: AttemptId,
        handles: u8,
        fate: Option<Fate>,
    ) {
        let epoch = self.tabs[tab].epoch;
        let copy = Copy {
            attempt,
            handles,
            effect: match fate {
                Some(Fate::Ignored) => Effect::Nothing,
                Some(Fate::Slow) => Effect::EndsLater,
                _ => Effect::Ends,
            },
            answers: Some((tab, epoch, ticket)),
            instead: None,
        };
        let mute = Copy {
            answers: None,
            ..copy.clone()
        };
        let spread = u64::from(self.choices.number(50));
        let mut reply = |after, reply| {
            self.due(
                after,
                Due::Tell(tab, epoch, Event::GotReply { ticket, reply }),
            );
        };
        match fate {
            None | Some(Fate::Ignored | Fate::Slow) => self.due(20, Due::Arrive(copy)),
            Some(Fate::Lost) => reply(30, proxy::silent(Silence::Network)),
            Some(Fate::ReplyLost) => {
                reply(60, proxy::silent(Silence::Network));
                self.due(20, Due::Arrive(mute));
            }
            Some(Fate::Silence) => {
                reply(ABORT_MS, proxy::silent(Silence::TimedOut));
                self.due(20, Due::Arrive(mute));
            }
            Some(Fate::Late) => {
                reply(ABORT_MS, proxy::silent(Silence::TimedOut));
                let late = 1_000 + spread * 1_000;
                self.due(ABORT_MS + late, Due::Arrive(mute));
            }
            Some(Fate::Repeated) => {
                self.due(20, Due::Arrive(mute));
                self.due(3_000, Due::Arrive(copy));
            }
            Some(Fate::Copied) => {
                let late = 4_000 + spread * 1_000;
                self.due(20, Due::Arrive(copy));
                self.due(late, Due::Arrive(mute));
            }
            Some(Fate::Throttled) => {
                let seconds = spread.is_multiple_of(2).then_some(3);
                reply(20, proxy::refused(429, seconds));
            }
            Some(Fate::Unauthorised) => reply(20, proxy::refused(401, None)),
            Some(Fate::Refused) => reply(20, proxy::refused(403, None)),
            Some(Fate::FailedBefore) => reply(20, proxy::html(502)),
            Some(Fate::Html) => reply(20, proxy::html(200)),
            Some(Fate::FailedAfter) => {
                let copy = Copy {
                    instead: Some(proxy::html(502)),
                    ..copy
                };
                self.due(20, Due::Arrive(copy));
            }
        }
        let is_silent = matches!(fate, Some(Fate::Lost | Fate::ReplyLost | Fate::Silence));
        if is_silent && !self.setup.has(Protection::NoRetry) {
            // Something on the way sends it again.
            self.say(|| "sent again by something on the way".to_owned());
            self.check_send(tab, attempt, handles);
        }
    }

    /// A copy reaches the proxy, and perhaps the cloud.
    pub(crate) fn arrive(&mut self, copy: &Copy) {
        let is_guarded = self.setup.has(Protection::DuplicateGuard);
        let reply = if self.guard.has_seen(copy.attempt, self.time) && is_guarded {
            self.say(|| format!("the proxy refuses a copy of {}", copy.attempt));
            proxy::duplicate()
        } else {
            self.course.applied += 1;
            let done = self.cloud.kill(copy.handles, copy.effect);
            self.say(|| format!("the cloud takes {}: {:?}", copy.attempt, done));
            let is_all = self.setup.kind == Kind::All;
            if done.successor && !is_all {
                self.broken = Some(Violation::SuccessorKilled);
            }
            if copy.effect == Effect::EndsLater {
                for at in 0..self.cloud.count() {
                    let who = self.cloud.slot(at).who;
                    self.due(7_000, Due::Vanish(at, who));
                }
            }
            proxy::success(self.setup.service, is_all, copy.handles, done.there)
        };
        if let Some((tab, epoch, ticket)) = copy.answers {
            let reply = copy.instead.clone().unwrap_or(reply);
            self.due(20, Due::Tell(tab, epoch, Event::GotReply { ticket, reply }));
        }
    }

    /// What holds whenever a kill is handed to the network.
    fn check_send(&mut self, tab: usize, attempt: AttemptId, handles: u8) {
        if self.sent.contains(&attempt) {
            self.broken = Some(Violation::SentTwice);
            return;
        }
        let mut is_intended = false;
        let mut is_marked = false;
        for entry in &self.journal {
            match &entry.fact {
                Fact::Intent { attempt: known, .. } => is_intended |= *known == attempt,
                Fact::Sent { attempt: known } => is_marked |= *known == attempt,
                _ => {}
            }
        }
        if !is_intended || !is_marked {
            self.broken = Some(Violation::NoIntent);
        } else if self
            .tabs
            .iter()
            .any(|tab| tab.run.is_some() && tab.is_sending)
        {
            self.broken = Some(Violation::TwoInFlight);
        } else if self.tabs[tab].is_recovered {
            self.broken = Some(Violation::ResentOnRecovery);
        }
        let last = self.tabs[tab].last_sent;
        if last.is_some_and(|last| self.time - last < 500) {
            self.broken = Some(Violation::TooFast);
        }
        let limit = match self.setup.service {
            Service::Dcs => 30_000,
            Service::Dds | Service::TaurusDb => 60_000,
        };
        for at in 0..self.cloud.count() {
            let slot = self.cloud.slot(at);
            let is_other = slot.who > 0 && slot.life != Life::Nobody;
            let is_named = handles & (1 << at) != 0 && self.setup.kind == Kind::Sessions;
            if is_named && is_other && slot.born + limit < self.time {
                self.broken = Some(Violation::StaleIdentity);
            }
        }
    }

    pub(crate) fn list(&mut self, tab: usize, ticket: u32, asked: Now) {
        let epoch = self.tabs[tab].epoch;
        let doing = self.tabs[tab].run.as_ref().map(|run| run.progress().doing);
        let is_verify = matches!(doing, Some(Doing::Listing(Some(_))));
        let is_old = std::mem::take(&mut self.hides_scan) && self.setup.service == Service::Dcs;
        let failure = u32::from(self.setup.has_failures) * 5;
        let mut extent = Extent::Whole;
        let mut hidden = 0;
        let mut takes = 200;
        match self.choices.fault(failure) {
            1 => {
                let reason = Reason::NoAnswer(Doubt::ServerFailed);
                let event = Event::ListFailed { ticket, reason };
                self.due(takes, Due::Tell(tab, epoch, event));
                return;
            }
            2 => {
                let reason = Reason::NeedsToken;
                let event = Event::ListFailed { ticket, reason };
                self.due(takes, Due::Tell(tab, epoch, event));
                return;
            }
            3 => takes = 61_000,
            4 => {
                extent = Extent::Capped;
                hidden = 0b111;
            }
            // A row that moves while the list is read is missed; not the same one twice in a row.
            5 => {
                extent = Extent::Changed;
                hidden = 1 << self.choices.number(3);
                hidden &= !self.tabs[tab].hidden;
            }
            _ => {}
        }
        self.tabs[tab].hidden = hidden;
        let fresh = Scan {
            code: self.cloud.code(hidden),
            time: self.time,
        };
        let before = std::mem::replace(
            &mut self.scan,
            Scan {
                code: self.cloud.code(0),
                ..fresh
            },
        );
        let Scan { mut code, time } = if is_old { before } else { fresh };
        if is_verify && !self.setup.has(Protection::Verify) {
            (code, extent) = (0, Extent::Whole);
        }
        if !is_verify && !self.setup.has(Protection::IdentityCheck) {
            code = Cloud::new(self.cloud.count()).code(0);
        }
        self.due(
            takes,
            Due::Listed(
                tab,
                epoch,
                Listed {
                    ticket,
                    asked,
                    scan: Scan { code, time },
                    extent,
                    is_confirmed: !is_old || !self.setup.has(Protection::ScanAge),
                },
            ),
        );
    }
}
