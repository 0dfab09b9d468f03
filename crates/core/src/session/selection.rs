//! Which sessions a person means.

use quell_table::Bits;

use super::list::Sessions;

/// The rows that are ticked. Only a session that can be ended ever is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    rows: Bits,
}

impl Selection {
    /// None of a list's sessions.
    pub fn none(sessions: &Sessions) -> Self {
        Self {
            rows: Bits::none(sessions.rows()),
        }
    }

    /// Whether a row is ticked.
    pub fn has(&self, row: usize) -> bool {
        self.rows.has(row)
    }

    /// The rows that are ticked.
    pub fn bits(&self) -> &Bits {
        &self.rows
    }

    /// The rows that are ticked, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.rows.iter()
    }

    /// How many are ticked.
    pub fn count(&self) -> usize {
        self.rows.count()
    }

    /// Whether none is ticked.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Ticks a row or takes its tick away; a session that cannot be ended is not ticked.
    pub fn set(&mut self, sessions: &Sessions, row: usize, ticked: bool) {
        self.rows.set(row, ticked && sessions.bar(row).is_none());
    }

    /// Ticks all rows of a set that can be ended.
    pub fn add(&mut self, sessions: &Sessions, rows: &Bits) {
        let mut rows = rows.clone();
        rows.and(sessions.free());
        self.rows.or(&rows);
    }

    /// Takes away the ticks of a set of rows.
    pub fn remove(&mut self, rows: &Bits) {
        self.rows.without(rows);
    }

    /// Leaves only the ticks on rows of a set.
    pub fn keep(&mut self, rows: &Bits) {
        self.rows.and(rows);
    }

    /// How many ticked rows are not in the set that is shown.
    pub fn hidden(&self, shown: &Bits) -> usize {
        let mut hidden = self.rows.clone();
        hidden.without(shown);
        hidden.count()
    }
}
