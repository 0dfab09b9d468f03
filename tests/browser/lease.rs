//! Leases: one holder of a name, by a Web Lock and by a row; and what a holder that lost it can no longer do.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use quell::browser::journal::{Fault, Journal};
use quell::browser::lease::Lease;
use wasm_bindgen_test::wasm_bindgen_test;

use super::room::{at_once, journal, js, turn, until};

const WITHOUT_LOCKS: &str =
    "Object.defineProperty(navigator, 'locks', {configurable: true, value: undefined});";
const WITH_LOCKS: &str = "delete navigator.locks;";

/// Counts how often a loss is told.
fn losses() -> (Rc<Cell<u32>>, impl Fn() + 'static) {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    (count, move || counted.set(counted.get() + 1))
}

async fn take(journal: &Journal, name: &str) -> Option<Lease> {
    Lease::take(journal, name, || {}).await.unwrap()
}

/// Moves the clock of the page.
async fn later(seconds: u32) {
    js(&format!(
        "const was = Date.now; window.now ??= was; Date.now = () => was.call(Date) + {seconds}000;"
    ))
    .await;
}

async fn now_again() {
    js("Date.now = window.now ?? Date.now;").await;
}

async fn one_after_another(journal: &Journal) {
    let first = take(journal, "quell.run.1").await.unwrap();
    assert!(first.is_held());
    assert!(take(journal, "quell.run.1").await.is_none(), "it is held");
    let other = take(journal, "quell.run.2").await;
    assert!(other.is_some(), "another name is another lease");
    journal
        .append("run", 0, 0.0, "intent", Some(&first))
        .await
        .unwrap();
    first.release().await;
    let second = take(journal, "quell.run.1").await.unwrap();
    assert!(take(journal, "quell.run.1").await.is_none());
    drop(second);
    turn().await;
    let third = take(journal, "quell.run.1").await;
    assert!(
        third.is_some_and(|it| it.is_held()),
        "what was dropped is free"
    );
    turn().await;
}

#[wasm_bindgen_test]
async fn a_second_holder_is_refused_until_the_first_lets_go() {
    let journal = journal("lock").await;
    one_after_another(&journal).await;
}

#[wasm_bindgen_test]
async fn a_page_without_locks_has_leases_all_the_same() {
    let journal = journal("row").await;
    js(WITHOUT_LOCKS).await;
    one_after_another(&journal).await;
    js(WITH_LOCKS).await;
}

#[wasm_bindgen_test]
async fn a_lock_that_is_taken_away_is_told_once_and_nothing_is_written_under_it() {
    let journal = journal("stolen").await;
    let (count, on_loss) = losses();
    let lease = Lease::take(&journal, "stolen", on_loss)
        .await
        .unwrap()
        .unwrap();
    js("navigator.locks.request('stolen', {steal: true}, () => new Promise(done => window.thief = done));").await;
    until("the loss is told", || count.get() == 1).await;
    assert!(!lease.is_held());
    let written = journal.append("run", 0, 0.0, "intent", Some(&lease)).await;
    assert_eq!(written, Err(Fault::LeaseLost));
    assert!(journal.read("run").await.unwrap().is_empty());
    lease.release().await;
    js("thief();").await;
    assert_eq!(count.get(), 1);
}

#[wasm_bindgen_test]
async fn a_lock_that_goes_while_an_entry_is_written_lets_nothing_follow_from_it() {
    let journal = journal("going").await;
    let lease = take(&journal, "going").await.unwrap();
    // The transaction ends only after the lock is gone.
    js("window.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...all) { \
            const asked = put.apply(this, all), keep = this; let gone = false; \
            navigator.locks.request('going', {steal: true}, () => {}).then(() => setTimeout(() => gone = true)); \
            const again = () => { if (!gone) keep.count().onsuccess = again; }; again(); return asked; };")
    .await;
    let written = journal.append("run", 0, 0.0, "intent", Some(&lease)).await;
    js("IDBObjectStore.prototype.put = put;").await;
    assert_eq!(written, Err(Fault::LeaseLost));
    assert_eq!(
        journal.read("run").await.unwrap(),
        ["intent"],
        "which is never sent"
    );
    // The lock comes back, and the machine hands in the same entry: it is there, and counts once.
    let again = take(&journal, "going").await.unwrap();
    for (text, outcome) in [("intent", Ok(())), ("other", Err(Fault::Taken))] {
        let written = journal.append("run", 0, 0.0, text, Some(&again)).await;
        assert_eq!(written, outcome);
    }
    let then = journal.append("run", 1, 1.0, "sent", Some(&again)).await;
    assert_eq!(then, Ok(()));
    assert_eq!(journal.read("run").await.unwrap(), ["intent", "sent"]);
}

#[wasm_bindgen_test]
async fn two_tabs_act_for_one_account_and_a_third_waits_until_one_is_done() {
    let journal = journal("slots").await;
    for setup in [WITH_LOCKS, WITHOUT_LOCKS] {
        js(setup).await;
        let names = ["slot.1".to_owned(), "slot.2".to_owned()];
        let take = || async { Lease::take_one(&journal, &names, || {}).await.unwrap() };
        let first = take().await.unwrap();
        let second = take().await.unwrap();
        assert!(first.is_held() && second.is_held());
        assert!(take().await.is_none(), "both are held");
        first.release().await;
        let third = take().await.unwrap();
        assert!(take().await.is_none());
        second.release().await;
        third.release().await;
    }
    js(WITH_LOCKS).await;
}

#[wasm_bindgen_test]
async fn a_lock_that_cannot_be_asked_for_is_a_fault_and_not_a_refusal() {
    let journal = journal("denied").await;
    js(
        "Object.defineProperty(navigator, 'locks', {configurable: true, \
        value: {request: async () => { throw new DOMException('denied', 'SecurityError'); }}});",
    )
    .await;
    let (count, on_loss) = losses();
    let taken = Lease::take(&journal, "denied", on_loss).await;
    js(WITH_LOCKS).await;
    assert_eq!(taken.err(), Some(Fault::Unavailable));
    turn().await;
    assert_eq!(count.get(), 0, "what was never held is not lost");
}

#[wasm_bindgen_test]
async fn of_many_that_ask_for_a_row_at_once_one_gets_it() {
    js(WITHOUT_LOCKS).await;
    let held = Rc::new(RefCell::new(Vec::new()));
    let mut asking = Vec::new();
    for _ in 0..8 {
        let (journal, held) = (journal("crowd").await, held.clone());
        asking.push(async move {
            let lease = take(&journal, "crowd").await;
            held.borrow_mut().push(lease);
        });
    }
    at_once(asking).await;
    js(WITH_LOCKS).await;
    assert_eq!(held.borrow().len(), 8);
    assert_eq!(held.take().into_iter().flatten().count(), 1);
    turn().await;
}

#[wasm_bindgen_test]
async fn an_expired_row_is_taken_over_and_its_old_holder_writes_nothing_more() {
    let journal = journal("expired").await;
    js(WITHOUT_LOCKS).await;
    let (count, on_loss) = losses();
    let old = Lease::take(&journal, "expired", on_loss)
        .await
        .unwrap()
        .unwrap();
    later(14).await;
    assert!(
        take(&journal, "expired").await.is_none(),
        "it lasts 15 seconds"
    );
    later(2).await;
    assert!(!old.is_held(), "which its holder knows without asking");
    let new = take(&journal, "expired").await.unwrap();
    let late = journal.append("run", 0, 0.0, "old", Some(&old)).await;
    assert_eq!(late, Err(Fault::LeaseLost));
    assert_eq!(count.get(), 1, "it is told");
    journal
        .append("run", 0, 0.0, "new", Some(&new))
        .await
        .unwrap();
    assert_eq!(journal.read("run").await.unwrap(), ["new"]);
    old.release().await;
    assert!(
        take(&journal, "expired").await.is_none(),
        "and gives back nothing"
    );
    now_again().await;
    js(WITH_LOCKS).await;
    drop(new);
    turn().await;
}

#[wasm_bindgen_test]
async fn a_row_that_nobody_took_over_is_renewed_by_writing() {
    let journal = journal("renewed").await;
    js(WITHOUT_LOCKS).await;
    let lease = take(&journal, "renewed").await.unwrap();
    later(20).await;
    journal
        .append("run", 0, 0.0, "intent", Some(&lease))
        .await
        .unwrap();
    assert!(lease.is_held());
    assert!(take(&journal, "renewed").await.is_none());
    now_again().await;
    js(WITH_LOCKS).await;
    lease.release().await;
}

#[wasm_bindgen_test]
async fn a_row_is_renewed_every_five_seconds_until_somebody_else_has_it() {
    let journal = journal("beat").await;
    js(WITHOUT_LOCKS).await;
    js("window.every = window.setInterval; window.setInterval = (beat, ms) => { window.beat = beat; window.beats = ms; \
        return every(() => {}, 1e9); };")
    .await;
    let (count, on_loss) = losses();
    let lease = Lease::take(&journal, "beat", on_loss)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        js("window.setInterval = every; return String(beats);").await,
        "5000"
    );
    later(14).await;
    js("beat();").await;
    turn().await;
    // Comes after the beat, which has begun: transactions wait for each other.
    assert!(take(&journal, "beat").await.is_none());
    later(14).await;
    assert!(take(&journal, "beat").await.is_none(), "it was renewed");
    assert!(lease.is_held());
    later(2).await;
    let thief = take(&journal, "beat").await.unwrap();
    js("beat();").await;
    until("the loss is told", || count.get() == 1).await;
    assert!(!lease.is_held());
    assert!(thief.is_held());
    now_again().await;
    js(WITH_LOCKS).await;
    drop((lease, thief));
    turn().await;
}

#[wasm_bindgen_test]
async fn a_row_that_cannot_be_renewed_in_time_is_lost() {
    let journal = journal("cut").await;
    js(WITHOUT_LOCKS).await;
    js("window.every = window.setInterval; window.setInterval = (beat) => { window.beat = beat; return every(() => {}, 1e9); };").await;
    let (count, on_loss) = losses();
    let lease = Lease::take(&journal, "cut", on_loss)
        .await
        .unwrap()
        .unwrap();
    js("window.setInterval = every; window.begin = IDBDatabase.prototype.transaction; \
        IDBDatabase.prototype.transaction = () => { throw new DOMException('full', 'QuotaExceededError'); }; beat();")
    .await;
    turn().await;
    assert_eq!(count.get(), 0, "one beat may fail");
    assert!(lease.is_held());
    later(16).await;
    js("beat();").await;
    until("the loss is told", || count.get() == 1).await;
    js("IDBDatabase.prototype.transaction = begin;").await;
    now_again().await;
    js(WITH_LOCKS).await;
    drop(lease);
    turn().await;
}
