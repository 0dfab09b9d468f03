//! A box with something to know.

use yew::prelude::*;

use super::{Icon, icon};

/// How heavy a notice weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Good to know.
    Calm,
    /// Look twice.
    Warning,
    /// Something is wrong.
    Wrong,
}

/// Draws a notice.
pub fn notice(weight: Weight, content: Html) -> Html {
    let (class, picture) = match weight {
        Weight::Calm => ("notice calm", Icon::Note),
        Weight::Warning => ("notice warning", Icon::Warning),
        Weight::Wrong => ("notice wrong", Icon::Wrong),
    };
    html! {
        <div {class}>
            { icon(picture) }
            <div class="notice-text">{ content }</div>
        </div>
    }
}
