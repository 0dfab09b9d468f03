//! A record as JSON that loses nothing: a summary to read, and every entry of the journal as it is.
//!
//! `record` is the version of this form. Ids of sessions (`handle`) are texts, so that the 64 bits
//! of a thread's id stay exact in every reader; times are numbers of milliseconds since 1970.

use serde::Serialize;

use super::sentence::sentence;
use crate::run::{Entry, Outcome, Record, VERSION};

#[derive(Serialize)]
struct Whole<'r> {
    record: u8,
    run: String,
    sentence: String,
    confirmed_ms: u64,
    last_ms: u64,
    closed: bool,
    operation: &'r str,
    reason: &'r str,
    planned: usize,
    gone: usize,
    failed: usize,
    reconnected: Option<u32>,
    sessions: Vec<Session<'r>>,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Session<'r> {
    handle: &'r str,
    user: &'r str,
    client: &'r str,
    db: &'r str,
    start_ms: Option<i64>,
    said: &'r str,
    observed: &'r str,
    outcome: Option<&'r str>,
    not_sent_because: Option<&'r str>,
    attempt: Option<String>,
}

/// Writes the record as JSON.
pub fn json(record: &Record) -> String {
    let mut sessions = Vec::with_capacity(record.planned());
    for item in record.items() {
        let who = &item.planned.who;
        sessions.push(Session {
            handle: item.planned.handle(),
            user: &who.user,
            client: &who.client,
            db: &who.db,
            start_ms: item.planned.start_ms(),
            said: item.said.word(),
            observed: item.observed.word(),
            outcome: item.outcome.map(Outcome::word),
            not_sent_because: item.omitted.map(crate::run::Omission::word),
            attempt: item.attempt.map(|attempt| attempt.id.to_string()),
        });
    }
    let whole = Whole {
        record: 1,
        run: record.id().to_string(),
        sentence: sentence(record),
        confirmed_ms: record.confirmed_ms(),
        last_ms: record.last_ms(),
        closed: record.is_closed(),
        operation: &record.order().operation,
        reason: record.reason(),
        planned: record.planned(),
        gone: record.gone(),
        failed: record.failed(),
        reconnected: record.reconnected(),
        sessions,
        entries: entries(record),
    };
    // Every part has a form in JSON: there is no map with other keys than texts, and no float.
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}

/// The journal's entries again.
fn entries(record: &Record) -> Vec<Entry> {
    let mut all = Vec::with_capacity(record.events().len());
    for (seq, event) in record.events().iter().enumerate() {
        all.push(Entry {
            v: VERSION,
            run: record.id(),
            seq: u32::try_from(seq).unwrap_or(u32::MAX),
            at_ms: event.at_ms,
            fact: event.fact.clone(),
        });
    }
    all
}
