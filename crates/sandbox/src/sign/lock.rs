//! Access keys and users that failed too often: for some minutes nothing of theirs counts.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many failures in a row are forgiven an access key.
const FORGIVEN: u32 = 5;
/// How long an access key is locked, in seconds.
const LOCKED: u64 = 5 * 60;
/// How many keys are remembered: anybody can make names up.
const MEMORY: usize = 10_000;

/// The failures of each name, at times in seconds since 1970.
#[derive(Debug)]
pub struct Locks {
    table: Mutex<HashMap<String, Failures>>,
    forgiven: u32,
    locked: u64,
}

impl Default for Locks {
    /// As it is with access keys (`api/contracts.md`, section 8).
    fn default() -> Self {
        Self::new(FORGIVEN, LOCKED)
    }
}

#[derive(Debug, Default)]
struct Failures {
    count: u32,
    last: u64,
}

impl Locks {
    /// Forgives so many failures in a row, and locks for so many seconds with the next.
    pub fn new(forgiven: u32, locked: u64) -> Self {
        Self {
            table: Mutex::default(),
            forgiven,
            locked,
        }
    }

    /// Whether a key is locked now.
    pub fn is_locked(&self, access: &str, now: u64) -> bool {
        let table = self.table();
        let failures = table.get(access);
        failures.is_some_and(|one| one.count > self.forgiven && now < one.last + self.locked)
    }

    /// Notes a failure; one after a lock has ended counts as the first.
    pub fn fail(&self, access: &str, now: u64) {
        let mut table = self.table();
        if table.len() >= MEMORY && !table.contains_key(access) {
            table.retain(|_, one| now < one.last + self.locked);
        }
        if table.len() >= MEMORY && !table.contains_key(access) {
            return;
        }
        let one = table.entry(access.to_owned()).or_default();
        if one.count > self.forgiven && now >= one.last + self.locked {
            one.count = 0;
        }
        one.count += 1;
        one.last = now;
    }

    /// Notes a success: failures count only in a row.
    pub fn succeed(&self, access: &str) {
        self.table().remove(access);
    }

    fn table(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_failure_in_a_row_locks_for_five_minutes() {
        let locks = Locks::default();
        for _ in 0..5 {
            locks.fail("a", 100);
        }
        assert!(!locks.is_locked("a", 100));
        locks.fail("a", 100);
        assert!(locks.is_locked("a", 399));
        assert!(!locks.is_locked("b", 100));
        assert!(!locks.is_locked("a", 400));
        locks.fail("a", 400);
        assert!(!locks.is_locked("a", 400));
    }

    #[test]
    fn a_success_forgives_everything() {
        let locks = Locks::default();
        for _ in 0..5 {
            locks.fail("a", 100);
        }
        locks.succeed("a");
        locks.fail("a", 100);
        assert!(!locks.is_locked("a", 100));
    }
}
