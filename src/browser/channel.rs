//! What tabs tell each other: how a run that one of them has is going.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel between the tabs of this browser; closed when it is dropped.
#[derive(Debug)]
pub struct Channel {
    channel: BroadcastChannel,
    _heard: EventListener,
}

impl Channel {
    /// Opens one, and calls back with each text that another tab says on it. Nothing where the browser has none.
    pub fn open(name: &str, callback: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let heard = EventListener::new(&channel, "message", move |event| {
            let said = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some(text) = said.and_then(|said| said.as_string()) {
                callback(text);
            }
        });
        Some(Self {
            channel,
            _heard: heard,
        })
    }

    /// The same, and calls back with nothing when nobody has said anything for so long since the last text.
    pub fn open_for(
        name: &str,
        silence_ms: u32,
        callback: impl Fn(Option<String>) + 'static,
    ) -> Option<Self> {
        let callback = Rc::new(callback);
        let silence = RefCell::new(None);
        Self::open(name, move |text| {
            let over = callback.clone();
            silence.replace(Some(Timeout::new(silence_ms, move || over(None))));
            callback(Some(text));
        })
    }

    /// Says a text to all others on the channel.
    pub fn say(&self, text: &str) {
        // Refused only when the channel is closed, and that is when it is dropped.
        _ = self.channel.post_message(&text.into());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
