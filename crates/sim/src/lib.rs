//! A simulated world around the core's kill run: cloud, proxy, network, journal, tabs and a person.
//!
//! The machine that runs here is the one of the console, unchanged. A protection is switched off
//! by lying to it from outside; then an invariant must break, or the protection proves nothing.
//!
//! What the world takes for granted: no copy of a request arrives later than 55 s after its attempt
//! ended, for a proxy's time limits end it; the duplicate guard remembers an attempt for 60 s; a row
//! that a moving list misses is not missed by the next list too; the transaction that writes an
//! entry asks whether the lock is held. What no console can take away is not called broken: between
//! a list and its kill a handle may change hands, and a copy on its way cannot be called back.

mod choices;
mod cloud;
mod fault;
mod network;
mod person;
mod proxy;
mod soak;
mod stage;
mod tab;
mod violation;
mod wear;
mod world;

pub use choices::Choices;
pub use fault::{Fate, Fault, Kind, Protection, Setup};
pub use soak::{Report, all_paths, soak, trace};
pub use stage::Stage;
pub use violation::Violation;
pub use world::{Course, play};
