//! The dialog that takes a list somebody copied: recognised while it is looked at, shown when asked.
//!
//! The text stays in this dialog and goes with it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use quell_core::services::Service;
use quell_core::target::Target;
use yew::platform::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use super::account::{Found, account, line};
use crate::browser::brought::{self, Brought};
use crate::browser::{dialog, page};
use crate::ui::{Weight, notice, shown_within};
use crate::words::{many, t};

/// Reading a longer text would be felt while it is typed, so it waits until the typing rests.
const AT_ONCE: usize = 100_000;
/// How long it rests.
const REST: Duration = Duration::from_millis(200);
/// A longer text is kept beside the field: a field of 100,000 lines is slow by itself.
const BESIDE: usize = 1_000_000;
/// No text is longer, in bytes.
const LIMIT: u32 = 20 << 20;
/// No name of a file shows more characters.
const NAME: usize = 80;

/// What the dialog is about.
#[derive(PartialEq, Properties)]
pub(super) struct PasteProps {
    /// Whose sessions are wanted.
    pub(super) service: Service,
    /// Where a link to another service begins.
    pub(super) target: Target,
    /// Filters whose sessions must not be ended.
    pub(super) protected: Vec<String>,
    /// Takes the list that is to be shown.
    pub(super) on_show: Callback<Rc<Found>>,
    /// Closes the dialog.
    pub(super) on_close: Callback<()>,
}

/// What was pasted, and what is known of it.
#[derive(Clone, Default)]
struct Draft {
    text: Rc<str>,
    /// The name of a text that is not in the field.
    beside: Option<Rc<str>>,
    found: Option<Rc<Found>>,
    /// The key of what is wrong with it.
    wrong: Option<&'static str>,
}

/// Draws the dialog.
#[component]
pub(super) fn Paste(props: &PasteProps) -> Html {
    let frame = use_node_ref();
    use_effect_with((), {
        let frame = frame.clone();
        move |()| {
            dialog::open(&frame);
            move || dialog::close(&frame)
        }
    });
    let draft = use_state(Draft::default);
    // A field that goes takes the focus with it.
    use_effect_with(draft.beside.is_some(), |_| page::focus_id("capture"));
    let service = props.service;
    let found = draft.found.as_ref();
    let found = found.filter(|found| found.sessions.service() == service);
    // A long text, or one that is read again for another service.
    use_effect_with((draft.text.clone(), service, found.is_some()), {
        let (draft, protected) = (draft.clone(), props.protected.clone());
        move |(text, service, is_read)| {
            let is_wanted = Rc::new(Cell::new(!*is_read && !text.is_empty()));
            let (text, service, wanted) = (text.clone(), *service, is_wanted.clone());
            if is_wanted.get() {
                spawn_local(async move {
                    sleep(REST).await;
                    if wanted.get() {
                        let found = Some(Rc::new(Found::read(&text, service, &protected)));
                        draft.set(Draft {
                            found,
                            ..Draft::clone(&draft)
                        });
                    }
                });
            }
            move || is_wanted.set(false)
        }
    });
    let take = {
        let (draft, protected) = (draft.setter(), props.protected.clone());
        Callback::from(move |(text, beside): (String, Option<Rc<str>>)| {
            draft.set(drafted(text, beside, service, &protected));
        })
    };
    let bring = bring(&draft, &take);
    let ondragover = Callback::from(|event: DragEvent| {
        if brought::has_files(&event) {
            event.prevent_default();
        }
    });
    let ondrop = {
        let bring = bring.clone();
        Callback::from(move |event: DragEvent| {
            if brought::has_files(&event) {
                event.prevent_default();
                bring.emit(Brought::dropped(&event));
            }
        })
    };
    let onsubmit = {
        let (on_show, found) = (props.on_show.clone(), found.cloned());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(found) = found.clone().filter(|found| found.sessions.rows() > 0) {
                on_show.emit(found);
            }
        })
    };
    let dismiss = props.on_close.reform(|_: MouseEvent| ());
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            // Who leaves the choice of a file leaves that alone.
            if !page::is_within(&event, "input") {
                event.prevent_default();
                on_close.emit(());
            }
        })
    };
    let onclose = props.on_close.reform(|_: Event| ());
    // The link goes when the text is read again: the focus must not go with it.
    let on_switch = Callback::from(|_: MouseEvent| page::focus_id("capture"));
    let count = found.map_or(0, |found| found.sessions.rows());
    let show = if count == 0 {
        t!("capture.show_none").into_owned()
    } else {
        many("capture.show", count)
    };
    let is_reading = found.is_none() && draft.wrong.is_none() && !draft.is_empty();
    html! {
        <dialog ref={frame} class="capture" aria-labelledby="capture-title" {oncancel} {onclose} {ondragover} {ondrop}>
            <form method="dialog" {onsubmit}>
                <div class="dialog-body">
                    <h2 id="capture-title">{ t!("capture.title", service = service.name()) }</h2>
                    <p class="muted">{ t!(format!("capture.hint.{}", service.word())) }</p>
                    { field(&draft, &take, bring) }
                    <p class="capture-line" role="status">
                        if is_reading {
                            { t!("capture.reading") }
                        } else if let Some(found) = found {
                            { line(found) }
                        }
                    </p>
                    if let Some(key) = draft.wrong {
                        <div role="alert">{ notice(Weight::Wrong, t!(key).into()) }</div>
                    }
                    if let Some(found) = found {
                        { account(found, &props.target, &on_switch) }
                    }
                    <p class="muted small">{ t!("capture.local") }</p>
                </div>
                <div class="dialog-foot">
                    <button type="button" class="btn" onclick={dismiss}>{ t!("cancel") }</button>
                    <span class="push"></span>
                    <button type="submit" class="btn accent" disabled={count == 0}>{ show }</button>
                </div>
            </form>
        </dialog>
    }
}

impl Draft {
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.beside.is_none()
    }

    fn wrong(key: &'static str) -> Self {
        Self {
            wrong: Some(key),
            ..Self::default()
        }
    }
}

/// A text as a draft; a short one is read at once.
fn drafted(text: String, beside: Option<Rc<str>>, service: Service, protected: &[String]) -> Draft {
    if text.len() > LIMIT as usize {
        return Draft::wrong("capture.too_large");
    }
    let is_quick = !text.trim().is_empty() && text.len() <= AT_ONCE;
    Draft {
        found: is_quick.then(|| Rc::new(Found::read(&text, service, protected))),
        text: if text.trim().is_empty() {
            "".into()
        } else {
            text.into()
        },
        beside,
        wrong: None,
    }
}

/// Reads a file into the draft.
fn bring(
    draft: &UseStateHandle<Draft>,
    take: &Callback<(String, Option<Rc<str>>)>,
) -> Callback<Option<Brought>> {
    let (draft, take) = (draft.setter(), take.clone());
    Callback::from(move |file: Option<Brought>| {
        let Some(file) = file else { return };
        // Before it is read: a file of gigabytes would not fit into the page.
        if file.is_above(LIMIT) {
            draft.set(Draft::wrong("capture.too_large"));
            return;
        }
        let name: Rc<str> = file.name().into();
        draft.set(Draft {
            beside: Some(name.clone()),
            ..Draft::default()
        });
        let (draft, take) = (draft.clone(), take.clone());
        spawn_local(async move {
            match file.text().await {
                Some(text) => take.emit((text, Some(name))),
                None => draft.set(Draft::wrong("capture.unreadable")),
            }
        });
    })
}

/// The field and the ways past it: a file, or a clipboard that is kept beside it.
fn field(
    draft: &UseStateHandle<Draft>,
    take: &Callback<(String, Option<Rc<str>>)>,
    bring: Callback<Option<Brought>>,
) -> Html {
    let onchange = bring.reform(|event: Event| Brought::chosen(&event));
    let oninput = take.reform(|event: InputEvent| (page::chosen(&event), None));
    let onpaste = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            if let Some(text) = brought::pasted(&event).filter(|text| text.len() > BESIDE) {
                event.prevent_default();
                take.emit((text, Some(t!("capture.clipboard").as_ref().into())));
            }
        })
    };
    let onremove = {
        let draft = draft.setter();
        Callback::from(move |_: MouseEvent| draft.set(Draft::default()))
    };
    html! {
        <div class="capture-field">
            <div class="label-row">
                <label for="capture">{ t!("capture.label") }</label>
                <span class="push"></span>
                <label class="btn small">
                    { t!("capture.file") }
                    <input class="hidden" type="file" {onchange} />
                </label>
            </div>
            if let Some(name) = &draft.beside {
                <div class="label-row beside" id="capture" tabindex="-1">
                    <span>{ shown_within(name, NAME) }{ " · " }{ t!("capture.size", size = draft.text.len().div_ceil(1024)) }</span>
                    <button type="button" class="btn plain small" onclick={onremove}>{ t!("capture.remove") }</button>
                </div>
            } else {
                <textarea id="capture" rows="8" {oninput} {onpaste} spellcheck="false" autocomplete="off" autofocus=true />
            }
        </div>
    }
}
