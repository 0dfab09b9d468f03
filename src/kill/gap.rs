//! A call that no document of the cloud has: said in the question, and sent only by whoever says so.

use quell_core::note::Gap;
use quell_core::plan::KillPlan;
use yew::prelude::*;

use crate::ui::{Weight, notice};
use crate::words::t;

/// Whether a plan's call is in none of its cloud's documents.
pub(super) fn gap_of(plan: &KillPlan) -> Option<Gap> {
    let kill = plan.batches().first()?;
    kill.operation().gap(plan.place().cloud.as_str())
}

/// Says it, with its date and its source, and takes the word of a person.
pub(super) fn gap(gap: Gap, plan: &KillPlan, is_accepted: &UseStateHandle<bool>) -> Html {
    let what = t!(format!("gap.what.{}", plan.place().service()));
    let onchange = {
        let is_accepted = is_accepted.clone();
        Callback::from(move |_: Event| is_accepted.set(!*is_accepted))
    };
    notice(
        Weight::Warning,
        html! {
            <>
                <p>{ t!("gap.question", what = what, date = gap.edition) }{ " " }{ source(gap) }</p>
                <p class="muted small">{ t!("gap.more") }</p>
                <label class="accept">
                    <input id="accept-gap" type="checkbox" checked={**is_accepted} {onchange} />
                    { t!("gap.accept") }
                </label>
            </>
        },
    )
}

/// The document in which the call is missing.
pub(super) fn source(gap: Gap) -> Html {
    html! { <a class="source" href={gap.url} target="_blank" rel="noopener noreferrer">{ gap.document }</a> }
}
