//! The journal: what it has said is written is there, once, in order, and on the disk.

use std::cell::RefCell;
use std::rc::Rc;

use quell::browser::journal::{self, Ends, Fault, Journal};
use wasm_bindgen_test::wasm_bindgen_test;

use super::room::{at_once, journal, js, other_tab, turn};

async fn write(journal: &Journal, run: &str, seq: u32, text: &str) -> Result<(), Fault> {
    let at_ms = 1_000.0 + f64::from(seq);
    journal.append(run, seq, at_ms, text, None).await
}

/// The runs as `id first last entries`.
async fn runs(journal: &Journal) -> Vec<String> {
    let runs = journal.runs().await.unwrap();
    let told = runs.into_iter().map(|run| {
        let (first, last) = (run.first_at_ms, run.last_at_ms);
        format!("{} {first} {last} {}", run.id, run.entries)
    });
    told.collect()
}

#[wasm_bindgen_test]
async fn what_was_appended_is_there_when_the_journal_is_opened_again() {
    let first = journal("again").await;
    write(&first, "run", 0, r#"{"planned":["34631"]}"#)
        .await
        .unwrap();
    drop(first);
    let second = journal("again").await;
    write(&second, "run", 1, "sent").await.unwrap();
    let third = journal("again").await;
    let expected = [r#"{"planned":["34631"]}"#, "sent"];
    assert_eq!(third.read("run").await.unwrap(), expected);
    assert_eq!(runs(&third).await, ["run 1000 1001 2"]);
}

#[wasm_bindgen_test]
async fn a_number_that_is_taken_is_refused_and_the_first_entry_stays() {
    let journal = journal("taken").await;
    write(&journal, "run", 0, "first").await.unwrap();
    let second = journal.append("run", 0, 5_000.0, "second", None).await;
    assert_eq!(second, Err(Fault::Taken));
    assert_eq!(journal.read("run").await.unwrap(), ["first"]);
    assert_eq!(
        runs(&journal).await,
        ["run 1000 1000 1"],
        "nor is it counted"
    );
}

#[wasm_bindgen_test]
async fn of_two_tabs_that_write_one_number_at_once_one_has_written() {
    let outcomes = Rc::new(RefCell::new(Vec::new()));
    let tabs = [journal("race").await, journal("race").await];
    let writes = tabs.iter().enumerate().map(|(tab, journal)| {
        let (journal, outcomes) = (journal.clone(), outcomes.clone());
        async move {
            let outcome = write(&journal, "run", 0, &tab.to_string()).await;
            outcomes.borrow_mut().push((tab, outcome));
        }
    });
    at_once(writes.collect()).await;
    let outcomes = outcomes.take();
    let won: Vec<_> = outcomes.iter().filter(|it| it.1.is_ok()).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    assert!(outcomes.iter().any(|it| it.1 == Err(Fault::Taken)));
    assert_eq!(tabs[0].read("run").await.unwrap(), [won[0].0.to_string()]);
}

#[wasm_bindgen_test]
async fn an_entry_that_nobody_would_find_is_not_written() {
    let journal = journal("gap").await;
    assert_eq!(write(&journal, "run", 1, "1").await, Err(Fault::Gap));
    write(&journal, "run", 0, "0").await.unwrap();
    assert_eq!(write(&journal, "run", 2, "2").await, Err(Fault::Gap));
    write(&journal, "run", 1, "1").await.unwrap();
    // All that the browser kept is cleared while a run goes on.
    js(
        "await new Promise((done, failed) => { const gone = indexedDB.deleteDatabase('gap'); \
        gone.onsuccess = done; gone.onblocked = failed; });",
    )
    .await;
    assert_eq!(write(&journal, "run", 2, "2").await, Err(Fault::Gap));
    assert!(journal.runs().await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn entries_come_back_in_the_order_of_their_numbers_and_runs_stay_apart() {
    let journal = journal("order").await;
    for seq in 0..12 {
        write(&journal, "a", seq, &seq.to_string()).await.unwrap();
    }
    for run in ["", "a\u{0}", "ab", "A"] {
        write(&journal, run, 0, run).await.unwrap();
    }
    let expected: Vec<String> = (0..12).map(|seq| seq.to_string()).collect();
    assert_eq!(journal.read("a").await.unwrap(), expected);
    assert_eq!(journal.read("a\u{0}").await.unwrap(), ["a\u{0}"]);
    assert_eq!(journal.read("").await.unwrap(), [""]);
    assert!(journal.read("b").await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn runs_are_told_with_the_newest_first_and_with_both_ends() {
    let journal = journal("heads").await;
    for (run, at_ms) in [("one", 100.0), ("two", 300.0), ("three", 200.0)] {
        for seq in 0..3 {
            let text = format!("{run} {seq}");
            let at_ms = at_ms + f64::from(seq);
            journal.append(run, seq, at_ms, &text, None).await.unwrap();
        }
    }
    let expected = ["two 300 302 3", "three 200 202 3", "one 100 102 3"];
    assert_eq!(runs(&journal).await, expected);
    let heads = journal.heads().await.unwrap();
    let ends = Ends {
        first: "three 0".to_owned(),
        last: "three 2".to_owned(),
    };
    assert_eq!((heads[1].0.id.as_str(), &heads[1].1), ("three", &ends));
}

#[wasm_bindgen_test]
async fn a_write_asks_for_the_disk_and_waits_for_the_whole_transaction() {
    let journal = journal("strict").await;
    js("window.begun = []; window.begin = IDBDatabase.prototype.transaction; \
        IDBDatabase.prototype.transaction = function (...all) { \
            const it = begin.apply(this, all), told = {mode: all[1], asked: all[2]?.durability, is: it.durability}; \
            it.addEventListener('complete', () => told.complete = true); begun.push(told); return it; };")
    .await;
    let written = write(&journal, "run", 0, "intent").await;
    let begun =
        js("IDBDatabase.prototype.transaction = begin; return JSON.stringify(begun);").await;
    assert_eq!(written, Ok(()));
    let expected = r#"[{"mode":"readwrite","asked":"strict","is":"strict","complete":true}]"#;
    assert_eq!(begun, expected);
}

#[wasm_bindgen_test]
async fn what_could_not_be_kept_to_the_end_is_a_fault_and_is_not_there() {
    let journal = journal("full").await;
    write(&journal, "run", 0, "kept").await.unwrap();
    // Every request succeeds, and then the disk is full: only the transaction knows.
    js("const put = window.put = IDBObjectStore.prototype.put; \
        IDBObjectStore.prototype.put = function (...all) { \
            const asked = put.apply(this, all), whole = this.transaction; \
            asked.addEventListener('success', () => { \
                Object.defineProperty(whole, 'error', {value: new DOMException('full', 'QuotaExceededError')}); \
                whole.abort(); }); return asked; };")
    .await;
    let written = write(&journal, "run", 1, "lost").await;
    js("IDBObjectStore.prototype.put = put;").await;
    assert_eq!(written, Err(Fault::Quota));
    assert_eq!(journal.read("run").await.unwrap(), ["kept"]);
    assert_eq!(runs(&journal).await, ["run 1000 1000 1"]);
    write(&journal, "run", 1, "made good").await.unwrap();
}

/// The draft of the journal: entries, and no heads.
const DRAFT: &str = "const entries = db.createObjectStore('entries', {keyPath: ['run', 'seq']}); \
    for (const [run, seq] of [['a', 0], ['b', 1], ['a', 1], ['b', 0], ['a', 2]]) \
        entries.add({run, seq, at_ms: (run == 'a' ? 100 : 200) + seq, text: run + seq});";

#[wasm_bindgen_test]
async fn an_older_shape_is_brought_over_with_every_entry() {
    other_tab("older", 1, DRAFT).await;
    js("tab.close();").await;
    let journal = journal("older").await;
    assert_eq!(journal.read("a").await.unwrap(), ["a0", "a1", "a2"]);
    assert_eq!(journal.read("b").await.unwrap(), ["b0", "b1"]);
    assert_eq!(runs(&journal).await, ["b 200 201 2", "a 100 102 3"]);
    write(&journal, "a", 3, "a3").await.unwrap();
    assert_eq!(write(&journal, "a", 0, "again").await, Err(Fault::Taken));
    assert_eq!(runs(&journal).await, ["b 200 201 2", "a 100 1003 4"]);
}

#[wasm_bindgen_test]
async fn a_shape_that_cannot_be_brought_over_stays_as_it_was() {
    other_tab(
        "strange",
        1,
        &format!("{DRAFT} db.createObjectStore('leases');"),
    )
    .await;
    js("tab.close();").await;
    assert!(Journal::named("strange").await.is_err());
    other_tab("strange", 1, "").await;
    let left = js(
        "const all = tab.transaction('entries').objectStore('entries').count(); \
         await new Promise(done => all.onsuccess = done); \
         const told = [...tab.objectStoreNames].join() + ' ' + all.result; tab.close(); return told;",
    );
    assert_eq!(left.await, "entries,leases 5");
}

#[wasm_bindgen_test]
async fn a_tab_with_the_older_shape_blocks_until_it_is_closed() {
    other_tab("blocked", 1, DRAFT).await;
    assert_eq!(Journal::named("blocked").await, Err(Fault::Blocked));
    js("tab.close();").await;
    let journal = journal("blocked").await;
    assert_eq!(journal.read("b").await.unwrap(), ["b0", "b1"]);
    write(&journal, "b", 2, "b2").await.unwrap();
}

#[wasm_bindgen_test]
async fn an_opening_that_nobody_waits_for_leaves_the_whole_shape_and_no_lock_behind() {
    other_tab("left", 1, DRAFT).await;
    assert_eq!(Journal::named("left").await, Err(Fault::Blocked));
    js("tab.close();").await;
    // The next version can only come in when the one that was blocked has come and gone.
    other_tab("left", 3, "").await;
    let stores = js("const told = [...tab.objectStoreNames].join(); tab.close(); return told;");
    assert_eq!(stores.await, "entries,heads,leases");
}

#[wasm_bindgen_test]
async fn a_newer_shape_is_let_in_and_then_told_apart() {
    let journal = journal("newer").await;
    write(&journal, "run", 0, "kept").await.unwrap();
    other_tab("newer", 99, "").await;
    assert_eq!(write(&journal, "run", 1, "late").await, Err(Fault::Newer));
    assert_eq!(Journal::named("newer").await, Err(Fault::Newer));
    js("tab.close();").await;
}

#[wasm_bindgen_test]
async fn a_database_that_was_closed_under_us_is_opened_again() {
    let journal = journal("closed").await;
    js("window.begin = IDBDatabase.prototype.transaction; \
        IDBDatabase.prototype.transaction = function (...all) { window.ours = this; return begin.apply(this, all); };")
    .await;
    write(&journal, "run", 0, "before").await.unwrap();
    js("IDBDatabase.prototype.transaction = begin; ours.close();").await;
    write(&journal, "run", 1, "after").await.unwrap();
    assert_eq!(journal.read("run").await.unwrap(), ["before", "after"]);
}

#[wasm_bindgen_test]
async fn a_database_that_is_always_closed_is_opened_again_once() {
    let journal = journal("always").await;
    js(
        "window.tried = 0; window.begin = IDBDatabase.prototype.transaction; \
        IDBDatabase.prototype.transaction = function () { tried += 1; \
            throw new DOMException('closing', 'InvalidStateError'); };",
    )
    .await;
    let written = write(&journal, "run", 0, "never").await;
    let tried = js("IDBDatabase.prototype.transaction = begin; return String(tried);").await;
    assert_eq!((written, tried.as_str()), (Err(Fault::Closed), "2"));
}

#[wasm_bindgen_test]
async fn a_page_without_storage_says_so() {
    let ways = [
        "undefined",
        "null",
        "(() => { throw new DOMException('denied', 'SecurityError'); })()",
        "({ open() { throw new DOMException('denied', 'SecurityError'); } })",
        "({ open() { const asked = {error: new DOMException('private', 'InvalidStateError')}; \
            setTimeout(() => asked.onerror({type: 'error'})); return asked; } })",
    ];
    js("window.own = Object.getOwnPropertyDescriptor(window, 'indexedDB');").await;
    for way in ways {
        js(&format!(
            "Object.defineProperty(window, 'indexedDB', {{configurable: true, get: () => {way}}});"
        ))
        .await;
        let opened = Journal::named("none").await;
        js("Object.defineProperty(window, 'indexedDB', own);").await;
        assert_eq!(opened, Err(Fault::Unavailable), "{way}");
    }
}

#[wasm_bindgen_test]
async fn a_run_that_is_deleted_is_gone_and_no_other() {
    let journal = journal("delete").await;
    for (run, seq) in [("a", 0), ("a", 1), ("b", 0), ("ab", 0)] {
        write(&journal, run, seq, run).await.unwrap();
    }
    journal.delete("a").await.unwrap();
    journal.delete("a").await.unwrap();
    assert!(journal.read("a").await.unwrap().is_empty());
    assert_eq!(runs(&journal).await, ["b 1000 1000 1", "ab 1000 1000 1"]);
    assert_eq!(journal.read("ab").await.unwrap(), ["ab"]);
    // Its numbers are free: it is a new run.
    write(&journal, "a", 0, "new").await.unwrap();
}

async fn aged(name: &str) -> Journal {
    let journal = journal(name).await;
    for (run, at_ms) in [
        ("old", 100.0),
        ("open", 101.0),
        ("middle", 200.0),
        ("new", 300.0),
    ] {
        for seq in 0..2 {
            journal.append(run, seq, at_ms, run, None).await.unwrap();
        }
    }
    journal
}

async fn left(journal: &Journal) -> String {
    let runs = journal.runs().await.unwrap();
    let names: Vec<String> = runs.into_iter().map(|run| run.id).collect();
    names.join(" ")
}

#[wasm_bindgen_test]
async fn what_is_old_or_too_much_goes_and_what_is_unfinished_stays() {
    let finished = ["old", "middle", "new"].map(str::to_owned);
    let by_age = aged("age").await;
    assert_eq!(by_age.prune(&finished, 100.0, 100).await, Ok(0));
    assert_eq!(by_age.prune(&finished, 200.0, 100).await, Ok(1));
    assert_eq!(left(&by_age).await, "new middle open");
    assert!(by_age.read("old").await.unwrap().is_empty());

    let by_count = aged("count").await;
    assert_eq!(by_count.prune(&finished, 0.0, 8).await, Ok(0));
    assert_eq!(by_count.prune(&finished, 0.0, 5).await, Ok(2));
    assert_eq!(left(&by_count).await, "new open");
    assert_eq!(by_count.prune(&finished, 1_000.0, 0).await, Ok(1));
    assert_eq!(left(&by_count).await, "open", "whatever its age");
    assert_eq!(by_count.read("open").await.unwrap(), ["open", "open"]);
}

#[wasm_bindgen_test]
async fn the_export_has_every_entry_as_it_is() {
    let journal = journal("export").await;
    write(&journal, "b", 0, r#"{"id":9223372036854775807}"#)
        .await
        .unwrap();
    write(&journal, "a", 0, "é\u{202e}").await.unwrap();
    write(&journal, "a", 1, "\"quoted\"\n").await.unwrap();
    let text = journal.export().await.unwrap();
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = serde_json::json!([
        {"run": "a", "seq": 0, "at_ms": 1000, "text": "é\u{202e}"},
        {"run": "a", "seq": 1, "at_ms": 1001, "text": "\"quoted\"\n"},
        {"run": "b", "seq": 0, "at_ms": 1000, "text": r#"{"id":9223372036854775807}"#},
    ]);
    assert_eq!(all, expected);
}

#[wasm_bindgen_test]
async fn what_the_browser_promises_to_keep_can_be_asked_everywhere() {
    let answers = [("true", true), ("false", false)];
    for (answer, expected) in answers {
        js(&format!(
            "Object.defineProperty(navigator, 'storage', {{configurable: true, \
             value: {{persisted: async () => {answer}, persist: async () => {answer}}}}});"
        ))
        .await;
        assert_eq!(journal::is_persisted().await, expected);
        assert_eq!(journal::persist().await, expected);
    }
    js("Object.defineProperty(navigator, 'storage', {configurable: true, value: undefined});")
        .await;
    assert!(!journal::is_persisted().await, "as over plain http");
    js("delete navigator.storage;").await;
    _ = journal::is_persisted().await;
    turn().await;
}
