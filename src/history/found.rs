//! Runs that the journal shows unfinished: the page was closed in the middle, or another tab is at it.

use std::rc::Rc;

use quell_core::run::{Run, State};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::kept::{Kept, unfinished};
use crate::browser::channel::Channel;
use crate::browser::clock;
use crate::browser::conduct::{CHANNEL, Means, SILENCE_MS, now};
use crate::ui::{Weight, notice, shown};
use crate::words::t;

/// The means of a run that is taken up; they are never the reason to draw anew.
#[derive(Clone)]
pub struct FoundMeans(pub Means);

impl PartialEq for FoundMeans {
    fn eq(&self, other: &Self) -> bool {
        self.0.credential == other.0.credential
    }
}

/// What the banner shows.
#[derive(PartialEq, Properties)]
pub struct FoundProps {
    /// Whose requests a run makes that is taken up.
    pub means: FoundMeans,
    /// Whether this tab has a run on its way: then it is asked for nothing else.
    pub busy: bool,
    /// Another number when a run of this tab has ended.
    pub version: u32,
    /// Takes a run to be looked after.
    pub on_recover: Callback<Run>,
}

/// What another tab says of its run.
#[derive(Clone, PartialEq)]
struct Other {
    run: String,
    node: String,
    sent: u64,
    total: u64,
}

/// Draws a banner for each run that is not at its end.
#[component]
pub fn Found(props: &FoundProps) -> Html {
    let found = use_state(|| Rc::new(Vec::<Kept>::new()));
    let other = use_state_eq(|| None::<Other>);
    use_effect_with((props.busy, props.version, other.is_some()), {
        let found = found.clone();
        move |(busy, ..)| {
            if !*busy {
                spawn_local(async move {
                    // Without a journal there is nothing to find; a kill will say why.
                    found.set(Rc::new(unfinished().await.unwrap_or_default()));
                });
            }
        }
    });
    use_effect_with((), {
        let other = other.setter();
        move |()| {
            let channel = Channel::open_for(CHANNEL, SILENCE_MS, move |text| {
                other.set(text.and_then(|text| heard(&text)));
            });
            move || drop(channel)
        }
    });
    if props.busy {
        return html! {};
    }
    if let Some(other) = &*other {
        return notice(
            Weight::Calm,
            html! { <p role="status">
                { shown(&t!("found.other", node = other.node, sent = other.sent, total = other.total)) }
            </p> },
        );
    }
    let banner = |kept: &Kept| {
        let entries = kept.entries.clone();
        let Some(run) = Run::recover(&entries, now()) else {
            return html! {};
        };
        let progress = run.progress();
        let order = run.order().clone();
        // Milliseconds since 1970 are far below 2^53.
        #[expect(clippy::cast_precision_loss)]
        let at = clock::time_of_day(kept.record.confirmed_ms() as f64);
        let onclick = {
            let (recover, run) = (props.on_recover.clone(), run.clone());
            Callback::from(move |_: MouseEvent| recover.emit(run.clone()))
        };
        let is_over = run.state() == State::Closed;
        html! {
            if !is_over {
                { notice(Weight::Warning, html! {
                    <>
                        <p><b>{ shown(&t!("found.title", node = order.node_name, time = at)) }</b></p>
                        <p>{ t!("found.text", sent = progress.sent, total = progress.total,
                            batch = progress.batch, batches = progress.batches) }</p>
                        <p class="buttons">
                            <button type="button" class="btn accent" {onclick}
                                disabled={props.means.0.credential.is_none()}>{ t!("run.check_now") }</button>
                            if props.means.0.credential.is_none() {
                                <span class="muted small">{ t!("found.sign_in") }</span>
                            }
                        </p>
                    </>
                }) }
            }
        }
    };
    html! { { for found.iter().map(banner) } }
}

/// What another tab says; nothing once its run is over.
fn heard(text: &str) -> Option<Other> {
    let value: Value = serde_json::from_str(text).ok()?;
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let word = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    if value.get("is_over").and_then(Value::as_bool) != Some(false) {
        return None;
    }
    Some(Other {
        run: word("run")?,
        node: word("node")?,
        sent: number("sent")?,
        total: number("total")?,
    })
}
