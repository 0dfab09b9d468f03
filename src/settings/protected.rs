//! The person's own filters of sessions that must not be ended: they add to the environment's and take none away.

use yew::prelude::*;

use super::store::Edit;
use crate::browser::page;
use crate::config::{Unprotectable, check_protected};
use crate::ui::{code, shown, shown_within};
use crate::words::t;

/// What the part shows.
#[derive(PartialEq, Properties)]
pub(super) struct ProtectedProps {
    /// The filters.
    pub(super) filters: Vec<String>,
    /// Whether the portal wants none but its own.
    pub(super) locked: bool,
    /// Takes a filter, or takes it away.
    pub(super) edit: Callback<Edit>,
}

/// How much of a text a sentence repeats.
const SAID: usize = 60;

/// Draws the part.
#[component]
pub(super) fn ProtectedForm(props: &ProtectedProps) -> Html {
    let text = use_state_eq(String::new);
    let problem = use_state_eq(|| None::<Unprotectable>);
    let removed = use_state_eq(|| None::<String>);
    let oninput = {
        let (text, problem) = (text.setter(), problem.setter());
        Callback::from(move |event: InputEvent| {
            problem.set(None);
            text.set(page::chosen(&event));
        })
    };
    let onsubmit = {
        let (text, problem, edit) = (text.clone(), problem.setter(), props.edit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Err(fault) = check_protected(&text) {
                problem.set(Some(fault));
                return;
            }
            edit.emit(Edit::Protect(text.trim().to_owned()));
            text.set(String::new());
        })
    };
    let item = |filter: &String| {
        let onclick = {
            let (filter, removed, edit) = (filter.clone(), removed.setter(), props.edit.clone());
            Callback::from(move |_: MouseEvent| {
                removed.set(Some(filter.clone()));
                edit.emit(Edit::Unprotect(filter.clone()));
                page::focus_id("protect");
            })
        };
        html! {
            <li key={filter.clone()}>
                { code(shown(filter)) }
                <button type="button" class="btn plain small" {onclick} disabled={props.locked}
                    aria-label={t!("settings.protected.remove_it", filter = filter).into_owned()}>
                    { t!("settings.protected.remove") }
                </button>
            </li>
        }
    };
    let undo = {
        let (removed, edit) = (removed.clone(), props.edit.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(filter) = (*removed).clone() {
                edit.emit(Edit::Protect(filter));
                removed.set(None);
                page::focus_id("protect");
            }
        })
    };
    html! {
        <>
            <p class="muted small">{ t!("settings.protected.hint") }</p>
            if props.locked {
                <p class="muted small">{ t!("settings.by_portal") }</p>
            }
            <ul class="filters">{ for props.filters.iter().map(item) }</ul>
            <p class="small" role="status">
                { for removed.as_ref().map(|filter| html! {
                    <>
                        { t!("settings.protected.removed") }{ " " }{ code(shown_within(filter, SAID)) }{ " " }
                        <button type="button" class="btn plain small" onclick={undo}>{ t!("settings.undo") }</button>
                    </>
                }) }
            </p>
            <form class="label-row" {onsubmit}>
                <label for="protect">{ t!("settings.protected.add_label") }</label>
                <input id="protect" class="mono" value={(*text).clone()} {oninput} autocomplete="off" spellcheck="false"
                    disabled={props.locked} placeholder="user=backup_user" aria-describedby="protect-says"
                    aria-invalid={problem.is_some().then_some("true")} />
                <button class="btn" disabled={props.locked}>{ t!("settings.protected.add") }</button>
            </form>
            <p id="protect-says" class="problem" role="alert">
                { for problem.as_ref().map(|fault| match fault {
                    Unprotectable::Empty => html! { { t!("settings.protected.empty") } },
                    Unprotectable::NoFilter(part) => html! {
                        <>{ t!("settings.protected.no_filter") }{ " " }{ code(shown_within(part, SAID)) }</>
                    },
                }) }
            </p>
        </>
    }
}
