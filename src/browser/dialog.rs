//! What `<dialog>` and focus need from script.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::NodeRef;

/// Opens a dialog as a modal one.
pub fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        _ = dialog.show_modal();
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
