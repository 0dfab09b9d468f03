//! A button that copies a text and says that it did.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::clipboard;
use crate::words::t;

/// How long the button says so.
const SAID_MS: u32 = 2_000;

#[derive(Clone, Copy, PartialEq)]
enum Said {
    Nothing,
    Copied,
    Refused,
}

/// What to copy.
#[derive(PartialEq, Properties)]
pub struct CopyProps {
    /// The text that is copied.
    pub text: AttrValue,
    /// What the button is called.
    pub label: AttrValue,
}

/// Copies a text to the clipboard.
#[component]
pub fn CopyButton(props: &CopyProps) -> Html {
    let said = use_state_eq(|| Said::Nothing);
    use_effect_with(*said, {
        let said = said.clone();
        move |now| {
            let timer = (*now != Said::Nothing)
                .then(|| Timeout::new(SAID_MS, move || said.set(Said::Nothing)));
            move || drop(timer)
        }
    });
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, text) = (said.clone(), text.to_string());
            spawn_local(async move {
                let copied = clipboard::copy(text).await;
                said.set(if copied { Said::Copied } else { Said::Refused });
            });
        })
    };
    let label = match *said {
        Said::Nothing => props.label.clone(),
        Said::Copied => t!("copy.copied").into_owned().into(),
        Said::Refused => t!("copy.refused").into_owned().into(),
    };
    html! {
        <button type="button" class="btn plain small" {onclick}>
            <span aria-live="polite">{ label }</span>
        </button>
    }
}
