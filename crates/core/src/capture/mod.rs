//! A capture is a session list that a person copied from somewhere: recognised, and read into rows.

mod boxed;
mod client_list;
mod delimited;
mod fill;
mod json;
mod lines;
mod names;
mod objects;
mod plain;
mod read;
mod report;
mod scan;
mod vertical;

pub use fill::into_table;
pub use read::read;
pub use report::{Barred, Capture, Format, Row, Sink, SkipReason, Skipped, WrongService};
