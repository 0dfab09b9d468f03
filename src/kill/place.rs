//! Where a kill lands, or has landed: the same words before and after.

use quell_core::draft::Field;
use quell_core::kill::{Aim, Aimed};
use yew::prelude::*;

use crate::config::{Config, Environment};
use crate::ui::{code, pair, shown};
use crate::words::t;

/// The environment that a kill was aimed at.
pub(super) fn environment<'c>(config: &'c Config, aim: &Aim) -> Option<&'c Environment> {
    let id = aim.environment.as_ref()?;
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
pub(super) fn place(config: &Config, aimed: &Aimed) -> Html {
    let (kill, aim) = (aimed.kill(), aimed.aim());
    let cloud = config.cloud(&aim.cloud).map(|cloud| cloud.name.clone());
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
    let service = kill.operation().service.name();
    let path = format!("{} ▸ {} ▸ {service}", cloud.unwrap_or_default(), aim.region);
    html! {
        <dl class="place">
            { pair(t!("confirm.place"), path.into()) }
            { row(Field::Project, kill.project().as_str()) }
            { for kill.instance().map(|id| row(Field::Instance, id.as_str())) }
            { for kill.node().map(|id| row(Field::Node, id.as_str())) }
        </dl>
    }
}
