//! How many sessions there were over the readings of this visit, as two lines and as words.

use quell_core::session::{Unit, span};
use yew::prelude::*;

use super::room::Moment;
use crate::words::t;

/// The picture's own units: whole numbers are exact enough, and shorter than fractions.
const WIDTH: f64 = 1_000.0;
const HEIGHT: usize = 100;
/// What was so long ago is worth comparing with.
const BEFORE_MS: f64 = 300_000.0;

/// Draws the card of the readings.
pub(super) fn spark(history: &[Moment]) -> Html {
    let Some(now) = history.last() else {
        return html! {};
    };
    let before = before(history);
    html! {
        <section class="picture trend">
            <h2>{ t!("pictures.trend.title") }</h2>
            if before.is_some() {
                <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
                    <polyline class="total" points={points(history, |moment| moment.total)} />
                    <polyline class="active" points={points(history, |moment| moment.active)} />
                </svg>
            }
            <p class="small">{ t!("pictures.trend.now", total = now.total, active = now.active) }</p>
            if let Some(before) = before {
                <p class="small muted">
                    { t!("pictures.trend.before", total = before.total, span = ago(now, before)) }
                </p>
            }
        </section>
    }
}

/// The earliest reading of the last five minutes, or the last one before them.
fn before(history: &[Moment]) -> Option<&Moment> {
    let (now, earlier) = history.split_last()?;
    let recent = |moment: &&Moment| now.at_ms - moment.at_ms <= BEFORE_MS;
    earlier.iter().find(recent).or(earlier.last())
}

fn ago(now: &Moment, before: &Moment) -> String {
    // Less than a visit to a page, in whole seconds.
    #[expect(clippy::cast_possible_truncation)]
    let seconds = ((now.at_ms - before.at_ms) / 1_000.0) as i64;
    span(seconds, Unit::Seconds)
}

fn points(history: &[Moment], count: fn(&Moment) -> usize) -> String {
    let most = history.iter().map(|moment| moment.total).max().unwrap_or(0);
    let (first, last) = match history {
        [first, .., last] => (first.at_ms, last.at_ms),
        _ => (0.0, 1.0),
    };
    let mut points = String::new();
    for moment in history {
        // From 0 to the picture's width.
        #[expect(clippy::cast_possible_truncation)]
        let x = ((moment.at_ms - first) / (last - first).max(1.0) * WIDTH) as i64;
        let y = HEIGHT - (count(moment) * HEIGHT / most.max(1)).min(HEIGHT);
        points.extend([&x.to_string(), ",", &y.to_string(), " "]);
    }
    points
}
