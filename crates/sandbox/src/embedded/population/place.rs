//! A place in a pool: who has it at a moment follows from its chance and what was done to it.

use super::super::pools::{self, BACKUP, HOSTILE, Pool, REPORT};
use super::{LOW, OLDEST, SAMPLES};
use crate::chance::{between, mix};
use crate::clock::Now;

const BACKUPS: usize = SAMPLES + 1;
const HOSTILES: usize = BACKUPS + 4;

/// A connection that ends by itself is away for so long before the next one, in milliseconds.
const GAP: i64 = 1500;

/// A place in a pool, taken by one connection after another.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pool: &'static Pool,
    chance: u64,
    /// How long each of its connections lives, in milliseconds; 0 is until it is ended. It follows
    /// from the chance, but every page of a list asks every place for it.
    life: i64,
    /// When the first connection since the last kill was opened.
    pub(super) since: i64,
    /// Operations that began before this moment were interrupted.
    pub(super) calm: i64,
    /// What outlives the connection; few places have it, so they share no room for it.
    pub(super) trace: Option<Box<Trace>>,
}

/// What outlives a connection that was ended.
#[derive(Clone, Debug)]
pub(super) enum Trace {
    /// It is there until its work is undone.
    RollsBack(Box<Rollback>),
    /// The connection that was opened then was among the first of a new server.
    Early { opened: i64 },
}

/// A connection that undoes its work.
#[derive(Clone, Debug)]
pub(super) struct Rollback {
    pub(super) last: Life,
    pub(super) until: i64,
}

/// The server that deals out the handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Server {
    /// How many took over before it.
    before: i64,
    /// Since when it counts, in seconds of the population's life.
    born: i64,
    /// How many places there are.
    size: i64,
}

/// When things were, in milliseconds since the sandbox's start: what ages are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Times {
    /// When it was opened.
    pub(in super::super) opened: i64,
    /// When the running operation began, if one runs.
    pub(in super::super) began: Option<i64>,
    /// When it last did something.
    pub(in super::super) touched: i64,
    /// The moment itself.
    pub(in super::super) now: i64,
}

/// A connection at one moment; what is not in `times` is in milliseconds of the population's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Life {
    /// Its place, counted from 0.
    pub(in super::super) place: usize,
    /// Its pool.
    pub(in super::super) pool: &'static Pool,
    /// When it was opened.
    pub(in super::super) connected: i64,
    /// When the running operation began, if one runs.
    pub(in super::super) running: Option<i64>,
    /// The moment itself.
    pub(in super::super) now: i64,
    /// The same, and when it last did something, by the clock.
    pub(in super::super) times: Times,
    /// A number for choices that last as long as the operation.
    pub(in super::super) chance: u64,
    /// Whether it was ended and still undoes its work.
    pub(in super::super) undoes: bool,
    /// The handle that a new server gave it, in place of a number that grows with time.
    pub(in super::super) handle: Option<i64>,
    /// The server that it is connected to.
    pub(super) server: Server,
}

impl Life {
    /// A number that grows with time and that no two connections or operations share.
    pub(in super::super) fn serial(&self, began: i64) -> i64 {
        self.server.serial(self.place, began)
    }
}

impl Server {
    /// The server of the start, which has been up for a while.
    pub(super) fn first(size: i64) -> Self {
        Self {
            before: 0,
            born: -(OLDEST + 400),
            size,
        }
    }

    /// The one that takes over at a moment.
    pub(super) fn next(self, now: i64) -> Self {
        Self {
            before: self.before + 1,
            // Numbers that grow with time begin above those of the first connections.
            born: now.div_euclid(1000) - 1,
            ..self
        }
    }

    /// Where a place is in a round of handles: with each server somewhere else, so that a handle
    /// never comes back to the place that had it before.
    fn turn(self, place: usize) -> i64 {
        (number(place) + self.before * number(SAMPLES)).rem_euclid(self.size)
    }

    /// The handle of a place's first connection, which is low.
    fn early(self, place: usize) -> i64 {
        LOW + self.turn(place)
    }

    /// A number that grows with time, and that nothing else of these places has.
    fn serial(self, place: usize, began: i64) -> i64 {
        (began.div_euclid(1000) - self.born) * self.size + self.turn(place) + LOW
    }

    /// The place whose handle or number this may be.
    pub(super) fn owner(self, handle: i64) -> usize {
        let turn = handle.wrapping_sub(LOW + self.before * number(SAMPLES));
        usize::try_from(turn.rem_euclid(self.size)).unwrap_or(0)
    }
}

fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(0)
}

/// Gives a place its pool and the age that it starts with.
pub(super) fn settle(chance: u64, place: usize) -> Place {
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
        life: pool.life.map_or(0, |(shortest, longest)| {
            between(chance, 4, shortest, longest) * 1000
        }),
        since: -age * 1000,
        calm: i64::MIN,
        trace: None,
    }
}

impl Place {
    /// How long a kill keeps the pool away, in milliseconds.
    pub(super) fn rest(&self, now: i64) -> i64 {
        let (low, high) = self.pool.rejoin;
        let moment = self.chance ^ now.unsigned_abs();
        between(moment, 3, low * 1000, high * 1000)
    }

    /// The rollback that a moment falls into.
    fn rollback(&self, now: i64) -> Option<&Rollback> {
        match self.trace.as_deref() {
            Some(Trace::RollsBack(rollback)) if now < rollback.until => Some(rollback),
            _ => None,
        }
    }

    /// Whether a connection has this place at a moment.
    pub(super) fn is_taken(&self, now: i64) -> bool {
        self.rollback(now).is_some() || self.connected(now).is_some()
    }

    /// The connection that has this place at a moment, if one has.
    pub(super) fn at(&self, place: usize, moment: &Now, server: Server) -> Option<Life> {
        let now = moment.life();
        if let Some(rollback) = self.rollback(now) {
            return Some(Life {
                now,
                times: Times {
                    now: moment.time(),
                    ..rollback.last.times
                },
                undoes: true,
                ..rollback.last
            });
        }
        let connected = self.connected(now)?;
        let (running, rested, cycle) = self.work(connected, now);
        Some(Life {
            place,
            pool: self.pool,
            connected,
            running,
            now,
            times: Times {
                opened: moment.when(connected),
                began: running.map(|began| moment.when(began)),
                touched: rested.map_or(moment.time(), |since| moment.when(since)),
                now: moment.time(),
            },
            chance: mix(self.chance, cycle.unsigned_abs()),
            undoes: false,
            handle: match self.trace.as_deref() {
                Some(Trace::Early { opened }) if *opened == connected => Some(server.early(place)),
                _ => None,
            },
            server,
        })
    }

    /// When the connection of this moment was opened.
    fn connected(&self, now: i64) -> Option<i64> {
        let age = now - self.since;
        if age < 0 {
            return None;
        }
        if self.life == 0 {
            return Some(self.since);
        }
        let lived = age % self.life;
        (lived < self.life - GAP).then(|| now - lived)
    }

    /// The operation that runs, since when nothing was done otherwise, and a number for the operation.
    fn work(&self, connected: i64, now: i64) -> (Option<i64>, Option<i64>, i64) {
        let Some((shortest, longest)) = self.pool.period else {
            let began = connected.max(self.calm);
            let running = (began <= now).then_some(began);
            return (running, Some(running.unwrap_or(connected)), began);
        };
        let period = between(self.chance, 5, shortest, longest) * 1000;
        let cycle = (now - connected) / period;
        let began = connected + cycle * period;
        let length =
            period * self.pool.busy * between(self.chance ^ 9, began.unsigned_abs(), 20, 100)
                / 10_000;
        let runs = now < began + length && began >= self.calm;
        let rested = (!runs).then_some((began + length).min(now));
        (runs.then_some(began), rested, began)
    }
}
