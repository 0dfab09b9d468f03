//! What stands in a cell of the table, as text.

use std::rc::Rc;

use quell_core::id::{is_invisible, visible};
use quell_core::services::Service;
use quell_core::session::{Bar, Kind, Sessions, Unit, View, roles, span};

use crate::browser::rows::{RowState, Sight, Standing};
use crate::words::t;

/// No cell shows more characters; the details show all.
const CELL_LIMIT: usize = 240;

/// Which columns are shown, by their place, from left to right.
pub type Columns = Rc<Vec<usize>>;

/// A view and the columns that are shown of it.
pub(super) struct Showing {
    view: Rc<View>,
    columns: Columns,
    /// Whether some row says why it cannot be ended.
    says_why: bool,
    classes: Vec<String>,
}

impl Showing {
    pub(super) fn new(view: Rc<View>, columns: Columns) -> Self {
        let says_why = says_why(view.sessions());
        let all = view.sessions().table().columns();
        let mut classes = Vec::with_capacity(columns.len() + 1);
        if says_why {
            classes.push("cell col-why".to_owned());
        }
        for column in columns.iter().filter_map(|column| all.get(*column)) {
            let number = if matches!(column.kind, Kind::Number(_)) {
                " number"
            } else {
                ""
            };
            classes.push(format!("cell col-{}{number}", column.key));
        }
        Self {
            view,
            columns,
            says_why,
            classes,
        }
    }

    fn column(&self, cell: usize) -> Option<usize> {
        let place = cell.checked_sub(usize::from(self.says_why))?;
        self.columns.get(place).copied()
    }
}

/// Whether the column that says why rows cannot be ended is needed.
pub(super) fn says_why(sessions: &Sessions) -> bool {
    !sessions.all_free()
}

/// The short word for a bar.
pub(super) fn why(bar: Bar) -> std::borrow::Cow<'static, str> {
    t!(format!("sessions.why.{}", word(bar)))
}

/// Why a row cannot be ended, in a sentence.
pub fn bar_reason(bar: Bar) -> String {
    t!(format!("sessions.why_long.{}", word(bar))).into_owned()
}

/// A bar's key in the catalogue.
pub(super) fn word(bar: Bar) -> &'static str {
    match bar {
        Bar::Gone => "gone",
        Bar::Inactive => "inactive",
        Bar::NoHandle => "no_handle",
        Bar::UnixSocket => "unix_socket",
        Bar::Replication => "replication",
        Bar::Internal => "internal",
        Bar::RollingBack => "rolling_back",
        Bar::Protected => "protected",
    }
}

/// Adds a text with everything made visible that has no shape, up to a number of characters.
pub(super) fn push_visible(text: &str, limit: usize, into: &mut String) {
    for (count, letter) in text.chars().enumerate() {
        if count == limit {
            into.push('…');
            return;
        }
        if matches!(letter, '\n' | '\t' | '\r') {
            into.push(' ');
        } else if is_invisible(letter) {
            into.push('⟨');
            into.push_str(&visible(letter));
            into.push('⟩');
        } else {
            into.push(letter);
        }
    }
}

/// Adds what a cell shows: a span of time as people say it, everything else as it is.
pub(super) fn push_cell(sessions: &Sessions, row: usize, column: usize, into: &mut String) {
    let table = sessions.table();
    let kind = table.columns().get(column).map(|column| column.kind);
    match (kind, table.number(row, column)) {
        (Some(Kind::Number(unit @ (Unit::Micros | Unit::Seconds))), Some(number)) => {
            into.push_str(&span(number, unit));
        }
        _ => push_visible(&table.text(row, column), CELL_LIMIT, into),
    }
}

impl Sight for Showing {
    fn rows(&self) -> usize {
        self.view.rows().len()
    }

    fn columns(&self) -> &[String] {
        &self.classes
    }

    fn content(&self, place: usize) -> u64 {
        let row = self.view.row(place).unwrap_or(usize::MAX) as u64;
        u64::from(self.view.reading()) << 32 | (row & u64::from(u32::MAX))
    }

    fn cell(&self, place: usize, cell: usize, text: &mut String) {
        let Some(row) = self.view.row(place) else {
            return;
        };
        match self.column(cell) {
            Some(column) => push_cell(self.view.sessions(), row, column, text),
            None => {
                if let Some(bar) = self.view.sessions().bar(row) {
                    text.push_str(&why(bar));
                }
            }
        }
    }

    fn tone(&self, place: usize, cell: usize) -> &'static str {
        let Some(row) = self.view.row(place) else {
            return "";
        };
        let sessions = self.view.sessions();
        let Some(column) = self.column(cell) else {
            return "why";
        };
        let roles = roles(sessions.service());
        let table = sessions.table();
        if column == roles.age {
            let unit = match table.columns().get(column).map(|column| column.kind) {
                Some(Kind::Number(unit)) => unit.per_second().unwrap_or(1),
                _ => 1,
            };
            let long = table
                .number(row, column)
                .is_some_and(|age| age / unit >= 60);
            // A Redis connection is meant to be old.
            return if long && sessions.service() != Service::Dcs {
                "tag long"
            } else {
                ""
            };
        }
        if column != roles.state {
            return "";
        }
        match (sessions.service(), &*table.text(row, column)) {
            (_, "") => "",
            (Service::TaurusDb, "Sleep" | "Daemon")
            | (Service::Dds, "none")
            | (Service::Dcs, _) => "tag",
            _ => "tag on",
        }
    }

    fn state(&self, place: usize) -> RowState {
        let Some(row) = self.view.row(place) else {
            return RowState::default();
        };
        let standing = match self.view.sessions().bar(row) {
            None if self.view.selection().has(row) => Standing::Ticked,
            None => Standing::Free,
            Some(Bar::Gone) => Standing::Gone,
            Some(_) => Standing::Barred,
        };
        RowState {
            standing,
            cursor: self.view.cursor() == place,
        }
    }
}
