//! Which rows a table has already, by the columns that name a session.

use quell_table::Table;

/// Whether a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It was not; it took this place.
    No(usize),
    /// Another row has the same key.
    Yes,
    /// Its key is empty, so that it cannot be told from others.
    Nameless,
}

/// An open hash table of row numbers: a row costs four to eight bytes, and no text is copied.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Row numbers plus one; 0 is free. The length is a power of two, or none at all.
    slots: Vec<u32>,
    taken: usize,
}

impl Seen {
    /// Makes room for so many rows in all, so that adding them moves nothing.
    pub(super) fn reserve(&mut self, table: &Table, key: &[usize], more: usize) {
        let wanted = (self.taken + more).saturating_mul(2).next_power_of_two();
        if wanted <= self.slots.len() {
            return;
        }
        let old = std::mem::replace(&mut self.slots, vec![0; wanted.max(64)]);
        self.taken = 0;
        for slot in old {
            if slot != 0 {
                self.add(table, key, slot as usize - 1);
            }
        }
    }

    /// Adds a row, unless one with the same key is there.
    ///
    /// Room must have been made before: without a free place the search would not end.
    pub(super) fn add(&mut self, table: &Table, key: &[usize], row: usize) -> Known {
        let is_nameless = is_empty(table, key, row);
        let (false, Ok(number)) = (is_nameless, u32::try_from(row + 1)) else {
            return Known::Nameless;
        };
        let mask = self.slots.len() - 1;
        let mut place = hash(table, key, row) as usize & mask;
        loop {
            match self.slots[place] {
                0 => break,
                other if same(table, key, other as usize - 1, row) => return Known::Yes,
                _ => place = (place + 1) & mask,
            }
        }
        self.slots[place] = number;
        self.taken += 1;
        Known::No(place)
    }

    /// Takes back the latest additions, by the places they took.
    pub(super) fn undo(&mut self, places: &[usize]) {
        for place in places {
            self.slots[*place] = 0;
        }
        self.taken -= places.len();
    }
}

fn same(table: &Table, key: &[usize], one: usize, other: usize) -> bool {
    key.iter()
        .all(|column| table.text(one, *column) == table.text(other, *column))
}

fn hash(table: &Table, key: &[usize], row: usize) -> u32 {
    let mut hash = 0x811c_9dc5;
    for column in key {
        // The end of a text is told, so that "1" and "23" are not "12" and "3".
        hash = fnv(fnv(hash, table.text(row, *column).as_bytes()), &[0xff]);
    }
    // The low bits choose the place; FNV mixes the high ones better.
    hash ^ (hash >> 15)
}

/// A mark of the rows from a place on, in their order, and whether one of them has no key.
pub(super) fn mark(table: &Table, key: &[usize], from: usize) -> (u32, bool) {
    let (mut mark, mut is_nameless) = (0, false);
    for row in from..table.rows() {
        mark = fnv(mark, &hash(table, key, row).to_le_bytes());
        is_nameless |= is_empty(table, key, row);
    }
    (mark, is_nameless)
}

fn is_empty(table: &Table, key: &[usize], row: usize) -> bool {
    key.iter().all(|column| table.text(row, *column).is_empty())
}

/// FNV-1a, 32 bits, on from a hash.
pub(super) fn fnv(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
