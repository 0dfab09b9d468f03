//! What `<dialog>` and focus need from script.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::NodeRef;

/// Opens a dialog as a modal one.
pub fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        _ = dialog.show_modal();
    }
}

/// Closes a dialog before it is taken away: only then does the focus go back to where it was.
pub fn close(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
        dialog.close();
    }
}

/// Keeps Escape from closing a dialog. To prevent its `cancel` is not enough: a browser
/// closes a dialog all the same when it is asked again and again.
pub fn hold_escape(event: &KeyboardEvent) {
    if event.key() == "Escape" {
        event.prevent_default();
    }
}

/// Moves the focus, and so the screen, to an element.
pub fn focus(element: &NodeRef) {
    if let Some(element) = element.cast::<HtmlElement>() {
        _ = element.focus();
    }
}

/// Moves the focus to the first field that is wrong.
pub fn focus_first_wrong() {
    let document = web_sys::window().and_then(|window| window.document());
    let found = document
        .and_then(|document| document.query_selector("[aria-invalid=true]").ok()?)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = found {
        _ = element.focus();
    }
}

/// The text of a field inside; one that hides what is typed is emptied: a secret stays where it is used.
pub fn take_field(frame: &NodeRef, id: &str) -> String {
    let frame = frame.cast::<Element>();
    let found = frame.and_then(|frame| frame.query_selector(&format!("#{id}")).ok()?);
    let field = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok());
    field.map_or_else(String::new, |field| {
        let text = field.value();
        if field.type_() == "password" {
            field.set_value("");
        }
        text
    })
}
