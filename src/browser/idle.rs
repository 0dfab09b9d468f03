//! Whether somebody is there: a hand on the page, and the page in sight.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_timers::callback::Interval;

use super::clock;

/// After so long without a hand on it the page counts as left, in milliseconds.
const IDLE_MS: f64 = 10.0 * 60_000.0;
/// And after so long out of sight.
const HIDDEN_MS: f64 = 5.0 * 60_000.0;
/// How often it is looked at.
const LOOK_MS: u32 = 5_000;
/// What a hand does.
const TOUCHES: [&str; 4] = ["keydown", "pointerdown", "pointermove", "wheel"];

/// A watch over the page; dropped, it ends.
pub struct Watch {
    _listeners: Vec<EventListener>,
    _timer: Interval,
}

/// Calls back once the page was left for too long. The clock is the day's: one that stands still
/// while the machine sleeps would let a morning pass for a minute.
pub fn watch(left: impl Fn() + 'static) -> Option<Watch> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let touched = Rc::new(Cell::new(clock::now()));
    let hidden = Rc::new(Cell::new(document.hidden().then(clock::now)));
    let mut listeners = Vec::new();
    for name in TOUCHES {
        let touched = touched.clone();
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: true,
        };
        let note = move |_: &web_sys::Event| touched.set(clock::now());
        let listener = EventListener::new_with_options(&window, name, options, note);
        listeners.push(listener);
    }
    listeners.push(EventListener::new(&document, "visibilitychange", {
        let (document, hidden) = (document.clone(), hidden.clone());
        move |_| hidden.set(document.hidden().then(clock::now))
    }));
    let timer = Interval::new(LOOK_MS, move || {
        let now = clock::now();
        let is_hidden = hidden.get().is_some_and(|since| now - since >= HIDDEN_MS);
        if is_hidden || now - touched.get() >= IDLE_MS {
            left();
        }
    });
    Some(Watch {
        _listeners: listeners,
        _timer: timer,
    })
}
