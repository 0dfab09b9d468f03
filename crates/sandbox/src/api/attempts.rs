//! The attempt ids that were seen: a browser may send a request twice without saying so.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// How many are remembered; the oldest are forgotten first.
const MEMORY: usize = 100_000;

/// The ids seen so far.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    ids: HashSet<Arc<[u8]>>,
    order: VecDeque<Arc<[u8]>>,
}

impl Attempts {
    /// Notes an id, and says whether it is new.
    pub fn first_time(&self, id: &[u8]) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.ids.contains(id) {
            return false;
        }
        let id: Arc<[u8]> = id.into();
        seen.ids.insert(Arc::clone(&id));
        seen.order.push_back(id);
        if seen.order.len() > MEMORY
            && let Some(oldest) = seen.order.pop_front()
        {
            seen.ids.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_passes_once() {
        let attempts = Attempts::default();
        assert!(attempts.first_time(b"a"));
        assert!(!attempts.first_time(b"a"));
        assert!(attempts.first_time(b"b"));
    }
}
