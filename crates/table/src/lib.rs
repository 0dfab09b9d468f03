//! A column store of sessions: 100,000 rows are read from JSON, sorted and searched without a value per row.
//!
//! It is a crate of its own because these loops are worth their bytes: they are compiled for
//! speed while the rest of the console is compiled for size.

mod bits;
mod column;
mod count;
mod find;
mod number;
mod read;
mod scan;
mod sort;
mod table;
mod text;
mod words;

pub use bits::Bits;
pub use column::{Cell, Column, Kind, Unit};
pub use count::Share;
pub use find::{Compare, fold};
pub use read::{Fault, Page};
pub use table::Table;
