//! The sessions of a run, each with what was said and what was observed, and its attempts.

use quell_core::plan::Order;
use quell_core::route::Kind;
use quell_core::run::{Attempt, Item, Outcome, Report};
use yew::prelude::*;

use super::said::{meaning, observed, omitted, outcome_class, outcome_key, report, said};
use crate::browser::clock;
use crate::ui::{code, shown, shown_within};
use crate::words::{many, t};

/// How many sessions are drawn; the record has all.
const DRAWN: usize = 300;
/// How many attempts.
const ATTEMPTS: usize = 20;
/// No name is longer here, in characters.
const NAME: usize = 60;

/// A name and its id; what has no name but its id is shown once.
pub fn named(name: &str, id: &str) -> Html {
    html! {
        <>
            if name != id {
                { shown(name) }{ " " }
            }
            { code(shown(id)) }
        </>
    }
}

/// Draws sessions as a table; with `only`, those that ended so.
pub fn lines(items: &mut dyn Iterator<Item = Item<'_>>, only: Option<Outcome>) -> Html {
    let mut rows = Vec::new();
    let mut rest = 0;
    for item in items {
        if only.is_some() && item.outcome != only {
            continue;
        }
        if rows.len() < DRAWN {
            rows.push(line(&item));
        } else {
            rest += 1;
        }
    }
    html! {
        <>
            <div class="table-frame" tabindex="0" role="region" aria-label={t!("run.sessions").into_owned()}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ t!("result.handle") }</th>
                            <th scope="col">{ t!("result.who") }</th>
                            <th scope="col">{ t!("result.said") }</th>
                            <th scope="col">{ t!("result.observed") }</th>
                            <th scope="col">{ t!("result.outcome") }</th>
                        </tr>
                    </thead>
                    <tbody>{ rows }</tbody>
                </table>
            </div>
            if rest > 0 {
                <p class="muted small">{ many("run.more_sessions", rest) }</p>
            }
        </>
    }
}

fn line(item: &Item<'_>) -> Html {
    let who = &item.planned.who;
    let outcome = item.outcome.map_or_else(
        || t!("run.outcome.open").into_owned(),
        |outcome| t!(format!("run.outcome.{}", outcome_key(outcome))).into_owned(),
    );
    let why = item.omitted.map(omitted);
    html! {
        <tr>
            <td>{ code(shown(item.planned.handle())) }</td>
            <td>{ shown_within(&who.user, NAME) }{ " " }<span class="muted">{ shown_within(&who.client, NAME) }</span></td>
            <td>{ said(item.said) }</td>
            <td>{ observed(item.observed) }</td>
            <td class={item.outcome.map_or("plain", outcome_class)}>
                { outcome }
                { for why.map(|why| html! { <span class="muted">{ " · " }{ why }</span> }) }
            </td>
        </tr>
    }
}

/// Draws the attempts: when each was sent, what came back, and the cloud's own words.
pub fn attempts(all: &[Attempt], order: &Order) -> Html {
    if all.is_empty() {
        return html! {};
    }
    let is_bad = |attempt: &Attempt| {
        matches!(
            attempt.report,
            Some(Report::Refused { .. } | Report::Unknown { .. } | Report::Lost)
        )
    };
    let rest = all.len().saturating_sub(ATTEMPTS);
    html! {
        <details class="attempts" open={all.iter().any(is_bad)}>
            <summary>{ many("run.attempts", all.len()) }</summary>
            <ul class="plain-list">{ for all.iter().take(ATTEMPTS).map(|one| attempt(one, order)) }</ul>
            if rest > 0 {
                <p class="muted small">{ many("run.more_attempts", rest) }</p>
            }
            { sent_to(order) }
        </details>
    }
}

/// The way of a run's requests, with what wraps them.
fn sent_to(order: &Order) -> Html {
    let by = match order.route {
        Kind::None => Some(t!("run.by_hand")),
        Kind::Envelope | Kind::Query => Some(t!("run.inner")),
        Kind::Prefix | Kind::Direct => None,
    };
    let inner = (order.route.needs_endpoint() && order.url != order.cloud_url)
        .then(|| format!("{} {}", order.method, order.cloud_url));
    let outer = match order.route {
        Kind::Envelope => format!("POST {}", order.url),
        _ => format!("{} {}", order.method, order.url),
    };
    html! {
        <p class="muted small">
            { t!("preview.route") }{ " " }{ code(shown(outer.trim_start())) }
            { for by.map(|by| html! { <>{ " " }{ by }</> }) }
            { for inner.map(|inner| html! { <>{ " " }{ code(shown(&inner)) }</> }) }
        </p>
    }
}

fn attempt(attempt: &Attempt, order: &Order) -> Html {
    let said = match (&attempt.report, attempt.sent_ms) {
        (Some(said), _) => report(said),
        (None, Some(_)) => t!("run.no_answer_yet").into_owned(),
        (None, None) => t!("run.not_sent_attempt").into_owned(),
    };
    // Milliseconds since 1970 are far below 2^53.
    #[expect(clippy::cast_precision_loss)]
    let at = attempt.sent_ms.map(|ms| clock::time_of_day(ms as f64));
    let words = match &attempt.report {
        Some(
            Report::Refused {
                code,
                message,
                request_id,
                ..
            }
            | Report::Unknown {
                code,
                message,
                request_id,
                ..
            },
        ) => {
            let parts = [Some(code), Some(message), request_id.as_ref()];
            let parts = parts.into_iter().flatten().map(String::as_str);
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            parts.join(" · ")
        }
        _ => String::new(),
    };
    let means = attempt.report.as_ref().and_then(|it| meaning(it, order));
    html! {
        <li>
            { for at.map(|at| html! { <>{ at }{ " · " }</> }) }
            { many("run.attempt_of", attempt.items.len()) }{ " · " }{ said }
            if !words.is_empty() {
                <>{ " · " }<span class="muted">{ shown(&words) }</span></>
            }
            { for means.map(|text| html! { <>{ " " }<b>{ text }</b></> }) }
            { " " }<span class="muted small">{ code(attempt.id.to_string().into()) }</span>
        </li>
    }
}
