//! Texts of which there are few: each is kept once, a row holds its number.

use crate::Bits;
use crate::text::{Texts, at};

/// The code of a row without a value.
const MISSING: u32 = u32::MAX;
/// An empty place of the index.
const FREE: u32 = u32::MAX;

/// Every text once, with a number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    words: Texts,
    /// Open addressing: numbers of words at the place of their hash. A power of two, half empty.
    index: Vec<u32>,
}

impl Lexicon {
    /// The number of a word, which is new or not.
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        if self.words.len() * 2 >= self.index.len() {
            self.grow();
        }
        let mask = self.index.len() - 1;
        let mut place = hash(word.as_bytes()) & mask;
        loop {
            let Some(slot) = self.index.get_mut(place) else {
                return MISSING;
            };
            if *slot == FREE {
                *slot = at(self.words.len());
                let number = *slot;
                self.words.push(word);
                return number;
            }
            if self.words.get(*slot as usize) == word {
                return *slot;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.index.len() * 2).max(64);
        self.index = vec![FREE; size];
        for number in 0..self.words.len() {
            let mut place = hash(self.words.bytes(number)) & (size - 1);
            while self.index.get(place).is_some_and(|slot| *slot != FREE) {
                place = (place + 1) & (size - 1);
            }
            if let Some(slot) = self.index.get_mut(place) {
                *slot = at(number);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn get(&self, number: usize) -> &str {
        self.words.get(number)
    }
}

/// A column of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    lexicon: Lexicon,
    codes: Vec<u32>,
}

impl Words {
    pub(crate) fn push(&mut self, word: &str) {
        let number = self.lexicon.number(word);
        self.codes.push(number);
    }

    pub(crate) fn push_missing(&mut self) {
        self.codes.push(MISSING);
    }

    pub(crate) fn truncate(&mut self, rows: usize) {
        self.codes.truncate(rows);
    }

    pub(crate) fn shrink(&mut self) {
        self.codes.shrink_to_fit();
    }

    pub(crate) fn get(&self, row: usize) -> &str {
        self.codes
            .get(row)
            .map_or("", |code| self.lexicon.get(*code as usize))
    }

    pub(crate) fn is_missing(&self, row: usize) -> bool {
        self.codes.get(row).is_none_or(|code| *code == MISSING)
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The number of the word of each row; [`u32::MAX`] where there is none.
    pub(crate) fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Adds the rows whose word passes a test: each word is tested once.
    pub(crate) fn find(&self, test: impl FnMut(usize) -> bool, found: &mut Bits) {
        let passes: Vec<bool> = (0..self.lexicon.len()).map(test).collect();
        if !passes.contains(&true) {
            return;
        }
        for (row, code) in self.codes.iter().enumerate() {
            if passes.get(*code as usize) == Some(&true) {
                found.set(row, true);
            }
        }
    }

    /// Adds the rows whose word contains the needle, which is folded.
    pub(crate) fn find_text(&self, needle: &str, found: &mut Bits) {
        let mut words = Bits::none(self.lexicon.len());
        self.lexicon.words.find(needle, &mut words);
        self.find(|number| words.has(number), found);
    }
}

/// Eight bytes at a time; only the spread matters, a bad one costs time and nothing else.
fn hash(bytes: &[u8]) -> usize {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut sum = bytes.len() as u64;
    for eight in eights {
        sum = (sum ^ u64::from_le_bytes(*eight)).wrapping_mul(FACTOR);
        sum ^= sum >> 32;
    }
    let tail = rest
        .iter()
        .fold(0, |tail, byte| tail << 8 | u64::from(*byte));
    sum = (sum ^ tail).wrapping_mul(FACTOR);
    usize::try_from(sum >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_kept_once_however_often_it_comes() {
        let mut words = Words::default();
        for round in 0..3 {
            for number in 0..1_000 {
                words.push(&format!("word {number}"));
                assert_eq!(words.get(round * 1_000 + number), format!("word {number}"));
            }
        }
        assert_eq!(words.lexicon().len(), 1_000);
    }

    #[test]
    fn the_empty_word_is_not_a_missing_one() {
        let mut words = Words::default();
        words.push("");
        words.push_missing();
        assert!(!words.is_missing(0));
        assert!(words.is_missing(1));
        assert_eq!((words.get(0), words.get(1)), ("", ""));
        let mut found = Bits::none(2);
        words.find(|_| true, &mut found);
        assert_eq!(found.iter().collect::<Vec<_>>(), [0]);
    }
}
