//! One service's page: its operations, the form, and the request as it would go out.

use std::rc::Rc;

use quell_core::draft::Review;
use quell_core::kill::{Impact, Prepared};
use quell_core::route::Way;
use quell_core::services::Operation;
use quell_core::target::Target;
use yew::prelude::*;

use super::ask::{Ask, Wanted};
use super::form::{Form, form};
use super::preview::Preview;
use crate::browser::dialog;
use crate::config::Config;
use crate::desk::{Act, Desk};
use crate::words::t;

/// What the page shows.
#[derive(PartialEq, Properties)]
pub struct KillPageProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// The desk.
    pub desk: Desk,
    /// Whether there is a token.
    pub signed_in: bool,
    /// Whether a run is on its way: there is one at a time.
    pub busy: bool,
    /// Takes what happened at the desk.
    pub act: Callback<Act>,
    /// Takes what is to end, to be asked about.
    pub on_ask: Callback<Ask>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

/// Draws the page of the chosen service.
#[component]
pub fn KillPage(props: &KillPageProps) -> Html {
    let desk = &props.desk;
    let review = desk.review();
    let way = way(props, &review);
    let onsubmit = {
        let ask = ask(props, review.prepared.as_ref());
        let (act, on_ask, busy) = (props.act.clone(), props.on_ask.clone(), props.busy);
        let (on_sign_in, signed_in) = (props.on_sign_in.clone(), props.signed_in);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            act.emit(Act::AskedForKill);
            match ask.clone() {
                Some(_) if !signed_in => on_sign_in.emit(()),
                Some(ask) if !busy => on_ask.emit(ask),
                _ => {}
            }
        })
    };
    // Only now, when it is drawn, is what is missing marked as wrong.
    let incomplete = ask(props, review.prepared.as_ref()).is_none();
    use_effect_with(desk.asks(), move |asks| {
        if *asks > 0 && incomplete {
            dialog::focus_first_wrong();
        }
    });
    html! {
        <>
            { operations(desk) }
            <div class="work">
                { form(&Form {
                    desk,
                    review: &review,
                    asked: desk.was_asked(),
                    signed_in: props.signed_in,
                    busy: props.busy,
                    act: &props.act,
                    onsubmit,
                }) }
                <Preview prepared={review.prepared.clone()} {way} sandbox={props.config.sandbox} />
            </div>
        </>
    }
}

/// The way of the kill that is typed, or of nothing where a part is missing.
fn way(props: &KillPageProps, review: &Review) -> Option<Way> {
    let target = props.desk.target();
    let request = review.prepared.as_ref()?.request();
    props
        .config
        .way(target.cloud.as_ref()?, target.region.as_ref()?, &request)
        .ok()
}

/// What is typed, as a wish; `None` while a part of it is missing.
fn ask(props: &KillPageProps, kill: Option<&Prepared>) -> Option<Ask> {
    let kill = kill?;
    let wanted = match kill.impact() {
        Impact::Sessions(_) => Wanted::Handles(kill.handles().into()),
        Impact::WholeNode => Wanted::All {
            whole_instance: false,
        },
        Impact::WholeInstance => Wanted::All {
            whole_instance: true,
        },
    };
    Ask::at(&props.config, &props.desk, wanted)
}

/// The operations of the service, where there is more than one.
fn operations(desk: &Desk) -> Html {
    let all: Vec<&'static Operation> = desk.service().operations().collect();
    if all.len() < 2 {
        return html! {};
    }
    let link = |operation: &&'static Operation| {
        let target = Target {
            operation: Some(operation.id),
            ..desk.target().clone()
        };
        let current = (desk.operation() == *operation).then_some("page");
        html! {
            <a href={format!("#{}", target.to_fragment())} aria-current={current}>
                { t!(format!("operation.{}.short", operation.id)) }
            </a>
        }
    };
    html! { <nav class="tabs" aria-label={t!("nav.operations").into_owned()}>{ for all.iter().map(link) }</nav> }
}
