//! The journal of kill runs: what was intended, sent and seen, durable before anybody is told that it is written.
//!
//! Entries are opaque here: the core makes their text and reads it. One database of the browser holds three
//! stores: the entries under run and number, a head for each run that counts them, and the rows of leases.

mod database;
mod fault;
mod head;
mod row;
mod transaction;

use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbKeyRange};

use super::lease::Lease;

pub use fault::Fault;
pub use head::{Ends, Run};
pub(super) use row::{number, object, text};
pub(super) use transaction::{Mode, Transaction, answer};

/// The store of entries.
const ENTRIES: &str = "entries";
/// The store of what is known of each run.
const HEADS: &str = "heads";
/// The store of leases, for pages without Web Locks.
pub(super) const LEASES: &str = "leases";

/// What comes later, in a box: written out at every place that waits for it, it weighs more than its work.
type Promised<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + 'a>>;

/// The journal, open. Clones are the same journal; the last one closes it.
#[derive(Clone)]
pub struct Journal(Rc<Open>);

struct Open {
    name: String,
    database: RefCell<IdbDatabase>,
}

impl Journal {
    /// Opens the console's journal, and brings an older shape of it to this one.
    ///
    /// # Errors
    /// When the browser has none for this page, or another tab holds an older or has made a newer one.
    pub fn open() -> Promised<'static, Self> {
        Box::pin(Self::named("quell"))
    }

    /// Opens a journal of another name.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub async fn named(name: &str) -> Result<Self, Fault> {
        let database = RefCell::new(database::open(name).await?);
        let name = name.to_owned();
        Ok(Self(Rc::new(Open { name, database })))
    }

    /// Writes an entry. When this returns, it is on the disk; when it fails, nothing was written, but for an entry whose
    /// lease went meanwhile. The entries of a run are numbered from 0, without a gap; the very same one may be handed in
    /// again, and counts once.
    ///
    /// A lease that is given must be held still, which is asked in the transaction that writes.
    ///
    /// # Errors
    /// [`Fault::Taken`] when the run has another entry of this number, [`Fault::Gap`] when it has none before it,
    /// [`Fault::LeaseLost`], or why it cannot be kept.
    pub async fn append(
        &self,
        run: &str,
        seq: u32,
        at_ms: f64,
        text: &str,
        lease: Option<&Lease>,
    ) -> Result<(), Fault> {
        if lease.is_some_and(Lease::is_lost) {
            return Err(Fault::LeaseLost);
        }
        let stores = [ENTRIES, HEADS, LEASES];
        let transaction = self.begin(&stores, Mode::Write).await?;
        let written = async {
            let kept = match lease {
                Some(lease) => lease.keep(&transaction).await?,
                None => None,
            };
            let entry = [
                ("run", run.into()),
                ("seq", seq.into()),
                ("at_ms", at_ms.into()),
                ("text", text.into()),
            ];
            let entries = transaction.store(ENTRIES)?;
            let known = answer(entries.get(&Array::of2(&run.into(), &seq.into()))?).await?;
            if !known.is_undefined() && text_of(&known) == text {
                return Ok(kept);
            }
            // Its own failure ends the whole transaction.
            entries.add(&object(&entry))?;
            head::count(&transaction, run, seq, at_ms).await?;
            Ok(kept)
        };
        let kept = transaction.end(written.await).await?;
        let Some(lease) = lease else { return Ok(()) };
        if let Some(expires) = kept {
            lease.kept(expires);
        }
        // Written, but somebody else may hold the lease by now: then nothing may follow from it.
        if lease.is_lost() {
            return Err(Fault::LeaseLost);
        }
        Ok(())
    }

    /// All runs, the newest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn runs(&self) -> Result<Vec<Run>, Fault> {
        let transaction = self.begin(&[HEADS], Mode::Read).await?;
        head::all(&transaction).await
    }

    /// The first and the last entry of every run, the newest run first: what is not finished shows in them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn heads(&self) -> Result<Vec<(Run, Ends)>, Fault> {
        let transaction = self.begin(&[ENTRIES, HEADS], Mode::Read).await?;
        head::with_ends(&transaction).await
    }

    /// The entries of a run, in the order of their numbers.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn read(&self, run: &str) -> Result<Vec<String>, Fault> {
        let transaction = self.begin(&[ENTRIES], Mode::Read).await?;
        let entries = transaction.store(ENTRIES)?;
        let found: Array = answer(entries.get_all_with_key(&of_run(run)?)?)
            .await?
            .unchecked_into();
        Ok(found.iter().map(|entry| text_of(&entry)).collect())
    }

    /// Forgets a run.
    ///
    /// # Errors
    /// When it cannot be; then nothing is forgotten.
    pub async fn delete(&self, run: &str) -> Result<(), Fault> {
        let transaction = self.begin(&[ENTRIES, HEADS], Mode::Write).await?;
        let forgotten = forget(&transaction, run);
        transaction.end(forgotten).await
    }

    /// Forgets finished runs: those whose last entry is older, and then the oldest until no more than so many entries
    /// are left. A run that is not named as finished stays, whatever its age. Says how many runs went.
    ///
    /// # Errors
    /// When it cannot be done; then nothing is forgotten.
    pub async fn prune(
        &self,
        finished: &[String],
        older_than_ms: f64,
        max_entries: u32,
    ) -> Result<usize, Fault> {
        let transaction = self.begin(&[ENTRIES, HEADS], Mode::Write).await?;
        let pruned = async {
            let runs = head::all(&transaction).await?;
            let old = head::outlived(&runs, finished, older_than_ms, max_entries);
            for run in &old {
                forget(&transaction, run)?;
            }
            Ok(old.len())
        };
        transaction.end(pruned.await).await
    }

    /// Every entry as a JSON list of `{run, seq, at_ms, text}`, in the order of runs and numbers.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn export(&self) -> Result<String, Fault> {
        let transaction = self.begin(&[ENTRIES], Mode::Read).await?;
        let all = answer(transaction.store(ENTRIES)?.get_all()?).await?;
        Ok(JSON::stringify(&all)?.into())
    }

    /// Begins a transaction. A database that was closed under us is opened again, once.
    pub(super) fn begin<'a>(
        &'a self,
        stores: &'a [&'a str],
        mode: Mode,
    ) -> Promised<'a, Transaction> {
        Box::pin(async move {
            let begun = Transaction::begin(&self.0.database.borrow(), stores, mode);
            if !matches!(begun, Err(Fault::Closed)) {
                return begun;
            }
            let fresh = database::open(&self.0.name).await?;
            let begun = Transaction::begin(&fresh, stores, mode);
            self.0.database.replace(fresh);
            begun
        })
    }
}

impl PartialEq for Journal {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Journal")
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.database.get_mut().close();
    }
}

/// Whether the browser has promised to keep the journal when space runs out. `false` where it promises nothing, as in
/// a private window or over plain http.
pub async fn is_persisted() -> bool {
    asked("persisted").await
}

/// Asks the browser for that promise; it may ask the person.
pub async fn persist() -> bool {
    asked("persist").await
}

async fn asked(question: &str) -> bool {
    let answer = database::storage(question);
    match answer {
        Some(promise) => JsFuture::from(promise)
            .await
            .is_ok_and(|yes| yes.is_truthy()),
        None => false,
    }
}

fn text_of(entry: &JsValue) -> String {
    text(entry, "text")
}

/// The keys of a run's entries: every number is before every list.
fn of_run(run: &str) -> Result<JsValue, JsValue> {
    let first = Array::of1(&run.into());
    let last = Array::of2(&run.into(), &Array::new());
    Ok(IdbKeyRange::bound(&first, &last)?.into())
}

fn forget(transaction: &Transaction, run: &str) -> Result<(), Fault> {
    transaction.store(ENTRIES)?.delete(&of_run(run)?)?;
    transaction.store(HEADS)?.delete(&run.into())?;
    Ok(())
}
