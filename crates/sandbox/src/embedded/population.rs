//! A population of connections whose state at any moment follows from the seed and the kills so far.
//!
//! Nothing is simulated step by step: a place in a pool opens, works and closes in a fixed
//! rhythm, so that a sandbox left alone over night costs nothing and wakes up at once.

use std::sync::{Mutex, PoisonError};

use super::pools::{self, BACKUP, HOSTILE, Pool, REPORT};
use crate::chance::{between, mix, seed_of};
use crate::clock::Clock;

/// The first places are always the same: sessions that last until somebody ends them.
pub(super) const SAMPLES: usize = 3;
const BACKUPS: usize = SAMPLES + 1;
const HOSTILES: usize = BACKUPS + 4;

/// How long before the sandbox's start the oldest connection was opened, in seconds.
const OLDEST: i64 = 3600;
/// A connection that ends by itself is away for so long before the next one, in milliseconds.
const GAP: i64 = 1500;
/// To undo work takes about as long as it took, within these, in milliseconds.
const SHORTEST_ROLLBACK: i64 = 2000;
const LONGEST_ROLLBACK: i64 = 8000;

/// A place in a pool, taken by one connection after another.
#[derive(Clone, Debug)]
struct Place {
    pool: &'static Pool,
    chance: u64,
    /// When the first connection since the last kill was opened.
    since: i64,
    /// Operations that began before this moment were interrupted.
    calm: i64,
    /// What outlives the connection; few places have it, so they share no room for it.
    trace: Option<Box<Trace>>,
}

/// What outlives a connection that was ended.
#[derive(Clone, Copy, Debug)]
enum Trace {
    /// It is there until its work is undone.
    RollsBack { last: Life, until: i64 },
    /// The next connection, opened then, has the handle of somebody else's last one.
    Inherits { opened: i64, handle: i64 },
}

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

/// A connection at one moment; times are in milliseconds of the population's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Life {
    /// Its place, counted from 0.
    pub(super) place: usize,
    /// Its pool.
    pub(super) pool: &'static Pool,
    /// When it was opened.
    pub(super) connected: i64,
    /// When the running operation began, if one runs.
    pub(super) running: Option<i64>,
    /// When it last did something.
    pub(super) touched: i64,
    /// The moment itself.
    pub(super) now: i64,
    /// A number for choices that last as long as the operation.
    pub(super) chance: u64,
    /// Whether it was ended and still undoes its work.
    pub(super) undoes: bool,
    /// A handle that somebody else had before, in place of its own.
    pub(super) handle: Option<i64>,
}

/// All connections of a node.
#[derive(Debug)]
pub struct Population {
    clock: Clock,
    places: Mutex<Vec<Place>>,
    size: i64,
}

impl Population {
    /// Fills a node called `name` with `size` connections.
    pub fn new(seed: u64, name: &str, size: u32, clock: Clock) -> Self {
        let seed = seed_of(seed, name);
        let places = (0..u64::from(size))
            .map(|place| settle(mix(seed, place), usize::try_from(place).unwrap_or(0)))
            .collect();
        Self {
            clock,
            places: Mutex::new(places),
            size: i64::from(size),
        }
    }

    /// Every connection that is open now, in the order of places.
    pub(super) fn lives(&self) -> Vec<Life> {
        self.each(|life| *life)
    }

    /// What `make` makes of every connection that is open now, in the order of places.
    pub(super) fn each<T>(&self, make: impl Fn(&Life) -> T) -> Vec<T> {
        let now = self.clock.life_ms();
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows = Vec::with_capacity(places.len());
        for (index, place) in places.iter().enumerate() {
            rows.extend(place.at(index, now).as_ref().map(&make));
        }
        rows
    }

    /// Cuts off what `chosen` says; the pools open new connections some seconds later.
    pub(super) fn cut_off(&self, mut chosen: impl FnMut(&Life) -> bool) {
        self.end(|life| {
            if chosen(life) {
                Fate::Gone
            } else {
                Fate::Spared
            }
        });
    }

    /// Ends each connection as `fate` says; the pools open new ones some seconds later.
    pub(super) fn end(&self, mut fate: impl FnMut(&Life) -> Fate) {
        self.touch(|place, life| {
            let gone = match fate(life) {
                Fate::Spared => return,
                Fate::Gone => {
                    place.trace = None;
                    life.now
                }
                Fate::RollsBack => {
                    let worked = life.now - life.running.unwrap_or(life.now);
                    let until = life.now + worked.clamp(SHORTEST_ROLLBACK, LONGEST_ROLLBACK);
                    place.trace = Some(Box::new(Trace::RollsBack { last: *life, until }));
                    until
                }
            };
            place.since = gone + place.rest(life.now);
        });
    }

    /// Another server takes over: everybody is cut off, and the handles are dealt out again, each
    /// to somebody else.
    pub(super) fn fail_over(&self, handle: impl Fn(&Life) -> i64) {
        let mut handles: Vec<i64> = self.lives().iter().map(handle).collect();
        // The samples are the first to come back, and those that people have before them.
        let shift = handles.len().min(SAMPLES);
        handles.rotate_left(shift);
        let mut handles = handles.into_iter();
        self.touch(|place, life| {
            let opened = life.now + place.rest(life.now);
            place.since = opened;
            place.trace = handles
                .next()
                .map(|handle| Box::new(Trace::Inherits { opened, handle }));
        });
    }

    /// Interrupts the operations that `chosen` says; their connections stay.
    pub(super) fn interrupt(&self, mut chosen: impl FnMut(&Life) -> bool) {
        self.touch(|place, life| {
            if chosen(life) {
                place.calm = life.now + place.rest(life.now);
            }
        });
    }

    fn touch(&self, mut act: impl FnMut(&mut Place, &Life)) {
        let now = self.clock.life_ms();
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, place) in places.iter_mut().enumerate() {
            if let Some(life) = place.at(index, now) {
                act(place, &life);
            }
        }
    }

    /// A number that grows with time and that no two connections or operations share.
    pub(super) fn serial(&self, life: &Life, began: i64) -> i64 {
        let place = i64::try_from(life.place).unwrap_or(0);
        (began.div_euclid(1000) + OLDEST + 400) * self.size + place
    }
}

/// Gives a place its pool and the age that it starts with.
fn settle(chance: u64, place: usize) -> Place {
    let pool = match place {
        0..SAMPLES => &REPORT,
        SAMPLES..BACKUPS => &BACKUP,
        BACKUPS..HOSTILES => &HOSTILE,
        _ => pools::pick(mix(chance, 1)),
    };
    let age = match pool.life {
        None => between(chance, 2, 60, OLDEST),
        Some((_, longest)) => between(chance, 2, 0, longest),
    };
    Place {
        pool,
        chance,
        since: -age * 1000,
        calm: i64::MIN,
        trace: None,
    }
}

impl Place {
    /// How long a kill keeps the pool away, in milliseconds.
    fn rest(&self, now: i64) -> i64 {
        let (low, high) = self.pool.rejoin;
        let moment = self.chance ^ now.unsigned_abs();
        between(moment, 3, low * 1000, high * 1000)
    }

    /// The connection that has this place at a moment, if one has.
    fn at(&self, place: usize, now: i64) -> Option<Life> {
        if let Some(Trace::RollsBack { last, until }) = self.trace.as_deref()
            && now < *until
        {
            return Some(Life {
                now,
                undoes: true,
                ..*last
            });
        }
        let connected = self.connected(now)?;
        let (running, touched, cycle) = self.work(connected, now);
        Some(Life {
            place,
            pool: self.pool,
            connected,
            running,
            touched,
            now,
            chance: mix(self.chance, cycle.unsigned_abs()),
            undoes: false,
            handle: match self.trace.as_deref() {
                Some(Trace::Inherits { opened, handle }) if *opened == connected => Some(*handle),
                _ => None,
            },
        })
    }

    /// When the connection of this moment was opened.
    fn connected(&self, now: i64) -> Option<i64> {
        let age = now - self.since;
        if age < 0 {
            return None;
        }
        let Some((shortest, longest)) = self.pool.life else {
            return Some(self.since);
        };
        let life = between(self.chance, 4, shortest, longest) * 1000;
        (age % life < life - GAP).then(|| now - age % life)
    }

    /// The operation that runs, when something was last done, and a number for the operation.
    fn work(&self, connected: i64, now: i64) -> (Option<i64>, i64, i64) {
        let Some((shortest, longest)) = self.pool.period else {
            let began = connected.max(self.calm);
            let running = (began <= now).then_some(began);
            return (running, running.unwrap_or(connected), began);
        };
        let period = between(self.chance, 5, shortest, longest) * 1000;
        let cycle = (now - connected) / period;
        let began = connected + cycle * period;
        let length =
            period * self.pool.busy * between(self.chance ^ 9, began.unsigned_abs(), 20, 100)
                / 10_000;
        let runs = now < began + length && began >= self.calm;
        let touched = if runs { now } else { (began + length).min(now) };
        (runs.then_some(began), touched, began)
    }
}

#[cfg(test)]
mod tests;
