//! Whom a kill-all ended: how many exactly, and the first of them by name.

use serde::Serialize;

use super::Word;

/// How many are named. A kill-all can end 100,000, and a ledger of such lists would fill the memory.
pub const NAMED: usize = 1000;

/// Those whom a kill-all ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// How many there were.
    pub count: usize,
    /// The first [`NAMED`] of them.
    pub handles: Vec<Word>,
}

impl Swept {
    /// Counts one more, and keeps its name while there is room.
    pub fn note(&mut self, handle: impl FnOnce() -> Word) {
        self.count += 1;
        if self.handles.len() < NAMED {
            self.handles.push(handle());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_first_thousand_are_named() {
        let mut swept = Swept::default();
        for number in 0..NAMED + 5 {
            swept.note(|| number.to_string().into());
        }
        assert_eq!((swept.count, swept.handles.len()), (NAMED + 5, NAMED));
        assert_eq!(&*swept.handles[NAMED - 1], "999");
    }
}
