//! The run of a kill: a machine without I/O and without a clock that sends once and looks what became of it.

mod begin;
mod entry;
mod event;
mod history;
mod item;
mod machine;
mod progress;
mod record;
mod recover;
mod reply;
mod send;
mod verify;
mod words;

pub use crate::plan::{Look, Now};
pub use entry::{Entry, EntryFault, Fact, Report, Settled, VERSION};
pub use event::{Command, Event, Facts, PauseReason, RunId, TokenState, Why};
pub use history::Attempt;
pub use item::{Item, ItemState, Observed, Omission, Outcome, Said, Tally};
pub use machine::Run;
pub use progress::{Doing, Progress, State};
pub use record::{Happened, Record};
pub(crate) use words::extent::word as extent_word;

#[cfg(test)]
mod fence_tests;
#[cfg(test)]
mod hand_tests;
#[cfg(test)]
mod journal_tests;
#[cfg(test)]
mod pace_tests;
#[cfg(test)]
mod pause_tests;
#[cfg(test)]
mod run_tests;
#[cfg(test)]
mod scan_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod verify_tests;
