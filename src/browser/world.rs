//! The world as the views are handed it; tests hand them another.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use quell_core::access::{Credential, Login, Skew};
use quell_core::answer::Reply;
use quell_core::attempt::AttemptId;
use quell_core::request::Request;
use quell_core::route::Way;
use yew::Callback;

use super::hand::Hand;
use super::{clock, wire};
use crate::config::Credentials;

pub use super::hand::Errand;

/// A request with all that it needs to go out.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// By which way.
    pub way: Way,
    /// What.
    pub request: Request,
    /// In whose name.
    pub proof: Proof,
    /// Which attempt it is, for what acts.
    pub attempt: Option<AttemptId>,
}

/// What shows who asks.
#[derive(Clone, PartialEq)]
pub enum Proof {
    /// A credential: its headers join the request.
    Credential(Credential),
    /// A wish for one: its body joins the request.
    Login(Rc<Login>),
    /// Nobody: what tests a route. What may stand where a token would is no secret.
    Nobody(Option<String>),
}

/// A reply that is still to come.
pub type Coming = Pin<Box<dyn Future<Output = Reply>>>;

/// What the console asks of the world.
#[derive(Clone)]
pub struct World {
    send: Rc<dyn Fn(Outgoing) -> Coming>,
    skew: Rc<Cell<Skew>>,
    hand: Hand,
}

impl World {
    /// The real one, whose requests carry these cookies.
    pub fn real(credentials: Credentials) -> Self {
        let skew = Rc::new(Cell::new(Skew::default()));
        let seen = skew.clone();
        Self {
            send: Rc::new(move |outgoing| {
                Box::pin(wire::send(outgoing, credentials, seen.clone()))
            }),
            skew,
            hand: Hand::default(),
        }
    }

    /// One with another wire.
    pub fn with(send: impl Fn(Outgoing) -> Coming + 'static) -> Self {
        Self {
            send: Rc::new(send),
            skew: Rc::default(),
            hand: Hand::default(),
        }
    }

    /// The cloud's time, in milliseconds since 1970, as far as its answers told it.
    pub fn time(&self) -> u64 {
        self.skew.get().there(clock::epoch_ms())
    }

    /// How far the cloud's clock is ahead, as the last answer said.
    pub fn skew(&self) -> Skew {
        self.skew.get()
    }

    /// Sends once, or lets a person carry it.
    pub fn send(&self, outgoing: Outgoing) -> Coming {
        if outgoing.way.kind.is_by_hand() {
            return self.hand.carry(&outgoing);
        }
        (self.send)(outgoing)
    }

    /// What a person has to carry now.
    pub fn errand(&self) -> Option<Rc<Errand>> {
        self.hand.errand()
    }

    /// The number of the last request that a person had to carry; 0 before the first.
    pub(super) fn last_errand(&self) -> u32 {
        self.hand.last()
    }

    /// Takes what a person says of one.
    pub fn answer_errand(&self, id: u32, reply: Reply) {
        self.hand.answer(id, reply);
    }

    /// Tells when there is another one, or none any more.
    pub fn listen_to_errands(&self, told: Callback<()>) {
        self.hand.listen(told);
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.send, &other.send)
    }
}
