//! A run's record as a file: Markdown to read, JSON that loses nothing, CSV for a spreadsheet.
//!
//! Their words are English in every language of the console: they go into tickets and tools.

mod csv;
mod json;
mod markdown;
pub(crate) mod moment;
mod sentence;

pub use csv::csv;
pub use json::json;
pub use markdown::markdown;
pub use moment::iso;
pub use sentence::{file_name, sentence};

#[cfg(test)]
mod export_tests;
