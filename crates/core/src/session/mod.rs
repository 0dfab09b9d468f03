//! Sessions as a person reads them: their columns, who is who, who can be ended, who is meant.

mod bar;
mod columns;
mod filter;
mod filter_parse;
mod identity;
mod list;
mod selection;
mod span;
mod view;

pub use bar::Bar;
pub use columns::{Roles, columns, roles};
pub use filter::{Filter, Flag};
pub use filter_parse::{FilterFault, FilterProblem, has_word, with_word, without_word, word_for};
pub use identity::{Identity, Presence};
pub use list::{Piece, Sessions};
pub use quell_table::{Bits, Cell, Column, Kind, Share, Table, Unit};
pub use selection::Selection;
pub use span::{AGES, Age, span};
pub use view::{Sort, Step, View};
