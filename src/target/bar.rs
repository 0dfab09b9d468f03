//! The bar that always shows where a kill would land.

use std::rc::Rc;

use quell_core::access::Credential;
use quell_core::id::{CloudId, RegionId};
use quell_core::place::Region;
use quell_core::services::Service;
use yew::prelude::*;

use super::pickers::Pickers;
use crate::browser::world::World;
use crate::config::{Config, KnownTarget, Tone};
use crate::desk::{Act, Desk};
use crate::ui::Choice;
use crate::words::t;

/// What the bar shows.
#[derive(Debug)]
pub struct Bar<'a> {
    /// The configuration.
    pub config: &'a Rc<Config>,
    /// The world, for the lists of the pickers.
    pub world: &'a World,
    /// The tag of the language that is spoken.
    pub language: &'static str,
    /// The desk.
    pub desk: &'a Desk,
    /// In whose name, if somebody has signed in.
    pub credential: Option<&'a Credential>,
    /// Takes what happened.
    pub act: &'a Callback<Act>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

/// Shows the target, and lets every part of it be chosen or pasted.
pub fn target_bar(props: &Bar<'_>) -> Html {
    let (config, desk) = (props.config, props.desk);
    let tone = desk.environment(config).map_or(Tone::Calm, |it| it.tone);
    html! {
        <section class={classes!("target", tone.word())} aria-label={t!("target.label").into_owned()}>
            { environment(props) }
            { cloud(props) }
            { region(props) }
            { known(props) }
            <div class="ids">
                <Pickers key={props.language} config={config.clone()} world={props.world.clone()} desk={desk.clone()}
                    credential={props.credential.cloned()} act={props.act.clone()} on_sign_in={props.on_sign_in.clone()} />
            </div>
        </section>
    }
}

/// Turns a choice into an act; "Choose…" is none.
fn on_choice(
    act: &Callback<Act>,
    read: impl Fn(&str) -> Option<Act> + 'static,
) -> Callback<String> {
    let act = act.clone();
    Callback::from(move |picked: String| {
        if let Some(chosen) = read(&picked) {
            act.emit(chosen);
        }
    })
}

fn environment(props: &Bar<'_>) -> Html {
    let (config, desk) = (props.config, props.desk);
    if config.environments.is_empty() {
        return html! {};
    }
    let project = desk.target().project.as_ref();
    let found = desk.environment(config);
    let fixed = found.filter(|it| project.is_some_and(|project| it.projects.contains(project)));
    let word = |word: &str| html! { <span class="env-word">{ word.to_owned() }</span> };
    if let Some(fixed) = fixed {
        // The project says where it belongs; no choice can make PROD look like TEST.
        return html! { <span class="env" title={t!("target.fixed").into_owned()}>{ word(&fixed.word) }</span> };
    }
    let onchoose = on_choice(props.act, |text| {
        CloudId::parse(text).ok().map(Act::ChoseEnvironment)
    });
    let value = found.map(|it| it.id.to_string()).unwrap_or_default();
    html! {
        <label class="env">
            <span class="hidden">{ t!("target.environment") }</span>
            <Choice {value} {onchoose}>
                if found.is_none() {
                    <option value="">{ t!("target.no_environment") }</option>
                }
                { for config.environments.iter().map(|it| html! {
                    <option value={it.id.to_string()}>{ it.word.clone() }</option>
                }) }
            </Choice>
        </label>
    }
}

fn cloud(props: &Bar<'_>) -> Html {
    let chosen = props.desk.target().cloud.as_ref();
    let onchoose = on_choice(props.act, |text| {
        CloudId::parse(text).ok().map(Act::ChoseCloud)
    });
    let value = chosen.map(ToString::to_string).unwrap_or_default();
    html! {
        <label class="crumb">
            <small>{ t!("target.cloud") }</small>
            <Choice id="cloud" {value} {onchoose}>
                { for props.config.clouds.iter().map(|cloud| html! {
                    <option value={cloud.id.to_string()}>
                        { cloud.name.clone() }
                    </option>
                }) }
            </Choice>
        </label>
    }
}

fn region(props: &Bar<'_>) -> Html {
    let target = props.desk.target();
    let cloud = target.cloud.as_ref().and_then(|id| props.config.cloud(id));
    let Some(cloud) = cloud else { return html! {} };
    let chosen = target.region.as_ref();
    let onchoose = on_choice(props.act, |text| {
        RegionId::parse(text).ok().map(Act::ChoseRegion)
    });
    let value = chosen.map(ToString::to_string).unwrap_or_default();
    html! {
        <label class="crumb">
            <small>{ t!("target.region") }</small>
            <Choice id="region" {value} {onchoose} invalid={chosen.is_none()}>
                if chosen.is_none() {
                    <option value="">{ t!("target.choose") }</option>
                }
                { for cloud.regions().iter().map(Region::id).map(|region| html! {
                    <option value={region.to_string()}>
                        { region.to_string() }
                    </option>
                }) }
            </Choice>
        </label>
    }
}

/// Nodes that people here know by name, as one choice that fills the rest.
fn known(props: &Bar<'_>) -> Html {
    let targets = &props.config.targets;
    if targets.is_empty() {
        return html! {};
    }
    let desk = props.desk;
    let is_chosen = |known: &KnownTarget| {
        known.service == desk.service()
            && desk.target().node.as_ref() == Some(&known.node)
            && known
                .instance
                .as_ref()
                .is_none_or(|id| desk.target().instance.as_ref() == Some(id))
    };
    let chosen = targets.iter().position(is_chosen);
    let onchoose = {
        let targets = targets.clone();
        on_choice(props.act, move |text| {
            let index: usize = text.parse().ok()?;
            targets.get(index).cloned().map(Act::ChoseTarget)
        })
    };
    let group = |service: Service| {
        let of_service = targets
            .iter()
            .enumerate()
            .filter(move |(_, known)| known.service == service);
        html! {
            <optgroup label={service.name()}>
                { for of_service.map(|(index, known)| html! {
                    <option value={index.to_string()}>{ known.name.clone() }</option>
                }) }
            </optgroup>
        }
    };
    let value = chosen.map(|index| index.to_string()).unwrap_or_default();
    html! {
        <label class="crumb known">
            <small>{ t!("target.known") }</small>
            <Choice id="known" {value} {onchoose}>
                <option value="">{ t!("target.choose") }</option>
                { for Service::ALL.into_iter().map(group) }
            </Choice>
        </label>
    }
}
