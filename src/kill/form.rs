//! The form of an operation, drawn from its registry entry.

use quell_core::draft::{Fault, Field, Review};
use yew::prelude::*;

use super::gap::source;
use super::handles::{Handles, handles};
use super::scope::scope_cards;
use crate::desk::{Act, Desk};
use crate::words::{self, many, t};

/// What the form shows.
pub(super) struct Form<'a> {
    /// The desk.
    pub(super) desk: &'a Desk,
    /// What the check says of it.
    pub(super) review: &'a Review,
    /// Whether somebody asked for more, so that what is missing is said.
    pub(super) asked: bool,
    /// Whether there is a token.
    pub(super) signed_in: bool,
    /// Whether a run is on its way: there is one at a time.
    pub(super) busy: bool,
    /// Takes what happened at the desk.
    pub(super) act: &'a Callback<Act>,
    /// Takes the wish to see the kill.
    pub(super) onsubmit: Callback<SubmitEvent>,
}

/// Draws the form.
pub(super) fn form(props: &Form<'_>) -> Html {
    let operation = props.desk.operation();
    let review = props.review;
    let cloud = props
        .desk
        .target()
        .cloud
        .as_ref()
        .map_or("", |id| id.as_str());
    let notes = (operation.notes)(cloud);
    let list = operation
        .fields
        .iter()
        .copied()
        .find(|field| field.is_handles());
    let mut missing: Vec<Field> = review
        .problems
        .iter()
        .filter(|problem| problem.fault == Fault::Missing)
        .map(|problem| problem.field)
        .collect();
    // A kill of all nodes names none, but its clients are looked at on one.
    if props.desk.target().node.is_none()
        && props.desk.text(Field::Node).is_empty()
        && !missing.contains(&Field::Node)
    {
        missing.push(Field::Node);
    }
    let no_region = props.desk.target().region.is_none();
    html! {
        <form class="sheet form" onsubmit={props.onsubmit.clone()} novalidate=true>
            <h1>{ t!(format!("operation.{}.title", operation.id)) }</h1>
            <p class="call"><code>{ operation.call }</code></p>
            <ul class="notes">
                { for notes.iter().map(|note| html! {
                    <li>{ words::note(*note) }{ for note.gap().map(|gap| html! { <>{ " " }{ source(gap) }</> }) }</li>
                }) }
            </ul>
            if let Some(field) = list {
                { handles(&Handles {
                    field,
                    text: props.desk.text(field),
                    review,
                    asked: props.asked,
                    can_restore: props.desk.can_restore(),
                    act: props.act,
                }) }
            }
            if operation.fields.contains(&Field::Scope) {
                { scope_cards(props.desk, review, props.asked, props.act) }
            }
            <div class="form-foot">
                <button type="submit" class="btn kill" disabled={props.busy}>{ button(props) }</button>
                <p class="says" role="status">
                    if props.asked && (!missing.is_empty() || no_region) {
                        <span class="problem">{ t!("form.missing", fields = field_names(&missing, no_region)) }</span>
                    } else if props.busy {
                        <span class="muted">{ t!("sessions.blocked.run") }</span>
                    } else if !props.signed_in {
                        <span class="muted">{ t!("form.signed_out") }</span>
                    } else {
                        <span class="muted">{ t!("form.next") }</span>
                    }
                </p>
            </div>
        </form>
    }
}

/// The button carries the number; the dots say that a dialog follows.
fn button(props: &Form<'_>) -> String {
    let key = format!("operation.{}.button", props.desk.operation().id);
    if props.desk.operation().fields.contains(&Field::Scope) {
        return t!(key).into_owned();
    }
    // A list with a bad piece is no list yet, so there is no number to promise.
    let broken = props
        .review
        .problems
        .iter()
        .any(|problem| matches!(problem.fault, Fault::Pieces(_) | Fault::TooLarge { .. }));
    if props.review.count == 0 || broken {
        return t!("form.kill_none").into_owned();
    }
    many(&key, props.review.count)
}

fn field_names(fields: &[Field], no_region: bool) -> String {
    let region = no_region.then(|| t!("target.region").into_owned());
    let names = fields
        .iter()
        .map(|field| t!(format!("target.{}", field.word())).into_owned());
    region
        .into_iter()
        .chain(names)
        .collect::<Vec<_>>()
        .join(&t!("list_separator"))
}
