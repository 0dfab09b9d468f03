//! What outlives a reload: typed texts for the tab, a person's settings and recent targets for the browser. No secret.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent, window};

const TEXTS: &str = "quell.texts.1";

/// A choice of the person that the browser remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The person's own settings: a document of its own grammar.
    Settings,
    /// The targets that were chosen last: ids and names.
    Recent,
}

impl Choice {
    fn key(self) -> &'static str {
        match self {
            Self::Settings => "quell.settings.1",
            Self::Recent => "quell.recent.1",
        }
    }
}

fn of_tab() -> Option<Storage> {
    window()?.session_storage().ok()?
}

fn of_browser() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// The texts of the forms, if this tab has some, as they were kept.
pub fn texts() -> String {
    of_tab()
        .and_then(|storage| storage.get_item(TEXTS).ok()?)
        .unwrap_or_default()
}

/// Keeps the texts of the forms. A full or forbidden storage costs the comfort, not the work.
pub fn keep_texts(texts: &str) {
    if let Some(storage) = of_tab() {
        _ = storage.set_item(TEXTS, texts);
    }
}

/// What was chosen before.
pub fn choice(choice: Choice) -> Option<String> {
    of_browser()?.get_item(choice.key()).ok()?
}

/// Remembers a choice, or forgets it. Says whether the browser did.
pub fn keep_choice(choice: Choice, value: Option<&str>) -> bool {
    let Some(storage) = of_browser() else {
        return false;
    };
    let kept = match value {
        Some(value) => storage.set_item(choice.key(), value),
        None => storage.remove_item(choice.key()),
    };
    kept.is_ok()
}

/// Calls back when another tab remembered or forgot a choice, for as long as the listener lives.
pub fn on_choice(choice: Choice, callback: impl Fn() + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        let event = event.dyn_ref::<StorageEvent>();
        // Without a key all was forgotten.
        if event.is_some_and(|event| event.key().is_none_or(|key| key == choice.key())) {
            callback();
        }
    }))
}
