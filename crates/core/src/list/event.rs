//! What can happen to a reading, and what the world must do.

use crate::answer::Reply;
use crate::list::{Extent, Failure, Why};
use crate::request::Request;

/// The moment of an event: time and chance come from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970.
    pub ms: u64,
    /// Any number; it spreads the retries of many pages over time.
    pub chance: u32,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A person, or the page, wants the list.
    Started,
    /// What came back for a request.
    Got {
        /// The ticket of the request.
        ticket: u32,
        /// What it is.
        reply: Reply,
    },
    /// A wait is over.
    Waited {
        /// The ticket of the wait.
        ticket: u32,
    },
    /// A person stopped it. An answer that comes later means nothing.
    Cancelled,
    /// After a failure: go on where it stopped, with a new token or after a while.
    Resumed,
}

/// What the world must do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send this once, and say what came back with [`Event::Got`].
    Send {
        /// The ticket to give back.
        ticket: u32,
        /// The call.
        request: Request,
    },
    /// Wait, and say so with [`Event::Waited`].
    Wait {
        /// The ticket to give back.
        ticket: u32,
        /// How long, in ms.
        ms: u32,
        /// Why.
        why: Why,
    },
    /// The list was read as far as it says.
    Done(Extent),
    /// It stopped; what was read is kept.
    Failed(Box<Failure>),
}
