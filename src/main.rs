//! Puts the console on the page.

fn main() {
    quell::browser::page::mount();
}
