//! What a field with a list of its own needs from script: where the focus goes, what is in sight, and a
//! pause in typing.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement};

/// Whether the focus goes to an element that a selector names, or inside one.
pub fn goes_within(event: &FocusEvent, selector: &str) -> bool {
    let next = event
        .related_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    next.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Scrolls a list, and nothing else, until one of its options is in sight.
pub fn reveal(list: &str, option: &str) {
    let find = |id: &str| {
        let document = web_sys::window()?.document()?;
        document
            .get_element_by_id(id)?
            .dyn_into::<HtmlElement>()
            .ok()
    };
    let (Some(list), Some(option)) = (find(list), find(option)) else {
        return;
    };
    let (top, height) = (option.offset_top(), option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if top + height > list.scroll_top() + list.client_height() {
        list.set_scroll_top(top + height - list.client_height());
    }
}

/// A pause in typing that is waited for; dropped, nobody waits.
pub type Rest = Timeout;

/// Calls back once nothing was typed for a moment.
pub fn after_typing(callback: impl FnOnce() + 'static) -> Rest {
    Timeout::new(400, callback)
}
