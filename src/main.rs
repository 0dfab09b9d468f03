//! Puts the console on the page.

use quell::app::App;
use quell::browser::page;

fn main() {
    if let Some(root) = page::root() {
        yew::Renderer::<App>::with_root(root).render();
    }
}
