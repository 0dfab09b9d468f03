//! A kill run carried out: the core's machine decides; this writes, sends, lists and waits for it.

mod holds;
mod look;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use quell_core::access::Credential;
use quell_core::answer::{Doubt, Reply, Silence};
use quell_core::list::{Failure, Limits, Listing, Reason};
use quell_core::run::{Command, Entry, Event, Facts, Now, Run, TokenState};
use quell_core::session::Filter;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::channel::Channel;
use super::clock;
use super::journal::{Fault, Journal};
use super::page;
use super::reading::{self, Door, News};
use super::world::{Outgoing, World};
use crate::config::Config;
use holds::Holds;
pub use look::look;

/// On which channel tabs tell each other of their runs.
pub const CHANNEL: &str = "quell-runs";
/// How often they do, whatever happens: a tab that is hidden may be let speak once in a minute.
const BEAT_MS: u32 = 20_000;
/// A tab that is not heard of for so long is gone, and its run with it.
pub const SILENCE_MS: u32 = 90_000;

/// Whose requests a run makes, and by which way. The credential may go and come while it runs.
#[derive(Clone, Debug)]
pub struct Means {
    /// The configuration, which knows the routes.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// In whose name, if somebody has signed in.
    pub credential: Option<Credential>,
    /// Filters of sessions that must not be ended.
    pub protected: Vec<String>,
}

/// A run on its way. Clones are the same run; it goes on although nobody looks.
#[derive(Clone)]
pub struct Conduct(Rc<Inner>);

struct Inner {
    run: RefCell<Run>,
    means: RefCell<Means>,
    journal: Journal,
    holds: Holds,
    facts: Cell<Facts>,
    waiting: RefCell<Option<Timeout>>,
    listing: RefCell<Option<reading::Run<Listing>>>,
    /// Why the journal could not be written last, or the sessions not be listed.
    fault: RefCell<Option<Fault>>,
    failure: RefCell<Option<Box<Failure>>>,
    channel: Option<Channel>,
    online: RefCell<Vec<EventListener>>,
    beat: RefCell<Option<Interval>>,
    told: Callback<()>,
}

impl Conduct {
    /// Takes a run in hand: one that nobody has agreed to yet, or one that was found in the journal.
    /// `told` is called after everything that happens.
    ///
    /// # Errors
    /// Without a journal nothing begins: why there is none.
    pub async fn begin(run: Run, means: Means, told: Callback<()>) -> Result<Self, Fault> {
        let journal = Journal::open().await?;
        let inner = Rc::new(Inner {
            run: RefCell::new(run),
            means: RefCell::new(means),
            journal,
            holds: Holds::default(),
            facts: Cell::default(),
            waiting: RefCell::default(),
            listing: RefCell::default(),
            fault: RefCell::default(),
            failure: RefCell::default(),
            channel: Channel::open(CHANNEL, |_| {}),
            online: RefCell::default(),
            beat: RefCell::default(),
            told,
        });
        *inner.online.borrow_mut() = page::on_network({
            let inner = Rc::downgrade(&inner);
            move || {
                if let Some(inner) = inner.upgrade() {
                    inner.look_around();
                }
            }
        });
        *inner.beat.borrow_mut() = Some(Interval::new(BEAT_MS, {
            let inner = Rc::downgrade(&inner);
            move || {
                if let Some(inner) = inner.upgrade() {
                    inner.say();
                }
            }
        }));
        inner.take_lease().await;
        Ok(Self(inner))
    }

    /// Tells the run what a person did, or agreed to.
    pub fn tell(&self, event: Event) {
        self.0.pump(event);
    }

    /// Takes the leases of the run's place and of its account, if nobody holds them.
    pub async fn take_lease(&self) {
        if !self.0.holds.are_held() {
            self.0.take_lease().await;
        }
    }

    /// A person goes on: another tab may have let go of the instance since.
    pub fn go_on(&self) {
        let run = self.clone();
        spawn_local(async move {
            run.take_lease().await;
            run.tell(Event::Resumed);
        });
    }

    /// Takes another credential, or none.
    pub fn set_credential(&self, credential: Option<Credential>) {
        self.0.means.borrow_mut().credential = credential;
        self.0.look_around();
    }

    /// Looks at the run as it is.
    pub fn with<T>(&self, look: impl FnOnce(&Run) -> T) -> T {
        look(&self.0.run.borrow())
    }

    /// Why the journal failed last.
    pub fn fault(&self) -> Option<Fault> {
        self.0.fault.borrow().clone()
    }

    /// Why the sessions could not be listed last.
    pub fn failure(&self) -> Option<Box<Failure>> {
        self.0.failure.borrow().clone()
    }
}

impl PartialEq for Conduct {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Conduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Conduct")
    }
}

impl Inner {
    async fn take_lease(self: &Rc<Self>) {
        let (place, slots) = {
            let run = self.run.borrow();
            (run.order().lease(), run.order().slots())
        };
        let on_loss = {
            let inner = Rc::downgrade(self);
            move || {
                if let Some(inner) = inner.upgrade() {
                    inner.look_around();
                }
            }
        };
        if let Err(fault) = self
            .holds
            .take(&self.journal, (&place, &slots), on_loss)
            .await
        {
            *self.fault.borrow_mut() = Some(fault);
        }
        self.look_around();
    }

    fn see(&self) -> Facts {
        Facts {
            lease: self.holds.are_held(),
            // Who carries the requests needs no network here.
            online: page::is_online() || self.is_by_hand(),
            token: match self.means.borrow().credential {
                Some(_) => TokenState::Valid,
                None => TokenState::Absent,
            },
            locked: false,
        }
    }

    /// Tells the run what has changed around it, if something has.
    fn look_around(self: &Rc<Self>) {
        let facts = self.see();
        if self.facts.replace(facts) != facts {
            self.pump(Event::FactsChanged(facts));
        }
    }

    /// One event, and all that follows from it. The machine is let go of before anything is carried out.
    fn pump(self: &Rc<Self>, event: Event) {
        if !matches!(event, Event::FactsChanged(_)) {
            self.look_around();
        }
        let commands = self.run.borrow_mut().handle(event, now());
        for command in commands {
            self.carry_out(command);
        }
        self.say();
        self.told.emit(());
    }

    /// Tells the other tabs how the run is.
    fn say(&self) {
        if let Some(channel) = &self.channel {
            channel.say(&news(&self.run.borrow()));
        }
    }

    fn carry_out(self: &Rc<Self>, command: Command) {
        match command {
            Command::Write { ticket, entry } => self.write(ticket, entry),
            Command::Send { ticket, kill } => {
                let outgoing = self.door().map(|door| door.kill(&kill));
                let leaving = page::ask_before_leaving();
                self.send(outgoing, move |reply| {
                    drop(leaving);
                    Event::GotReply { ticket, reply }
                });
            }
            Command::List { ticket } => self.list(ticket),
            Command::AskJob { ticket, request } => {
                let outgoing = self.door().and_then(|door| door.outgoing(request).ok());
                self.send(outgoing, move |reply| Event::GotJob { ticket, reply });
            }
            Command::Wait { ticket, ms, .. } => {
                let inner = self.clone();
                let wait = Timeout::new(ms, move || inner.pump(Event::Waited { ticket }));
                *self.waiting.borrow_mut() = Some(wait);
            }
            Command::Closed => self.holds.let_go(),
        }
    }

    /// Makes an entry durable. Without a lease the run sends nothing, but says what it knows.
    fn write(self: &Rc<Self>, ticket: u32, entry: Entry) {
        let (inner, lease) = (self.clone(), self.holds.place());
        spawn_local(async move {
            // Milliseconds since 1970 are far below 2^53.
            #[expect(clippy::cast_precision_loss)]
            let at_ms = entry.at_ms as f64;
            let run = entry.run.to_string();
            let text = entry.to_json();
            let append = inner
                .journal
                .append(&run, entry.seq, at_ms, &text, lease.as_deref());
            let event = match append.await {
                Ok(()) => Event::Wrote { ticket },
                Err(fault) => {
                    *inner.fault.borrow_mut() = Some(fault);
                    Event::WriteFailed { ticket }
                }
            };
            inner.pump(event);
        });
    }

    /// Sends once. What has no way is not sent, and of that nobody knows more than of silence.
    fn send(
        self: &Rc<Self>,
        outgoing: Option<Outgoing>,
        event: impl FnOnce(Reply) -> Event + 'static,
    ) {
        let inner = self.clone();
        let world = self.means.borrow().world.clone();
        spawn_local(async move {
            let reply = match outgoing {
                Some(outgoing) => world.send(outgoing).await,
                None => Reply::Silent(Silence::Network),
            };
            inner.pump(event(reply));
        });
    }

    fn is_by_hand(&self) -> bool {
        let run = self.run.borrow();
        let cloud = quell_core::id::CloudId::parse(&run.order().cloud).ok();
        self.means.borrow().config.is_by_hand(cloud.as_ref())
    }

    fn door(&self) -> Option<Door> {
        let means = self.means.borrow();
        let run = self.run.borrow();
        let order = run.order();
        Some(Door {
            config: means.config.clone(),
            world: means.world.clone(),
            cloud: quell_core::id::CloudId::parse(&order.cloud).ok()?,
            region: quell_core::id::RegionId::parse(&order.region).ok()?,
            credential: means.credential.clone()?,
        })
    }

    fn list(self: &Rc<Self>, ticket: u32) {
        let Some(door) = self.door() else {
            let reason = Reason::NeedsToken;
            self.pump(Event::ListFailed { ticket, reason });
            return;
        };
        let whose = self.run.borrow().whose().clone();
        let service = whose.service();
        let limits = Limits::of(service, door.cloud.as_str());
        let protected: Vec<Filter> = {
            let means = self.means.borrow();
            let texts = means.protected.iter();
            texts
                .filter_map(|text| Filter::parse(text, service).ok())
                .collect()
        };
        let is_by_hand = self.is_by_hand();
        let inner = self.clone();
        let told = Callback::from(move |news: News<Listing>| {
            let event = match news {
                News::Progress(_) => return,
                News::Failed(failure) => {
                    let reason = failure.reason;
                    *inner.failure.borrow_mut() = Some(failure);
                    Event::ListFailed { ticket, reason }
                }
                News::NoWay => Event::ListFailed {
                    ticket,
                    reason: Reason::NoAnswer(Doubt::UnexpectedStatus),
                },
                News::Done(extent, listing) => Event::ListCame {
                    ticket,
                    look: look(extent, listing, &protected, is_by_hand),
                },
            };
            // What is over must not hold this run any longer; a failed reading is not gone on with.
            let over = inner.listing.borrow_mut().take();
            drop(over);
            inner.pump(event);
        });
        let run = reading::Run::begin(Listing::new(whose, limits), door, told);
        *self.listing.borrow_mut() = Some(run);
    }
}

/// The moment, by both clocks, and new chance.
pub fn now() -> Now {
    // Whole and far below 2^53, and never below zero.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |ms: f64| ms as u64;
    Now {
        ms: whole(clock::now()),
        up_ms: whole(clock::up()),
        chance: clock::chance().unwrap_or_default(),
    }
}

/// What other tabs are told of a run: no handle, no name of a user, no secret.
fn news(run: &Run) -> String {
    let progress = run.progress();
    serde_json::json!({
        "run": run.id().to_string(),
        "node": run.order().node_name,
        "sent": progress.sent,
        "total": progress.total,
        "is_over": progress.state == quell_core::run::State::Closed,
    })
    .to_string()
}
