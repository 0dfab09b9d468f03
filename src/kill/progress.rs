//! A run on its way: which batch, what it waits for, and the ways to hold it.

use quell_core::run::{Doing, Event, PauseReason, Progress, State, Why};
use yew::prelude::*;

use super::said::{Told, pace};
use crate::browser::clock;
use crate::browser::conduct::Conduct;
use crate::sessions::failed;
use crate::ui::{Weight, notice, shown};
use crate::words::{journal_fault, t};

/// Draws the run while it is not at its end.
pub(super) fn progress(conduct: &Conduct, on_sign_in: &Callback<()>) -> Html {
    let now = conduct.with(quell_core::run::Run::progress);
    let told = conduct.with(Told::of);
    let paused = match now.state {
        State::Paused(reason) => Some(reason),
        _ => None,
    };
    let tell = |event: Event| {
        let conduct = conduct.clone();
        Callback::from(move |_: MouseEvent| conduct.tell(event.clone()))
    };
    let go_on = {
        let conduct = conduct.clone();
        Callback::from(move |_: MouseEvent| conduct.go_on())
    };
    html! {
        <>
            <p class="run-line" role="status">
                <b>{ t!("run.batch", batch = now.batch.max(1).min(now.batches.max(1)), batches = now.batches.max(1)) }</b>
                { " · " }{ t!("run.sent", sent = now.sent, total = now.total) }
                { for doing(&now).map(|text| html! { <>{ " · " }{ text }</> }) }
            </p>
            <progress class="run-bar" value={told.known.to_string()} max={now.total.max(1).to_string()}
                aria-label={t!("run.label").into_owned()}></progress>
            if now.batches > 1 {
                <p class="muted small">{ conduct.with(|run| pace(run.order())) }</p>
            }
            { paused.map(|reason| pause(reason, now.has_more, conduct, on_sign_in)).unwrap_or_default() }
            <div class="label-row">
                if paused.is_some() {
                    <button type="button" class="btn accent" onclick={go_on}>{ go_on_word(paused) }</button>
                } else if !now.is_stopping {
                    <button type="button" class="btn" onclick={tell(Event::Paused)}>{ t!("run.pause") }</button>
                }
                if now.is_stopping || paused.is_some() {
                    <button type="button" class="btn" onclick={tell(Event::GaveUp)}>{ t!("run.give_up") }</button>
                }
                if !now.is_stopping {
                    <button type="button" class="btn" onclick={tell(Event::Stopped)}>{ t!("run.stop") }</button>
                }
                <span class="push"></span>
                <span class="muted small">{ t!("run.once") }</span>
            </div>
        </>
    }
}

fn go_on_word(paused: Option<PauseReason>) -> std::borrow::Cow<'static, str> {
    match paused {
        Some(PauseReason::Recovered) => t!("run.check_now"),
        Some(PauseReason::Drifted { .. }) => t!("run.go_on_drifted"),
        _ => t!("run.go_on"),
    }
}

/// What it is doing: for a wait, until when and why.
fn doing(now: &Progress) -> Option<String> {
    let text = match now.doing {
        Doing::Nothing => return None,
        Doing::Writing => t!("run.writing"),
        Doing::Sending => t!("run.sending"),
        Doing::Listing(None) => t!("run.listing"),
        Doing::Listing(Some(look)) => t!("run.looking", look = look),
        Doing::AskingJob => t!("run.asking_job"),
        Doing::Waiting(why, until_ms) => {
            // Milliseconds since 1970 are far below 2^53; a wait is a minute at most.
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss
            )]
            let seconds = ((until_ms as f64 - clock::now()) / 1_000.0).ceil().max(0.0) as u32;
            let why = match why {
                Why::Pace => "pace",
                Why::ServerAsked => "server_asked",
                Why::Throttled => "throttled",
                Why::Fence => "fence",
                Why::Look => "look",
                Why::Job => "job",
            };
            t!(format!("run.wait.{why}"), seconds = seconds)
        }
    };
    Some(text.into_owned())
}

/// Why it waits for a person, and what there is to do.
fn pause(
    reason: PauseReason,
    has_more: bool,
    conduct: &Conduct,
    on_sign_in: &Callback<()>,
) -> Html {
    let (key, weight) = match reason {
        PauseReason::Person => ("person", Weight::Calm),
        PauseReason::NoLease => ("no_lease", Weight::Warning),
        PauseReason::Offline => ("offline", Weight::Warning),
        PauseReason::NeedsToken if has_more => ("needs_token", Weight::Warning),
        // Nothing is left to be sent; but to list takes a token too.
        PauseReason::NeedsToken => ("token_to_look", Weight::Warning),
        PauseReason::Locked => ("locked", Weight::Warning),
        PauseReason::JournalFailed => ("journal", Weight::Wrong),
        PauseReason::ListFailed => ("list", Weight::Warning),
        PauseReason::ListTooSlow => ("slow", Weight::Warning),
        PauseReason::ListTooOld => ("old", Weight::Warning),
        PauseReason::Drifted { .. } => ("drifted", Weight::Warning),
        PauseReason::Refused => ("refused", Weight::Warning),
        PauseReason::Unclear => ("unclear", Weight::Warning),
        PauseReason::Recovered => ("recovered", Weight::Warning),
    };
    let text = match reason {
        PauseReason::Drifted { held, found } => {
            t!("run.paused.drifted", held = held, found = found)
        }
        _ => t!(format!("run.paused.{key}")),
    };
    let fault = conduct
        .fault()
        .filter(|_| matches!(reason, PauseReason::JournalFailed | PauseReason::NoLease));
    let failure = conduct
        .failure()
        .filter(|_| reason == PauseReason::ListFailed);
    let sign_in = on_sign_in.reform(|_: MouseEvent| ());
    let service = conduct.with(|run| run.whose().service());
    let again = {
        let conduct = conduct.clone();
        Callback::from(move |()| conduct.go_on())
    };
    let box_of = notice(
        weight,
        html! {
            <>
                <p>{ text }</p>
                { for fault.map(|fault| html! { <p>{ shown(&journal_fault(&fault)) }</p> }) }
                if reason == PauseReason::NeedsToken {
                    <p><button type="button" class="btn accent" onclick={sign_in}>{ t!("token.sign_in") }</button></p>
                }
            </>
        },
    );
    html! {
        <>
            { box_of }
            { for failure.map(|failure| failed(&failure, service, &again, on_sign_in)) }
        </>
    }
}
