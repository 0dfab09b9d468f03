//! The routes to the clouds, and the test of each: what was found, what it means for the sessions, what to do.

use std::borrow::Cow;

use quell_core::place::Cloud;
use quell_core::self_test::{Check, Finding, Why, Wrong};
use yew::prelude::*;

use super::guard::minute;
use super::tested::{Tested, Testing};
use crate::config::Config;
use crate::ui::{Icon, code, icon, shown};
use crate::words::t;

/// Draws each cloud with its route.
pub(super) fn routes(config: &Config, testing: &Testing) -> Html {
    html! { { for config.clouds.iter().map(|cloud| way(config, cloud, testing)) } }
}

fn way(config: &Config, cloud: &Cloud, testing: &Testing) -> Html {
    let Some(route) = config.route(&cloud.id) else {
        return html! {};
    };
    let tested = testing.tests.of(route);
    let is_running = tested.is_some_and(|it| it.at_ms.is_none());
    let onclick = {
        let (testing, route) = (testing.clone(), route.clone());
        Callback::from(move |_: MouseEvent| testing.begin(&route))
    };
    let address = route.self_test();
    let kind = route.kind();
    let name = format!("route-{}", cloud.id);
    html! {
        <section class="route" aria-labelledby={name.clone()}>
            <h3 id={name}>{ shown(&cloud.name) }</h3>
            <p>
                if kind.has_url() {
                    { code(shown(route.template())) }{ " " }
                }
                { t!(format!("settings.routes.kind.{}", kind.word())) }
            </p>
            if kind.has_url() {
                <p class="muted small">
                    { match &address {
                        Some(address) => html! { <>{ t!("settings.routes.address") }{ " " }{ code(shown(address)) }</> },
                        None => html! { { why(Why::NoSelfTest) } },
                    } }
                </p>
                <p>
                    <button type="button" class="btn" {onclick} disabled={is_running}>{ t!("settings.routes.test") }</button>
                    <span class="muted small" role="status">{ " " }{ for tested.map(progress) }</span>
                </p>
                { for tested.map(checklist) }
            }
        </section>
    }
}

/// How far it is, or when it was.
fn progress(tested: &Tested) -> Html {
    let found = Check::ALL
        .iter()
        .filter(|check| tested.test.finding(**check).is_some());
    let text = match tested.at_ms {
        None => t!(
            "self_test.progress",
            done = found.count(),
            all = Check::ALL.len()
        ),
        Some(at_ms) => t!("self_test.tested", time = minute(at_ms)),
    };
    html! { { text } }
}

fn checklist(tested: &Tested) -> Html {
    let item = |check: Check| {
        let (class, picture, outcome, sentence) = match tested.test.finding(check) {
            None if tested.at_ms.is_none() => ("waiting", Icon::Note, "waiting", None),
            // The look for the guard alone leaves the rest.
            None => ("unknown", Icon::Unknown, "not_asked", None),
            Some(Finding::Passed) => ("passed", Icon::Right, "passed", None),
            Some(Finding::Failed(fault)) => ("failed", Icon::Wrong, "failed", Some(wrong(fault))),
            Some(Finding::NotKnown(reason)) => {
                ("unknown", Icon::Unknown, "not_known", Some(why(*reason)))
            }
        };
        html! {
            <li class={classes!("check", class)} data-check={check.word()}>
                { icon(picture) }
                <div>
                    <b>{ t!(format!("self_test.check.{}", check.word())) }</b>
                    { " · " }{ t!(format!("self_test.outcome.{outcome}")) }
                    { for sentence.map(|sentence| html! { <p>{ sentence }</p> }) }
                </div>
            </li>
        }
    };
    html! { <ul class="checks">{ for Check::ALL.into_iter().map(item) }</ul> }
}

/// What a failure means for the sessions, and what to do.
pub(super) fn wrong(wrong: &Wrong) -> Cow<'static, str> {
    let (mut status, mut bytes, mut names) = (0, 0, String::new());
    match wrong {
        Wrong::ServerFailed(with) | Wrong::DeleteRefused(with) | Wrong::HeaderRefused(with) => {
            status = *with;
        }
        Wrong::Hidden(all) => names = all.join(", "),
        Wrong::BodyLost(came) => bytes = *came,
        Wrong::NoAnswer | Wrong::Unguarded | Wrong::HeaderLost | Wrong::Tidied => {}
    }
    t!(
        format!("self_test.wrong.{}", wrong.word()),
        status = status,
        bytes = bytes,
        names = names
    )
}

/// Why something is not known, and how to get to know it.
pub(super) fn why(why: Why) -> Cow<'static, str> {
    let status = match why {
        Why::Unexpected(status) => status,
        Why::NoSelfTest | Why::NotReached | Why::Unproved | Why::Silent => 0,
    };
    t!(format!("self_test.why.{}", why.word()), status = status)
}
