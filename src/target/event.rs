//! What can happen to the pickers.

use quell_core::draft::Field;
use quell_core::list::Picker;

use super::rows::Row;
use crate::browser::reading::News;

/// The list that is open.
pub(super) struct Open {
    pub(super) field: Field,
    /// The option that the arrow keys are on.
    pub(super) active: Option<usize>,
    /// What was typed since it opened: only that searches.
    pub(super) needle: String,
}

/// A step of the arrow keys.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// One down, or open.
    Down,
    /// One up, or open at the end.
    Up,
    /// To the first.
    First,
    /// To the last.
    Last,
}

/// What happened.
pub(super) enum Msg {
    /// Something was typed or pasted.
    Typed(Field, String),
    /// The button of a field was pressed.
    Toggled(Field),
    /// An arrow key, Home or End.
    Went(Field, Way),
    /// A row was chosen.
    Chose(Box<Row>),
    /// A recent target is to be forgotten, or all of the service.
    Forgot(Option<usize>),
    /// The focus left a field and its list, or Enter took what is typed.
    Left(Field),
    /// Escape: the list closes, and a search is over.
    GaveUp,
    /// The list is wanted anew.
    WantedAgain,
    /// The typing came to a rest.
    Rested,
    /// The reading is to stop.
    Cancelled,
    /// The sign-in is wanted.
    SignIn,
    /// Something became of a reading: on which shelf, and which reading.
    Heard(usize, u32, Box<News<Picker>>),
}
