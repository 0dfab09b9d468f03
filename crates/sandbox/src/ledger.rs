//! What arrived and what it did: a test compares it with what a client claims.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::engine::Ended;

/// How many arrivals are kept; the oldest are forgotten first.
pub const MEMORY: usize = 100_000;

/// What became of a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It was there, and was ended.
    Ended,
    /// Nobody had it.
    NotThere,
    /// It was passed over: internal ones are.
    Skipped,
    /// The call was refused, with the arrival's code.
    Refused,
    /// The call never reached the engine.
    NotApplied,
}

/// A handle that a call named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handle {
    /// A session, an address or a thread.
    pub handle: String,
    /// What became of it.
    pub fate: Fate,
}

/// A call that came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Arrival {
    /// Counted from 1, also over those that were forgotten.
    pub number: u64,
    /// When it was answered.
    pub time: String,
    /// `X-Attempt-Id`.
    pub attempt: Option<String>,
    /// `X-Request-Id` of the answer.
    pub request_id: String,
    /// `dds.kill`; of a path that is no call it is empty.
    pub operation: String,
    /// The instance it named.
    pub instance: Option<String>,
    /// The node it named.
    pub node: Option<String>,
    /// The answer's status.
    pub status: u16,
    /// The answer's code.
    pub code: Option<String>,
    /// The weather that it met.
    pub weather: Vec<&'static str>,
    /// How often it was carried out.
    pub applied: u32,
    /// What became of each handle, in order; twice as many when it was carried out twice.
    pub handles: Vec<Handle>,
}

/// The arrivals so far.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    count: u64,
    arrivals: VecDeque<Arrival>,
}

impl Ledger {
    /// Notes an arrival.
    pub fn note(&self, mut arrival: Arrival) {
        let mut book = self.book();
        book.count += 1;
        arrival.number = book.count;
        book.arrivals.push_back(arrival);
        if book.arrivals.len() > MEMORY {
            book.arrivals.pop_front();
        }
    }

    /// All arrivals, the oldest first.
    pub fn show(&self) -> Vec<Arrival> {
        self.book().arrivals.iter().cloned().collect()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.book() = Book::default();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a call finds out about itself on its way.
#[derive(Debug, Default)]
pub struct Trace(Mutex<Found>);

#[derive(Debug, Default)]
struct Found {
    instance: Option<String>,
    node: Option<String>,
    handles: Vec<Handle>,
    /// Where the handles of the present run begin.
    run: usize,
}

impl Trace {
    /// Notes where the call goes.
    pub fn aims(&self, instance: Option<&str>, node: Option<&str>) {
        let mut found = self.found();
        found.instance = instance.map(str::to_owned).or(found.instance.take());
        found.node = node.map(str::to_owned).or(found.node.take());
    }

    /// Notes the handles that the call names, refused until they are not.
    pub fn names<T: ToString>(&self, handles: &[T]) {
        let mut found = self.found();
        found.run = found.handles.len();
        found.handles.extend(handles.iter().map(|handle| Handle {
            handle: handle.to_string(),
            fate: Fate::Refused,
        }));
    }

    /// Decides each handle of this run.
    pub fn decide(&self, fate: impl Fn(usize, &str) -> Fate) {
        let mut found = self.found();
        let run = found.run;
        for (index, one) in found.handles[run..].iter_mut().enumerate() {
            one.fate = fate(index, &one.handle);
        }
    }

    /// Decides each handle of this run by who was there.
    pub fn ended(&self, ended: &Ended) {
        self.decide(|_, handle| {
            if ended.contains(handle) {
                Fate::Ended
            } else {
                Fate::NotThere
            }
        });
    }

    /// Writes what was found into an arrival.
    pub fn tell(self, arrival: &mut Arrival) {
        let found = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        arrival.instance = found.instance;
        arrival.node = found.node;
        arrival.handles = found.handles;
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_arrivals_are_forgotten_first() {
        let ledger = Ledger::default();
        for _ in 0..=MEMORY {
            ledger.note(Arrival::default());
        }
        let shown = ledger.show();
        assert_eq!((shown.len(), shown[0].number), (MEMORY, 2));
        ledger.clear();
        assert_eq!(ledger.show(), []);
    }

    #[test]
    fn a_call_that_is_carried_out_twice_decides_twice() {
        let trace = Trace::default();
        for fate in [Fate::Ended, Fate::NotThere] {
            trace.names(&["a"]);
            trace.decide(|_, _| fate);
        }
        let mut arrival = Arrival::default();
        trace.tell(&mut arrival);
        let fates: Vec<Fate> = arrival.handles.iter().map(|one| one.fate).collect();
        assert_eq!(fates, [Fate::Ended, Fate::NotThere]);
    }
}
