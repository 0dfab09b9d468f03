//! The two cards of a kill-all. None is chosen for anybody.

use quell_core::draft::{Field, Review, ScopeChoice};
use yew::prelude::*;

use crate::desk::{Act, Desk};
use crate::words::t;

/// Draws the cards.
pub(super) fn scope_cards(desk: &Desk, review: &Review, asked: bool, act: &Callback<Act>) -> Html {
    let wrong = asked && review.problem(Field::Scope).is_some();
    let named = |field: Field| {
        let text = desk.text(field).trim();
        if text.is_empty() {
            "…".to_owned()
        } else {
            text.to_owned()
        }
    };
    let card = |choice: ScopeChoice, key: &str, name: String| {
        let onchange = act.reform(move |_: Event| Act::ChoseScope(choice));
        html! {
            <label class={classes!("card", (choice == ScopeChoice::AllNodes).then_some("all"))}>
                <input type="radio" name="scope" checked={desk.scope() == Some(choice)} {onchange}
                    aria-invalid={wrong.to_string()} />
                <span>
                    <b>{ t!(format!("scope.{key}.title")) }</b>
                    <code>{ name }</code>
                    <span class="muted">{ t!(format!("scope.{key}.text")) }</span>
                </span>
            </label>
        }
    };
    html! {
        <fieldset class="scope">
            <legend>{ t!("scope.label") }</legend>
            { card(ScopeChoice::OneNode, "one_node", named(Field::Node)) }
            { card(ScopeChoice::AllNodes, "all_nodes", named(Field::Instance)) }
            if wrong {
                <p class="problem" role="alert">{ t!("scope.missing") }</p>
            }
        </fieldset>
    }
}
