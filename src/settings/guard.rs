//! What the question of a kill says of the duplicate guard on the way there.

use quell_core::self_test::Finding;
use yew::prelude::*;

use super::routes::{why, wrong};
use super::tested::Guard;
use crate::browser::clock;
use crate::ui::{Weight, notice};
use crate::words::t;

/// Draws the line. It has its place from the first: what is found later moves nothing but itself.
pub fn duplicate_protection(guard: &Guard) -> Html {
    let plain = |text: String| html! { <p class="guard muted small">{ text }</p> };
    match guard {
        Guard::Bare => notice(
            Weight::Warning,
            html! { <p class="guard">{ t!("guard.bare") }</p> },
        ),
        Guard::NotTested => plain(t!("guard.not_tested").into_owned()),
        Guard::Testing => plain(t!("guard.testing").into_owned()),
        Guard::Found(Finding::Passed, at_ms) => {
            plain(t!("guard.present", time = minute(*at_ms)).into_owned())
        }
        Guard::Found(Finding::NotKnown(reason), at_ms) => {
            plain(t!("guard.not_known", time = minute(*at_ms), why = why(*reason)).into_owned())
        }
        Guard::Found(Finding::Failed(fault), at_ms) => notice(
            Weight::Warning,
            html! {
                <p class="guard">{ t!("guard.absent", time = minute(*at_ms)) }{ " " }{ wrong(fault) }</p>
            },
        ),
    }
}

/// `14:02`.
pub(super) fn minute(at_ms: f64) -> String {
    let mut time = clock::time_of_day(at_ms);
    time.truncate(5);
    time
}
