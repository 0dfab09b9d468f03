//! How fresh the list is, and reading it again: by hand, or every few seconds unless there is a reason not to.

use std::borrow::Cow;

use yew::prelude::*;

use super::cells::push_visible;
use super::room::Taken;
use crate::browser::clock;
use crate::browser::page;
use crate::config::EVERY;
use crate::ui::Choice;
use crate::words::t;

#[derive(PartialEq, Properties)]
pub(super) struct RefreshProps {
    /// The reading that is shown.
    pub(super) taken: Option<Taken>,
    /// Whether one runs.
    pub(super) reading: bool,
    /// How many rows are ticked: nothing moves under a hand that chooses.
    pub(super) ticked: usize,
    /// Why nothing is read now: a dialog is open, or a run is on its way and reads lists of its own.
    pub(super) busy: Option<&'static str>,
    /// Whether there is a token.
    pub(super) signed_in: bool,
    /// The seconds between two readings when the screen opens; 0 is off.
    pub(super) start: u32,
    /// Whether a person carries the requests: nothing is read by itself then.
    pub(super) is_by_hand: bool,
    /// Reads again.
    pub(super) on_read: Callback<()>,
}

/// Draws the line beside the count. It alone is drawn each second.
#[component]
pub(super) fn Refresh(props: &RefreshProps) -> Html {
    let every = use_state_eq(|| props.start);
    let second = use_state_eq(|| 0_u64);
    use_effect_with((), {
        let second = second.setter();
        move |()| {
            let ticking = clock::each_second(move |now| second.set(now));
            move || drop(ticking)
        }
    });
    let age = props
        .taken
        .as_ref()
        .map(|taken| age(clock::now() - taken.at_ms));
    let pause = (*every > 0).then(|| pause(props)).flatten();
    let due = age.is_some_and(|age| *every > 0 && age >= *every)
        && !props.is_by_hand
        && pause.is_none()
        && !props.reading;
    use_effect_with((due, *second), {
        let on_read = props.on_read.clone();
        move |(due, _)| {
            if *due {
                on_read.emit(());
            }
        }
    });
    let onchoose = {
        let every = every.clone();
        Callback::from(move |picked: String| every.set(picked.parse().unwrap_or(0)))
    };
    let onclick = props.on_read.reform(|_: MouseEvent| ());
    html! {
        <>
            if let Some((taken, age)) = props.taken.as_ref().zip(age) {
                <span class="muted small">
                    { t!("sessions.updated", time = clock::time_of_day(taken.at_ms), age = age) }
                    if !taken.snapshot.is_empty() {
                        { " · " }{ t!("sessions.snapshot", time = snapshot(&taken.snapshot)) }
                    }
                </span>
            }
            <span class="push"></span>
            if let Some(pause) = pause.map(|key| said(key, props.ticked)) {
                <span class="muted small" role="status">{ pause }</span>
            }
            if !props.is_by_hand {
            <Choice value={every.to_string()} label={t!("sessions.every").into_owned()} {onchoose}>
                { for EVERY.iter().map(|seconds| html! {
                    <option value={seconds.to_string()}>
                        { if *seconds == 0 { t!("sessions.never") } else { t!("sessions.seconds", count = seconds) } }
                    </option>
                }) }
            </Choice>
            }
            <button type="button" class="btn" {onclick} disabled={props.reading || !props.signed_in}>
                { t!("sessions.refresh") }<kbd aria-hidden="true">{ "r" }</kbd>
            </button>
        </>
    }
}

/// The scan's time as the service wrote it, whatever that is.
fn snapshot(time: &str) -> String {
    let mut text = String::new();
    push_visible(time, 40, &mut text);
    text
}

/// Why it is not read by itself now.
fn pause(props: &RefreshProps) -> Option<&'static str> {
    if props.ticked > 0 {
        Some("ticked")
    } else if props.busy.is_some() {
        props.busy
    } else if !props.signed_in {
        Some("token")
    } else if page::is_hidden() {
        Some("hidden")
    } else {
        None
    }
}

fn said(pause: &str, ticked: usize) -> Cow<'static, str> {
    match pause {
        "ticked" => t!("sessions.paused.ticked", count = ticked),
        other => t!(format!("sessions.paused.{other}")),
    }
}

/// Whole seconds of a span in milliseconds; a clock that was set back counts as now.
fn age(ms: f64) -> u32 {
    // At most the seconds of 136 years, and never below zero.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let seconds = (ms / 1_000.0).clamp(0.0, f64::from(u32::MAX)) as u32;
    seconds
}
