//! The cloud: handles, the sessions that have them one after another, and what a kill does.

/// So many handles there are at most.
pub(crate) const SLOTS: usize = 3;
/// So many sessions have one handle at most, one after another.
const LAST: u8 = 3;

/// Who has a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Nobody,
    Alive,
    /// Ended, and undoing its work.
    Ending,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) life: Life,
    /// Which of the sessions that have this handle one after another.
    pub(crate) who: u8,
    /// Since when.
    pub(crate) born: u64,
    /// Whether this run ended the one before.
    pub(crate) is_successor: bool,
    was_killed: bool,
}

/// What a kill does to the sessions it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Ends,
    EndsLater,
    Nothing,
}

/// What a kill did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Done {
    /// The handles that had a session, as a set of bits.
    pub(crate) there: u8,
    /// Whether a successor was ended.
    pub(crate) successor: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Cloud {
    slots: [Slot; SLOTS],
    count: usize,
}

impl Cloud {
    pub(crate) fn new(count: usize) -> Self {
        let slot = Slot {
            life: Life::Alive,
            who: 0,
            born: 0,
            is_successor: false,
            was_killed: false,
        };
        Self {
            slots: [slot; SLOTS],
            count: count.min(SLOTS),
        }
    }

    pub(crate) fn slot(&self, at: usize) -> Slot {
        self.slots[at]
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether the session that the run is about lives.
    pub(crate) fn is_first_alive(&self, at: usize) -> bool {
        let slot = self.slots[at];
        slot.who == 0 && slot.life != Life::Nobody
    }

    /// The whole of it in one number, without some rows: lists with the same number are the same.
    pub(crate) fn code(&self, hidden: u8) -> usize {
        let slots = self.slots.iter().take(self.count).enumerate();
        slots.fold(0, |code, (at, slot)| {
            let row = match slot.life {
                _ if hidden & (1 << at) != 0 => 0,
                Life::Nobody => 0,
                Life::Alive => 1 + usize::from(slot.who) * 2,
                Life::Ending => 2 + usize::from(slot.who) * 2,
            };
            code * Self::ROWS + row
        })
    }

    /// How many different rows a handle can have, none included.
    pub(crate) const ROWS: usize = 3 + LAST as usize * 2;

    /// Carries a kill out on handles, given as a set of bits.
    pub(crate) fn kill(&mut self, handles: u8, effect: Effect) -> Done {
        let mut done = Done::default();
        for (at, slot) in self.slots.iter_mut().take(self.count).enumerate() {
            if handles & (1 << at) == 0 || slot.life == Life::Nobody {
                continue;
            }
            done.there |= 1 << at;
            done.successor |= slot.is_successor && effect != Effect::Nothing;
            match effect {
                Effect::Nothing => {}
                Effect::Ends => (slot.life, slot.was_killed) = (Life::Nobody, true),
                Effect::EndsLater => (slot.life, slot.was_killed) = (Life::Ending, true),
            }
        }
        done
    }

    /// A session ends by itself.
    pub(crate) fn end(&mut self, at: usize) {
        self.slots[at].life = Life::Nobody;
    }

    /// A handle that nobody has is another session's.
    pub(crate) fn reuse(&mut self, at: usize, now: u64) -> bool {
        let slot = &mut self.slots[at];
        let can = slot.life == Life::Nobody && slot.who < LAST;
        if can {
            slot.life = Life::Alive;
            slot.who += 1;
            slot.born = now;
            slot.is_successor = slot.was_killed;
            slot.was_killed = false;
        }
        can
    }
}
