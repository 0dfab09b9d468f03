//! Rows by what is in them.

use crate::table::Store;
use crate::{Bits, Table};

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Less.
    Less,
    /// Less or equal.
    AtMost,
    /// Equal.
    Equal,
    /// Greater or equal.
    AtLeast,
    /// Greater.
    Greater,
}

impl Compare {
    /// Whether it holds.
    pub fn holds<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::Greater => left > right,
        }
    }
}

/// A text as it is searched: without upper case, and as long as it was.
///
/// The length is kept so that a place found is a place in the original; the few letters whose
/// other case is longer or shorter stay as they are.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        let mut lower = letter.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == letter.len_utf8() => folded.push(one),
            _ => folded.push(letter),
        }
    }
    folded
}

impl Table {
    /// The rows with a text somewhere in a column, or in any if none is named. `needle` is [`fold`]ed.
    pub fn find_text(&self, column: Option<usize>, needle: &str) -> Bits {
        let mut found = Bits::none(self.rows());
        for (at, store) in self.stores().iter().enumerate() {
            if column.is_some_and(|column| column != at) {
                continue;
            }
            match store {
                Store::Text(texts) => texts.find(needle, &mut found),
                Store::Words(words) => words.find_text(needle, &mut found),
                Store::Numbers(numbers) => numbers.find_text(needle, &mut found),
            }
        }
        found
    }

    /// The rows of a column whose text passes a test; `test` sees the text as it is.
    pub fn find_by(&self, column: usize, mut test: impl FnMut(&str) -> bool) -> Bits {
        let mut found = Bits::none(self.rows());
        match self.stores().get(column) {
            Some(Store::Words(words)) => {
                words.find(|number| test(words.lexicon().get(number)), &mut found);
            }
            Some(_) => {
                for row in 0..self.rows() {
                    found.set(row, test(&self.text(row, column)));
                }
            }
            None => {}
        }
        found
    }

    /// The rows with nothing in a column: no value, or the empty text.
    pub fn find_empty(&self, column: usize) -> Bits {
        let mut found = Bits::none(self.rows());
        for row in 0..self.rows() {
            let empty = self.is_missing(row, column) || self.text(row, column).is_empty();
            found.set(row, empty);
        }
        found
    }

    /// The rows of a column of numbers that compare so; none for a column of texts.
    pub fn find_number(&self, column: usize, compare: Compare, than: i64) -> Bits {
        let mut found = Bits::none(self.rows());
        if let Some(Store::Numbers(numbers)) = self.stores().get(column) {
            numbers.find(compare, than, &mut found);
        }
        found
    }
}
