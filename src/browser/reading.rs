//! Readings of lists as the views hold them: a machine of the core, carried out page by page.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use quell_core::access::Credential;
use quell_core::answer::{Reply, Silence};
use quell_core::id::{CloudId, RegionId};
use quell_core::kill::Confirmed;
use quell_core::list::{Command, Event, Extent, Failure, Listing, Now, Picker, Progress};
use quell_core::request::Request;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::clock;
use super::world::{Outgoing, Proof, World};
use crate::config::{Config, NoWay};

/// A reading that says what to do next: of sessions, or of what a picker offers.
pub trait Machine: 'static {
    /// What the world must do after an event.
    fn handle(&mut self, event: Event, now: Now) -> Option<Command>;

    /// How far it is.
    fn progress(&self) -> Progress;
}

impl Machine for Listing {
    fn handle(&mut self, event: Event, now: Now) -> Option<Command> {
        Self::handle(self, event, now)
    }

    fn progress(&self) -> Progress {
        Self::progress(self)
    }
}

impl Machine for Picker {
    fn handle(&mut self, event: Event, now: Now) -> Option<Command> {
        Self::handle(self, event, now)
    }

    fn progress(&self) -> Progress {
        Self::progress(self)
    }
}

/// Where requests of a reading go, and in whose name.
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// The configuration, which knows the routes.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// The cloud.
    pub cloud: CloudId,
    /// The region.
    pub region: RegionId,
    /// In whose name.
    pub credential: Credential,
}

impl Door {
    /// A kill on its way, to the URL that a person agreed to.
    pub(super) fn kill(&self, kill: &Confirmed) -> Outgoing {
        let (aim, request) = (kill.aim(), kill.kill().request());
        Outgoing {
            way: aim.way.clone(),
            request,
            proof: Proof::Credential(self.credential.clone()),
            attempt: Some(kill.attempt()),
        }
    }

    /// The request on its way.
    pub(super) fn outgoing(&self, request: Request) -> Result<Outgoing, NoWay> {
        Ok(Outgoing {
            way: self.config.way(&self.cloud, &self.region, &request)?,
            request,
            proof: Proof::Credential(self.credential.clone()),
            attempt: None,
        })
    }
}

/// What became of a reading.
#[derive(Debug)]
pub enum News<M> {
    /// It goes on.
    Progress(Progress),
    /// It ended, as far as it says; the machine holds what was read.
    Done(Extent, M),
    /// It stopped.
    Failed(Box<Failure>),
    /// No route leads to the place.
    NoWay,
}

/// A reading that runs. Dropped, it sends nothing more, and nothing more is heard of it.
pub struct Run<M>(Rc<RefCell<Option<Running<M>>>>);

struct Running<M> {
    machine: M,
    door: Door,
    told: Callback<News<M>>,
    wait: Option<Timeout>,
    /// What a person has to carry for it.
    errand: u32,
}

impl<M> Running<M> {
    /// Nobody needs to carry anything for it any more.
    fn withdraw(&self) {
        let reply = Reply::Silent(Silence::NotTold);
        self.door.world.answer_errand(self.errand, reply);
    }
}

impl<M: Machine> Run<M> {
    /// Begins.
    pub fn begin(machine: M, door: Door, told: Callback<News<M>>) -> Self {
        let run = Self(Rc::new(RefCell::new(Some(Running {
            machine,
            door,
            told,
            wait: None,
            errand: 0,
        }))));
        Self::pump(&run.0, Event::Started);
        run
    }

    /// Stops it; what was read is kept and told of.
    pub fn cancel(&self) {
        Self::pump(&self.0, Event::Cancelled);
    }

    /// One event, and what follows from it. The borrow ends before anybody is told.
    fn pump(place: &Rc<RefCell<Option<Running<M>>>>, event: Event) {
        let mut inner = place.borrow_mut();
        let Some(running) = inner.as_mut() else {
            return;
        };
        let Some(command) = running.machine.handle(event, now()) else {
            return;
        };
        let told = running.told.clone();
        let progress = running.machine.progress();
        let news = match command {
            Command::Send { ticket, request } => {
                if let Ok(outgoing) = running.door.outgoing(request) {
                    let is_by_hand = outgoing.way.kind.is_by_hand();
                    let coming = running.door.world.send(outgoing);
                    if is_by_hand {
                        running.errand = running.door.world.last_errand();
                    }
                    // Weak: a reading that nobody holds any more must not go on.
                    let place = Rc::downgrade(place);
                    spawn_local(async move {
                        let reply = coming.await;
                        if let Some(place) = place.upgrade() {
                            Self::pump(&place, Event::Got { ticket, reply });
                        }
                    });
                    News::Progress(progress)
                } else {
                    *inner = None;
                    News::NoWay
                }
            }
            Command::Wait { ticket, ms, .. } => {
                let place = Rc::downgrade(place);
                running.wait = Some(Timeout::new(ms, move || {
                    if let Some(place) = place.upgrade() {
                        Self::pump(&place, Event::Waited { ticket });
                    }
                }));
                News::Progress(progress)
            }
            Command::Done(extent) => match inner.take() {
                Some(running) => {
                    running.withdraw();
                    News::Done(extent, running.machine)
                }
                None => return,
            },
            Command::Failed(failure) => News::Failed(failure),
        };
        drop(inner);
        told.emit(news);
    }
}

impl<M> Drop for Run<M> {
    fn drop(&mut self) {
        // The task that waits for an answer holds no more than a weak hand on it.
        let running = self.0.try_borrow_mut().ok().and_then(|mut it| it.take());
        if let Some(running) = running {
            running.withdraw();
        }
    }
}

fn now() -> Now {
    // Milliseconds since 1970 are whole and far below 2^53.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ms = clock::now() as u64;
    let chance = clock::chance().unwrap_or_default();
    let [a, b, c, d, ..] = chance;
    Now {
        ms,
        chance: u32::from_le_bytes([a, b, c, d]),
    }
}
