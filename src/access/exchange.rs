//! A token of another project than the target's: what that means, and a way to the right one.

use quell_core::access::{Credential, Lens, Login, Proof, Scope};
use quell_core::token::Token;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::wish::ask_for_token;
use super::{AccessAct, Site};
use crate::ui::{Weight, notice, shown};
use crate::words::t;

/// What to compare.
#[derive(PartialEq, Properties)]
pub struct ExchangeProps {
    /// The target, and the way to IAM.
    pub site: Site,
    /// The token.
    pub token: Token,
    /// What it is good for.
    pub lens: Lens,
    /// Takes the new token.
    pub act: Callback<AccessAct>,
}

/// Says that the token is of another project, and exchanges it when a person asks for that.
#[component]
pub fn Exchange(props: &ExchangeProps) -> Html {
    let is_asking = use_state_eq(|| false);
    let fault = use_state_eq(|| None::<String>);
    let Some(project) = props.site.project.clone() else {
        return html! {};
    };
    // By hand nothing is asked of IAM, and the token of the commands is in the person's own shell.
    let is_by_hand = props.site.config.is_by_hand(props.site.cloud.as_ref());
    if is_by_hand || !props.lens.is_of_another(&project) {
        return html! {};
    }
    let own = if props.lens.project_name.is_empty() {
        props.lens.project.as_ref().map(ToString::to_string)
    } else {
        Some(props.lens.project_name.clone())
    };
    let onclick = {
        let (site, token, act) = (props.site.clone(), props.token.clone(), props.act.clone());
        let (is_asking, fault) = (is_asking.clone(), fault.clone());
        Callback::from(move |_: MouseEvent| {
            let login = Login {
                proof: Proof::Token(token.clone()),
                scope: Scope::Project(project.clone()),
            };
            let (site, act) = (site.clone(), act.clone());
            let (is_asking, fault) = (is_asking.clone(), fault.clone());
            is_asking.set(true);
            spawn_local(async move {
                match ask_for_token(&site, login).await {
                    Ok(granted) => {
                        let credential = Credential::Token(granted.token);
                        act.emit(AccessAct::SignedIn(credential, granted.lens));
                    }
                    Err(why) => fault.set(Some(why)),
                }
                is_asking.set(false);
            });
        })
    };
    notice(
        Weight::Warning,
        html! {
            <>
                <p>{ shown(&t!("lens.other_project", name = own.unwrap_or_default())) }</p>
                { for fault.as_ref().map(|why| html! { <p class="problem" role="alert">{ shown(why) }</p> }) }
                <button type="button" class="btn" disabled={*is_asking} {onclick}>{ t!("lens.exchange") }</button>
            </>
        },
    )
}
