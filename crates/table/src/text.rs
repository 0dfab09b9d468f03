//! Texts one after another in one string.

use std::cell::OnceCell;

use memchr::memmem::Finder;

use crate::Bits;
use crate::find::fold;

/// A column of texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    text: String,
    /// Where each cell ends.
    ends: Vec<u32>,
    /// The rows without a value, ascending.
    missing: Vec<u32>,
    /// `text` as it is searched: made when the first search asks for it.
    folded: OnceCell<String>,
}

impl Texts {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.folded.take();
        self.text.push_str(text);
        self.close();
    }

    pub(crate) fn push_missing(&mut self) {
        self.missing.push(at(self.ends.len()));
        self.close();
    }

    fn close(&mut self) {
        self.ends.push(at(self.text.len()));
    }

    pub(crate) fn truncate(&mut self, rows: usize) {
        self.folded.take();
        self.ends.truncate(rows);
        self.text.truncate(self.start(rows));
        let kept = self.missing.partition_point(|row| (*row as usize) < rows);
        self.missing.truncate(kept);
    }

    /// Gives back what growing has reserved beyond the need.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn start(&self, row: usize) -> usize {
        row.checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .map_or(0, |end| *end as usize)
    }

    /// The text of a row; of one without a value, the empty text.
    pub(crate) fn get(&self, row: usize) -> &str {
        let end = self.ends.get(row).map_or(0, |end| *end as usize);
        self.text.get(self.start(row)..end).unwrap_or_default()
    }

    pub(crate) fn is_missing(&self, row: usize) -> bool {
        u32::try_from(row).is_ok_and(|row| self.missing.binary_search(&row).is_ok())
    }

    /// The text as bytes: sorting compares no characters.
    pub(crate) fn bytes(&self, row: usize) -> &[u8] {
        self.get(row).as_bytes()
    }

    /// Adds the rows whose text contains the needle, which is folded.
    pub(crate) fn find(&self, needle: &str, found: &mut Bits) {
        let hay = self.folded.get_or_init(|| fold(&self.text)).as_bytes();
        let finder = Finder::new(needle.as_bytes());
        let mut row = 0;
        let mut from = 0;
        while let Some(hit) = hay.get(from..).and_then(|rest| finder.find(rest)) {
            let start = from + hit;
            row += self.row_after(row, start);
            let Some(end) = self.ends.get(row).map(|end| *end as usize) else {
                return;
            };
            if start + needle.len() <= end {
                found.set(row, true);
                from = end;
                row += 1;
            } else {
                // It runs on into the next cell: no match, but another may begin right behind.
                from = start + 1;
            }
        }
    }

    /// How many rows from `row` on end at or before a place. Hits are mostly near each other.
    fn row_after(&self, row: usize, place: usize) -> usize {
        let rest = self.ends.get(row..).unwrap_or_default();
        let mut reach = 4;
        while rest.get(reach).is_some_and(|end| *end as usize <= place) {
            reach *= 4;
        }
        let near = rest.get(..reach + 1).unwrap_or(rest);
        near.partition_point(|end| *end as usize <= place)
    }
}

/// An offset or a row as 32 bits: a page's memory ends there too.
pub(crate) fn at(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[&str]) -> Texts {
        let mut texts = Texts::default();
        for cell in cells {
            texts.push(cell);
        }
        texts
    }

    fn found(texts: &Texts, needle: &str) -> Vec<usize> {
        let mut bits = Bits::none(texts.len());
        texts.find(&fold(needle), &mut bits);
        bits.iter().collect()
    }

    #[test]
    fn a_match_across_two_cells_is_none() {
        let texts = texts(&["ab", "cd", "", "bc", "abc"]);
        assert_eq!(found(&texts, "bc"), [3, 4]);
        assert_eq!(found(&texts, "d"), [1]);
        assert_eq!(found(&texts, "cdb"), [] as [usize; 0]);
    }

    #[test]
    fn a_match_that_begins_inside_a_broken_one_is_found() {
        assert_eq!(found(&texts(&["xa", "aab"]), "aab"), [1]);
    }

    #[test]
    fn search_ignores_case_beyond_ascii_too() {
        let texts = texts(&["Größe", "GRÖSSE", "ÄRGER", "日本", "İ"]);
        assert_eq!(found(&texts, "grö"), [0, 1]);
        assert_eq!(found(&texts, "ärger"), [2]);
        assert_eq!(found(&texts, "本"), [3]);
        assert_eq!(found(&texts, "İ"), [4]);
    }

    #[test]
    fn rows_far_apart_are_found_each() {
        let mut cells = vec!["-"; 5_000];
        for row in [0, 3, 4, 70, 1_500, 4_999] {
            cells[row] = "hit";
        }
        assert_eq!(found(&texts(&cells), "HIT"), [0, 3, 4, 70, 1_500, 4_999]);
    }

    #[test]
    fn what_is_cut_off_is_not_found_again() {
        let mut texts = texts(&["one", "two"]);
        assert_eq!(found(&texts, "two"), [1]);
        texts.truncate(1);
        texts.push_missing();
        texts.push("three");
        assert_eq!(found(&texts, "two"), [] as [usize; 0]);
        assert_eq!(found(&texts, "three"), [2]);
        assert!(texts.is_missing(1) && !texts.is_missing(2));
        assert_eq!(texts.get(1), "");
    }
}
