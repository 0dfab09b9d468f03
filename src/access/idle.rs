//! The lock that closes by itself.

use yew::prelude::*;

use super::AccessAct;
use crate::browser::idle;

/// Forgets the credential once nobody is there, for as long as there is one and no run goes on by
/// itself: what was agreed to is looked at to its end. A paused run waits for a person, and locks.
#[hook]
pub fn use_idle_lock(is_open: bool, act: &Callback<AccessAct>) {
    use_effect_with(is_open, {
        let act = act.clone();
        move |is_open| {
            let watch = is_open
                .then(|| idle::watch(move || act.emit(AccessAct::Idle)))
                .flatten();
            move || drop(watch)
        }
    });
}
