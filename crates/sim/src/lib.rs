//! A simulated world around the core's kill run: cloud, proxy, network, journal, tabs and a person.
//!
//! The machine that runs here is the one of the console, unchanged. A protection is switched off
//! by lying to it from outside; then an invariant must break, or the protection proves nothing.

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
