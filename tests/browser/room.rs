//! What tests of storage share: a name for each test, a function of JavaScript, and waiting.

use std::future::Future;

use js_sys::{Function, Promise};
use quell::browser::journal::Journal;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// A journal that no other test has.
pub(super) async fn journal(name: &str) -> Journal {
    Journal::named(name).await.unwrap()
}

/// Runs the body of an async function, and gives its text.
pub(super) async fn js(body: &str) -> String {
    let function = Function::new_no_args(&format!("return (async () => {{ {body} }})();"));
    let promise: Promise = function
        .call0(&JsValue::UNDEFINED)
        .unwrap()
        .unchecked_into();
    let value = JsFuture::from(promise).await.unwrap();
    value.as_string().unwrap_or_default()
}

/// Opens a database as another tab of another version would; it is then `window.tab`.
pub(super) async fn other_tab(name: &str, version: u32, upgrade: &str) {
    js(&format!(
        "await new Promise((done, failed) => {{ const asked = indexedDB.open('{name}', {version}); \
         asked.onupgradeneeded = () => {{ const db = asked.result; {upgrade} }}; \
         asked.onerror = () => failed(asked.error); asked.onblocked = () => failed(new Error('blocked')); \
         asked.onsuccess = () => {{ window.tab = asked.result; done(); }}; }});"
    ))
    .await;
}

/// Lets everything else that is ready go on.
pub(super) async fn turn() {
    js("await new Promise(done => setTimeout(done, 0));").await;
}

/// Waits for a condition that must come.
pub(super) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let started = js_sys::Date::now();
    while !condition() {
        assert!(js_sys::Date::now() < started + 10_000.0, "{what}");
        turn().await;
    }
}

/// Carries several things out at once.
pub(super) async fn at_once(all: Vec<impl Future<Output = ()> + 'static>) {
    let promises: js_sys::Array = all
        .into_iter()
        .map(|one| {
            JsValue::from(future_to_promise(async move {
                one.await;
                Ok(JsValue::UNDEFINED)
            }))
        })
        .collect();
    JsFuture::from(Promise::all(&promises)).await.unwrap();
}
