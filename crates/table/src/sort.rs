//! The order of rows by a column: stable, rows without a value last.

use crate::Table;
use crate::table::Store;
use crate::text::{Texts, at};
use crate::words::Words;

impl Table {
    /// The rows in the order of a column. Equal rows keep their order; those without a value come
    /// last either way.
    ///
    /// Texts are compared byte by byte, which is the order of their code points.
    pub fn sorted(&self, column: usize, descending: bool) -> Vec<u32> {
        let rows = self.rows();
        match self.stores().get(column) {
            Some(Store::Numbers(numbers)) => by_keys(numbers.keys(), descending),
            Some(Store::Words(words)) => by_keys(ranks(words), descending),
            Some(Store::Text(texts)) => by_text(texts, descending),
            None => (0..at(rows)).collect(),
        }
    }
}

/// The key of rows without a value.
const LAST: u64 = u64::MAX;

/// For each row the place of its word among the sorted words.
fn ranks(words: &Words) -> Vec<u64> {
    let lexicon = words.lexicon();
    let mut sorted: Vec<usize> = (0..lexicon.len()).collect();
    sorted.sort_unstable_by(|a, b| lexicon.get(*a).cmp(lexicon.get(*b)));
    let mut ranks = vec![LAST; lexicon.len()];
    for (rank, number) in sorted.into_iter().enumerate() {
        if let Some(place) = ranks.get_mut(number) {
            *place = rank as u64;
        }
    }
    let rank = |code: &u32| ranks.get(*code as usize).copied().unwrap_or(LAST);
    words.codes().iter().map(rank).collect()
}

const DIGIT_BITS: u32 = 11;
const DIGITS: usize = 1 << DIGIT_BITS;

/// Sorts rows by their keys, digit by digit from the lowest.
fn by_keys(mut keys: Vec<u64>, descending: bool) -> Vec<u32> {
    let known = || keys.iter().copied().filter(|key| *key != LAST);
    let Some(least) = known().min() else {
        return (0..at(keys.len())).collect();
    };
    let greatest = known().max().unwrap_or(least);
    // Keys from 0 need fewer digits. Those without a value come right behind the greatest.
    let span = greatest - least;
    for key in &mut keys {
        *key = match *key {
            LAST => span.saturating_add(1),
            key if descending => greatest - key,
            key => key - least,
        };
    }
    let bits = u64::BITS - span.saturating_add(1).leading_zeros();
    let mut order: Vec<u32> = (0..at(keys.len())).collect();
    let mut next = vec![0; order.len()];
    for shift in (0..bits).step_by(DIGIT_BITS as usize) {
        let digit = |row: u32| {
            let key = keys.get(row as usize).copied().unwrap_or(LAST);
            usize::try_from(key >> shift).unwrap_or(usize::MAX) & (DIGITS - 1)
        };
        scatter(&order, &mut next, digit);
        std::mem::swap(&mut order, &mut next);
    }
    order
}

/// Moves rows to the places of their digits, keeping the order of equal ones.
fn scatter(order: &[u32], into: &mut [u32], digit: impl Fn(u32) -> usize) {
    let mut places = [0_usize; DIGITS];
    for row in order {
        places[digit(*row) & (DIGITS - 1)] += 1;
    }
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    for row in order {
        let place = &mut places[digit(*row) & (DIGITS - 1)];
        if let Some(slot) = into.get_mut(*place) {
            *slot = *row;
        }
        *place += 1;
    }
}

/// A row on its way to its place, with the bytes that are compared now.
type Ticket = (u64, u32);

/// Sorts rows by their texts: seven bytes decide, equal ones look at the next seven.
///
/// Statements begin alike, so runs of equals first skip what all of them share.
fn by_text(texts: &Texts, descending: bool) -> Vec<u32> {
    let (missing, known): (Vec<u32>, Vec<u32>) =
        (0..at(texts.len())).partition(|row| texts.is_missing(*row as usize));
    let mut tickets: Vec<Ticket> = known.into_iter().map(|row| (0, row)).collect();
    // Runs still to be sorted: from, to, and the place in the texts up to which they are equal.
    let mut runs = vec![(0, tickets.len(), 0)];
    while let Some((from, to, depth)) = runs.pop() {
        let Some(run) = tickets.get_mut(from..to) else {
            continue;
        };
        let rest = |ticket: &Ticket| texts.bytes(ticket.1 as usize).get(depth..).unwrap_or(&[]);
        // The row breaks every tie, so equal rows keep their order either way.
        if run.len() <= FEW {
            run.sort_unstable_by(|a, b| {
                let order = rest(a).cmp(rest(b));
                let order = if descending { order.reverse() } else { order };
                order.then(a.1.cmp(&b.1))
            });
            continue;
        }
        let shared = shared(run, rest);
        for ticket in &mut *run {
            let key = key(rest(ticket).get(shared..).unwrap_or(&[]));
            ticket.0 = if descending { !key } else { key };
        }
        run.sort_unstable();
        let mut start = from;
        for equal in run.chunk_by(|a, b| a.0 == b.0) {
            let end = start + equal.len();
            let goes_on = equal.first().is_some_and(|(key, _)| {
                let key = if descending { !key } else { *key };
                key & 0xff == MORE
            });
            if equal.len() > 1 && goes_on {
                runs.push((start, end, depth + shared + STEP));
            }
            start = end;
        }
    }
    let mut order: Vec<u32> = tickets.into_iter().map(|(_, row)| row).collect();
    order.extend(missing);
    order
}

/// So few rows are compared with each other.
const FEW: usize = 12;
/// How many bytes of a text are in a key.
const STEP: usize = 7;
/// The last byte of a key whose text goes on.
const MORE: u64 = 8;

/// Seven bytes of a text, and how many there are left: a text sorts before those it begins.
fn key(rest: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (byte, letter) in bytes.iter_mut().zip(rest.iter().take(STEP)) {
        *byte = *letter;
    }
    u64::from_be_bytes(bytes) | MORE.min(rest.len() as u64)
}

/// How many bytes all texts of a run begin with together.
fn shared<'a>(run: &[Ticket], rest: impl Fn(&Ticket) -> &'a [u8]) -> usize {
    let Some((first, others)) = run.split_first() else {
        return 0;
    };
    let first = rest(first);
    let mut shared = first.len();
    for other in others {
        let pairs = first.iter().zip(rest(other)).take(shared);
        shared = pairs.take_while(|(a, b)| a == b).count();
        if shared == 0 {
            break;
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{Cell, Column, Kind, Table, Unit};

    static COLUMNS: [Column; 3] = [
        Column {
            key: "text",
            kind: Kind::Text,
        },
        Column {
            key: "word",
            kind: Kind::Words,
        },
        Column {
            key: "number",
            kind: Kind::Number(Unit::Count),
        },
    ];

    /// The plain way: compare whole values, missing last, rows in their order.
    fn plainly<T: Ord>(values: &[Option<T>], descending: bool) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..u32::try_from(values.len()).unwrap()).collect();
        rows.sort_by(|a, b| match (&values[*a as usize], &values[*b as usize]) {
            (Some(a), Some(b)) if descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        rows
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        let shared = "SELECT id, status FROM orders WHERE customer_id = ";
        prop_oneof![
            1 => Just(None),
            2 => "[ab\u{0}]{0,3}".prop_map(Some),
            2 => "[ab]{0,20}".prop_map(move |end| Some(format!("{shared}{end}"))),
            1 => "\\PC{0,12}".prop_map(Some),
        ]
    }

    fn number() -> impl Strategy<Value = Option<i64>> {
        prop_oneof![
            1 => Just(None),
            3 => (0..50_i64).prop_map(Some),
            1 => (i64::MIN + 1..=i64::MAX).prop_map(Some),
        ]
    }

    proptest! {
        #[test]
        fn every_order_is_that_of_a_plain_sort(
            rows in prop::collection::vec((text(), text(), number()), 0..80),
            descending: bool,
        ) {
            let mut table = Table::new(&COLUMNS);
            for (text, word, number) in &rows {
                let text_cell = |text: &'_ Option<String>| text.as_deref().map(str::to_owned);
                let (text, word) = (text_cell(text), text_cell(word));
                table.push(&[
                    text.as_deref().map_or(Cell::Missing, Cell::Text),
                    word.as_deref().map_or(Cell::Missing, Cell::Text),
                    number.map_or(Cell::Missing, Cell::Number),
                ]);
            }
            let texts: Vec<_> = rows.iter().map(|row| row.0.as_ref()).collect();
            let words: Vec<_> = rows.iter().map(|row| row.1.as_ref()).collect();
            let numbers: Vec<_> = rows.iter().map(|row| row.2).collect();
            prop_assert_eq!(table.sorted(0, descending), plainly(&texts, descending));
            prop_assert_eq!(table.sorted(1, descending), plainly(&words, descending));
            prop_assert_eq!(table.sorted(2, descending), plainly(&numbers, descending));
        }
    }
}
