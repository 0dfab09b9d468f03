//! Language, colours, shortcuts and how often a list is read: what a person likes.

use yew::prelude::*;

use super::store::Edit;
use crate::browser::page;
use crate::config::{Config, EVERY, Lock, Theme};
use crate::ui::Choice;
use crate::words::{self, t};

/// The choice of language. Without an id it stands alone and has its name for a screen reader.
pub fn language_choice(
    config: &Config,
    language: &'static str,
    edit: &Callback<Edit>,
    id: Option<&'static str>,
) -> Html {
    let onchoose = edit.reform(|tag: String| Edit::Language(words::closest(&tag)));
    let locked = config.is_locked(Lock::Language);
    html! {
        <Choice {id} label={id.is_none().then(|| t!("language").into_owned())} value={language}
            disabled={locked} title={by_portal(locked)} {onchoose}>
            { for words::LANGUAGES.iter().map(|(tag, name)| html! { <option value={*tag}>{ *name }</option> }) }
        </Choice>
    }
}

/// The choice of colours.
pub fn theme_choice(config: &Config, edit: &Callback<Edit>, id: Option<&'static str>) -> Html {
    let onchoose = edit.reform(|word: String| Edit::Theme(Theme::parse(&word).unwrap_or_default()));
    let locked = config.is_locked(Lock::Theme);
    let theme = config.preferences.theme.unwrap_or_default();
    html! {
        <Choice {id} label={id.is_none().then(|| t!("theme.label").into_owned())} value={theme.word()}
            disabled={locked} title={by_portal(locked)} {onchoose}>
            { for Theme::ALL.iter().map(|theme| html! {
                <option value={theme.word()}>{ t!(format!("theme.{}", theme.word())) }</option>
            }) }
        </Choice>
    }
}

/// What a pointer is told that rests on what cannot be changed.
fn by_portal(locked: bool) -> Option<String> {
    locked.then(|| t!("settings.by_portal").into_owned())
}

/// Draws the part of the screen.
pub(super) fn choices(config: &Config, language: &'static str, edit: &Callback<Edit>) -> Html {
    let keys = config.preferences.shortcuts != Some(false);
    let on_keys = edit.reform(|event: Event| Edit::Shortcuts(page::is_ticked(&event)));
    let refresh = config.preferences.refresh.unwrap_or_default();
    let on_refresh =
        edit.reform(|seconds: String| Edit::Refresh(seconds.parse().unwrap_or_default()));
    html! {
        <>
            { row("set-language", &t!("language"), config.is_locked(Lock::Language),
                language_choice(config, language, edit, Some("set-language")), Some(&t!("settings.language_hint"))) }
            { row("set-theme", &t!("theme.label"), config.is_locked(Lock::Theme),
                theme_choice(config, edit, Some("set-theme")), None) }
            { row("set-keys", &t!("settings.shortcuts"), config.is_locked(Lock::Shortcuts), html! {
                <input id="set-keys" type="checkbox" checked={keys} onchange={on_keys} disabled={config.is_locked(Lock::Shortcuts)} />
            }, Some(&t!("settings.shortcuts_hint"))) }
            { row("set-refresh", &t!("settings.refresh"), config.is_locked(Lock::Refresh), html! {
                <Choice id="set-refresh" value={refresh.to_string()} onchoose={on_refresh} disabled={config.is_locked(Lock::Refresh)}>
                    { for EVERY.iter().map(|seconds| html! {
                        <option value={seconds.to_string()}>
                            { if *seconds == 0 { t!("sessions.never") } else { t!("sessions.seconds", count = seconds) } }
                        </option>
                    }) }
                </Choice>
            }, Some(&t!("settings.refresh_hint"))) }
        </>
    }
}

/// A name, what is chosen, and whether the portal says so.
pub(super) fn row(
    id: &'static str,
    name: &str,
    locked: bool,
    field: Html,
    hint: Option<&str>,
) -> Html {
    html! {
        <div class="setting">
            <label for={id}>{ name.to_owned() }</label>
            <div>
                { field }
                if locked {
                    <span class="muted small">{ " " }{ t!("settings.by_portal") }</span>
                }
                { for hint.map(|hint| html! { <p class="muted small">{ hint.to_owned() }</p> }) }
            </div>
        </div>
    }
}
