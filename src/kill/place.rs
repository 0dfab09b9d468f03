//! Where a kill lands, or has landed: the same words before and after.

use quell_core::draft::Field;
use quell_core::id::{CloudId, ProjectId};
use quell_core::list::Whose;
use quell_core::plan::Place;
use yew::prelude::*;

use crate::config::{Config, Environment};
use crate::ui::{code, pair, shown};
use crate::words::t;

/// The environment of an id.
pub(super) fn environment<'c>(config: &'c Config, id: Option<&CloudId>) -> Option<&'c Environment> {
    let id = id?;
    config.environments.iter().find(|it| it.id == *id)
}

/// The environment's word in its colour.
pub(super) fn env_word(environment: Option<&Environment>) -> Html {
    match environment {
        None => html! {},
        Some(it) => html! {
            <span class={classes!("env-word", it.tone.word())}>{ it.word.clone() }</span>
        },
    }
}

/// Where it lands, in full: an id cut short can be another's.
pub(super) fn place(config: &Config, place: &Place) -> Html {
    let cloud = config.cloud(&place.cloud).map(|cloud| cloud.name.clone());
    let named = |text: &str| {
        let known = config.targets.iter().find(|it| it.node.as_str() == text);
        html! {
            <>
                { for known.map(|known| html! { <><b>{ known.name.clone() }</b>{ " " }</> }) }
                { code(shown(text)) }
            </>
        }
    };
    let row = |field: Field, text: &str| pair(t!(format!("target.{}", field.word())), named(text));
    let service = place.service().name();
    let path = format!(
        "{} ▸ {} ▸ {service}",
        cloud.unwrap_or_default(),
        place.region
    );
    html! {
        <dl class="place">
            { pair(t!("confirm.place"), path.into()) }
            { row(Field::Project, project(&place.whose).as_str()) }
            { for place.instance.as_ref().map(|id| row(Field::Instance, id.as_str())) }
            { row(Field::Node, place.node().as_str()) }
        </dl>
    }
}

fn project(whose: &Whose) -> &ProjectId {
    match whose {
        Whose::Dds(project, ..) | Whose::Dcs(project, ..) | Whose::TaurusDb(project, ..) => project,
    }
}
