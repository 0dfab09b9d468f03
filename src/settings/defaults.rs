//! What is chosen at the start, where an address does not say.

use quell_core::id::{CloudId, ProjectId, RegionId};
use quell_core::place::Cloud;
use quell_core::services::Service;
use yew::prelude::*;

use super::choices::row;
use super::store::Edit;
use crate::browser::page;
use crate::config::{Config, Defaults, Lock};
use crate::ui::Choice;
use crate::words::{id_fault, t};

/// What the part shows.
#[derive(PartialEq, Properties)]
pub(super) struct DefaultsProps {
    /// The configuration, as it is for this person.
    pub(super) config: std::rc::Rc<Config>,
    /// What the person has chosen.
    pub(super) own: Defaults,
    /// Takes another choice.
    pub(super) edit: Callback<Edit>,
}

/// Draws the part.
#[component]
pub(super) fn DefaultsForm(props: &DefaultsProps) -> Html {
    let (config, own) = (&props.config, &props.own);
    let problem = use_state_eq(|| None);
    let locked = config.is_locked(Lock::Defaults);
    // Where the portal keeps them for itself its own are shown.
    let shown = if locked { &config.defaults } else { own };
    let change = |set: fn(&mut Defaults, String)| {
        let (own, edit) = (own.clone(), props.edit.clone());
        Callback::from(move |picked: String| {
            let mut next = own.clone();
            set(&mut next, picked);
            edit.emit(Edit::Defaults(Box::new(next)));
        })
    };
    let choice = |id: &'static str,
                  name: &str,
                  value: Option<&str>,
                  known: Vec<(String, String)>,
                  onchoose: Callback<String>| {
        let gone = value.filter(|value| known.iter().all(|(id, _)| id != value));
        row(
            id,
            name,
            locked,
            html! {
                <Choice {id} value={value.unwrap_or_default().to_owned()} disabled={locked} {onchoose}>
                    <option value="">{ t!("settings.defaults.portal") }</option>
                    { for known.iter().map(|(id, name)| html! { <option value={id.clone()}>{ name.clone() }</option> }) }
                    { for gone.map(|id| html! { <option value={id.to_owned()}>{ t!("settings.defaults.gone", id = id) }</option> }) }
                </Choice>
            },
            None,
        )
    };
    let named = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    let environments = config.environments.iter();
    let environments = environments.map(|it| named(it.id.as_str(), &it.word));
    let clouds = config.clouds.iter();
    let clouds = clouds.map(|it| named(it.id.as_str(), &it.name));
    let cloud = shown.cloud.as_ref().or(config.defaults.cloud.as_ref());
    let cloud = cloud
        .and_then(|id| config.cloud(id))
        .or(config.clouds.first());
    let regions = cloud.map(Cloud::regions).unwrap_or_default().iter();
    let regions = regions.map(|it| named(it.id().as_str(), it.id().as_str()));
    let services = Service::ALL.map(|it| named(it.word(), it.name()));
    let on_project = {
        let (problem, own, edit) = (problem.setter(), own.clone(), props.edit.clone());
        Callback::from(move |event: Event| {
            let text = page::chosen(&event);
            let project = match ProjectId::parse(text.trim()) {
                Ok(project) => Some(project),
                Err(_) if text.trim().is_empty() => None,
                Err(fault) => return problem.set(Some(id_fault(&fault).into_owned())),
            };
            problem.set(None);
            let own = own.clone();
            edit.emit(Edit::Defaults(Box::new(Defaults { project, ..own })));
        })
    };
    html! {
        <>
            { choice("set-environment", &t!("target.environment"), shown.environment.as_ref().map(CloudId::as_str), environments.collect(),
                change(|own, id| own.environment = CloudId::parse(&id).ok())) }
            { choice("set-cloud", &t!("target.cloud"), shown.cloud.as_ref().map(CloudId::as_str), clouds.collect(),
                // A region is one of its cloud.
                change(|own, id| (own.cloud, own.region) = (CloudId::parse(&id).ok(), None))) }
            { choice("set-region", &t!("target.region"), shown.region.as_ref().map(RegionId::as_str), regions.collect(),
                change(|own, id| own.region = RegionId::parse(&id).ok())) }
            { row("set-project", &t!("target.project"), locked, html! {
                <input id="set-project" class="mono" autocomplete="off" spellcheck="false" disabled={locked}
                    value={shown.project.as_ref().map_or_else(String::new, ToString::to_string)} onchange={on_project}
                    aria-invalid={problem.is_some().then_some("true")} aria-describedby="set-project-says" />
            }, None) }
            <p id="set-project-says" class="problem" role="status">{ for (*problem).clone() }</p>
            { choice("set-service", &t!("settings.defaults.service"), shown.service.map(Service::word), services.into(),
                change(|own, word| own.service = Service::parse(&word))) }
        </>
    }
}
