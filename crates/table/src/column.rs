//! What a column holds, and what goes into a cell.

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name of the field in the service's JSON.
    pub key: &'static str,
    /// What its cells are.
    pub kind: Kind,
}

/// What the cells of a column are; it decides how they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Texts that differ from row to row: ids, addresses, statements.
    Text,
    /// Texts of which there are few: users, databases, states.
    Words,
    /// Whole numbers.
    Number(Unit),
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things, or an id.
    Count,
    /// Microseconds.
    Micros,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

impl Unit {
    /// How many of it are a second, for units of time.
    pub fn per_second(self) -> Option<i64> {
        match self {
            Self::Micros => Some(1_000_000),
            Self::Seconds => Some(1),
            Self::Count | Self::Bytes => None,
        }
    }
}

/// A value on its way into a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// The service gave none: `null`, or no such field.
    Missing,
    /// A text, kept as it is; in a column of numbers it is read as one.
    Text(&'a str),
    /// A whole number.
    Number(i64),
}
