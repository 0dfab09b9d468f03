//! A set of rows.

/// Which rows of a table are meant: one bit a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    rows: usize,
}

impl Bits {
    /// None of so many rows.
    pub fn none(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            rows,
        }
    }

    /// All of so many rows.
    pub fn all(rows: usize) -> Self {
        let mut bits = Self::none(rows);
        bits.invert();
        bits
    }

    /// How many rows there are, in the set or not.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether a row is in the set; a row beyond the end is not.
    pub fn has(&self, row: usize) -> bool {
        self.words
            .get(row / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Puts a row into the set or takes it out; a row beyond the end changes nothing.
    pub fn set(&mut self, row: usize, inside: bool) {
        if row >= self.rows {
            return;
        }
        if let Some(word) = self.words.get_mut(row / 64) {
            let bit = 1 << (row % 64);
            if inside {
                *word |= bit;
            } else {
                *word &= !bit;
            }
        }
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether no row is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Keeps the rows that are in the other set too.
    pub fn and(&mut self, other: &Self) {
        self.merge(other, |mine, theirs| mine & theirs);
    }

    /// Adds the rows of the other set.
    pub fn or(&mut self, other: &Self) {
        self.merge(other, |mine, theirs| mine | theirs);
    }

    /// Takes out the rows of the other set.
    pub fn without(&mut self, other: &Self) {
        self.merge(other, |mine, theirs| mine & !theirs);
    }

    fn merge(&mut self, other: &Self, combine: impl Fn(u64, u64) -> u64) {
        let theirs = other.words.iter().copied().chain(std::iter::repeat(0));
        for (mine, theirs) in self.words.iter_mut().zip(theirs) {
            *mine = combine(*mine, theirs);
        }
        self.trim();
    }

    /// The rows that were not in the set.
    pub fn invert(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
    }

    /// Bits beyond the last row stay 0: counting relies on it.
    fn trim(&mut self) {
        if let Some(last) = self.words.last_mut()
            && !self.rows.is_multiple_of(64)
        {
            *last &= (1 << (self.rows % 64)) - 1;
        }
    }

    /// The rows of an order that are in the set, in that order.
    pub fn pick(&self, order: &[u32]) -> Vec<u32> {
        let mut picked = Vec::with_capacity(self.count());
        picked.extend(order.iter().filter(|row| self.has(**row as usize)));
        picked
    }

    /// The rows of the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: usize, inside: &[usize]) -> Bits {
        let mut bits = Bits::none(rows);
        for row in inside {
            bits.set(*row, true);
        }
        bits
    }

    #[test]
    fn all_of_any_number_of_rows_are_exactly_that_many() {
        for rows in [0, 1, 63, 64, 65, 127, 128, 1_000] {
            assert_eq!(Bits::all(rows).count(), rows);
            assert_eq!(Bits::all(rows).iter().count(), rows);
        }
    }

    #[test]
    fn sets_combine_row_by_row() {
        let left = of(130, &[0, 64, 129]);
        let right = of(130, &[64, 65]);
        let mut and = left.clone();
        and.and(&right);
        assert_eq!(and, of(130, &[64]));
        let mut or = left.clone();
        or.or(&right);
        assert_eq!(or, of(130, &[0, 64, 65, 129]));
        let mut without = left.clone();
        without.without(&right);
        assert_eq!(without, of(130, &[0, 129]));
        let mut inverse = left.clone();
        inverse.invert();
        assert_eq!(inverse.count(), 127);
        assert!(!inverse.has(129));
    }

    #[test]
    fn an_order_keeps_the_rows_of_the_set_and_their_order() {
        assert_eq!(of(5, &[0, 3, 4]).pick(&[4, 2, 0, 1, 3]), [4, 0, 3]);
    }

    #[test]
    fn rows_beyond_the_end_are_never_inside() {
        let mut bits = Bits::none(3);
        bits.set(3, true);
        bits.set(500, true);
        assert!(bits.is_empty());
        assert!(!Bits::all(3).has(3));
    }

    #[test]
    fn a_shorter_set_says_nothing_of_the_rows_it_does_not_know() {
        let mut long = Bits::all(200);
        long.and(&Bits::all(10));
        assert_eq!(long.count(), 10);
    }
}
