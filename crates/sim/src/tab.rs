//! A tab of the console: the machine in it, what it waits for, and its clocks.

use quell_core::plan::Now;
use quell_core::run::{Facts, Run, TokenState};

use crate::stage::{OPEN_MS, START_MS};

/// What a tab has when nothing is wrong.
pub(crate) const READY: Facts = Facts {
    lease: false,
    online: true,
    token: TokenState::Valid,
    locked: false,
};

#[derive(Debug)]
pub(crate) struct Tab {
    /// The machine; `None` while the tab is closed.
    pub(crate) run: Option<Run>,
    /// How often it was opened: what was meant for an earlier page is passed over.
    pub(crate) epoch: u32,
    pub(crate) facts: Facts,
    /// When the page was opened.
    pub(crate) opened: u64,
    /// How far this machine's clock is from the true time.
    pub(crate) skew_ms: i64,
    /// By how much the clock that is never set is lied about.
    pub(crate) lie_ms: u64,
    /// Whether a kill is on the wire.
    pub(crate) is_sending: bool,
    /// Whether a person is about to look at it.
    pub(crate) is_watched: bool,
    /// How often a person went on.
    pub(crate) resumes: u8,
    pub(crate) checks: u8,
    /// Whether the run was found in the journal and nobody agreed to anything since.
    pub(crate) is_recovered: bool,
    /// The last kill that went out.
    pub(crate) last_sent: Option<u64>,
    /// What the last list did not have.
    pub(crate) hidden: u8,
}

impl Tab {
    pub(crate) fn closed() -> Self {
        Self {
            run: None,
            epoch: 0,
            facts: READY,
            opened: 0,
            skew_ms: 0,
            lie_ms: 0,
            is_sending: false,
            is_watched: false,
            resumes: 0,
            checks: 0,
            is_recovered: false,
            last_sent: None,
            hidden: 0,
        }
    }

    /// The moment as the tab sees it.
    pub(crate) fn now(&self, time: u64, chance: u64) -> Now {
        let wall = i64::try_from(START_MS + time).unwrap_or(i64::MAX) + self.skew_ms;
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&chance.to_be_bytes());
        Now {
            ms: u64::try_from(wall).unwrap_or(0),
            up_ms: OPEN_MS + time - self.opened + self.lie_ms,
            chance: bytes,
        }
    }
}
