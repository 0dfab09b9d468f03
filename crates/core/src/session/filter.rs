//! A filter: which rows are shown.

use quell_table::{Bits, Compare, Unit};

use super::bar::Bar;
use super::list::Sessions;
use super::selection::Selection;
use crate::services::Service;

/// What a row must be to be shown: every term holds. Made by [`Filter::parse`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub(super) terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) negated: bool,
    /// One of them is enough.
    pub(super) tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// Has the folded text in a column, or in any.
    Has(Option<usize>, String),
    /// A column's text matches a pattern as a whole.
    Like(usize, Pattern),
    /// A column is empty.
    Empty(usize),
    /// A column's number compares so.
    Number(usize, Compare, i64),
    /// Is of a kind.
    Is(Flag),
}

/// Folded pieces of text with anything between them; without a star there is one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(pub(super) Vec<String>);

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        let text = quell_table::fold(text);
        let Some((first, others)) = self.0.split_first() else {
            return false;
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some((last, between)) = others.split_last() else {
            return rest.is_empty();
        };
        for piece in between {
            let Some(place) = rest.find(piece.as_str()) else {
                return false;
            };
            rest = rest.get(place + piece.len()..).unwrap_or_default();
        }
        rest.ends_with(last.as_str())
    }
}

/// A kind of session that `is:` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// At work: DDS says so itself; DCS is not idle for a second; TaurusDB does not sleep.
    Active,
    /// Can be ended.
    Killable,
    /// Protected by the portal's configuration.
    Protected,
    /// Ticked.
    Selected,
    /// Was there before and is not any more.
    Gone,
}

impl Flag {
    /// Every flag.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Killable,
        Self::Protected,
        Self::Selected,
        Self::Gone,
    ];

    /// The word after `is:`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Killable => "killable",
            Self::Protected => "protected",
            Self::Selected => "selected",
            Self::Gone => "gone",
        }
    }
}

impl Filter {
    /// Whether every row is shown.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether what is shown depends on what is ticked.
    pub fn asks_for_ticks(&self) -> bool {
        let tests = self.terms.iter().flat_map(|term| &term.tests);
        tests
            .into_iter()
            .any(|test| *test == Test::Is(Flag::Selected))
    }

    /// The rows that are shown.
    pub fn rows(&self, sessions: &Sessions, selected: &Selection) -> Bits {
        let mut shown = Bits::all(sessions.rows());
        for term in &self.terms {
            let mut tests = term.tests.iter();
            let mut hits = tests.next().map_or_else(
                || Bits::none(sessions.rows()),
                |test| test.rows(sessions, selected),
            );
            for test in tests {
                hits.or(&test.rows(sessions, selected));
            }
            if term.negated {
                shown.without(&hits);
            } else {
                shown.and(&hits);
            }
        }
        shown
    }
}

impl Test {
    fn rows(&self, sessions: &Sessions, selected: &Selection) -> Bits {
        let table = sessions.table();
        match self {
            Self::Has(column, needle) => table.find_text(*column, needle),
            Self::Like(column, pattern) => table.find_by(*column, |text| pattern.matches(text)),
            Self::Empty(column) => table.find_empty(*column),
            Self::Number(column, compare, than) => table.find_number(*column, *compare, *than),
            Self::Is(Flag::Selected) => selected.bits().clone(),
            Self::Is(Flag::Killable) => sessions.barred(|bar| bar.is_none()),
            Self::Is(Flag::Protected) => sessions.barred(|bar| bar == Some(Bar::Protected)),
            Self::Is(Flag::Gone) => sessions.barred(|bar| bar == Some(Bar::Gone)),
            Self::Is(Flag::Active) => active(sessions),
        }
    }
}

fn active(sessions: &Sessions) -> Bits {
    let table = sessions.table();
    let column = |key| table.column(key).unwrap_or(usize::MAX);
    match sessions.service() {
        Service::Dds => table.find_by(column("active"), |active| active == "true"),
        Service::Dcs => {
            let second = Unit::Seconds.per_second().unwrap_or(1);
            table.find_number(column("idle"), Compare::Less, second)
        }
        Service::TaurusDb => table.find_by(column("command"), |command| {
            !matches!(command, "Sleep" | "Daemon" | "Killed")
        }),
    }
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
