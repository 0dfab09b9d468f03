//! The world as the views are handed it; tests hand them another.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use quell_core::answer::Reply;
use quell_core::attempt::AttemptId;
use quell_core::request::Request;
use quell_core::token::Token;

use super::wire;
use crate::config::Credentials;

/// A request with all that it needs to go out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Where to.
    pub url: String,
    /// What.
    pub request: Request,
    /// In whose name.
    pub token: Token,
    /// Which attempt it is, for what acts.
    pub attempt: Option<AttemptId>,
}

/// A reply that is still to come.
pub type Coming = Pin<Box<dyn Future<Output = Reply>>>;

/// What the console asks of the world.
#[derive(Clone)]
pub struct World {
    send: Rc<dyn Fn(Outgoing) -> Coming>,
}

impl World {
    /// The real one, whose requests carry these cookies.
    pub fn real(credentials: Credentials) -> Self {
        Self::with(move |outgoing| Box::pin(wire::send(outgoing, credentials)))
    }

    /// One with another wire.
    pub fn with(send: impl Fn(Outgoing) -> Coming + 'static) -> Self {
        Self {
            send: Rc::new(send),
        }
    }

    /// Sends once.
    pub fn send(&self, outgoing: Outgoing) -> Coming {
        (self.send)(outgoing)
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
