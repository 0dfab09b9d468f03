//! The header: services, language, theme, and the token.

use quell_core::services::Service;
use quell_core::target::{Screen, Target};
use yew::prelude::*;

use crate::access::{Access, AccessAct};
use crate::config::Config;
use crate::desk::Desk;
use crate::settings::{Settings, language_choice, theme_choice};
use crate::ui::{Icon, icon};
use crate::words::t;

/// Draws the header.
pub(super) fn header(
    desk: &Desk,
    access: &Access,
    access_act: &Callback<AccessAct>,
    comfort: Html,
    standing: Html,
) -> Html {
    let link = |service: Service| {
        let target = Target {
            service: Some(service),
            environment: desk.target().environment.clone(),
            cloud: desk.target().cloud.clone(),
            region: desk.target().region.clone(),
            project: desk.target().project.clone(),
            screen: match &desk.target().screen {
                Screen::History(_) | Screen::Settings => Screen::Sessions,
                screen => screen.clone(),
            },
            ..Target::default()
        };
        let current = (desk.service() == service).then_some("page");
        html! {
            <a href={format!("#{}", target.to_fragment())} aria-current={current}>
                { service.name() } <small>{ service.engine() }</small>
            </a>
        }
    };
    let token = if access.credential.is_some() {
        html! {
            <>
                { standing }
                <button class="btn" onclick={access_act.reform(|_| AccessAct::Locked)}>
                    { icon(Icon::Lock) }{ t!("token.lock") }
                </button>
            </>
        }
    } else {
        html! {
            <button class="btn accent" onclick={access_act.reform(|_| AccessAct::Asked)}>
                { t!("token.sign_in") }
            </button>
        }
    };
    html! {
        <header class="top">
            <span class="logo">{ icon(Icon::Cut) }{ "Quell" }</span>
            <nav aria-label={t!("nav.services").into_owned()}>
                { for Service::ALL.into_iter().map(link) }
            </nav>
            <span class="push"></span>
            { comfort }
            { token }
        </header>
    }
}

/// Draws the quick choices of language and theme; the settings have them too.
pub(super) fn comfort(config: &Config, language: &'static str, settings: &Settings) -> Html {
    html! {
        <span class="comfort">
            { language_choice(config, language, &settings.edit, None) }
            { theme_choice(config, &settings.edit, None) }
        </span>
    }
}
