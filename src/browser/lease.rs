//! A lease: one holder of a name among all tabs of the browser, so that no two runs meet on one instance.
//!
//! A Web Lock, which ends with its tab. Where a page has none, as over plain http, a row in the journal's database
//! that must be renewed, and that is asked again in the transaction of every entry.

mod lock;
mod row;

use std::cell::Cell;
use std::rc::Rc;

use super::journal::{Fault, Journal, Transaction};
use lock::Lock;
use row::Row;

/// A lease that is held until it is released, dropped or lost.
#[derive(Debug)]
pub struct Lease {
    loss: Rc<Loss>,
    hold: Hold,
}

#[derive(Debug)]
enum Hold {
    Lock(Lock),
    Row(Row),
}

impl Lease {
    /// Takes the lease of a name, or nothing when somebody holds it. Calls back when it is lost later: taken by
    /// somebody else, or not renewed in time. A run goes on only while it is held.
    ///
    /// # Errors
    /// When it cannot be known whether somebody holds it.
    pub async fn take(
        journal: &Journal,
        name: &str,
        on_loss: impl Fn() + 'static,
    ) -> Result<Option<Self>, Fault> {
        let loss = Rc::new(Loss::new(on_loss));
        let hold = match lock::locks() {
            Some(locks) => Lock::take(&locks, name, &loss).await?.map(Hold::Lock),
            None => Row::take(journal, name, &loss).await?.map(Hold::Row),
        };
        Ok(hold.map(|hold| Self { loss, hold }))
    }

    /// Takes the lease of the first of some names that nobody holds.
    ///
    /// # Errors
    /// As [`Lease::take`].
    pub async fn take_one(
        journal: &Journal,
        names: &[String],
        on_loss: impl Fn() + Clone + 'static,
    ) -> Result<Option<Self>, Fault> {
        for name in names {
            if let Some(lease) = Self::take(journal, name, on_loss.clone()).await? {
                return Ok(Some(lease));
            }
        }
        Ok(None)
    }

    /// Whether it is held still, as far as this tab knows: asked right before each send.
    pub fn is_held(&self) -> bool {
        match &self.hold {
            Hold::Lock(_) => !self.is_lost(),
            Hold::Row(row) => !self.is_lost() && row.is_fresh(),
        }
    }

    /// Gives it back, and returns when somebody else can have it. Dropping does the same without waiting.
    pub async fn release(self) {
        match self.hold {
            Hold::Lock(lock) => lock.release().await,
            Hold::Row(row) => row.release().await,
        }
    }

    /// Whether it was seen to be lost.
    pub(super) fn is_lost(&self) -> bool {
        self.loss.is_known()
    }

    /// Makes sure, in a transaction that writes, that it is held, and renews it there. Gives the new end of a lease
    /// that has one.
    pub(super) async fn keep(&self, transaction: &Transaction) -> Result<Option<f64>, Fault> {
        match &self.hold {
            Hold::Lock(_) => Ok(None),
            Hold::Row(row) => row.keep(transaction).await.map(Some),
        }
    }

    /// That transaction has ended well.
    pub(super) fn kept(&self, expires: f64) {
        if let Hold::Row(row) = &self.hold {
            row.kept(expires);
        }
    }
}

/// The news that a lease is lost, told once.
struct Loss {
    is_known: Cell<bool>,
    callback: Box<dyn Fn()>,
}

impl Loss {
    fn new(callback: impl Fn() + 'static) -> Self {
        Self {
            is_known: Cell::new(false),
            callback: Box::new(callback),
        }
    }

    fn is_known(&self) -> bool {
        self.is_known.get()
    }

    fn tell(&self) {
        if !self.is_known.replace(true) {
            (self.callback)();
        }
    }
}

impl std::fmt::Debug for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Loss").field(&self.is_known).finish()
    }
}
