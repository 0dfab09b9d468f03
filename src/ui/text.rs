//! Text from elsewhere: only ever text nodes, with what cannot be seen made visible.

use quell_core::id::{is_invisible, visible};
use yew::prelude::*;

/// Draws a text that somebody else wrote.
///
/// Control and bidirectional characters become visible escapes, and `<bdi>` keeps
/// the text's direction to itself. Line breaks and tabs are left to the style.
pub fn shown(text: &str) -> Html {
    let mut parts: Vec<Html> = Vec::new();
    let mut plain = String::new();
    for character in text.chars() {
        if is_invisible(character) && !matches!(character, '\n' | '\t') {
            if !plain.is_empty() {
                parts.push(html! { { std::mem::take(&mut plain) } });
            }
            parts.push(html! { <span class="escape">{ visible(character) }</span> });
        } else {
            plain.push(character);
        }
    }
    if !plain.is_empty() {
        parts.push(html! { { plain } });
    }
    html! { <bdi>{ for parts }</bdi> }
}

/// A text that somebody else wrote, as a name that is read aloud: what cannot be seen is spelled out.
pub fn spelled(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for character in text.chars() {
        if is_invisible(character) {
            name.push_str(&visible(character));
        } else {
            name.push(character);
        }
    }
    name
}

/// Draws the first `limit` characters of a text that somebody else wrote.
pub fn shown_within(text: &str, limit: usize) -> Html {
    match text.char_indices().nth(limit) {
        None => shown(text),
        Some((end, _)) => html! { <>{ shown(&text[..end]) }{ "…" }</> },
    }
}
