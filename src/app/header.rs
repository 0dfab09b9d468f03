//! The header: services, language, theme, and the token.

use quell_core::services::Service;
use quell_core::target::{Screen, Target};
use yew::prelude::*;

use crate::access::{Access, AccessAct};
use crate::browser::keep::{self, Choice as Kept};
use crate::browser::page;
use crate::desk::Desk;
use crate::ui::{Choice, Icon, icon};
use crate::words::{self, t};

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
                Screen::History(_) => Screen::Sessions,
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

/// The theme that is chosen, and the way to choose another.
#[hook]
pub(super) fn use_theme() -> (UseStateHandle<String>, Callback<String>) {
    let theme = use_state_eq(|| keep::choice(Kept::Theme).unwrap_or_default());
    use_effect_with((*theme).clone(), |theme| {
        page::set_root("data-theme", theme);
    });
    let on_theme = {
        let theme = theme.clone();
        Callback::from(move |chosen: String| {
            let kept = (!chosen.is_empty()).then_some(chosen.as_str());
            keep::keep_choice(Kept::Theme, kept);
            theme.set(chosen);
        })
    };
    (theme, on_theme)
}

/// Draws the choices of language and theme.
pub(super) fn comfort(
    language: &'static str,
    on_language: &Callback<String>,
    theme: &str,
    on_theme: Callback<String>,
) -> Html {
    let option = |value: &'static str, name: String| html! { <option {value}>{ name }</option> };
    let languages = words::LANGUAGES.iter();
    html! {
        <span class="comfort">
            <Choice label={t!("language").into_owned()} value={language} onchoose={on_language.clone()}>
                { for languages.map(|(tag, name)| option(tag, (*name).to_owned())) }
            </Choice>
            <Choice label={t!("theme.label").into_owned()} value={theme.to_owned()} onchoose={on_theme}>
                { option("", t!("theme.system").into_owned()) }
                { option("light", t!("theme.light").into_owned()) }
                { option("dark", t!("theme.dark").into_owned()) }
            </Choice>
        </span>
    }
}
