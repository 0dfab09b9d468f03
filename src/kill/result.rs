//! A run in its panel: on its way, then the sentence, each session, the attempts, and what to do next.

use std::rc::Rc;

use quell_core::plan::Item as Planned;
use quell_core::run::{Outcome, Run, State};
use yew::prelude::*;

use super::outcome::{attempts, lines, named};
use super::place::env_word;
use super::progress::progress;
use super::said::{Mark, Told, headline, outcome_key};
use crate::browser::conduct::Conduct;
use crate::browser::dialog;
use crate::config::Config;
use crate::ui::{Icon, icon, shown};
use crate::words::{many, t};

/// What the panel shows.
#[derive(PartialEq, Properties)]
pub struct RunPanelProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// The run.
    pub conduct: Conduct,
    /// The address of its record.
    pub record: AttrValue,
    /// Another number for each thing that happened to it.
    pub version: u32,
    /// Whether the history is shown: a run that is over is told of there.
    pub is_in_history: bool,
    /// Wants some of its sessions ended once more.
    pub on_again: Callback<Rc<[Planned]>>,
    /// Closes the panel.
    pub on_close: Callback<()>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

/// Draws the run. Its heading takes the focus when it begins and when it ends.
#[component]
pub fn RunPanel(props: &RunPanelProps) -> Html {
    let heading = use_node_ref();
    let filter = use_state_eq(|| None::<Outcome>);
    let conduct = &props.conduct;
    let state = conduct.with(Run::state);
    let is_over = state == State::Closed;
    use_effect_with(is_over, {
        let heading = heading.clone();
        move |_| dialog::focus(&heading)
    });
    if is_over && props.is_in_history {
        return html! {};
    }
    let told = conduct.with(Told::of);
    let mark = conduct.with(|run| Mark::of(&told.tally, run.order()));
    let class = if is_over { mark.class() } else { "running" };
    let picture = match (is_over, mark) {
        (false, _) => Icon::Note,
        (true, Mark::Gone) => Icon::Right,
        (true, Mark::Refused) => Icon::Wrong,
        (true, Mark::Unknown) => Icon::Unknown,
    };
    let title = if is_over {
        conduct.with(|run| headline(&told.tally, run.order()))
    } else {
        conduct.with(|run| {
            t!(
                "run.title",
                total = run.order().items.len(),
                node = run.order().node_name
            )
            .into_owned()
        })
    };
    html! {
        <section class={classes!("sheet", "result", class)} aria-labelledby="result-title">
            { meta(props) }
            <h2 id="result-title" class="headline" ref={heading} tabindex="-1">{ icon(picture) }<span>{ shown(&title) }</span></h2>
            if !is_over {
                { progress(conduct, &props.on_sign_in) }
            }
            { told.reconnected.filter(|count| *count > 0).map(|count| html! {
                <p>{ many("run.reconnected", count as usize) }</p>
            }).unwrap_or_default() }
            { job(conduct) }
            { conduct.with(|run| attempts(run.attempts(), run.order())) }
            { chips(&told, &filter) }
            { conduct.with(|run| lines(&mut run.items(), *filter)) }
            if is_over {
                { next(props) }
            }
        </section>
    }
}

/// Where, what and why, in one line.
fn meta(props: &RunPanelProps) -> Html {
    props.conduct.with(|run| {
        let order = run.order();
        let mut environments = props.config.environments.iter();
        let environment = environments.find(|it| it.id.as_str() == order.environment);
        html! {
            <p class="muted small result-meta">
                { env_word(environment) }
                <span>{ t!(format!("operation.{}.short", order.operation)) }</span>
                <span>{ named(&order.node_name, &order.node) }</span>
                if !run.reason().is_empty() {
                    <span>{ shown(run.reason()) }</span>
                }
            </p>
        }
    })
}

/// What the service said of the job of a kill-all.
fn job(conduct: &Conduct) -> Html {
    let said = conduct.with(|run| run.job().map(str::to_owned));
    let Some(said) = said else {
        return html! {};
    };
    let text = match said.as_str() {
        "done" => t!("run.job.done").into_owned(),
        "unknown" => t!("run.job.unknown").into_owned(),
        reason => t!("run.job.failed", reason = reason).into_owned(),
    };
    html! { <p>{ shown(&text) }</p> }
}

/// Which outcomes there are; each shows its own sessions only.
fn chips(told: &Told, filter: &UseStateHandle<Option<Outcome>>) -> Html {
    let there: Vec<Outcome> = Outcome::ALL
        .into_iter()
        .filter(|outcome| told.tally.of(*outcome) > 0)
        .collect();
    if there.len() < 2 {
        return html! {};
    }
    let chip = |outcome: Outcome| {
        let pressed = **filter == Some(outcome);
        let onclick = {
            let filter = filter.clone();
            Callback::from(move |_: MouseEvent| filter.set((!pressed).then_some(outcome)))
        };
        html! {
            <button type="button" class="chip" aria-pressed={pressed.to_string()} {onclick}>
                { many(&format!("run.tally.{}", outcome_key(outcome)), told.tally.of(outcome)) }
            </button>
        }
    };
    html! { <div class="chips" role="group" aria-label={t!("run.by_outcome").into_owned()}>{ for there.into_iter().map(chip) }</div> }
}

/// What can be done once it is over: try again, look again, keep the record, close.
fn next(props: &RunPanelProps) -> Html {
    let conduct = &props.conduct;
    // Each is named by how it ended, and those alone are meant.
    let again = |outcome: Outcome| {
        let items: Rc<[Planned]> = conduct.with(|run| run.to_try(outcome)).into();
        if items.is_empty() {
            return html! {};
        }
        let count = items.len();
        let onclick = props.on_again.reform(move |_: MouseEvent| items.clone());
        html! {
            <button type="button" class="btn kill" {onclick}>{ many(&format!("run.retry.{}", outcome_key(outcome)), count) }</button>
        }
    };
    let is_sessions = conduct.with(|run| run.order().scope == quell_core::plan::Scope::Sessions);
    let tally = conduct.with(Run::tally);
    let open = [
        Outcome::StillThere,
        Outcome::NotActedOn,
        Outcome::RollingBack,
        Outcome::Unresolved,
    ];
    let has_more = open.into_iter().any(|outcome| tally.of(outcome) > 0);
    let check = {
        let conduct = conduct.clone();
        Callback::from(move |_: MouseEvent| conduct.go_on())
    };
    html! {
        <div class="label-row">
            if is_sessions {
                { for Run::TO_TRY.into_iter().map(again) }
            }
            if has_more {
                <button type="button" class="btn" onclick={check}>{ t!("run.check_again") }</button>
            }
            <span class="push"></span>
            <a class="btn" href={props.record.clone()}>{ t!("run.record") }</a>
            <button type="button" class="btn" onclick={props.on_close.reform(|_| ())}>{ t!("result.close") }</button>
        </div>
    }
}
