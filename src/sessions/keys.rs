//! Single keys that work anywhere on the page, unless something is being typed or a person wants none.

use yew::prelude::*;

use crate::browser::page;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortcut {
    /// `/`: to the filter.
    Filter,
    /// `r`: read again.
    Refresh,
    /// `k`: ask about ending what is ticked. It never ends anything by itself.
    Kill,
}

/// Listens for as long as it is wanted.
#[hook]
pub(super) fn use_keys(wanted: bool, act: Callback<Shortcut>) {
    use_effect(move || {
        let listener = wanted.then(|| {
            page::on_key(move |key| {
                let shortcut = match key {
                    "/" => Shortcut::Filter,
                    "r" => Shortcut::Refresh,
                    "k" => Shortcut::Kill,
                    _ => return false,
                };
                act.emit(shortcut);
                true
            })
        });
        move || drop(listener)
    });
}
