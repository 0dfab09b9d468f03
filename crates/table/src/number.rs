//! Whole numbers, exact to 64 bits.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::Bits;
use crate::find::Compare;
use crate::text::{Texts, at};

/// The value of a row without one; no service counts anything this far below zero.
const MISSING: i64 = i64::MIN;

/// A column of numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    values: Vec<i64>,
    /// What was given as a value and is no whole number in its plain form, by row, ascending.
    odd: Vec<(u32, Box<str>)>,
    /// The numbers as they are searched: made when the first search asks for it.
    texts: OnceCell<Texts>,
}

impl Numbers {
    pub(crate) fn push(&mut self, value: i64) {
        if value == MISSING {
            self.odd
                .push((at(self.values.len()), value.to_string().into()));
        }
        self.put(value);
    }

    pub(crate) fn push_missing(&mut self) {
        self.put(MISSING);
    }

    fn put(&mut self, value: i64) {
        self.texts.take();
        self.values.push(value);
    }

    /// Takes a number written as text; what is none is kept as it was written.
    pub(crate) fn push_text(&mut self, text: &str) {
        let value = text.parse::<i64>();
        let plain = value.as_ref().is_ok_and(|value| is_plain(text, *value));
        if !plain {
            self.odd.push((at(self.values.len()), text.into()));
        }
        self.put(value.unwrap_or(MISSING));
    }

    pub(crate) fn truncate(&mut self, rows: usize) {
        self.texts.take();
        self.values.truncate(rows);
        let kept = self.odd.partition_point(|(row, _)| (*row as usize) < rows);
        self.odd.truncate(kept);
    }

    pub(crate) fn shrink(&mut self) {
        self.values.shrink_to_fit();
    }

    fn odd(&self, row: usize) -> Option<&str> {
        let place = self.odd.binary_search_by_key(&at(row), |(row, _)| *row);
        let (_, text) = self.odd.get(place.ok()?)?;
        Some(text)
    }

    pub(crate) fn get(&self, row: usize) -> Option<i64> {
        self.values
            .get(row)
            .copied()
            .filter(|value| *value != MISSING)
    }

    pub(crate) fn is_missing(&self, row: usize) -> bool {
        self.get(row).is_none() && self.odd(row).is_none()
    }

    pub(crate) fn text(&self, row: usize) -> Cow<'_, str> {
        match (self.odd(row), self.get(row)) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, Some(value)) => Cow::Owned(value.to_string()),
            (None, None) => Cow::Borrowed(""),
        }
    }

    /// What rows are sorted by: the values as unsigned numbers, those without one last.
    pub(crate) fn keys(&self) -> Vec<u64> {
        let flip = 1 << 63;
        let key = |value: &i64| value.cast_unsigned() ^ flip;
        // Without a value: the flipped minimum is 0, and 0 - 1 wraps to the end.
        self.values
            .iter()
            .map(|value| key(value).wrapping_sub(1))
            .collect()
    }

    /// Adds the rows whose digits contain the needle.
    pub(crate) fn find_text(&self, needle: &str, found: &mut Bits) {
        let may_hit = |byte: u8| byte.is_ascii_digit() || byte == b'-';
        if self.odd.is_empty() && !needle.bytes().all(may_hit) {
            return;
        }
        let texts = self.texts.get_or_init(|| {
            let mut texts = Texts::default();
            for (row, value) in self.values.iter().enumerate() {
                match self.odd(row) {
                    Some(odd) => texts.push(odd),
                    None if *value == MISSING => texts.push(""),
                    None => texts.push(digits(*value, &mut [0; 20])),
                }
            }
            texts
        });
        texts.find(needle, found);
    }

    /// Adds the rows whose value compares so; a row without a value never does.
    pub(crate) fn find(&self, compare: Compare, than: i64, found: &mut Bits) {
        for (row, value) in self.values.iter().enumerate() {
            if *value != MISSING && compare.holds(*value, than) {
                found.set(row, true);
            }
        }
    }
}

/// A number's digits, written into a place for them: `to_string` would reserve memory for each.
fn digits(value: i64, place: &mut [u8; 20]) -> &str {
    let mut rest = value.unsigned_abs();
    let mut from = place.len();
    loop {
        from -= 1;
        place[from] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        from -= 1;
        place[from] = b'-';
    }
    std::str::from_utf8(&place[from..]).unwrap_or_default()
}

/// Whether a text is how the number is written, so that nothing is lost by keeping the number.
fn is_plain(text: &str, value: i64) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0');
    let signed = text.starts_with('+') || text == "-0";
    value != MISSING && !padded && !signed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(texts: &[&str]) -> Numbers {
        let mut numbers = Numbers::default();
        for text in texts {
            numbers.push_text(text);
        }
        numbers
    }

    #[test]
    fn every_text_comes_back_as_it_was_written() {
        let texts = [
            "0",
            "-1",
            "12",
            "007",
            "+7",
            "-0",
            "",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "never",
        ];
        let numbers = numbers(&texts);
        for (row, text) in texts.iter().enumerate() {
            assert_eq!(numbers.text(row), *text);
        }
    }

    #[test]
    fn the_least_number_is_shown_though_it_stands_for_none() {
        let mut numbers = Numbers::default();
        numbers.push_missing();
        numbers.push(-7);
        assert!(numbers.is_missing(0));
        assert_eq!(numbers.get(1), Some(-7));
    }

    #[test]
    fn keys_have_the_order_of_the_numbers_and_end_with_the_missing() {
        let mut numbers = Numbers::default();
        numbers.push_missing();
        for value in [5, -3, i64::MAX, 0, i64::MIN + 1] {
            numbers.push(value);
        }
        let keys = numbers.keys();
        let mut rows: Vec<usize> = (0..keys.len()).collect();
        rows.sort_by_key(|row| keys[*row]);
        assert_eq!(rows, [5, 2, 4, 1, 3, 0]);
    }

    #[test]
    fn digits_are_those_of_the_number() {
        for value in [0, 7, -7, 10, -1_000, i64::MAX, i64::MIN] {
            assert_eq!(digits(value, &mut [0; 20]), value.to_string());
        }
    }

    #[test]
    fn digits_are_found_anywhere_in_a_number() {
        let numbers = numbers(&["1234", "-34", "5", "x34y"]);
        let mut found = Bits::none(4);
        numbers.find_text("34", &mut found);
        assert_eq!(found.iter().collect::<Vec<_>>(), [0, 1, 3]);
    }
}
