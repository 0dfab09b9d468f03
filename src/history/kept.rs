//! The journal's texts as entries and records.

use quell_core::run::{Entry, EntryFault, Record};

use crate::browser::clock;
use crate::browser::journal::{Fault, Journal};

/// How long runs are remembered, in ms: 90 days.
const KEPT_MS: f64 = 90.0 * 86_400_000.0;
/// How many entries are kept at most: some ten thousand attempts.
const MOST: u32 = 60_000;

/// A run of the journal.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Its entries, in order.
    pub(super) entries: Vec<Entry>,
    /// What they tell.
    pub(super) record: Record,
}

/// Why a run cannot be shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Unread {
    /// The journal failed.
    Journal(Fault),
    /// An entry is of a later console, or broken.
    Entry(EntryFault),
    /// There is no such run, or it does not begin with a confirmation.
    Nothing,
}

/// Reads one run.
pub(super) async fn run(journal: &Journal, id: &str) -> Result<Kept, Unread> {
    let texts = journal.read(id).await.map_err(Unread::Journal)?;
    let mut entries = Vec::with_capacity(texts.len());
    for text in &texts {
        entries.push(Entry::from_json(text).map_err(Unread::Entry)?);
    }
    let record = Record::of(&entries).ok_or(Unread::Nothing)?;
    Ok(Kept { entries, record })
}

/// The newest runs, so many at most; those that cannot be read are counted.
pub(super) async fn newest(most: usize) -> Result<(Vec<Record>, usize, usize), Fault> {
    let journal = Journal::open().await?;
    let runs = journal.runs().await?;
    let (mut records, mut unread) = (Vec::new(), 0);
    for head in runs.iter().take(most) {
        match run(&journal, &head.id).await {
            Ok(kept) => records.push(kept.record),
            Err(_) => unread += 1,
        }
    }
    Ok((records, unread, runs.len()))
}

/// The runs that are not at their end, the newest first. Those that are, and are old, are forgotten.
pub(super) async fn unfinished() -> Result<Vec<Kept>, Fault> {
    let journal = Journal::open().await?;
    let (mut found, mut finished) = (Vec::new(), Vec::new());
    for (head, ends) in journal.heads().await? {
        // The last entry tells; only what is not at its end is read whole.
        let is_closed = Entry::from_json(&ends.last)
            .is_ok_and(|entry| entry.fact == quell_core::run::Fact::Closed);
        if is_closed {
            finished.push(head.id);
        } else if let Ok(kept) = run(&journal, &head.id).await {
            found.push(kept);
        }
    }
    // What cannot be forgotten now is forgotten another time; what is not at its end is told of all the same.
    _ = journal.prune(&finished, clock::now() - KEPT_MS, MOST).await;
    Ok(found)
}
