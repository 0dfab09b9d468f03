//! The one run of this tab: asked about, begun, on its way, over. One at a time.

use std::rc::Rc;

use quell_core::plan::{Item, KillPlan};
use quell_core::run::{Doing, Event, Facts, Run, State};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::clock;
use crate::browser::conduct::{Conduct, Means, now};
use crate::browser::journal::Fault;
use crate::kill::{Agreed, Ask, Wanted};

/// Where the tab's run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kills {
    /// What a person is asked about.
    pub(super) asked: Option<Rc<Ask>>,
    /// The run, on its way or over.
    pub(super) run: Option<Conduct>,
    /// Whether a run is being begun: its journal is opened.
    pub(super) is_beginning: bool,
    /// Why no run could begin.
    pub(super) fault: Option<Fault>,
    /// The browser has no secure chance: no attempt can have an id of its own.
    pub(super) has_no_chance: bool,
    /// Counts all that happened to runs: another number, another drawing.
    pub(super) version: u32,
}

/// What happened.
pub(super) enum Deed {
    Asked(Box<Ask>),
    Withdrew,
    Beginning,
    Began(Conduct),
    Failed(Fault),
    NoChance,
    Happened,
    Closed,
}

impl Reducible for Kills {
    type Action = Deed;

    fn reduce(self: Rc<Self>, deed: Deed) -> Rc<Self> {
        let mut next = Self::clone(&self);
        match deed {
            Deed::Asked(ask) if !self.is_busy() => {
                next.fault = None;
                next.asked = Some(Rc::new(*ask));
            }
            Deed::Withdrew => next.asked = None,
            Deed::Beginning => (next.asked, next.is_beginning) = (None, true),
            Deed::Began(run) => (next.run, next.is_beginning) = (Some(run), false),
            Deed::Failed(fault) => (next.fault, next.is_beginning) = (Some(fault), false),
            Deed::NoChance => (next.asked, next.has_no_chance) = (None, true),
            Deed::Happened => next.version = next.version.wrapping_add(1),
            Deed::Closed if !self.is_busy() => (next.run, next.fault) = (None, None),
            Deed::Asked(_) | Deed::Closed => return self,
        }
        Rc::new(next)
    }
}

impl Kills {
    /// Whether a run is on its way: until it is over there is no other.
    pub(super) fn is_busy(&self) -> bool {
        let is_on = |run: &Conduct| run.with(Run::state) != State::Closed;
        self.is_beginning || self.run.as_ref().is_some_and(is_on)
    }

    /// Whether a run goes on by itself; one that is paused waits for a person.
    pub(super) fn is_at_work(&self) -> bool {
        let goes_on =
            |run: &Conduct| !matches!(run.with(Run::state), State::Closed | State::Paused(_));
        self.is_beginning || self.run.as_ref().is_some_and(goes_on)
    }

    /// Whether it is looked what became of what was sent.
    pub(super) fn is_looking(&self) -> bool {
        let doing = self.run.as_ref().map(|run| run.with(Run::progress).doing);
        matches!(doing, Some(Doing::Listing(Some(_)) | Doing::AskingJob))
    }

    /// How many runs or tries of one have ended since the page was opened, as a number that changes with each.
    pub(super) fn answers(&self) -> u32 {
        let Some(run) = self.run.as_ref().filter(|_| !self.is_busy()) else {
            return 0;
        };
        let attempts = run.with(|run| run.attempts().len());
        // Another run has another id; of one run each try has more attempts.
        let id = run.with(|run| run.id().to_string());
        let mark = id.bytes().fold(attempts, |mark, byte| {
            mark.wrapping_mul(31).wrapping_add(usize::from(byte))
        });
        u32::try_from(mark & 0x7fff_ffff).unwrap_or(1).max(1)
    }
}

/// The deeds of the shell.
#[derive(Clone)]
pub(super) struct Doors {
    pub(super) kills: UseReducerHandle<Kills>,
    told: Callback<()>,
}

impl Doors {
    /// A person wants something ended, and is asked about it.
    pub(super) fn ask(&self) -> Callback<Ask> {
        let dispatcher = self.kills.dispatcher();
        Callback::from(move |ask| dispatcher.dispatch(Deed::Asked(Box::new(ask))))
    }

    /// A person agreed. The run is begun once: the dialog that asked is gone with it.
    pub(super) fn agree(&self, means: Means) -> Callback<Agreed> {
        let (dispatcher, told) = (self.kills.dispatcher(), self.told.clone());
        let asked = self.kills.asked.clone();
        Callback::from(move |(plan, reason, typed): Agreed| {
            if clock::chance().is_none() {
                dispatcher.dispatch(Deed::NoChance);
                return;
            }
            if let Some(Wanted::Again(conduct, _)) = asked.as_deref().map(|ask| &ask.wanted) {
                dispatcher.dispatch(Deed::Withdrew);
                again(conduct.clone(), plan, reason, typed);
                return;
            }
            dispatcher.dispatch(Deed::Beginning);
            let run = Run::new(plan, Facts::default(), now());
            begin(
                run,
                means.clone(),
                told.clone(),
                dispatcher.clone(),
                Some((reason, typed)),
            );
        })
    }

    /// A person wants a run that was found in the journal looked after.
    pub(super) fn recover(&self, means: Means) -> Callback<Run> {
        let (dispatcher, told) = (self.kills.dispatcher(), self.told.clone());
        Callback::from(move |run: Run| {
            dispatcher.dispatch(Deed::Beginning);
            begin(run, means.clone(), told.clone(), dispatcher.clone(), None);
        })
    }

    /// Some sessions of the run that is over, once more.
    pub(super) fn again(&self, ask: Option<Ask>) -> Callback<Rc<[Item]>> {
        let (dispatcher, run) = (self.kills.dispatcher(), self.kills.run.clone());
        Callback::from(move |items: Rc<[Item]>| {
            if let (Some(mut ask), Some(run)) = (ask.clone(), run.clone()) {
                ask.wanted = Wanted::Again(run, items);
                dispatcher.dispatch(Deed::Asked(Box::new(ask)));
            }
        })
    }

    /// Does one plain thing.
    pub(super) fn dispatch(&self, deed: Deed) {
        self.kills.dispatch(deed);
    }
}

/// The run takes a fresh lease first: it let go of its own when it was over.
fn again(conduct: Conduct, plan: Rc<KillPlan>, reason: String, typed: String) {
    spawn_local(async move {
        conduct.take_lease().await;
        conduct.tell(Event::Retried {
            plan,
            reason,
            typed,
        });
    });
}

/// Opens the journal, takes the lease, and tells the run what was agreed to, or that a person goes on.
fn begin(
    run: Run,
    means: Means,
    told: Callback<()>,
    dispatcher: UseReducerDispatcher<Kills>,
    agreed: Option<(String, String)>,
) {
    spawn_local(async move {
        match Conduct::begin(run, means, told).await {
            Err(fault) => dispatcher.dispatch(Deed::Failed(fault)),
            Ok(conduct) => {
                dispatcher.dispatch(Deed::Began(conduct.clone()));
                match agreed {
                    Some((reason, typed)) => conduct.tell(Event::Confirmed { reason, typed }),
                    None => conduct.go_on(),
                }
            }
        }
    });
}

/// The tab's run for as long as the shell is there.
#[hook]
pub(super) fn use_kills() -> Doors {
    let kills = use_reducer(Kills::default);
    let told = {
        let dispatcher = kills.dispatcher();
        Callback::from(move |()| dispatcher.dispatch(Deed::Happened))
    };
    Doors { kills, told }
}
