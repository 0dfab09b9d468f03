//! A fact in a list of facts: its name and what it is.

use std::borrow::Cow;

use yew::prelude::*;

/// Draws one fact for a `<dl class="place">`.
///
/// Never inlined: it stands at many places, and written out it weighs more than its words.
#[inline(never)]
pub fn pair(name: Cow<'static, str>, what: Html) -> Html {
    html! { <><dt>{ name }</dt><dd>{ what }</dd></> }
}

/// Draws text that is read letter by letter: ids, codes, routes.
#[inline(never)]
pub fn code(text: Html) -> Html {
    html! { <code>{ text }</code> }
}
