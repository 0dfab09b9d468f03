//! What arrived and what it did: a test compares it with what a client claims.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::{Serialize, Serializer};

use crate::clock::timestamp;
use crate::engine::{Ended, Swept, Word};

/// How many arrivals are kept; the oldest are forgotten first.
pub const MEMORY: usize = 50_000;
/// How many handles all of them may have together: one call can name thousands.
pub const HANDLES: usize = 300_000;

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
    pub handle: Word,
    /// What became of it.
    pub fate: Fate,
}

/// Those whom a kill-all ended on a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SweptNode {
    /// The node.
    pub node: String,
    /// How many there were, and the first thousand of them.
    #[serde(flatten)]
    pub swept: Swept,
}

/// What a kill-all's job leaves for its arrival: nothing until the job has ended.
pub type Sweep = Arc<OnceLock<Vec<SweptNode>>>;

/// A call that came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Arrival {
    /// Counted from 1, also over those that were forgotten.
    pub number: u64,
    /// When it was answered.
    #[serde(serialize_with = "as_time")]
    pub time: u64,
    /// `X-Attempt-Id`.
    pub attempt: Option<Box<str>>,
    /// `X-Request-Id` of the answer.
    pub request_id: Box<str>,
    /// `dds.kill`; of a path that is no call it is empty.
    pub operation: &'static str,
    /// The instance it named.
    pub instance: Option<Box<str>>,
    /// The node it named.
    pub node: Option<Box<str>>,
    /// The answer's status.
    pub status: u16,
    /// The answer's code.
    pub code: Option<Box<str>>,
    /// The weather that it met.
    pub weather: Vec<&'static str>,
    /// How often it was carried out.
    pub applied: u32,
    /// What became of each handle, in order; twice as many when it was carried out twice.
    pub handles: Box<[Handle]>,
    /// Whom a kill-all ended, node by node, once its job has: it names no handles.
    #[serde(serialize_with = "as_swept")]
    pub swept: Option<Sweep>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over the field"
)]
fn as_time<S: Serializer>(time: &u64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&timestamp(*time))
}

#[expect(clippy::ref_option, reason = "serde hands over the field")]
fn as_swept<S: Serializer>(sweep: &Option<Sweep>, to: S) -> Result<S::Ok, S::Error> {
    sweep.as_ref().and_then(|sweep| sweep.get()).serialize(to)
}

/// The arrivals so far.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    count: u64,
    /// How many handles the arrivals have together.
    handles: usize,
    arrivals: VecDeque<Arrival>,
}

impl Ledger {
    /// Notes an arrival.
    pub fn note(&self, mut arrival: Arrival) {
        let mut book = self.book();
        book.count += 1;
        arrival.number = book.count;
        book.handles += arrival.handles.len();
        book.arrivals.push_back(arrival);
        // The last one stays, whatever its size: a test looks for what it just sent.
        while book.arrivals.len() > 1
            && (book.arrivals.len() > MEMORY || book.handles > HANDLES)
            && let Some(oldest) = book.arrivals.pop_front()
        {
            book.handles -= oldest.handles.len();
        }
    }

    /// All arrivals, the oldest first.
    pub fn show(&self) -> Vec<Arrival> {
        self.book().arrivals.iter().cloned().collect()
    }

    /// All arrivals as JSON, written out one by one: copies of all would take as much room again.
    pub fn write(&self) -> Vec<u8> {
        let mut text = b"{\"arrivals\":[".to_vec();
        for (index, arrival) in self.book().arrivals.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            // Into memory, of texts and numbers: this does not fail.
            let _ = serde_json::to_writer(&mut text, arrival);
        }
        text.extend_from_slice(b"]}");
        text
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
    instance: Option<Box<str>>,
    node: Option<Box<str>>,
    handles: Vec<Handle>,
    swept: Option<Sweep>,
    /// Where the handles of the present run begin.
    run: usize,
}

impl Trace {
    /// Notes where the call goes.
    pub fn aims(&self, instance: Option<&str>, node: Option<&str>) {
        let mut found = self.found();
        found.instance = instance.map(Box::from).or(found.instance.take());
        found.node = node.map(Box::from).or(found.node.take());
    }

    /// Notes the handles that the call names, refused until they are not.
    pub fn names<T: ToString>(&self, handles: &[T]) {
        let mut found = self.found();
        found.run = found.handles.len();
        found.handles.extend(handles.iter().map(|handle| Handle {
            handle: handle.to_string().into(),
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

    /// A place for whom a kill-all will have ended. A call that is carried out twice has one: it keeps what the
    /// first time ended.
    pub fn sweep(&self) -> Sweep {
        Arc::clone(self.found().swept.get_or_insert_default())
    }

    /// Writes what was found into an arrival.
    pub fn tell(self, arrival: &mut Arrival) {
        let found = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        arrival.instance = found.instance;
        arrival.node = found.node;
        arrival.handles = found.handles.into();
        arrival.swept = found.swept;
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
    fn many_handles_push_old_arrivals_out_too() {
        let ledger = Ledger::default();
        let handle = Handle {
            handle: "a".into(),
            fate: Fate::Ended,
        };
        let arrival = |count: usize| Arrival {
            handles: vec![handle.clone(); count].into(),
            ..Arrival::default()
        };
        ledger.note(arrival(10));
        ledger.note(arrival(HANDLES));
        let numbers = |ledger: &Ledger| -> Vec<u64> {
            let shown = ledger.show();
            shown.iter().map(|one| one.number).collect()
        };
        assert_eq!(numbers(&ledger), [2]);
        ledger.note(arrival(HANDLES + 1));
        assert_eq!(numbers(&ledger), [3]);
        ledger.note(arrival(0));
        assert_eq!(numbers(&ledger), [4]);
        ledger.note(arrival(HANDLES));
        assert_eq!(numbers(&ledger), [4, 5]);
    }

    #[test]
    fn what_is_written_is_what_is_shown() {
        let ledger = Ledger::default();
        let text = || String::from_utf8(ledger.write()).unwrap();
        assert_eq!(text(), r#"{"arrivals":[]}"#);
        ledger.note(Arrival::default());
        ledger.note(Arrival::default());
        let shown = serde_json::json!({ "arrivals": ledger.show() });
        let written: serde_json::Value = serde_json::from_str(&text()).unwrap();
        assert_eq!(written, shown);
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
