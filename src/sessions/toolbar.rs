//! The filter, its chips, and the choice of columns.

use std::rc::Rc;

use quell_core::services::Service;
use quell_core::session::{FilterProblem, Step, View, has_word, with_word, without_word};
use yew::prelude::*;

use super::cells::{Columns, push_visible};
use crate::browser::page;
use crate::words::t;

/// Of what is wrong with a filter no more characters are said.
const SAID: usize = 80;

/// Draws the toolbar.
pub(super) fn toolbar(
    view: &View,
    act: &Callback<Step>,
    columns: &UseStateHandle<(Service, Columns)>,
) -> Html {
    let oninput = act.reform(|event: InputEvent| Step::Filtered(page::chosen(&event)));
    let fault = view.fault();
    let explained = fault.map(|fault| {
        // The filter may have come with a link.
        let mut text = String::new();
        push_visible(&fault.text, SAID, &mut text);
        let why = t!(
            format!("sessions.filter.{}", problem(fault.problem)),
            text = text
        );
        t!("sessions.filter.at", why = why, place = fault.at + 1)
    });
    html! {
        <search class="toolbar">
            <label class="filter">
                <span class="hidden">{ t!("sessions.filter.label") }</span>
                <input id="filter" type="search" value={view.text().to_owned()} {oninput} autocomplete="off" spellcheck="false"
                    placeholder={t!("sessions.filter.placeholder").into_owned()}
                    aria-invalid={fault.is_some().to_string()} aria-describedby="filter-says" />
                <kbd aria-hidden="true">{ "/" }</kbd>
            </label>
            { for chips(view.service()).iter().map(|(key, word)| chip(view, act, key, word)) }
            { chooser(view, columns) }
            <p id="filter-says" class="problem" role="status">{ for explained }</p>
        </search>
    }
}

/// The chips of a service: a key of the catalogue and the word of the filter.
fn chips(service: Service) -> &'static [(&'static str, &'static str)] {
    match service {
        Service::Dds => &[
            ("active", "is:active"),
            ("long", "time>60"),
            ("free", "!is:protected"),
            ("ticked", "is:selected"),
        ],
        Service::Dcs => &[
            ("idle", "idle>10m"),
            ("free", "!is:protected"),
            ("ticked", "is:selected"),
        ],
        Service::TaurusDb => &[
            ("active", "is:active"),
            ("long", "time>60"),
            ("asleep", "command=Sleep"),
            ("free", "!is:protected"),
            ("ticked", "is:selected"),
        ],
    }
}

fn chip(view: &View, act: &Callback<Step>, key: &str, word: &'static str) -> Html {
    let pressed = has_word(view.text(), word);
    let text = if pressed {
        without_word(view.text(), word)
    } else {
        with_word(view.text(), word)
    };
    let onclick = act.reform(move |_: MouseEvent| Step::Filtered(text.clone()));
    html! {
        <button type="button" class="chip" aria-pressed={pressed.to_string()} {onclick}>
            { t!(format!("sessions.chip.{key}")) }
        </button>
    }
}

fn chooser(view: &View, columns: &UseStateHandle<(Service, Columns)>) -> Html {
    let all = view.sessions().table().columns();
    let option = |place: usize| {
        let is_shown = columns.1.contains(&place);
        let onchange = {
            let columns = columns.clone();
            Callback::from(move |_: Event| {
                let mut chosen = Vec::clone(&columns.1);
                if is_shown {
                    chosen.retain(|column| *column != place);
                } else {
                    chosen.push(place);
                    chosen.sort_unstable();
                }
                // A table without columns shows nothing that could be chosen: the last one stays.
                if !chosen.is_empty() {
                    columns.set((columns.0, Rc::new(chosen)));
                }
            })
        };
        let key = all.get(place).map_or("", |column| column.key);
        let is_last = is_shown && columns.1.len() == 1;
        html! {
            <label><input type="checkbox" checked={is_shown} disabled={is_last} {onchange} />{ t!(format!("sessions.column.{key}")) }</label>
        }
    };
    html! {
        <details class="menu">
            <summary class="btn">{ t!("sessions.columns") }</summary>
            <div class="menu-list">{ for (0..all.len()).map(option) }</div>
        </details>
    }
}

fn problem(problem: FilterProblem) -> &'static str {
    match problem {
        FilterProblem::UnknownColumn => "unknown_column",
        FilterProblem::UnknownFlag => "unknown_flag",
        FilterProblem::NoValue => "no_value",
        FilterProblem::NotANumber => "not_a_number",
        FilterProblem::UnknownUnit => "unknown_unit",
        FilterProblem::NotComparable => "not_comparable",
        FilterProblem::OpenQuote => "open_quote",
    }
}
