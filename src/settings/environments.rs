//! The environments, as the portal has set them.

use quell_core::id::ProjectId;
use quell_core::plan::Settings;
use quell_core::services::Service;
use yew::prelude::*;

use crate::config::{Config, Environment};
use crate::ui::{code, shown};
use crate::words::t;

/// How runs go there.
fn runs(limits: &Settings) -> Html {
    let batch = t!(
        "settings.environments.batch",
        dds = limits.batch(Service::Dds),
        dcs = limits.batch(Service::Dcs),
        taurusdb = limits.batch(Service::TaurusDb)
    );
    let pace = t!(
        "settings.environments.pace",
        seconds = f64::from(limits.pace_ms) / 1_000.0
    );
    let drift = t!(
        "settings.environments.drift",
        percent = limits.drift_percent
    );
    let count = limits.count_above;
    let count = count.map(|count| t!("settings.environments.count", count = count));
    html! { { for [batch, pace, drift].into_iter().chain(count).map(|line| html! { <div>{ line }</div> }) } }
}

/// Draws the table.
pub(super) fn environments(config: &Config) -> Html {
    if config.environments.is_empty() {
        return html! { <p class="muted">{ t!("settings.environments.none") }</p> };
    }
    let list = |texts: Vec<&str>| {
        if texts.is_empty() {
            return html! { <span class="muted">{ "–" }</span> };
        }
        html! { { for texts.into_iter().map(|text| html! { <div>{ code(shown(text)) }</div> }) } }
    };
    let row = |environment: &Environment| {
        let tone = environment.tone.word();
        let reason = if environment.reason_required {
            t!("settings.environments.required")
        } else {
            t!("settings.environments.optional")
        };
        let projects = environment.projects.iter().map(ProjectId::as_str).collect();
        let protected = environment.protected.iter().map(String::as_str).collect();
        html! {
            <tr>
                <td><span class={classes!("env-word", tone)}>{ shown(&environment.word) }</span></td>
                <td>{ t!(format!("settings.tone.{tone}")) }</td>
                <td>{ reason }</td>
                <td>{ list(projects) }</td>
                <td>{ list(protected) }</td>
                <td class="small">{ runs(&environment.limits) }</td>
            </tr>
        }
    };
    html! {
        <div class="table-frame" tabindex="0" role="region" aria-labelledby="environments-title">
            <table>
                <thead><tr>
                    <th scope="col">{ t!("settings.environments.word") }</th>
                    <th scope="col">{ t!("settings.environments.tone") }</th>
                    <th scope="col">{ t!("settings.environments.reason") }</th>
                    <th scope="col">{ t!("settings.environments.projects") }</th>
                    <th scope="col">{ t!("settings.environments.protected") }</th>
                    <th scope="col">{ t!("settings.environments.runs") }</th>
                </tr></thead>
                <tbody>{ for config.environments.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
