//! A lease as a row of the journal's database: who holds the name, and until when.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use quell_core::attempt::AttemptId;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::super::clock;
use super::super::journal::{
    Fault, Journal, LEASES, Mode, Transaction, answer, number, object, text,
};
use super::Loss;

/// A holder that is not heard of for so long has lost the lease.
const LASTS_MS: f64 = 15_000.0;
/// How often a holder is heard of.
const BEAT_MS: u32 = 5_000;

/// A row that is renewed while it is held.
#[derive(Debug)]
pub(super) struct Row {
    claim: Rc<Claim>,
    beat: Option<Interval>,
}

/// Who holds which name.
#[derive(Debug)]
struct Claim {
    journal: Journal,
    loss: Rc<Loss>,
    name: String,
    owner: String,
    /// How many holders there were; it goes up with each.
    epoch: f64,
    expires: Cell<f64>,
}

impl Row {
    /// Takes a name if nobody holds it: looked at and changed in one transaction.
    pub(super) async fn take(
        journal: &Journal,
        name: &str,
        loss: &Rc<Loss>,
    ) -> Result<Option<Self>, Fault> {
        let chance = clock::chance().ok_or(Fault::Unavailable)?;
        let owner = AttemptId::new(0, chance).to_string();
        let transaction = journal.begin(&[LEASES], Mode::Write).await?;
        let taken = async {
            let leases = transaction.store(LEASES)?;
            let row = answer(leases.get(&name.into())?).await?;
            let number = |field| number(&row, field).unwrap_or_default();
            if clock::now() < number("expires") {
                return Ok(None);
            }
            let claim = Claim {
                journal: journal.clone(),
                loss: loss.clone(),
                name: name.to_owned(),
                owner,
                epoch: number("epoch") + 1.0,
                expires: Cell::new(clock::now() + LASTS_MS),
            };
            leases.put(&claim.row(claim.expires.get()))?;
            Ok(Some(claim))
        };
        let taken = transaction.end(taken.await).await?;
        Ok(taken.map(|claim| {
            let claim = Rc::new(claim);
            let beat = Interval::new(BEAT_MS, {
                let claim = claim.clone();
                move || {
                    let claim = claim.clone();
                    spawn_local(async move { claim.renew(LASTS_MS).await });
                }
            });
            Self {
                claim,
                beat: Some(beat),
            }
        }))
    }

    /// Whether it was renewed in time.
    pub(super) fn is_fresh(&self) -> bool {
        clock::now() < self.claim.expires.get()
    }

    /// Makes sure that nobody else has taken it, and renews it, in a transaction that is there already.
    pub(super) async fn keep(&self, transaction: &Transaction) -> Result<f64, Fault> {
        let expires = clock::now() + LASTS_MS;
        self.claim.extend(transaction, expires).await?;
        Ok(expires)
    }

    /// That transaction has ended well.
    pub(super) fn kept(&self, expires: f64) {
        self.claim.expires.set(expires);
    }

    /// Gives it back.
    pub(super) async fn release(mut self) {
        // Without a beat, nothing is left to do when it is dropped.
        self.beat = None;
        self.claim.renew(0.0).await;
    }
}

impl Drop for Row {
    fn drop(&mut self) {
        if self.beat.take().is_some() {
            let claim = self.claim.clone();
            spawn_local(async move { claim.renew(0.0).await });
        }
    }
}

impl Claim {
    /// Renews it in a transaction of its own; for no time at all, it is given back.
    async fn renew(&self, lasts_ms: f64) {
        let expires = clock::now() + lasts_ms;
        let renewed = async {
            let transaction = self.journal.begin(&[LEASES], Mode::Write).await?;
            let extended = self.extend(&transaction, expires).await;
            transaction.end(extended).await
        };
        match renewed.await {
            Ok(()) => self.expires.set(expires),
            // One beat that fails is made good by the next, if that comes in time.
            Err(Fault::LeaseLost) => {}
            Err(_) if clock::now() < self.expires.get() => {}
            Err(_) => self.loss.tell(),
        }
    }

    /// Renews it in a transaction that writes something else, if it is in the row still.
    async fn extend(&self, transaction: &Transaction, expires: f64) -> Result<(), Fault> {
        let leases = transaction.store(LEASES)?;
        let row = answer(leases.get(&self.name.as_str().into())?).await?;
        if text(&row, "owner") != self.owner || number(&row, "epoch") != Some(self.epoch) {
            self.loss.tell();
            return Err(Fault::LeaseLost);
        }
        leases.put(&self.row(expires))?;
        Ok(())
    }

    fn row(&self, expires: f64) -> JsValue {
        object(&[
            ("name", self.name.as_str().into()),
            ("owner", self.owner.as_str().into()),
            ("epoch", self.epoch.into()),
            ("expires", expires.into()),
        ])
    }
}
