//! Reading lists, page after page, without I/O and without a clock: sessions into a table, and what pickers offer.

mod event;
mod failure;
pub mod found;
mod listing;
pub(crate) mod moment;
mod picker;
mod progress;
mod seen;
mod source;
mod trouble;
mod walk;

pub use event::{Command, Event, Now};
pub use failure::{Failure, Reason, Remedy};
pub use listing::{Limits, Listing, Whose};
pub use picker::{Pick, Picker};
pub use progress::{Extent, Progress, Step, Why};
pub use walk::RETRIES;

#[cfg(test)]
mod dcs_tests;
#[cfg(test)]
mod listing_tests;
#[cfg(test)]
mod picker_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod trouble_tests;
