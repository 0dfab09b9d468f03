//! A reading that has ended, as plans and runs look at it.

use std::rc::Rc;

use quell_core::list::{Extent, Listing};
use quell_core::plan::Look;
use quell_core::session::{Filter, Sessions};

use super::now;

/// What a reading that has ended says, as the plan and the run take it.
pub fn look(extent: Extent, listing: Listing, protected: &[Filter], is_by_hand: bool) -> Look {
    let (since_ms, is_confirmed) = (listing.since().unwrap_or(0), listing.is_confirmed());
    let snapshot_ms = listing.snapshot_ms();
    let service = listing.whose().service();
    let (table, pieces) = listing.into_parts();
    Look {
        sessions: Rc::new(Sessions::new(service, table, pieces, protected)),
        extent,
        since_ms,
        now: now(),
        is_confirmed,
        snapshot_ms,
        newer_than_up_ms: None,
        is_by_hand,
    }
}
