//! The dialog between a kill and the wire. Cancel has the focus; nothing here can be skipped.

use std::rc::Rc;

use quell_core::kill::{Aimed, Impact};
use yew::prelude::*;

use super::place::{env_word, environment, place};
use super::preview::{Written, by_way_of};
use crate::browser::{dialog, page};
use crate::config::{Config, Environment};
use crate::ui::{code, shown};
use crate::words::{many, t};

/// How many handles are listed before the rest is folded away.
const LISTED: usize = 12;
/// How many last characters of an id are typed to end everything.
const TYPED: usize = 6;

/// What the dialog shows.
#[derive(PartialEq, Properties)]
pub struct ConfirmProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// The kill, and where it goes.
    pub kill: Aimed,
    /// Whether it is on the wire already.
    pub sending: bool,
    /// Takes the agreement and the reason.
    pub on_agree: Callback<(Aimed, String)>,
    /// Takes the way back.
    pub on_withdraw: Callback<()>,
}

/// Asks about exactly one kill.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let frame = use_node_ref();
    let reason = use_state_eq(String::new);
    let typed = use_state_eq(String::new);
    use_effect_with((), {
        let frame = frame.clone();
        move |()| {
            dialog::open(&frame);
            move || dialog::close(&frame)
        }
    });
    let environment = environment(&props.config, props.kill.aim());
    let reason_missing =
        environment.is_some_and(|it| it.reason_required) && reason.trim().is_empty();
    let demanded = demanded(&props.kill);
    let typed_missing = demanded
        .as_ref()
        .is_some_and(|demanded| typed.trim() != demanded);
    let ready = !props.sending && !reason_missing && !typed_missing;

    let oncancel = {
        let (withdraw, sending) = (props.on_withdraw.clone(), props.sending);
        Callback::from(move |event: Event| {
            event.prevent_default();
            if !sending {
                withdraw.emit(());
            }
        })
    };
    // What is on its way stays in sight until it is answered, whatever closed the dialog.
    let onclose = {
        let (withdraw, sending, frame) = (props.on_withdraw.clone(), props.sending, frame.clone());
        Callback::from(move |_: Event| {
            if sending {
                dialog::open(&frame);
            } else {
                withdraw.emit(());
            }
        })
    };
    let sending = props.sending;
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if sending {
            dialog::hold_escape(&event);
        }
    });
    let withdraw = props.on_withdraw.reform(|_: MouseEvent| ());
    // Enter in a field must not send: only the button does, pressed on purpose.
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let onclick = {
        let (agree, kill, reason) = (props.on_agree.clone(), props.kill.clone(), reason.clone());
        Callback::from(move |_: MouseEvent| {
            if ready {
                agree.emit((kill.clone(), reason.trim().to_owned()));
            }
        })
    };
    let key = format!("operation.{}", props.kill.kill().operation().id);
    let label = if props.sending {
        t!("confirm.sending").into_owned()
    } else {
        match props.kill.kill().impact() {
            Impact::Sessions(count) => many(&format!("{key}.confirm"), count),
            Impact::WholeNode => t!("confirm.whole_node").into_owned(),
            Impact::WholeInstance => t!("confirm.whole_instance").into_owned(),
        }
    };
    html! {
        <dialog ref={frame} class="confirm" role="alertdialog" aria-labelledby="confirm-title"
            aria-describedby="confirm-effect" {oncancel} {onclose} {onkeydown}>
            <form method="dialog" {onsubmit}>
                <div class="dialog-body">
                    <h2 id="confirm-title">{ title(&props.kill) }{ env_word(environment) }</h2>
                    { place(&props.config, &props.kill) }
                    <p id="confirm-effect">{ t!(format!("{key}.effect")) }{ " " }{ t!("confirm.final") }</p>
                    { listed(&props.kill) }
                    { request(props) }
                    if let Some(demanded) = &demanded {
                        { type_it(&typed, demanded, &props.kill, props.sending) }
                    }
                    { reason_field(&reason, environment, props.sending) }
                </div>
                <div class="dialog-foot">
                    <button type="button" class="btn" autofocus=true onclick={withdraw} disabled={props.sending}>
                        { t!("cancel") }
                    </button>
                    <span class="push muted small" role="status">
                        if props.sending {
                            <progress aria-label={t!("confirm.sending").into_owned()}></progress>
                            { t!("confirm.once") }
                        }
                    </span>
                    <button type="button" class="btn kill" {onclick} disabled={!ready}>{ label }</button>
                </div>
            </form>
        </dialog>
    }
}

/// A question with its object, never "are you sure".
fn title(kill: &Aimed) -> String {
    let key = format!("operation.{}.question", kill.kill().operation().id);
    match kill.kill().impact() {
        Impact::Sessions(count) => many(&key, count),
        Impact::WholeNode => t!("confirm.question_node").into_owned(),
        Impact::WholeInstance => t!("confirm.question_instance").into_owned(),
    }
}

fn listed(kill: &Aimed) -> Html {
    let handles = kill.kill().handles();
    if handles.is_empty() {
        return html! {};
    }
    let item = |handle: &String| html! { <li>{ code(shown(handle)) }</li> };
    let rest = handles.get(LISTED..).unwrap_or_default();
    html! {
        <>
            <ul class="handles-list">{ for handles.iter().take(LISTED).map(item) }</ul>
            if !rest.is_empty() {
                <details>
                    <summary>{ many("confirm.more", rest.len()) }</summary>
                    <ul class="handles-list long">{ for rest.iter().map(item) }</ul>
                </details>
            }
        </>
    }
}

fn request(props: &ConfirmProps) -> Html {
    let (kill, aim) = (props.kill.kill(), props.kill.aim());
    let Some(way) = props.config.way(&aim.cloud, &aim.region, &kill.request()) else {
        return html! {};
    };
    let texts = Written::of(kill, &way);
    html! {
        <details>
            <summary>{ t!("confirm.request") }</summary>
            <pre class="request" tabindex="0">{ shown(&texts.http) }</pre>
            <pre class="request" tabindex="0">{ shown(&texts.curl) }</pre>
            { by_way_of(&way, props.config.sandbox) }
        </details>
    }
}

/// What must be typed to end everything: the last characters of the id it is about.
fn demanded(kill: &Aimed) -> Option<String> {
    let kill = kill.kill();
    let id = match kill.impact() {
        Impact::Sessions(_) => return None,
        Impact::WholeNode => kill.node()?.as_str(),
        Impact::WholeInstance => kill.instance()?.as_str(),
    };
    // Path ids are ASCII, so every place is a border.
    Some(id[id.len().saturating_sub(TYPED)..].to_owned())
}

fn type_it(typed: &UseStateHandle<String>, demanded: &str, kill: &Aimed, disabled: bool) -> Html {
    let key = match kill.kill().impact() {
        Impact::WholeInstance => "confirm.type_instance",
        _ => "confirm.type_node",
    };
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| typed.set(page::chosen(&event)))
    };
    html! {
        <p class="ask">
            <label for="typed">{ t!(key) }{ " " }<code class="demanded">{ demanded.to_owned() }</code></label>
            <input id="typed" class="mono" value={(**typed).clone()} {oninput} {disabled} autocomplete="off" spellcheck="false" />
        </p>
    }
}

fn reason_field(
    reason: &UseStateHandle<String>,
    environment: Option<&Environment>,
    disabled: bool,
) -> Html {
    let required = environment.is_some_and(|it| it.reason_required);
    let label = match environment {
        Some(it) if required => t!("confirm.reason_required", environment = it.word.clone()),
        _ => t!("confirm.reason"),
    };
    let oninput = {
        let reason = reason.clone();
        Callback::from(move |event: InputEvent| reason.set(page::chosen(&event)))
    };
    html! {
        <p class="ask">
            <label for="reason">{ label }</label>
            <input id="reason" value={(**reason).clone()} {oninput} {disabled} {required} maxlength="200" autocomplete="off" />
        </p>
    }
}
