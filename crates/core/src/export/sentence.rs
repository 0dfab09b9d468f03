//! The one sentence that comes first: how many of how many are gone, and what is with the rest.

use std::fmt::Write;

use crate::plan::Scope;
use crate::run::{Outcome, Record};

/// "3 of 4 sessions gone, 1 still there. 2 new sessions of the same users and hosts have come since."
pub fn sentence(record: &Record) -> String {
    let tally = record.tally();
    let (gone, planned) = (record.gone(), record.planned());
    let noun = if planned == 1 { "session" } else { "sessions" };
    let mut text = format!("{gone} of {planned} {noun} gone");
    for outcome in Outcome::ALL {
        let count = tally.of(outcome);
        if count > 0 && outcome != Outcome::Gone {
            let of_these = if outcome == Outcome::AlreadyGone {
                "of these "
            } else {
                ""
            };
            _ = write!(text, ", {of_these}{count} {}", outcome.word());
        }
    }
    if tally.open > 0 {
        _ = write!(text, ", {} without an outcome yet", tally.open);
    }
    text.push('.');
    if record.order().scope == Scope::Instance {
        let node = &record.order().node_name;
        _ = write!(
            text,
            " This was seen on {node} alone: the other nodes of the instance were not looked at."
        );
    }
    match record.reconnected() {
        None | Some(0) => {}
        Some(1) => text.push_str(" 1 new session of the same user and host has come since."),
        Some(count) => {
            _ = write!(
                text,
                " {count} new sessions of the same users and hosts have come since."
            );
        }
    }
    text
}

/// A name for the file, without its ending: the run's id is part of it.
pub fn file_name(record: &Record) -> String {
    format!("quell-{}", record.id())
}
