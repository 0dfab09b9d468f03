//! The bar that always shows where a kill would land.

use quell_core::draft::{Fault, Field, Review};
use quell_core::id::{CloudId, IdFault, Kind, RegionId};
use quell_core::place::Region;
use quell_core::services::Service;
use yew::prelude::*;

use crate::browser::page;
use crate::config::{Config, KnownTarget, Tone};
use crate::desk::{Act, Desk};
use crate::ui::Choice;
use crate::words::{self, t};

/// What the bar shows.
#[derive(Debug)]
pub struct Bar<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The desk.
    pub desk: &'a Desk,
    /// Takes what happened.
    pub act: &'a Callback<Act>,
}

/// Shows the target, and lets every part of it be chosen or pasted.
pub fn target_bar(props: &Bar<'_>) -> Html {
    let (config, desk) = (props.config, props.desk);
    let review = desk.review();
    let tone = desk.environment(config).map_or(Tone::Calm, |it| it.tone);
    let needs = |field: Field| {
        desk.operation().fields.contains(&field)
            || (field == Field::Node && desk.operation().fields.contains(&Field::Scope))
    };
    let hint = |field| wrong_place(field, &review, props.act);
    html! {
        <section class={classes!("target", tone.word())} aria-label={t!("target.label").into_owned()}>
            { environment(props) }
            { cloud(props) }
            { region(props) }
            { known(props) }
            <span class="break"></span>
            { id_field(props, &review, Field::Project) }
            if needs(Field::Instance) {
                { id_field(props, &review, Field::Instance) }
            }
            if needs(Field::Node) {
                { id_field(props, &review, Field::Node) }
            }
            { hint(Field::Project) }{ hint(Field::Instance) }{ hint(Field::Node) }
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

fn id_field(props: &Bar<'_>, review: &Review, field: Field) -> Html {
    let problem = review.problem(field).map(|problem| &problem.fault);
    let said = |fault: &&Fault| **fault != Fault::Missing || props.desk.was_asked();
    let wrong = problem.filter(said);
    let remark = review.remarks.iter().find(|remark| remark.field == field);
    let word = field.word();
    let oninput = props
        .act
        .reform(move |event: InputEvent| Act::Typed(field, page::chosen(&event)));
    let service = props.desk.service();
    let suggested = props
        .config
        .targets
        .iter()
        .filter(|known| known.service == service);
    let options: Vec<(String, String)> = match field {
        Field::Node => suggested
            .map(|known| (known.node.to_string(), known.name.clone()))
            .collect(),
        Field::Instance => {
            let named = suggested.filter_map(|known| {
                let instance = known.instance.as_ref()?;
                Some((instance.to_string(), known.name.clone()))
            });
            named.collect()
        }
        _ => Vec::new(),
    };
    let class = classes!(
        "crumb",
        "id",
        word,
        wrong.map(|_| "wrong"),
        (wrong.is_none() && remark.is_some()).then_some("unusual")
    );
    html! {
        <label {class}>
            <small>{ t!(format!("target.{word}")) }</small>
            <input id={word} value={props.desk.text(field).to_owned()} {oninput} list={format!("{word}-list")}
                placeholder={t!("target.paste").into_owned()} autocomplete="off" spellcheck="false"
                aria-invalid={wrong.is_some().to_string()} aria-describedby={format!("{word}-says")} />
            <datalist id={format!("{word}-list")}>
                { for options.into_iter().map(|(id, name)| html! { <option value={id}>{ name }</option> }) }
            </datalist>
            <span id={format!("{word}-says")} class={if wrong.is_some() { "says problem" } else { "says remark" }}>
                if let Some(fault) = wrong {
                    { words::fault(fault) }
                } else if let Some(remark) = remark {
                    { words::advice(&remark.advice) }
                }
            </span>
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

/// An id in the wrong place: says what it looks like, and offers to put it right.
fn wrong_place(field: Field, review: &Review, act: &Callback<Act>) -> Html {
    let fault = review.problem(field).map(|problem| &problem.fault);
    let Some(Fault::Id(IdFault::LooksLike { kind, suffix })) = fault else {
        return html! {};
    };
    let to = match kind {
        Kind::Project => Field::Project,
        Kind::Instance => Field::Instance,
        Kind::Node => Field::Node,
        Kind::Group => return html! {},
    };
    let kind = t!(format!("kind.{}", kind.word()));
    let onclick = act.reform(move |_: MouseEvent| Act::Moved { from: field, to });
    html! {
        <p class="wrong-place" role="status">
            { t!("target.looks_like", kind = kind, suffix = suffix) }
            { " " }
            <button class="btn plain small" {onclick}>
                { t!("target.put_it_in", field = t!(format!("target.{}", to.word()))) }
            </button>
        </p>
    }
}
