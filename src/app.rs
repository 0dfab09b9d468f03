//! The page: providers, routes and the shell.

use yew::prelude::*;

/// The whole console.
#[component]
pub fn App() -> Html {
    html! { <main><h1>{ "Quell" }</h1></main> }
}
