//! What outlives a reload: typed texts for the tab, language, theme and recent targets for the browser. No secret.

use web_sys::{Storage, window};

const TEXTS: &str = "quell.texts.1";

/// A choice of the person that the browser remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The language's tag.
    Language,
    /// `light`, `dark`, or nothing for the system's.
    Theme,
    /// The targets that were chosen last: ids and names.
    Recent,
}

impl Choice {
    fn key(self) -> &'static str {
        match self {
            Self::Language => "quell.language",
            Self::Theme => "quell.theme",
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

/// Remembers a choice, or forgets it.
pub fn keep_choice(choice: Choice, value: Option<&str>) {
    let Some(storage) = of_browser() else { return };
    _ = match value {
        Some(value) => storage.set_item(choice.key(), value),
        None => storage.remove_item(choice.key()),
    };
}
