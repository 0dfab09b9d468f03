//! The embedded engine: a population without a database, which lives the life of an incident.

mod dcs;
mod dds;
mod pools;
mod population;
mod taurus;
mod texts;

pub use dcs::{EmbeddedDcs, Origin};
pub use dds::{EmbeddedDds, Topology};
pub use population::Population;
pub use taurus::EmbeddedTaurus;

use crate::engine::{EngineFault, Reply};

/// How nodes with this back end are labelled everywhere.
pub const LABEL: &str = "embedded";

/// An answer that is there at once.
fn now<'a, T: Send + 'a>(value: T) -> Reply<'a, T> {
    Box::pin(std::future::ready(Ok::<T, EngineFault>(value)))
}
