//! One look at a node's sessions, and how old it is at a later moment.

use std::rc::Rc;

use crate::list::Extent;
use crate::services::Service;
use crate::session::Sessions;

/// The moment of an event: time and chance come from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970 by this machine's clock. It is written down; a person can set it.
    pub ms: u64,
    /// Milliseconds since the page was opened, by a clock that is never set (`performance.now()`).
    pub up_ms: u64,
    /// Chance, new for each event: attempt ids and waits are made of it.
    pub chance: [u8; 10],
}

impl Now {
    /// How far this machine's clock was set between two moments, in ms. It also tells of sleep.
    pub(crate) fn jumped_since(self, earlier: Self) -> u64 {
        let wall = i128::from(self.ms) - i128::from(earlier.ms);
        let up = i128::from(self.up_ms) - i128::from(earlier.up_ms);
        u64::try_from((wall - up).unsigned_abs()).unwrap_or(u64::MAX)
    }
}

/// A list that was read, how far, and since when.
#[derive(Clone, Debug)]
pub struct Look {
    /// What was found.
    pub sessions: Rc<Sessions>,
    /// How far the list was read.
    pub extent: Extent,
    /// When its first page was asked for, in ms since 1970: `list::Listing::since`.
    pub since_ms: u64,
    /// When it was at its end.
    pub now: Now,
    /// Whether it is known to be of this reading: `list::Listing::is_confirmed`. A list of DCS may
    /// be of an older scan; then no absence from it counts, and [`Look::follow`] tells how old it is.
    pub is_confirmed: bool,
    /// DCS: when its scan was made, by the cloud's clock. It is compared with that of another scan
    /// alone: this machine's clock may be another.
    pub snapshot_ms: Option<i64>,
    /// By the clock that is never set: when the cloud still told of an older scan.
    pub newer_than_up_ms: Option<u64>,
    /// Whether a person carried its requests.
    pub is_by_hand: bool,
}

impl Look {
    /// Learns from an earlier look how old a scan can be that is not known to be of this reading: one
    /// that is newer than what that look found was not there yet when that look was asked for.
    pub fn follow(&mut self, earlier: &Self) {
        if self.is_confirmed || self.snapshot_ms.is_none() {
            return;
        }
        if self.snapshot_ms == earlier.snapshot_ms {
            self.newer_than_up_ms = if earlier.is_confirmed {
                Some(earlier.asked_up_ms())
            } else {
                earlier.newer_than_up_ms
            };
            return;
        }
        let oldest = self.sessions.oldest_piece_ms().or(self.snapshot_ms);
        if earlier.snapshot_ms.is_some() && oldest > earlier.snapshot_ms {
            self.newer_than_up_ms = Some(earlier.asked_up_ms());
        }
    }

    /// How old the list may be, in ms: what it says may have been true only when its first page was
    /// asked for, or when the cloud still told of an older scan. Of this machine's two clocks the one
    /// counts that makes it older; the cloud's is not asked.
    pub fn age_ms(&self, now: Now) -> u64 {
        let reading = self.now.ms.saturating_sub(self.since_ms);
        let since = now.up_ms.saturating_sub(self.now.up_ms);
        let by_wall = now.ms.saturating_sub(self.since_ms);
        let age = by_wall.max(since + reading);
        if self.is_confirmed {
            return age;
        }
        let newer = self.newer_than_up_ms;
        age.max(newer.map_or(u64::MAX, |up_ms| now.up_ms.saturating_sub(up_ms)))
    }

    /// When its first page was asked for, by the clock that is never set.
    pub(crate) fn asked_up_ms(&self) -> u64 {
        let reading = self.now.ms.saturating_sub(self.since_ms);
        self.now.up_ms.saturating_sub(reading)
    }

    /// Whether a kill may still rely on it: 30 s on DCS, 60 s elsewhere, and [`BY_HAND_MS`] where a
    /// person carried it.
    pub fn is_fresh(&self, now: Now) -> bool {
        let limit = if self.is_by_hand {
            BY_HAND_MS
        } else {
            limit_ms(self.sessions.service())
        };
        self.age_ms(now) <= limit && self.since_ms <= self.now.ms
    }

    /// Whether it was read to its end, be it whole or changed on the way.
    pub fn is_complete(&self) -> bool {
        self.is_confirmed && matches!(self.extent, Extent::Whole | Extent::Changed)
    }

    /// Whether a session that it does not have is gone.
    pub fn is_proof(&self) -> bool {
        self.is_confirmed && self.extent.is_whole()
    }
}

/// How old a list may be that a person carried, in ms: copying a command, running it and pasting what
/// came takes minutes for each page. The question says how old it is, and what that means.
pub const BY_HAND_MS: u64 = 600_000;

/// How old a list may be when a kill relies on it, in ms.
pub(crate) fn limit_ms(service: Service) -> u64 {
    match service {
        Service::Dcs => 30_000,
        Service::Dds | Service::TaurusDb => 60_000,
    }
}
