//! The page: where the console is wanted, its address, its language and theme.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    Window,
};
use yew::NodeRef;

/// The place where the console is wanted, emptied: what stands there says that it is loading.
pub fn root() -> Option<Element> {
    let root = document()?.get_element_by_id("app")?;
    root.set_text_content(None);
    Some(root)
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The part of the address after `#`, with it.
pub fn fragment() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Writes the part of the address after `#` without a step in the history.
pub fn replace_fragment(fragment: &str) {
    let history = window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let url = format!("#{fragment}");
        // Refused only when it is called hundreds of times a second; the next act writes again.
        _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}

/// Calls back when a link or the history changed the part after `#`.
pub fn on_fragment(callback: impl Fn(String) + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "hashchange", move |_| {
        callback(fragment());
    }))
}

/// Asks before the page is left, for as long as the listener lives.
pub fn ask_before_leaving() -> Option<EventListener> {
    let window = window()?;
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(
        &window,
        "beforeunload",
        options,
        web_sys::Event::prevent_default,
    ))
}

/// The origin of the page, such as `http://127.0.0.1:8640`.
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// The host and port of the page, such as `127.0.0.1:8640`: what its own origin is asked by.
pub fn host() -> String {
    window()
        .and_then(|window| window.location().host().ok())
        .unwrap_or_default()
}

/// The browser's first language.
pub fn language() -> String {
    window()
        .and_then(|window| window.navigator().language())
        .unwrap_or_default()
}

/// Sets an attribute of the root element: its language, its theme.
pub fn set_root(attribute: &str, value: &str) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root {
        _ = root.set_attribute(attribute, value);
    }
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to the element of an id.
pub fn focus_id(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        _ = element.focus();
    }
}

/// The value of the field that an event came from.
pub fn chosen(event: &web_sys::Event) -> String {
    let target = event.target();
    let field = target.as_ref();
    field
        .and_then(|field| {
            field
                .dyn_ref::<HtmlInputElement>()
                .map(HtmlInputElement::value)
        })
        .or_else(|| {
            field?
                .dyn_ref::<HtmlSelectElement>()
                .map(HtmlSelectElement::value)
        })
        .or_else(|| {
            field?
                .dyn_ref::<HtmlTextAreaElement>()
                .map(HtmlTextAreaElement::value)
        })
        .unwrap_or_default()
}

/// Whether the box that an event came from is ticked.
pub fn is_ticked(event: &web_sys::Event) -> bool {
    let target = event.target();
    let field = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    field.is_some_and(|field| field.checked())
}

/// Whether an event happened in an element that a selector names, or inside one.
pub fn is_within(event: &web_sys::Event, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Calls back for every plain key that is not meant for a field or a dialog. A key that the
/// callback takes is used up.
pub fn on_key(callback: impl Fn(&str) -> bool + 'static) -> Option<EventListener> {
    let document = document()?;
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(
        &document,
        "keydown",
        options,
        move |event| {
            let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
                return;
            };
            let is_chord = key.ctrl_key() || key.alt_key() || key.meta_key();
            if !is_chord
                && !is_within(event, "input, select, textarea, dialog, summary")
                && callback(&key.key())
            {
                event.prevent_default();
            }
        },
    ))
}

/// Whether there is room for something beside the table.
pub fn is_wide() -> bool {
    let width = window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_none_or(|width| width >= 1_000.0)
}

/// Whether nobody can see the page: another tab is in front of it.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Makes a `<select>` show an option.
pub fn set_chosen(select: &NodeRef, value: &str) {
    if let Some(select) = select.cast::<HtmlSelectElement>() {
        select.set_value(value);
    }
}

/// Whether the browser believes that there is a network.
pub fn is_online() -> bool {
    web_sys::window().is_some_and(|window| window.navigator().on_line())
}

/// Calls back when the network goes or comes, for as long as the listeners live.
pub fn on_network(callback: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let listen = |name: &'static str| {
        let callback = callback.clone();
        EventListener::new(&window, name, move |_| callback())
    };
    vec![listen("online"), listen("offline")]
}
