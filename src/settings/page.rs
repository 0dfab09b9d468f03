//! The screen: environments, routes with their test, sign-in, and a person's own settings.

use std::rc::Rc;

use quell_core::target::Target;
use yew::prelude::*;

use super::choices::choices;
use super::defaults::DefaultsForm;
use super::environments::environments;
use super::protected::ProtectedForm;
use super::routes::routes;
use super::store::Settings;
use super::tested::Testing;
use super::transfer::Transfer;
use crate::access::{Access, AccessAct, Standing};
use crate::browser::world::World;
use crate::config::{Config, Lock};
use crate::ui::{Icon, Weight, icon, notice};
use crate::words::t;

/// What the screen shows.
#[derive(PartialEq, Properties)]
pub struct SettingsPageProps {
    /// The tag of the language that is spoken.
    pub language: &'static str,
    /// The configuration, as it is for this person.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// The target of the desk.
    pub target: Target,
    /// Who is signed in.
    pub access: Access,
    /// The person's own settings.
    pub settings: Settings,
    /// The tests of routes.
    pub testing: Testing,
    /// Signs in, and forgets.
    pub act: Callback<AccessAct>,
}

/// Draws the screen.
#[component]
pub fn SettingsPage(props: &SettingsPageProps) -> Html {
    let (config, settings) = (&props.config, &props.settings);
    let own = &settings.stored.own;
    html! {
        <div class="settings">
            if settings.stored.is_lost {
                { notice(Weight::Warning, html! { <p role="status">{ t!("settings.lost") }</p> }) }
            }
            { part("choices", "settings.choices", choices(config, props.language, &settings.edit)) }
            { part("sign-in", "settings.sign_in", standing(props)) }
            { part("routes", "settings.routes.title", html! {
                <>
                    <p class="muted small">{ t!("settings.routes.hint") }</p>
                    { routes(config, &props.testing) }
                </>
            }) }
            { part("environments", "settings.environments.title", html! {
                <>
                    <p class="muted small">{ t!("settings.environments.hint") }</p>
                    { environments(config) }
                </>
            }) }
            { part("protected", "settings.protected.title", html! {
                <ProtectedForm filters={own.protected.clone()} locked={config.is_locked(Lock::Protected)} edit={settings.edit.clone()} />
            }) }
            { part("defaults", "settings.defaults.title", html! {
                <>
                    <p class="muted small">{ t!("settings.defaults.hint") }</p>
                    <DefaultsForm config={config.clone()} own={own.defaults.clone()} edit={settings.edit.clone()} />
                </>
            }) }
            { part("transfer", "settings.transfer.title", html! { <Transfer own={own.clone()} edit={settings.edit.clone()} /> }) }
        </div>
    }
}

fn part(id: &str, title: &str, content: Html) -> Html {
    let id = format!("{id}-title");
    html! {
        <section class="sheet" aria-labelledby={id.clone()}>
            <h2 {id}>{ t!(title) }</h2>
            { content }
        </section>
    }
}

/// Who is signed in, and the way in or out.
fn standing(props: &SettingsPageProps) -> Html {
    let is_in = props.access.credential.is_some();
    let (sign_in, forget) = (
        props.act.reform(|_: MouseEvent| AccessAct::Asked),
        props.act.reform(|_: MouseEvent| AccessAct::Locked),
    );
    html! {
        <>
            <p>
                if is_in {
                    <Standing access={props.access.clone()} world={props.world.clone()} />
                } else {
                    { t!("settings.signed_out") }
                }
            </p>
            <p class="muted small">{ t!("token.memory") }</p>
            <div class="label-row">
                <button type="button" class="btn" onclick={sign_in}>{ t!("token.sign_in") }</button>
                if is_in {
                    <button type="button" class="btn" onclick={forget}>{ icon(Icon::Lock) }{ t!("settings.forget") }</button>
                }
            </div>
        </>
    }
}
