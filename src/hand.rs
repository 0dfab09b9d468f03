//! The dialog of a request that a person carries: the command, and the place for what came back.
//!
//! Nothing that was pasted is lost: a text that cannot be read stays, and says where it is wrong.

use std::borrow::Cow;
use std::rc::Rc;

use quell_core::answer::{Reply, Silence};
use quell_core::hand::{self, HandFault};
use yew::prelude::*;

use crate::browser::world::{Errand, World};
use crate::browser::{dialog, page};
use crate::ui::{CopyButton, Weight, notice, shown};
use crate::words::t;

/// What is to be carried now, if anything is; the page is drawn anew when that changes.
#[hook]
pub fn use_errand(world: &World) -> Option<Rc<Errand>> {
    let update = use_force_update();
    use_effect_with(world.clone(), move |world| {
        world.listen_to_errands(Callback::from(move |()| update.force_update()));
    });
    world.errand()
}

/// What the dialog shows.
#[derive(PartialEq, Properties)]
pub struct HandProps {
    /// What is to be carried; another one is another dialog.
    pub errand: Rc<Errand>,
    /// The world, which waits for the answer.
    pub world: World,
    /// Whether it is looked what became of sessions: then a person may stop that.
    pub is_look: bool,
}

/// Why what is there is not taken.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// It cannot be read.
    Text(HandFault),
    /// It is no status.
    Status,
    /// It would be lost.
    Unread,
}

/// Asks for the answer of one request.
#[component]
pub fn HandDialog(props: &HandProps) -> Html {
    let frame = use_node_ref();
    let text = use_state_eq(String::new);
    let status = use_state_eq(String::new);
    let fault = use_state(|| None::<Fault>);
    use_effect_with((), {
        let frame = frame.clone();
        move |()| {
            dialog::open(&frame);
            move || dialog::close(&frame)
        }
    });
    let errand = &props.errand;
    let answer = {
        let (world, id) = (props.world.clone(), errand.id);
        Callback::from(move |reply: Reply| world.answer_errand(id, reply))
    };
    let unknown = answer.reform(|_: MouseEvent| Reply::Silent(Silence::NotTold));
    let onsubmit = {
        let (text, status, fault) = (text.clone(), status.clone(), fault.clone());
        let answer = answer.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match read(&text, &status) {
                Ok(found) => answer.emit(Reply::Answered(found)),
                Err(found) => {
                    fault.set(Some(found));
                    page::focus_id(if found == Fault::Status { STATUS } else { TEXT });
                }
            }
        })
    };
    let is_empty = text.trim().is_empty();
    let oncancel = {
        let (answer, fault) = (answer.clone(), fault.clone());
        Callback::from(move |event: Event| {
            event.prevent_default();
            if is_empty {
                answer.emit(Reply::Silent(Silence::NotTold));
            } else {
                fault.set(Some(Fault::Unread));
            }
        })
    };
    let onclose = {
        let (answer, frame) = (answer.clone(), frame.clone());
        Callback::from(move |_: Event| {
            if is_empty {
                answer.emit(Reply::Silent(Silence::NotTold));
            } else {
                dialog::open(&frame);
            }
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if !is_empty {
            dialog::hold_escape(&event);
        }
    });
    let typed = |state: &UseStateHandle<String>| {
        let (state, fault) = (state.clone(), fault.clone());
        Callback::from(move |event: InputEvent| {
            state.set(page::chosen(&event));
            fault.set(None);
        })
    };
    let (title, what) = match (errand.is_kill, props.is_look) {
        (true, _) => ("hand.title_kill", "hand.kill"),
        (false, true) => ("hand.title", "hand.look"),
        (false, false) => ("hand.title", "hand.read"),
    };
    let leave = match (errand.is_kill, props.is_look) {
        (false, true) => "hand.stop_looking",
        (true, _) => "hand.unknown",
        (false, false) => "hand.not_run",
    };
    let is_wrong = |which: bool| (fault.is_some() && which).to_string();
    let is_status = *fault == Some(Fault::Status);
    html! {
        <dialog ref={frame} class="by-hand" aria-labelledby="hand-title" aria-describedby="hand-what" {oncancel} {onclose} {onkeydown}>
            <form method="dialog" {onsubmit}>
                <div class="dialog-body">
                    <h2 id="hand-title">{ t!(title) }</h2>
                    if errand.is_kill {
                        { notice(Weight::Warning, html! { <p id="hand-what">{ t!(what) }</p> }) }
                    } else {
                        <p id="hand-what">{ t!(what) }</p>
                    }
                    <div class="label-row">
                        <span class="field">{ t!("hand.command") }</span>
                        <span class="push"></span>
                        <CopyButton text={errand.command.clone()} label={t!("copy.label").into_owned()} />
                    </div>
                    <pre class="request" tabindex="0" aria-label={t!("hand.command").into_owned()}>{ shown(&errand.command) }</pre>
                    <p class="muted small">{ t!("preview.curl") }</p>
                    <div class="ask">
                        <label class="field" for={TEXT}>{ t!("hand.answer") }</label>
                        <textarea id={TEXT} class="mono" rows="5" value={(*text).clone()} oninput={typed(&text)}
                            spellcheck="false" autocapitalize="off" autocomplete="off"
                            aria-describedby="hand-hint hand-fault" aria-invalid={is_wrong(!is_status)} />
                        <p id="hand-fault" class="problem" role="alert">{ for fault.map(sentence) }</p>
                        <p class="muted small" id="hand-hint">{ t!("hand.hint") }</p>
                    </div>
                    <div class="ask">
                        <label class="field" for={STATUS}>{ t!("hand.status") }</label>
                        <input id={STATUS} class="mono" inputmode="numeric" maxlength="3" value={(*status).clone()}
                            oninput={typed(&status)} autocomplete="off" aria-describedby="hand-fault"
                            aria-invalid={is_wrong(is_status)} />
                    </div>
                </div>
                <div class="dialog-foot">
                    <button type="button" class="btn" onclick={unknown}>{ t!(leave) }</button>
                    <span class="push"></span>
                    <button type="submit" class="btn accent">{ t!("hand.take") }</button>
                </div>
            </form>
        </dialog>
    }
}

/// The ids of the fields.
const TEXT: &str = "hand-answer";
const STATUS: &str = "hand-status";

fn read(text: &str, status: &str) -> Result<quell_core::answer::Answer, Fault> {
    let status = match status.trim() {
        "" => None,
        digits => match digits.parse::<u16>() {
            Ok(status @ 200..=599) => Some(status),
            _ => return Err(Fault::Status),
        },
    };
    hand::read(text, status).map_err(Fault::Text)
}

/// What is wrong, where, and what to do.
fn sentence(fault: Fault) -> Cow<'static, str> {
    match fault {
        Fault::Status => t!("hand.fault.status"),
        Fault::Unread => t!("hand.fault.unread"),
        Fault::Text(fault) => match fault {
            HandFault::Empty => t!("hand.fault.empty"),
            HandFault::TooLong => t!("hand.fault.too_long"),
            HandFault::NoAnswer { line } => t!("hand.fault.no_answer", line = line),
            HandFault::NoReply { line } => t!("hand.fault.no_reply", line = line),
            HandFault::NoStatus => t!("hand.fault.no_status"),
            HandFault::OtherStatus { own } => t!("hand.fault.other_status", own = own),
            HandFault::NoHeader { line } => t!("hand.fault.no_header", line = line),
            HandFault::Second { line } => t!("hand.fault.second", line = line),
            HandFault::BrokenJson { line, column } => {
                t!("hand.fault.broken_json", line = line, column = column)
            }
            HandFault::Surplus { line } => t!("hand.fault.surplus", line = line),
        },
    }
}
