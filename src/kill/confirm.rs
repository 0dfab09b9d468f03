//! The dialog between a wish and the wire: the list is read again, and what would end is weighed and shown.
//! Cancel has the focus; nothing here can be skipped.

use std::rc::Rc;

use quell_core::access::{Credential, Lens};
use quell_core::list::{Failure, Limits, Listing, Progress};
use quell_core::plan::{Friction, KillPlan, LeftOut, Look, Scope};
use quell_core::session::Filter;
use yew::prelude::*;

use super::ask::Ask;
use super::gap::{gap, gap_of};
use super::place::{env_word, environment};
use super::weigh::{Checked, left_out, listed, requests, weighed};
use crate::browser::conduct::look;
use crate::browser::reading::{Door, News, Run};
use crate::browser::world::World;
use crate::browser::{dialog, page};
use crate::config::Config;
use crate::sessions::failed;
use crate::settings::{Guard, duplicate_protection};
use crate::ui::{Weight, notice};
use crate::words::{many, t};

/// What a person agrees to: the plan, the reason, and what was typed.
pub type Agreed = (Rc<KillPlan>, String, String);

/// What the dialog shows.
#[derive(PartialEq, Properties)]
pub struct ConfirmProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// In whose name, if somebody has signed in.
    pub credential: Option<Credential>,
    /// What the token is good for, as far as that is known.
    pub lens: Lens,
    /// What is wanted; another wish is another dialog.
    pub ask: Rc<Ask>,
    /// What is known of the guard on the way there; it decides nothing.
    pub guard: Option<Guard>,
    /// Takes the agreement.
    pub on_agree: Callback<Agreed>,
    /// Takes the way back.
    pub on_withdraw: Callback<()>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

impl PartialEq for Ask {
    /// A wish is made once and never changed.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// How far the fresh list is.
#[derive(Clone)]
enum Fresh {
    Reading(Option<Progress>),
    Failed(Rc<Failure>),
    NoWay,
    Planned(Rc<KillPlan>),
    Nobody(Rc<[LeftOut]>),
}

/// Asks about exactly one plan.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let frame = use_node_ref();
    let reason = use_state_eq(String::new);
    let typed = use_state_eq(String::new);
    let fresh = use_state(|| Fresh::Reading(None));
    let agreed = use_mut_ref(|| false);
    let is_gap_accepted = use_state_eq(|| false);
    let tries = use_state_eq(|| 0_u32);
    use_effect_with((), {
        let frame = frame.clone();
        move |()| {
            dialog::open(&frame);
            move || dialog::close(&frame)
        }
    });
    use_effect_with((*tries, props.credential.clone()), {
        let (fresh, ask) = (fresh.clone(), props.ask.clone());
        let door = door(props);
        move |_| {
            let running = door.map(|door| read(ask, door, fresh));
            move || drop(running)
        }
    });
    let ask = &props.ask;
    let environment = environment(&props.config, ask.place.environment.as_ref());
    let plan = match &*fresh {
        Fresh::Planned(plan) => Some(plan.clone()),
        _ => None,
    };
    let asks_reason =
        environment.is_some_and(|it| it.reason_required) || wants_reason(plan.as_deref());
    let reason_missing = asks_reason && reason.trim().is_empty();
    let is_agreed = plan
        .as_ref()
        .is_some_and(|plan| plan.is_agreed(&reason, &typed));
    let outlives = plan.as_ref().is_some_and(|plan| {
        let now = props.world.time();
        // Whose token a command takes, and when it is run, nobody knows here.
        let is_by_hand = ask.place.lead.kind().is_by_hand();
        !is_by_hand && props.lens.ends_within(now, plan.lasts_ms())
    });
    let undocumented = plan.as_deref().and_then(gap_of);
    let is_gap_held = undocumented.is_some() && !*is_gap_accepted;
    let ready =
        is_agreed && !is_gap_held && !reason_missing && !outlives && props.credential.is_some();
    let withdraw = props.on_withdraw.clone();
    let oncancel = {
        let withdraw = withdraw.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            withdraw.emit(());
        })
    };
    let onclose = withdraw.reform(|_: Event| ());
    // Enter in a field must not send: only the button does, pressed on purpose.
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let onclick = {
        let (agree, plan) = (props.on_agree.clone(), plan.clone());
        let (reason, typed) = (reason.clone(), typed.clone());
        Callback::from(move |_: MouseEvent| {
            // The first click counts: a second one before the next render means nothing.
            if let Some(plan) = plan.clone().filter(|_| ready && !agreed.replace(true)) {
                agree.emit((plan, reason.trim().to_owned(), typed.trim().to_owned()));
            }
        })
    };
    let again = {
        let (tries, fresh) = (tries.clone(), fresh.clone());
        Callback::from(move |()| {
            fresh.set(Fresh::Reading(None));
            tries.set(*tries + 1);
        })
    };
    let leave_out = {
        let (fresh, settings) = (fresh.clone(), ask.settings);
        Callback::from(move |place: usize| {
            if let Fresh::Planned(plan) = &*fresh
                && let Ok(plan) = plan.without(&[place], settings)
            {
                fresh.set(Fresh::Planned(Rc::new(plan)));
            }
        })
    };
    let body = match &*fresh {
        Fresh::Reading(progress) => reading(progress.as_ref()),
        Fresh::Failed(failure) => failed(failure, ask.place.service(), &again, &props.on_sign_in),
        Fresh::NoWay => html! { <p class="problem">{ t!("sessions.no_way") }</p> },
        Fresh::Nobody(all) => html! {
            <>
                <p class="problem" role="alert">{ t!("plan.nobody") }</p>
                { left_out(all) }
            </>
        },
        Fresh::Planned(plan) => html! {
            <>
                if outlives {
                    { too_short(&props.on_sign_in) }
                }
                { weighed(plan) }
                <p id="confirm-effect">
                    { t!(format!("operation.{}.effect", plan.order().operation)) }{ " " }{ t!("confirm.final") }
                </p>
                { listed(plan, &leave_out) }
                { left_out(plan.left_out()) }
                { requests(plan, &props.config) }
                { for props.guard.as_ref().map(duplicate_protection) }
                { for undocumented.map(|found| gap(found, plan, &is_gap_accepted)) }
                { type_it(&typed, plan) }
                { reason_field(&reason, asks_reason, environment.map(|it| it.word.as_str())) }
            </>
        },
    };
    html! {
        <dialog ref={frame} class="confirm" role="alertdialog" aria-labelledby="confirm-title"
            aria-describedby="confirm-effect" {oncancel} {onclose}>
            <form method="dialog" {onsubmit}>
                <div class="dialog-body">
                    <h2 id="confirm-title">{ title(plan.as_deref(), ask) }{ env_word(environment) }</h2>
                    { super::place::place(&props.config, &ask.place) }
                    { body }
                </div>
                <div class="dialog-foot">
                    <button type="button" class="btn" autofocus=true onclick={withdraw.reform(|_: MouseEvent| ())}>
                        { t!("cancel") }
                    </button>
                    <span class="push muted small" role="status">{ for plan.as_ref().map(|plan| html! { <Checked plan={plan.clone()} /> }) }</span>
                    <button type="button" class="btn kill" {onclick} disabled={!ready}>{ button(plan.as_deref()) }</button>
                </div>
            </form>
        </dialog>
    }
}

/// The token ends before the run would: half of it would be left without an answer.
fn too_short(on_sign_in: &Callback<()>) -> Html {
    notice(
        Weight::Warning,
        html! {
            <>
                <p role="alert">{ t!("plan.outlives") }</p>
                <button type="button" class="btn" onclick={on_sign_in.reform(|_: MouseEvent| ())}>{ t!("token.sign_in") }</button>
            </>
        },
    )
}

fn wants_reason(plan: Option<&KillPlan>) -> bool {
    plan.is_some_and(|plan| plan.friction().wants_reason())
}

fn door(props: &ConfirmProps) -> Option<Door> {
    let place = &props.ask.place;
    Some(Door {
        config: props.config.clone(),
        world: props.world.clone(),
        cloud: place.cloud.clone(),
        region: place.region.clone(),
        credential: props.credential.clone()?,
    })
}

/// Reads the list anew and plans by it.
fn read(ask: Rc<Ask>, door: Door, fresh: UseStateHandle<Fresh>) -> Run<Listing> {
    let service = ask.place.service();
    let limits = Limits::of(service, door.cloud.as_str());
    let texts = ask.protected.iter();
    let protected: Vec<Filter> = texts
        .filter_map(|text| Filter::parse(text, service).ok())
        .collect();
    let is_by_hand = ask.place.lead.kind().is_by_hand();
    let listing = Listing::new(ask.place.whose.clone(), limits);
    let told = Callback::from(move |news: News<Listing>| {
        fresh.set(match news {
            News::Progress(progress) => Fresh::Reading(Some(progress)),
            News::Failed(failure) => Fresh::Failed(Rc::from(failure)),
            News::NoWay => Fresh::NoWay,
            News::Done(extent, listing) => {
                let look: Look = look(extent, listing, &protected, is_by_hand);
                match ask.plan(look) {
                    Ok(plan) => Fresh::Planned(Rc::new(plan)),
                    Err(left_out) => Fresh::Nobody(left_out.into()),
                }
            }
        });
    });
    Run::begin(listing, door, told)
}

fn reading(progress: Option<&Progress>) -> Html {
    let rows = progress.map_or(0, |progress| progress.rows);
    html! {
        <p class="muted" role="status">
            <progress aria-label={t!("plan.reading").into_owned()}></progress>
            { " " }{ t!("plan.reading") }
            if rows > 0 {
                { " " }{ many("plan.read", rows) }
            }
        </p>
    }
}

/// A question with its object, never "are you sure".
fn title(plan: Option<&KillPlan>, ask: &Ask) -> String {
    let Some(plan) = plan else {
        return t!("plan.title", node = ask.place.node_name).into_owned();
    };
    match plan.order().scope {
        Scope::Sessions => many(
            &format!("operation.{}.question", plan.order().operation),
            plan.items().len(),
        ),
        Scope::Node => t!("confirm.question_node").into_owned(),
        Scope::Instance => t!("confirm.question_instance").into_owned(),
    }
}

fn button(plan: Option<&KillPlan>) -> String {
    let Some(plan) = plan else {
        return t!("plan.wait").into_owned();
    };
    match plan.order().scope {
        Scope::Sessions => many(
            &format!("operation.{}.confirm", plan.order().operation),
            plan.items().len(),
        ),
        Scope::Node => t!("confirm.whole_node").into_owned(),
        Scope::Instance => t!("confirm.whole_instance").into_owned(),
    }
}

fn type_it(typed: &UseStateHandle<String>, plan: &KillPlan) -> Html {
    let Some(demanded) = plan.to_type() else {
        return html! {};
    };
    let key = match plan.friction() {
        Friction::TypeName => "confirm.type_instance",
        _ => "confirm.type_count",
    };
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| typed.set(page::chosen(&event)))
    };
    html! {
        <p class="ask">
            <label for="typed">{ t!(key) }{ " " }<code class="demanded">{ demanded }</code></label>
            <input id="typed" class="mono" value={(**typed).clone()} {oninput} autocomplete="off" spellcheck="false" />
        </p>
    }
}

fn reason_field(
    reason: &UseStateHandle<String>,
    required: bool,
    environment: Option<&str>,
) -> Html {
    let label = match environment {
        Some(word) if required => t!("confirm.reason_required", environment = word),
        None if required => t!("confirm.reason_needed"),
        _ => t!("confirm.reason"),
    };
    let oninput = {
        let reason = reason.clone();
        Callback::from(move |event: InputEvent| reason.set(page::chosen(&event)))
    };
    html! {
        <p class="ask">
            <label for="reason">{ label }</label>
            <input id="reason" value={(**reason).clone()} {oninput} {required} maxlength="200" autocomplete="off" />
        </p>
    }
}
