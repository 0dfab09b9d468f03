//! What a person sees of a list and does to it: filter, order, cursor and ticks, as pure steps.

use std::rc::Rc;

use quell_table::Bits;

use super::columns::{columns, roles};
use super::filter::Filter;
use super::filter_parse::FilterFault;
use super::list::Sessions;
use super::selection::Selection;
use crate::services::Service;

/// By which column rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's place.
    pub column: usize,
    /// From great to small.
    pub descending: bool,
}

impl Sort {
    /// What shows the oldest first: what an incident asks for.
    pub fn oldest(service: Service) -> Self {
        Self {
            column: roles(service).age,
            descending: true,
        }
    }

    /// Reads a column's name, with `-` in front for descending.
    pub fn parse(text: &str, service: Service) -> Option<Self> {
        let (descending, key) = match text.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, text),
        };
        let column = columns(service)
            .iter()
            .position(|column| column.key == key)?;
        Some(Self { column, descending })
    }

    /// Writes it so that it can be read again.
    pub fn word(self, service: Service) -> String {
        let key = columns(service)
            .get(self.column)
            .map_or("", |column| column.key);
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{key}")
    }
}

/// A list as it is looked at.
#[derive(Clone, Debug)]
pub struct View {
    sessions: Rc<Sessions>,
    selection: Selection,
    text: String,
    filter: Filter,
    fault: Option<FilterFault>,
    sort: Sort,
    /// All rows, ordered.
    order: Rc<Vec<u32>>,
    /// The rows that are shown, as a set and in their order.
    shown: Rc<Bits>,
    rows: Rc<Vec<u32>>,
    /// The place among the shown rows that the keys move.
    cursor: usize,
    /// Where a range of ticks began.
    anchor: usize,
    /// The last ticks came many at once.
    swept: bool,
    /// Which reading this is: another number when the same row is another session.
    reading: u32,
}

/// What a person did, or what came.
#[derive(Clone, Debug)]
pub enum Step {
    /// A newer reading of the same node.
    Came(Sessions),
    /// The filter's text was changed.
    Filtered(String),
    /// A column's header was pressed.
    SortedBy(usize),
    /// The order was set.
    Ordered(Sort),
    /// The cursor went to a place among the shown rows.
    Moved(usize),
    /// The tick at a place was turned around.
    Ticked(usize),
    /// All from where the last tick was to a place were ticked.
    TickedTo(usize),
    /// All from one place to another, both included, were ticked or unticked: those in sight.
    TickedBetween(usize, usize, bool),
    /// All shown rows were ticked or unticked.
    TickedShown(bool),
    /// Only the ticks on shown rows are kept.
    DroppedHidden,
    /// All ticks were taken away.
    Cleared,
    /// The rows that are gone were dismissed.
    DismissedGone,
}

impl View {
    /// Looks at nothing yet.
    pub fn new(service: Service, text: &str, sort: Sort) -> Self {
        let sessions = Rc::new(Sessions::none(service));
        let mut view = Self {
            selection: Selection::none(&sessions),
            sessions,
            text: String::new(),
            filter: Filter::default(),
            fault: None,
            sort,
            order: Rc::default(),
            shown: Rc::default(),
            rows: Rc::default(),
            cursor: 0,
            anchor: 0,
            swept: false,
            reading: 0,
        };
        view.filter_by(text.to_owned());
        view
    }

    /// What comes after a step.
    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        let mut view = self.clone();
        view.swept = match step {
            Step::TickedBetween(_, _, ticked) | Step::TickedShown(ticked) => ticked,
            Step::Came(_) | Step::SortedBy(_) | Step::Ordered(_) | Step::Moved(_) => view.swept,
            _ => false,
        };
        match step {
            Step::Came(sessions) => view.take(sessions),
            Step::Filtered(text) => view.filter_by(text),
            Step::SortedBy(column) => {
                let again = view.sort.column == column;
                view.order_by(Sort {
                    column,
                    descending: if again {
                        !view.sort.descending
                    } else {
                        column == roles(view.service()).age
                    },
                });
            }
            Step::Ordered(sort) => view.order_by(sort),
            Step::Moved(place) => view.move_to(place),
            Step::Ticked(place) => {
                if let Some(row) = view.row(place) {
                    let ticked = !view.selection.has(row);
                    view.selection.set(&view.sessions, row, ticked);
                }
                view.move_to(place);
                view.anchor = view.cursor;
                view.after_ticks();
            }
            Step::TickedTo(place) => {
                let range = view.between(view.anchor, place);
                view.selection.add(&view.sessions, &range);
                view.cursor = place.min(view.rows.len().saturating_sub(1));
                view.after_ticks();
            }
            Step::TickedBetween(from, to, ticked) => {
                let range = view.between(from, to);
                if ticked {
                    view.selection.add(&view.sessions, &range);
                } else {
                    view.selection.remove(&range);
                }
                view.after_ticks();
            }
            Step::TickedShown(true) => {
                view.selection.add(&view.sessions, &view.shown);
                view.after_ticks();
            }
            Step::TickedShown(false) => {
                view.selection.remove(&view.shown);
                view.after_ticks();
            }
            Step::DroppedHidden => {
                view.selection.keep(&view.shown);
                view.after_ticks();
            }
            Step::Cleared => {
                view.selection = Selection::none(&view.sessions);
                view.after_ticks();
            }
            Step::DismissedGone => {
                let sessions = Rc::unwrap_or_clone(view.sessions.clone()).without_gone();
                let mut selection = Selection::none(&sessions);
                for row in view.selection.iter() {
                    selection.set(&sessions, row, true);
                }
                view.selection = selection;
                view.sessions = Rc::new(sessions);
                view.reading += 1;
                view.reorder();
            }
        }
        view
    }

    fn take(&mut self, sessions: Sessions) {
        let under_cursor = self
            .row(self.cursor)
            .map(|row| self.sessions.handle(row).into_owned());
        let (sessions, selection) = sessions.follow(&self.sessions, &self.selection);
        self.sessions = Rc::new(sessions);
        self.selection = selection;
        self.reading += 1;
        self.reorder();
        // The cursor stays on its session: what Space does must not depend on a refresh.
        if let Some(handle) = under_cursor {
            let here = |row: &u32| *self.sessions.handle(*row as usize) == *handle;
            self.cursor = self.rows.iter().position(here).unwrap_or(self.cursor);
            self.move_to(self.cursor);
            self.anchor = self.cursor;
        }
    }

    fn filter_by(&mut self, text: String) {
        match Filter::parse(&text, self.service()) {
            Ok(filter) => {
                self.filter = filter;
                self.fault = None;
            }
            // What was shown stays: half a word is typed on the way to a whole one.
            Err(fault) => self.fault = Some(fault),
        }
        self.text = text;
        self.refilter();
    }

    fn order_by(&mut self, sort: Sort) {
        self.sort = sort;
        self.reorder();
    }

    fn reorder(&mut self) {
        let Sort { column, descending } = self.sort;
        self.order = Rc::new(self.sessions.table().sorted(column, descending));
        self.refilter();
    }

    fn refilter(&mut self) {
        let all = self.filter.is_empty();
        let shown = self.filter.rows(&self.sessions, &self.selection);
        self.rows = if all {
            self.order.clone()
        } else {
            Rc::new(shown.pick(&self.order))
        };
        self.shown = Rc::new(shown);
        self.move_to(self.cursor);
        self.anchor = self.cursor;
    }

    /// The rows from one place to another, whichever comes first, both included.
    fn between(&self, one: usize, other: usize) -> Bits {
        let (from, to) = (one.min(other), one.max(other));
        let mut range = Bits::none(self.sessions.rows());
        for row in self.rows.iter().take(to.saturating_add(1)).skip(from) {
            range.set(*row as usize, true);
        }
        range
    }

    fn after_ticks(&mut self) {
        if self.filter.asks_for_ticks() {
            self.refilter();
        }
    }

    fn move_to(&mut self, place: usize) {
        self.cursor = place.min(self.rows.len().saturating_sub(1));
    }

    /// Whose sessions they are.
    pub fn service(&self) -> Service {
        self.sessions.service()
    }

    /// The list.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The ticks.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// How many ticked rows the filter hides.
    pub fn hidden_ticks(&self) -> usize {
        self.selection.hidden(&self.shown)
    }

    /// The filter as it is typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with the filter; the rows are then those of the last one that was right.
    pub fn fault(&self) -> Option<&FilterFault> {
        self.fault.as_ref()
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The rows that are shown, in their order.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The rows that are shown, as a set.
    pub fn shown(&self) -> &Bits {
        &self.shown
    }

    /// The place of the cursor among the shown rows.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The row at a place among those shown.
    pub fn row(&self, place: usize) -> Option<usize> {
        self.rows.get(place).map(|row| *row as usize)
    }

    /// Which reading is looked at, counted from the first.
    pub fn reading(&self) -> u32 {
        self.reading
    }

    /// Whether the last ticks came many at once, so that the rest is worth an offer.
    pub fn swept(&self) -> bool {
        self.swept
    }

    /// How many rows between two places could be ticked, and how many of them are.
    pub fn tickable_between(&self, from: usize, to: usize) -> (usize, usize) {
        self.tickable_among(&self.between(from, to))
    }

    /// How many shown rows could be ticked, and how many of them are.
    pub fn tickable(&self) -> (usize, usize) {
        self.tickable_among(&self.shown)
    }

    fn tickable_among(&self, rows: &Bits) -> (usize, usize) {
        let mut can = self.sessions.free().clone();
        can.and(rows);
        let all = can.count();
        can.and(self.selection.bits());
        (all, can.count())
    }
}

impl PartialEq for View {
    /// Lists are compared by being the same reading: comparing 100,000 rows answers nothing more.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.sessions, &other.sessions)
            && Rc::ptr_eq(&self.rows, &other.rows)
            && self.selection == other.selection
            && self.text == other.text
            && self.fault == other.fault
            && self.sort == other.sort
            && self.cursor == other.cursor
            && self.anchor == other.anchor
            && self.swept == other.swept
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
