//! A population of connections whose state at any moment follows from the seed and the kills so far.
//!
//! Nothing is simulated step by step: a place in a pool opens, works and closes in a fixed
//! rhythm, so that a sandbox left alone over night costs nothing and wakes up at once.

mod place;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::chance::{mix, seed_of};
use crate::clock::{Clock, Now};
use crate::engine::{Listed, Page};

pub(super) use place::Life;
use place::{Place, Rollback, Server, Trace, settle};

/// The first places are always the same: sessions that last until somebody ends them.
pub(super) const SAMPLES: usize = 3;

/// How long before the sandbox's start the oldest connection was opened, in seconds.
const OLDEST: i64 = 3600;
/// The lowest handle: those below are the server's own.
pub(super) const LOW: i64 = 10;
/// To undo work takes about as long as it took, within these, in milliseconds.
const SHORTEST_ROLLBACK: i64 = 2000;
const LONGEST_ROLLBACK: i64 = 8000;

/// What a kill does to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is not meant.
    Spared,
    /// It is gone at once.
    Gone,
    /// It is there until its work is undone.
    RollsBack,
}

/// All connections of a node.
#[derive(Debug)]
pub struct Population {
    clock: Clock,
    crowd: Mutex<Crowd>,
}

/// The places, and the server that all of them are connected to.
#[derive(Clone, Debug)]
struct Crowd {
    places: Vec<Place>,
    server: Server,
}

/// A look at a population that stays as it is: a copy of the places says the same for ever, and is
/// much smaller than the rows that can be made of it.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    crowd: Crowd,
    now: Now,
    count: usize,
}

impl Population {
    /// Fills a node called `name` with `size` connections.
    pub fn new(seed: u64, name: &str, size: u32, clock: Clock) -> Self {
        let seed = seed_of(seed, name);
        let places = (0..u64::from(size))
            .map(|place| settle(mix(seed, place), usize::try_from(place).unwrap_or(0)))
            .collect();
        let server = Server::first(i64::from(size).max(1));
        Self {
            clock,
            crowd: Mutex::new(Crowd { places, server }),
        }
    }

    /// The connections of a page, in the order of places, and how many are open now.
    pub(super) fn page(&self, page: Page) -> Listed<Life> {
        let now = self.clock.now();
        let crowd = self.crowd();
        let mut total = 0;
        let mut rows = Vec::with_capacity(page.limit.min(crowd.places.len()));
        for (index, place) in crowd.places.iter().enumerate() {
            if !place.is_taken(now.life()) {
                continue;
            }
            if total >= page.offset && rows.len() < page.limit {
                rows.extend(place.at(index, &now, crowd.server));
            }
            total += 1;
        }
        Listed { total, rows }
    }

    /// Shows every connection that is open now, in the order of places.
    pub(super) fn visit(&self, see: impl FnMut(&Life)) {
        self.crowd().visit(&self.clock.now(), see);
    }

    /// The connections that the banner names.
    pub(super) fn samples(&self) -> Vec<Life> {
        self.lives_of(&[0, 1, 2])
    }

    /// The connections of these places, as far as they are open now.
    pub(super) fn lives_of(&self, places: &[usize]) -> Vec<Life> {
        let now = self.clock.now();
        let crowd = self.crowd();
        let lives = places.iter().filter_map(|place| crowd.life(*place, &now));
        lives.collect()
    }

    /// All of it as it is now.
    pub(super) fn moment(&self) -> Moment {
        let now = self.clock.now();
        let crowd = self.crowd().clone();
        let taken = crowd
            .places
            .iter()
            .filter(|place| place.is_taken(now.life()));
        Moment {
            count: taken.count(),
            crowd,
            now,
        }
    }

    /// The places whose connections or operations may have one of these numbers, each once: with a
    /// hundred thousand of them, to ask all takes too long.
    pub(super) fn owners(&self, numbers: impl Iterator<Item = i64>) -> Vec<usize> {
        let server = self.crowd().server;
        let mut places: Vec<usize> = numbers.map(|number| server.owner(number)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Ends each connection of these places as `fate` says; the pools open new ones some seconds later.
    pub(super) fn end(&self, places: &[usize], mut fate: impl FnMut(&Life) -> Fate) {
        let now = self.clock.now();
        let mut crowd = self.crowd();
        for place in places {
            crowd.touch(*place, &now, |place, life| end(place, life, fate(life)));
        }
    }

    /// Cuts off everybody, and shows who it was.
    pub(super) fn end_all(&self, mut see: impl FnMut(&Life)) {
        let now = self.clock.now();
        let mut crowd = self.crowd();
        for place in 0..crowd.places.len() {
            crowd.touch(place, &now, |place, life| {
                see(life);
                end(place, life, Fate::Gone);
            });
        }
    }

    /// Interrupts the operations that `chosen` says, of these places; their connections stay.
    pub(super) fn interrupt(&self, places: &[usize], mut chosen: impl FnMut(&Life) -> bool) {
        let now = self.clock.now();
        let mut crowd = self.crowd();
        for place in places {
            crowd.touch(*place, &now, |place, life| {
                if chosen(life) {
                    place.calm = life.now + place.rest(life.now);
                }
            });
        }
    }

    /// Another server takes over: everybody is cut off, and it counts its handles from the lowest
    /// again. Those of the server before, if that had just begun too, belong to somebody else then.
    pub(super) fn fail_over(&self) {
        let now = self.clock.now();
        let mut crowd = self.crowd();
        for place in 0..crowd.places.len() {
            crowd.touch(place, &now, |place, life| {
                let opened = life.now + place.rest(life.now);
                place.since = opened;
                place.trace = Some(Box::new(Trace::Early { opened }));
            });
        }
        crowd.server = crowd.server.next(now.life());
    }

    fn crowd(&self) -> MutexGuard<'_, Crowd> {
        self.crowd.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the connection that has a place.
fn end(place: &mut Place, life: &Life, fate: Fate) {
    let gone = match fate {
        Fate::Spared => return,
        Fate::Gone => {
            place.trace = None;
            life.now
        }
        Fate::RollsBack => {
            let worked = life.now - life.running.unwrap_or(life.now);
            let until = life.now + worked.clamp(SHORTEST_ROLLBACK, LONGEST_ROLLBACK);
            let rollback = Rollback { last: *life, until };
            place.trace = Some(Box::new(Trace::RollsBack(Box::new(rollback))));
            until
        }
    };
    place.since = gone + place.rest(life.now);
}

impl Crowd {
    fn life(&self, place: usize, now: &Now) -> Option<Life> {
        self.places.get(place)?.at(place, now, self.server)
    }

    fn visit(&self, now: &Now, mut see: impl FnMut(&Life)) {
        for (index, place) in self.places.iter().enumerate() {
            if let Some(life) = place.at(index, now, self.server) {
                see(&life);
            }
        }
    }

    fn touch(&mut self, index: usize, now: &Now, act: impl FnOnce(&mut Place, &Life)) {
        if let Some(life) = self.life(index, now) {
            act(&mut self.places[index], &life);
        }
    }
}

impl Moment {
    /// How many connections were open.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The connections of a page.
    pub(super) fn page(&self, page: Page) -> Vec<Life> {
        let crowd = &self.crowd;
        let places = crowd.places.iter().enumerate();
        places
            .filter(|(_, place)| place.is_taken(self.now.life()))
            .skip(page.offset)
            .take(page.limit)
            .filter_map(|(index, place)| place.at(index, &self.now, crowd.server))
            .collect()
    }

    /// Shows every connection.
    pub(super) fn visit(&self, see: impl FnMut(&Life)) {
        self.crowd.visit(&self.now, see);
    }
}

#[cfg(test)]
mod tests;
