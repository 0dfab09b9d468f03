//! What runs on a node, and which of it is meant.

mod cells;
mod grid;

pub use cells::Columns;
pub use grid::{Grid, GridProps};
