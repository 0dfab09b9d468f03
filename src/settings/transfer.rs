//! One's settings as a document: to take along, to bring, and what becomes of one that cannot be read.

use quell_core::target::{Screen, Target};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::store::{Edit, Settings};
use crate::browser::brought::Brought;
use crate::browser::{files, page};
use crate::config::{ConfigFault, Own};
use crate::ui::{CopyButton, Weight, notice, shown};
use crate::words::t;

/// No settings are longer, in bytes.
const LIMIT: u32 = 64 << 10;

/// What the part shows.
#[derive(PartialEq, Properties)]
pub(super) struct TransferProps {
    /// The settings.
    pub(super) own: Own,
    /// Takes others.
    pub(super) edit: Callback<Edit>,
}

/// What came of a wish to bring settings.
#[derive(Clone, PartialEq)]
enum Came {
    Nothing,
    TooLarge,
    Wrong(ConfigFault),
    /// They count; those before them can come back.
    Taken(Own),
}

/// Draws the part.
#[component]
pub(super) fn Transfer(props: &TransferProps) -> Html {
    let text = use_state_eq(String::new);
    let came = use_state_eq(|| Came::Nothing);
    let document = props.own.write();
    let on_save = {
        let document = document.clone();
        Callback::from(move |_: MouseEvent| {
            files::save("quell-settings.json", "application/json", &document);
        })
    };
    let oninput = {
        let (text, came) = (text.setter(), came.setter());
        Callback::from(move |event: InputEvent| {
            came.set(Came::Nothing);
            text.set(page::chosen(&event));
        })
    };
    let onchange = {
        let (text, came) = (text.setter(), came.setter());
        Callback::from(move |event: Event| {
            let Some(file) = Brought::chosen(&event) else {
                return;
            };
            if file.is_above(LIMIT) {
                came.set(Came::TooLarge);
                return;
            }
            let (text, came) = (text.clone(), came.clone());
            spawn_local(async move {
                if let Some(read) = file.text().await {
                    came.set(Came::Nothing);
                    text.set(read);
                }
            });
        })
    };
    let on_take = {
        let (text, came) = (text.clone(), came.clone());
        let (edit, before) = (props.edit.clone(), props.own.clone());
        Callback::from(move |_: MouseEvent| match Own::read(&text) {
            Err(fault) => came.set(Came::Wrong(fault)),
            Ok(own) => {
                edit.emit(Edit::Replace(Box::new(own)));
                came.set(Came::Taken(before.clone()));
                text.set(String::new());
            }
        })
    };
    let undo = |before: &Own| {
        let (came, edit, before) = (came.setter(), props.edit.clone(), before.clone());
        Callback::from(move |_: MouseEvent| {
            edit.emit(Edit::Replace(Box::new(before.clone())));
            came.set(Came::Nothing);
        })
    };
    html! {
        <>
            <p class="muted small">{ t!("settings.transfer.hint") }</p>
            <pre id="own-settings" tabindex="0" aria-label={t!("settings.transfer.own").into_owned()}>{ document.clone() }</pre>
            <div class="label-row">
                <CopyButton text={document} label={t!("settings.transfer.copy").into_owned()} />
                <button type="button" class="btn plain small" onclick={on_save}>{ t!("settings.transfer.save") }</button>
            </div>
            <div class="label-row">
                <label for="bring">{ t!("settings.transfer.bring") }</label>
                <span class="push"></span>
                <label class="btn small">
                    { t!("settings.transfer.file") }
                    <input class="hidden" type="file" {onchange} />
                </label>
            </div>
            <textarea id="bring" class="short" rows="4" value={(*text).clone()} {oninput} spellcheck="false" autocomplete="off"
                aria-describedby="bring-says" aria-invalid={matches!(*came, Came::Wrong(_)).then_some("true")} />
            <p><button type="button" class="btn" onclick={on_take} disabled={text.is_empty()}>{ t!("settings.transfer.take") }</button></p>
            <div id="bring-says" role="status">
                { match &*came {
                    Came::Nothing => html! {},
                    Came::TooLarge => html! { <p class="problem">{ t!("settings.transfer.too_large") }</p> },
                    Came::Wrong(fault) => html! {
                        <div class="problem">{ t!("settings.transfer.wrong") }<pre>{ shown(&fault.to_string()) }</pre></div>
                    },
                    Came::Taken(before) => html! {
                        <p>
                            { t!("settings.transfer.taken") }{ " " }
                            <button type="button" class="btn plain small" onclick={undo(before)}>{ t!("settings.undo") }</button>
                        </p>
                    },
                } }
            </div>
        </>
    }
}

/// On every screen: that the settings which the browser keeps cannot be read. On their own one: which, why, and what to do.
pub fn broken_settings(settings: &Settings, target: &Target) -> Html {
    let Some(broken) = &settings.stored.broken else {
        return html! {};
    };
    if target.screen != Screen::Settings {
        let there = Target {
            screen: Screen::Settings,
            ..target.clone()
        };
        return notice(
            Weight::Warning,
            html! {
                <p>
                    { t!("settings.broken.short") }{ " " }
                    <a href={format!("#{}", there.to_fragment())}>{ t!("nav.settings") }</a>
                </p>
            },
        );
    }
    let on_reset = settings.edit.reform(|_: MouseEvent| Edit::Reset);
    notice(
        Weight::Wrong,
        html! {
            <>
                <p role="alert"><b>{ t!("settings.broken.title") }</b>{ " " }{ t!("settings.broken.next") }</p>
                <pre>{ shown(&broken.fault.to_string()) }</pre>
                <pre class="document" tabindex="0" aria-label={t!("settings.broken.text").into_owned()}>{ shown(&broken.text) }</pre>
                <div class="label-row">
                    <CopyButton text={broken.text.clone()} label={t!("settings.broken.copy").into_owned()} />
                    <button type="button" class="btn" onclick={on_reset}>{ t!("settings.broken.reset") }</button>
                </div>
            </>
        },
    )
}
