//! What came of a kill: the sentence first, then each session, then the answer itself.

use std::rc::Rc;

use quell_core::answer::{Outcome, Reply};
use quell_core::decode::{CloudError, Meaning};
use quell_core::kill::Confirmed;
use yew::prelude::*;

use super::place::{env_word, environment, place};
use super::said::{Mark, class_name, consequence, headline, rows};
use crate::browser::{clock, dialog};
use crate::config::Config;
use crate::ui::{Icon, code, icon, pair, shown, shown_within};
use crate::words::t;

/// How much of an answer's body is shown, in characters.
const BODY_SHOWN: usize = 2048;

/// What the panel shows.
#[derive(PartialEq, Properties)]
pub struct ResultProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// What was sent.
    pub sent: Confirmed,
    /// What came back.
    pub reply: Reply,
    /// What it means.
    pub outcome: Outcome,
    /// Closes the panel.
    pub on_close: Callback<()>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

/// Draws the result. Its heading takes the focus, so that a screen reader begins there.
#[component]
pub fn ResultPanel(props: &ResultProps) -> Html {
    let heading = use_node_ref();
    let at = use_state_eq(|| clock::time_of_day(clock::now()));
    use_effect_with((), {
        let heading = heading.clone();
        move |()| dialog::focus(&heading)
    });
    let (sent, outcome) = (&props.sent, &props.outcome);
    let tone = Mark::of(outcome);
    let operation = sent.kill().operation();
    let permission = operation.permission.of(sent.aim().cloud.as_str());
    let picture = match tone {
        Mark::Taken => Icon::Note,
        Mark::Refused => Icon::Wrong,
        Mark::Unknown => Icon::Unknown,
    };
    let environment = environment(&props.config, sent.aim());
    html! {
        <section class={classes!("sheet", "result", tone.class())} aria-labelledby="result-title">
            <p class="muted small result-meta">
                { env_word(environment) }
                <span>{ at.to_string() }</span>
                <span>{ format!("{} · {}", operation.service.name(), t!(format!("operation.{}.short", operation.id))) }</span>
                if !sent.reason().is_empty() {
                    <span>{ shown(sent.reason()) }</span>
                }
                <span>{ t!("result.once") }</span>
            </p>
            <h2 id="result-title" class="headline" ref={heading} tabindex="-1">
                { icon(picture) }<span>{ headline(outcome, sent) }</span>
                <span class={classes!("tag", tone.class())}>{ class_name(outcome) }</span>
            </h2>
            { for consequence(outcome, permission, sent).into_iter().map(|text| html! { <p>{ text }</p> }) }
            { error(outcome) }
            { table(props) }
            { place(&props.config, sent.aimed()) }
            { answer(props) }
            <div class="label-row">
                if wants_token(outcome, sent) {
                    <button class="btn accent" onclick={props.on_sign_in.reform(|_| ())}>{ t!("token.sign_in") }</button>
                }
                <button class="btn" onclick={props.on_close.reform(|_| ())}>{ t!("result.close") }</button>
            </div>
        </section>
    }
}

/// The cloud's own words, with the ids that support asks for.
fn error(outcome: &Outcome) -> Html {
    let error: Option<&CloudError> = match outcome {
        Outcome::Refused(refusal) => Some(&refusal.error),
        Outcome::Unknown(unknown) => unknown.error.as_ref(),
        _ => None,
    };
    let Some(error) = error.filter(|error| !error.code.is_empty()) else {
        return html! {};
    };
    let said = html! { <>{ code(shown(&error.code)) }{ " " }{ shown(&error.message) }</> };
    let detail = error.detail.as_ref();
    let id = error.request_id.as_ref();
    html! {
        <dl class="place">
            { pair(t!("result.error"), said) }
            { for detail.map(|detail| pair(t!("result.detail"), shown(detail))) }
            { for id.map(|id| pair(t!("result.request_id"), code(shown(id)))) }
        </dl>
    }
}

fn table(props: &ResultProps) -> Html {
    let rows = rows(&props.outcome, &props.sent);
    if rows.is_empty() {
        return html! {};
    }
    html! {
        <div class="table-frame" tabindex="0" role="region" aria-labelledby="result-title">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{ t!("result.handle") }</th>
                        <th scope="col">{ t!("result.said") }</th>
                        <th scope="col">{ t!("result.observed") }</th>
                    </tr>
                </thead>
                <tbody>
                    { for rows.into_iter().map(|row| html! {
                        <tr>
                            <td>{ code(shown(&row.handle)) }</td>
                            <td class={row.class}>{ row.said }</td>
                            <td class="muted">{ t!("result.not_looked") }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// The answer as it came; a job's id, and the body as text.
fn answer(props: &ResultProps) -> Html {
    let job = match &props.outcome {
        Outcome::Submitted(job) => Some(job.to_string()),
        _ => None,
    };
    let answered = match &props.reply {
        Reply::Answered(answer) => Some(answer),
        Reply::Silent(_) => None,
    };
    let attempt = props.sent.attempt().to_string();
    let url = &props.sent.aim().url;
    html! {
        <>
            if let Some(job) = job {
                <p>{ t!("result.job") }{ " " }{ code(shown(&job)) }</p>
            }
            <details>
                <summary>{ t!("result.answer") }</summary>
                <dl class="place">
                    { pair(t!("result.attempt"), code(shown(&attempt))) }
                    { pair(t!("result.route"), code(shown(url))) }
                    { for answered.map(|it| pair(t!("result.status"), code(it.status.into()))) }
                </dl>
                { for answered.map(|answer| body(&answer.body)) }
            </details>
        </>
    }
}

fn body(text: &str) -> Html {
    if text.is_empty() {
        return html! { <p class="muted">{ t!("result.no_body") }</p> };
    }
    html! { <pre class="request" tabindex="0">{ shown_within(text, BODY_SHOWN) }</pre> }
}

/// Whether another token would help.
fn wants_token(outcome: &Outcome, sent: &Confirmed) -> bool {
    let Outcome::Refused(refusal) = outcome else {
        return false;
    };
    let service = sent.kill().operation().service;
    matches!(
        refusal.error.meaning(service, refusal.status),
        Some(Meaning::TokenMissing | Meaning::TokenExpired | Meaning::TokenInvalid)
    )
}
