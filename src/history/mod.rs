//! What was done from this browser: the journal read back, run by run, and what in it is not at its end.

mod found;
mod kept;
mod page;
mod record;

pub use found::{Found, FoundMeans};
pub use page::HistoryPage;
