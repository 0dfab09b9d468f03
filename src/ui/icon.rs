//! The few pictures, as inline SVG without styles.

use yew::prelude::*;

/// A picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The wordmark's sign: a line cut in two.
    Cut,
    /// Something to know.
    Note,
    /// Something to look at twice.
    Warning,
    /// Something wrong.
    Wrong,
    /// Something right.
    Right,
    /// Something nobody knows.
    Unknown,
    /// Locked, or to be locked.
    Lock,
}

/// Draws a picture. It says nothing to a screen reader: the words beside it do.
pub fn icon(icon: Icon) -> Html {
    let lines: &[&'static str] = match icon {
        Icon::Cut => &["M2 9h4l2-5", "M10 14l2-5h4"],
        Icon::Note => &[
            "M9 8.5v4.5",
            "M9 5.2v.1",
            "M9 1.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4",
        ],
        Icon::Warning => &["M9 7v3.6", "M9 13.2v.1", "M9 2.2l7.2 13H1.8z"],
        Icon::Wrong => &[
            "M6.2 6.2l5.6 5.6",
            "M11.8 6.2l-5.6 5.6",
            "M9 1.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4",
        ],
        Icon::Right => &[
            "M5.6 9.3l2.4 2.4l4.6-5",
            "M9 1.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4",
        ],
        Icon::Unknown => &[
            "M6.9 7a2.1 2.1 0 1 1 3 1.9c-.7.3-.9.8-.9 1.5",
            "M9 12.9v.1",
            "M9 1.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4",
        ],
        Icon::Lock => &["M4.5 8.2h9v7h-9z", "M6.2 8.2V6a2.8 2.8 0 0 1 5.6 0v2.2"],
    };
    html! {
        <svg class="icon" viewBox="0 0 18 18" width="18" height="18" fill="none" stroke="currentColor"
            stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            { for lines.iter().map(|d| html! { <path d={*d} /> }) }
        </svg>
    }
}
