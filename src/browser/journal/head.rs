//! What is known of each run without reading all of it.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::fault::Fault;
use super::row::{number, object, text};
use super::transaction::{Transaction, answer};
use super::{ENTRIES, HEADS, text_of};

/// A run in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// When its first entry was written, in milliseconds since 1970.
    pub first_at_ms: f64,
    /// When its last one was.
    pub last_at_ms: f64,
    /// How many there are.
    pub entries: u32,
}

/// The first and the last entry of a run; the same, when it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
}

impl Run {
    fn read(row: &JsValue) -> Self {
        let number = |name| number(row, name).unwrap_or_default();
        // Written below, from whole numbers that fit.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let entries = number("entries") as u32;
        Self {
            id: text(row, "run"),
            first_at_ms: number("first_at_ms"),
            last_at_ms: number("last_at_ms"),
            entries,
        }
    }

    fn row(&self) -> JsValue {
        object(&[
            ("run", self.id.as_str().into()),
            ("first_at_ms", self.first_at_ms.into()),
            ("last_at_ms", self.last_at_ms.into()),
            ("entries", self.entries.into()),
        ])
    }
}

/// Counts one more entry, in the transaction that writes it. Its number must be the next one: behind a gap nobody
/// would read it.
pub(super) async fn count(
    transaction: &Transaction,
    run: &str,
    seq: u32,
    at_ms: f64,
) -> Result<(), Fault> {
    let heads = transaction.store(HEADS)?;
    let found = answer(heads.get(&run.into())?).await?;
    let mut head = Run::read(&found);
    if head.entries < seq {
        return Err(Fault::Gap);
    }
    if head.entries == 0 {
        run.clone_into(&mut head.id);
        head.first_at_ms = at_ms;
    }
    head.last_at_ms = at_ms;
    head.entries += 1;
    heads.put(&head.row())?;
    Ok(())
}

/// All runs, the newest first.
pub(super) async fn all(transaction: &Transaction) -> Result<Vec<Run>, Fault> {
    let found: Array = answer(transaction.store(HEADS)?.get_all()?)
        .await?
        .unchecked_into();
    let mut runs: Vec<Run> = Vec::new();
    for row in found.iter() {
        let run = Run::read(&row);
        // They come by id, and ids go up with time: a sort would cost the page more than it saves here.
        let at = runs.partition_point(|it| it.first_at_ms > run.first_at_ms);
        runs.insert(at, run);
    }
    Ok(runs)
}

/// All runs with their ends.
pub(super) async fn with_ends(transaction: &Transaction) -> Result<Vec<(Run, Ends)>, Fault> {
    let entries = transaction.store(ENTRIES)?;
    let mut found = Vec::new();
    for run in all(transaction).await? {
        let at = |seq: u32| entries.get(&Array::of2(&run.id.as_str().into(), &seq.into()));
        let (first, last) = (at(0)?, at(run.entries - 1)?);
        let first = text_of(&answer(first).await?);
        let last = text_of(&answer(last).await?);
        found.push((run, Ends { first, last }));
    }
    Ok(found)
}

/// The finished runs that are older, and the oldest of those that are too many.
pub(super) fn outlived(
    newest_first: &[Run],
    finished: &[String],
    older_than_ms: f64,
    max_entries: u32,
) -> Vec<String> {
    let mut left: u32 = newest_first.iter().map(|run| run.entries).sum();
    let mut old = Vec::new();
    for run in newest_first.iter().rev() {
        let is_too_much = run.last_at_ms < older_than_ms || left > max_entries;
        if is_too_much && finished.contains(&run.id) {
            left -= run.entries;
            old.push(run.id.clone());
        }
    }
    old
}
