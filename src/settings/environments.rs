//! The environments, as the portal has set them.

use quell_core::id::ProjectId;
use yew::prelude::*;

use crate::config::{Config, Environment};
use crate::ui::{code, shown};
use crate::words::t;

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
                </tr></thead>
                <tbody>{ for config.environments.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
