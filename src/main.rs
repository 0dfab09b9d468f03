//! Puts the console on the page.

fn main() {
    yew::Renderer::<quell::app::App>::new().render();
}
