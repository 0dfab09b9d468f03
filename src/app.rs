//! The page from its first moment: configuration, then the shell.

mod header;
mod kills;
mod shell;
mod way;

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::files::{self, FileFault};
use crate::browser::page;
use crate::browser::world::World;
use crate::config::{Config, ConfigFault};
use crate::settings::use_settings;
use crate::ui::shown;
use crate::words::{self, t};

pub use shell::{Shell, ShellProps};

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
enum NoConfig {
    Missing(FileFault),
    Wrong(ConfigFault),
}

#[derive(Clone, Debug, PartialEq)]
enum Start {
    Loading,
    Ready(Rc<Config>, World),
    Failed(NoConfig),
}

/// The whole console.
#[component]
pub fn App() -> Html {
    let start = use_state_eq(|| Start::Loading);
    let settings = use_settings();
    // The person's own settings lie under the portal's.
    let own = settings.stored.own.clone();
    let config = use_memo((start.clone(), own), |(start, own)| match &**start {
        Start::Ready(config, _) => Some(Rc::new(config.with_own(own))),
        Start::Loading | Start::Failed(_) => None,
    });
    let chosen = match &*config {
        Some(config) => &config.preferences,
        None => &settings.stored.own.preferences,
    };
    let language = chosen
        .language
        .unwrap_or_else(|| words::closest(&page::language()));
    let theme = chosen.theme.unwrap_or_default();
    // The words are asked for while rendering, so the language is set before.
    words::speak(language);
    use_effect_with(language, |language| {
        page::set_root("lang", language);
        page::set_title(&t!("title"));
    });
    use_effect_with(theme, |theme| page::set_root("data-theme", theme.word()));
    let keys = chosen.shortcuts != Some(false);
    use_effect_with(keys, |keys| {
        page::set_root("data-keys", if *keys { "on" } else { "off" });
    });
    use_effect_with((), {
        let start = start.clone();
        move |()| {
            spawn_local(async move {
                start.set(match files::read("config.json").await {
                    Err(fault) => Start::Failed(NoConfig::Missing(fault)),
                    Ok(text) => match Config::read(&text) {
                        Err(fault) => Start::Failed(NoConfig::Wrong(fault)),
                        Ok(config) => {
                            let world = World::real(config.credentials);
                            Start::Ready(Rc::new(config), world)
                        }
                    },
                });
            });
        }
    });
    match (&*start, &*config) {
        (Start::Failed(fault), _) => no_config(fault),
        (Start::Ready(_, world), Some(config)) => html! {
            <Shell config={config.clone()} world={world.clone()} {language} {settings} />
        },
        _ => html! { <p class="loading" role="status">{ t!("loading") }</p> },
    }
}

/// The page without a configuration: what is wrong, where, and what to do. Never a blank one.
fn no_config(fault: &NoConfig) -> Html {
    let (what, detail) = match fault {
        NoConfig::Missing(FileFault::NoAnswer) => (t!("config.no_answer"), None),
        NoConfig::Missing(FileFault::Status(status)) => {
            (t!("config.status", status = status), None)
        }
        NoConfig::Wrong(fault) => (t!("config.wrong"), Some(fault.to_string())),
    };
    // By itself the link would only move within the page, or lose what the address says behind `#`.
    let onclick = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        files::load_again();
    });
    html! {
        <main class="fault-page" role="alert">
            <h1>{ t!("config.title") }</h1>
            <p>{ what }</p>
            { for detail.map(|detail| html! { <pre>{ shown(&detail) }</pre> }) }
            <p class="muted">{ t!("config.next") }</p>
            <p><a class="btn" href={page::fragment()} {onclick}>{ t!("config.reload") }</a></p>
        </main>
    }
}
