//! The dialog that takes a token, a password, or an access key.

use quell_core::access::{Credential, KeyFault, Keys, Lens, Login, Proof, Scope};
use quell_core::token::Token;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use zeroize::Zeroizing;

use super::wish::ask_for_token;
use super::{AccessAct, Site};
use crate::browser::dialog;
use crate::ui::shown;
use crate::words::{self, t};

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Token,
    Password,
    Keys,
}

impl Way {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Token, "login.way.token"),
        (Self::Password, "login.way.password"),
        (Self::Keys, "login.way.keys"),
    ];

    /// The fields, in their order: id and word in the page, what the browser may fill in, and how it looks.
    fn fields(self) -> &'static [Field] {
        const SECRET: &str = "password";
        // For a browser a secret to be used once: it offers to keep every other password, and then a token or a
        // key would be on its disk. The password of a person may be kept, as the person wants it.
        const ONCE: &str = "one-time-code";
        match self {
            Self::Token => &[Field("token", ONCE, SECRET)],
            Self::Password => &[
                Field("account", "organization", "text"),
                Field("user", "username", "text"),
                Field("password", "current-password", SECRET),
                Field("user-id", "off", "text"),
                Field("passcode", ONCE, SECRET),
            ],
            Self::Keys => &[
                Field("access-key", "off", "text"),
                Field("secret-key", ONCE, SECRET),
                Field("security-token", ONCE, SECRET),
            ],
        }
    }
}

/// A field: its id, `autocomplete` and `type`.
struct Field(&'static str, &'static str, &'static str);

impl Field {
    /// Those of a second factor, and of a temporary key.
    fn is_optional(&self) -> bool {
        matches!(self.0, "user-id" | "passcode" | "security-token")
    }
}

/// What is wrong, and in which field.
#[derive(Clone, Debug, PartialEq)]
struct Fault {
    field: &'static str,
    sentence: String,
}

/// What to do with the answer.
#[derive(PartialEq, Properties)]
pub struct SignInProps {
    /// The way to IAM, and the project that a token is wanted for.
    pub site: Site,
    /// Takes what happened.
    pub act: Callback<AccessAct>,
}

/// Asks who wants to act. A field with a secret is emptied as soon as it was read.
#[component]
pub fn SignIn(props: &SignInProps) -> Html {
    let frame = use_node_ref();
    let way = use_state_eq(|| Way::Token);
    let fault = use_state_eq(|| None::<Fault>);
    let is_asking = use_state_eq(|| false);
    use_effect_with((), {
        let frame = frame.clone();
        move |()| {
            dialog::open(&frame);
            move || dialog::close(&frame)
        }
    });
    use_effect_with((*fault).clone(), |fault| {
        if fault.is_some() {
            dialog::focus_first_wrong();
        }
    });
    let onsubmit = {
        let (way, fault, is_asking) = (*way, fault.clone(), is_asking.clone());
        let (frame, site, act) = (frame.clone(), props.site.clone(), props.act.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *is_asking {
                return;
            }
            match read(way, &frame, &site) {
                Err(found) => fault.set(Some(found)),
                Ok(Ready::Credential(credential, lens)) => {
                    act.emit(AccessAct::SignedIn(credential, lens));
                }
                Ok(Ready::Login(login)) => {
                    fault.set(None);
                    is_asking.set(true);
                    let (site, act) = (site.clone(), act.clone());
                    let (fault, is_asking) = (fault.clone(), is_asking.clone());
                    spawn_local(async move {
                        match ask_for_token(&site, login).await {
                            Ok(granted) => {
                                let credential = Credential::Token(granted.token);
                                act.emit(AccessAct::SignedIn(credential, granted.lens));
                            }
                            Err(sentence) => {
                                is_asking.set(false);
                                fault.set(Some(Fault {
                                    field: "password",
                                    sentence,
                                }));
                            }
                        }
                    });
                }
            }
        })
    };
    let dismiss = props.act.reform(|_: MouseEvent| AccessAct::Dismissed);
    let oncancel = props.act.reform(|event: Event| {
        event.prevent_default();
        AccessAct::Dismissed
    });
    let onclose = props.act.reform(|_: Event| AccessAct::Dismissed);
    // No password goes into a command.
    let is_by_hand = props.site.config.is_by_hand(props.site.cloud.as_ref());
    let chip = |(this, key): (Way, &'static str)| {
        let (way, fault) = (way.clone(), fault.clone());
        let pressed = (*way == this).to_string();
        let onclick = Callback::from(move |_: MouseEvent| {
            way.set(this);
            fault.set(None);
        });
        html! { <button type="button" class="chip" aria-pressed={pressed} disabled={*is_asking} {onclick}>{ t!(key) }</button> }
    };
    let input = |field: &Field| {
        let id = field.0;
        let found = fault.as_ref().filter(|fault| fault.field == id);
        let is_first = way.fields()[0].0 == id;
        html! {
            <div class="ask" key={id}>
                <label class="field" for={id}>{ t!(format!("login.field.{id}")) }</label>
                <input {id} type={field.2} autocomplete={field.1} spellcheck="false" autocapitalize="off"
                    autofocus={is_first} readonly={*is_asking} aria-describedby="sign-in-hint sign-in-fault"
                    aria-required={(!field.is_optional()).to_string()}
                    aria-invalid={found.is_some().to_string()} />
            </div>
        }
    };
    let (optional, needed): (Vec<&Field>, Vec<&Field>) =
        way.fields().iter().partition(|field| field.is_optional());
    let (hint, more) = match *way {
        Way::Token if props.site.config.sandbox => ("token.hint_sandbox", ""),
        Way::Token => ("token.hint", ""),
        Way::Password => ("login.hint.password", "login.second_factor"),
        Way::Keys => ("login.hint.keys", "login.temporary"),
    };
    let submit = match *way {
        _ if *is_asking => "login.asking",
        Way::Token => "token.submit",
        Way::Password | Way::Keys => "token.sign_in",
    };
    html! {
        <dialog ref={frame} class="sign-in" aria-labelledby="sign-in-title" {oncancel} {onclose}>
            <form method="dialog" {onsubmit}>
                <div class="dialog-body">
                    <h2 id="sign-in-title">{ t!("token.title") }</h2>
                    <div class="chips" role="group" aria-label={t!("login.ways").into_owned()}>{ for Way::ALL.into_iter().filter(|(this, _)| !is_by_hand || *this != Way::Password).map(chip) }</div>
                    <p class="muted" id="sign-in-hint">{ t!(hint) }</p>
                    { for needed.into_iter().map(input) }
                    if !optional.is_empty() {
                        <details key={more}>
                            <summary>{ t!(more) }</summary>
                            <div class="more-fields">{ for optional.into_iter().map(input) }</div>
                        </details>
                    }
                    <p id="sign-in-fault" class="problem" role="alert">
                        { for fault.as_ref().map(|fault| shown(&fault.sentence)) }
                    </p>
                    <p class="muted small">{ t!("token.memory") }</p>
                </div>
                <div class="dialog-foot">
                    <button type="button" class="btn" onclick={dismiss}>{ t!("cancel") }</button>
                    <span class="push"></span>
                    <button type="submit" class="btn accent" disabled={*is_asking}>{ t!(submit) }</button>
                </div>
            </form>
        </dialog>
    }
}

/// What the fields make.
enum Ready {
    Credential(Credential, Lens),
    Login(Login),
}

/// Reads the fields of a way; those with a secret are empty afterwards.
fn read(way: Way, frame: &NodeRef, site: &Site) -> Result<Ready, Fault> {
    let text = |id: &str| dialog::take_field(frame, id);
    let fault = |field, sentence: std::borrow::Cow<'_, str>| Fault {
        field,
        sentence: sentence.into_owned(),
    };
    let token =
        |field, text| Token::take(text).map_err(|found| fault(field, words::token_fault(found)));
    match way {
        Way::Token => {
            let token = token("token", text("token"))?;
            let lens = Lens::of_token(&token);
            Ok(Ready::Credential(token.into(), lens))
        }
        Way::Keys => {
            let (secret, session) = (text("secret-key"), text("security-token"));
            let keys = Keys::take(&text("access-key"), secret, session);
            let keys = keys.map_err(|found| match found {
                KeyFault::Access => fault("access-key", t!("login.fault.access_key")),
                KeyFault::Secret => fault("secret-key", t!("login.fault.secret_key")),
                KeyFault::SecurityToken(found) => {
                    fault("security-token", words::token_fault(found))
                }
            })?;
            Ok(Ready::Credential(Credential::Keys(keys), Lens::default()))
        }
        Way::Password => {
            let secret = |id| Zeroizing::new(text(id));
            let (password, passcode) = (secret("password"), secret("passcode"));
            let plain = |id| text(id).trim().to_owned();
            let (account, user, id) = (plain("account"), plain("user"), plain("user-id"));
            for (field, is_empty) in [
                ("account", account.is_empty()),
                ("user", user.is_empty()),
                ("password", password.is_empty()),
                ("user-id", id.is_empty() && !passcode.is_empty()),
                ("passcode", passcode.is_empty() && !id.is_empty()),
            ] {
                if is_empty {
                    let key = format!("login.missing.{field}");
                    return Err(fault(field, t!(key)));
                }
            }
            let Some(region) = &site.region else {
                return Err(fault("account", t!("login.no_place")));
            };
            let scope = match &site.project {
                Some(project) => Scope::Project(project.clone()),
                None => Scope::Named(region.to_string()),
            };
            let code = (!id.is_empty()).then_some((id, passcode));
            Ok(Ready::Login(Login {
                proof: Proof::Password {
                    account,
                    user,
                    password,
                    code,
                },
                scope,
            }))
        }
    }
}
