//! The dialog that takes a token.

use quell_core::token::{Token, TokenFault};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::AccessAct;
use crate::browser::dialog;
use crate::words::{self, t};

/// What to do with the answer.
#[derive(PartialEq, Properties)]
pub struct SignInProps {
    /// Whether the cloud is the sandbox, where the token is printed in the terminal.
    pub sandbox: bool,
    /// Takes what happened.
    pub act: Callback<AccessAct>,
}

/// Asks for a token. Its field is emptied as soon as it was read.
#[component]
pub fn SignIn(props: &SignInProps) -> Html {
    let (frame, input) = (use_node_ref(), use_node_ref());
    let fault = use_state_eq(|| None::<TokenFault>);
    use_effect_with((), {
        let frame = frame.clone();
        move |()| {
            dialog::open(&frame);
            move || dialog::close(&frame)
        }
    });
    let onsubmit = {
        let (input, fault, act) = (input.clone(), fault.clone(), props.act.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = input.cast::<HtmlInputElement>() else {
                return;
            };
            match Token::take(field.value()) {
                Ok(token) => {
                    field.set_value("");
                    act.emit(AccessAct::SignedIn(token));
                }
                Err(found) => fault.set(Some(found)),
            }
        })
    };
    let dismiss = props.act.reform(|_: MouseEvent| AccessAct::Dismissed);
    let oncancel = props.act.reform(|event: Event| {
        event.prevent_default();
        AccessAct::Dismissed
    });
    let onclose = props.act.reform(|_: Event| AccessAct::Dismissed);
    let hint = if props.sandbox {
        t!("token.hint_sandbox")
    } else {
        t!("token.hint")
    };
    html! {
        <dialog ref={frame} class="sign-in" aria-labelledby="sign-in-title" {oncancel} {onclose}>
            <form method="dialog" {onsubmit}>
                <div class="dialog-body">
                    <h2 id="sign-in-title">{ t!("token.title") }</h2>
                    <p class="muted" id="token-hint">{ hint }</p>
                    <label class="field" for="token">{ t!("token.label") }</label>
                    <input ref={input} id="token" type="password" autocomplete="off" spellcheck="false"
                        autofocus=true aria-describedby="token-hint token-fault"
                        aria-invalid={fault.is_some().to_string()} />
                    <p id="token-fault" class="problem" role="alert">
                        { for fault.map(words::token_fault) }
                    </p>
                    <p class="muted small">{ t!("token.memory") }</p>
                </div>
                <div class="dialog-foot">
                    <button type="button" class="btn" onclick={dismiss}>{ t!("cancel") }</button>
                    <span class="push"></span>
                    <button type="submit" class="btn accent">{ t!("token.submit") }</button>
                </div>
            </form>
        </dialog>
    }
}
