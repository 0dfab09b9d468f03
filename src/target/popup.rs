//! The list of a picker: rows to choose from, and in every other state what is so and what to do.

use std::borrow::Cow;

use quell_core::draft::Field;
use quell_core::list::{Extent, Failure, Progress};
use yew::prelude::*;

use super::event::{Msg, Open};
use super::failed::{remedy, what};
use super::field::keep_focus;
use super::pickers::{Pickers, PickersProps};
use super::rows::{Group, Row, SHOWN};
use super::shelf::{Lack, State};
use crate::ui::{shown, shown_within};
use crate::words::{many, t};

/// The most of a name or fact that is drawn, in characters.
const TEXT_LIMIT: usize = 80;

/// The id of a field's listbox.
pub(super) fn list_id(field: Field) -> String {
    format!("{}-options", field.word())
}

/// The id of an option in it.
pub(super) fn option_id(field: Field, at: usize) -> String {
    format!("{}-option-{at}", field.word())
}

/// Draws the open list.
pub(super) fn popup(
    pickers: &Pickers,
    ctx: &Context<Pickers>,
    open: &Open,
    active: Option<usize>,
    rows: Vec<Row>,
    fit: usize,
) -> Html {
    let (props, link) = (ctx.props(), ctx.link());
    let field = open.field;
    let name = t!(format!("target.{}", field.word()));
    let chosen = props.desk.text(field).trim();
    let has_recents = rows.iter().any(|row| matches!(row.group, Group::Recent(_)));
    let mut groups: [Vec<Html>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for (at, row) in rows.iter().enumerate() {
        let group = match row.group {
            Group::Recent(_) => 0,
            Group::Known => 1,
            Group::Listed => 2,
        };
        groups[group].push(option(link, field, at, active == Some(at), chosen, row));
    }
    let titles = [t!("picker.recent"), t!("picker.known"), t!("picker.listed")];
    let groups = titles.into_iter().zip(groups);
    let groups = groups.filter(|(_, options)| !options.is_empty());
    let button = |text: Cow<'static, str>, msg: fn() -> Msg| {
        html! {
            <button type="button" class="btn plain small" onmousedown={Callback::from(keep_focus)}
                onclick={link.callback(move |_| msg())}>{ text }</button>
        }
    };
    let state = pickers.state(props, field);
    let doing = match &state {
        Err(Lack::Token) => button(t!("token.sign_in"), || Msg::SignIn),
        Ok(State::Reading(..)) => button(t!("cancel"), || Msg::Cancelled),
        Ok(State::Failed(failure)) => {
            let wants_token = failure.remedy() == quell_core::list::Remedy::SignIn;
            let sign_in = wants_token.then(|| button(t!("token.sign_in"), || Msg::SignIn));
            html! { <>{ for sign_in }{ button(t!("picker.retry"), || Msg::WantedAgain) }</> }
        }
        Ok(State::Read(..) | State::Untouched) => button(t!("picker.again"), || Msg::WantedAgain),
        Ok(State::NoWay) | Err(_) => html! {},
    };
    html! {
        <div class="picker">
            <div class="picker-list" role="listbox" id={list_id(field)} aria-label={t!("picker.list", field = name).into_owned()}
                onmousedown={Callback::from(keep_focus)}>
                { for groups.map(|(title, options)| html! {
                    <div role="group" aria-label={title.to_string()}>
                        <div class="picker-title" aria-hidden="true">{ title.clone() }</div>
                        { for options }
                    </div>
                }) }
            </div>
            { state_of(&state, fit, !open.needle.trim().is_empty()) }
            <div class="picker-foot">
                { doing }
                <span class="push"></span>
                { for has_recents.then(|| button(t!("picker.forget_all"), || Msg::Forgot(None))) }
            </div>
        </div>
    }
}

fn option(
    link: &yew::html::Scope<Pickers>,
    field: Field,
    at: usize,
    is_active: bool,
    chosen: &str,
    row: &Row,
) -> Html {
    let is_chosen = !chosen.is_empty() && row.puts.contains(&(field, chosen.to_owned()));
    let class = classes!(
        "option",
        is_active.then_some("active"),
        is_chosen.then_some("chosen"),
        row.why_not.map(|_| "barred")
    );
    let onclick = {
        let row = row.clone();
        link.callback(move |_: MouseEvent| Msg::Chose(Box::new(row.clone())))
    };
    let forget = match row.group {
        Group::Recent(index) => Some(link.callback(move |event: MouseEvent| {
            event.stop_propagation();
            Msg::Forgot(Some(index))
        })),
        _ => None,
    };
    let facts = row.facts.iter().enumerate().map(|(index, fact)| {
        let dot = if index == 0 { "" } else { " · " };
        html! { <>{ dot }{ shown_within(fact, TEXT_LIMIT) }</> }
    });
    html! {
        <div role="option" id={option_id(field, at)} {class} {onclick} aria-selected={is_active.to_string()}
            aria-disabled={row.why_not.map(|_| "true")}>
            <span class="option-name">
                if row.name.is_empty() { { t!("picker.no_name") } } else { { shown_within(&row.name, TEXT_LIMIT) } }
            </span>
            { id(&row.id) }
            if !row.facts.is_empty() { <span class="option-facts">{ for facts }</span> }
            if let Some(why) = row.why_not { <span class="option-why">{ t!(why) }</span> }
            if let Some(onclick) = forget {
                // The keys have Shift+Delete; an element of its own could not be within an option.
                <span class="forget" aria-hidden="true" title={t!("picker.forget").into_owned()} {onclick}>{ "×" }</span>
            }
        </div>
    }
}

/// The ends of a long id, which tell it from others; a screen reader is given all of it.
fn id(id: &str) -> Html {
    let ends = (id.len() > 17).then(|| Some((id.get(..8)?, id.get(id.len() - 6..)?)));
    match ends.flatten() {
        Some((first, last)) => html! {
            <><code aria-hidden="true">{ first.to_owned() }{ "…" }{ last.to_owned() }</code><span class="hidden">{ id.to_owned() }</span></>
        },
        None => html! { <code>{ id.to_owned() }</code> },
    }
}

/// How the reading is, below the rows.
fn state_of(state: &Result<&State, Lack>, fit: usize, is_search: bool) -> Html {
    let sentences = sentences(state, fit, is_search);
    let (progress, failure) = match state {
        Ok(State::Reading(_, progress)) => (Some(bar(progress.as_ref())), None),
        Ok(State::Failed(failure)) => (None, Some(cloud_says(failure))),
        _ => (None, None),
    };
    html! {
        <div class={classes!("picker-state", failure.as_ref().map(|_| "problem"))}>
            { for sentences.into_iter().map(|sentence| html! { <p>{ sentence }</p> }) }
            { for failure }
            { for progress }
        </div>
    }
}

fn bar(progress: Option<&Progress>) -> Html {
    let done = progress.and_then(|progress| Some((progress.page, progress.pages?)));
    let label = t!("loading").into_owned();
    match done {
        Some((page, pages)) => html! {
            <progress aria-label={label} value={page.saturating_sub(1).to_string()} max={pages.max(1).to_string()} />
        },
        None => html! { <progress aria-label={label} /> },
    }
}

/// The cloud's own words: code, sentence, and the id by which support finds the call.
fn cloud_says(failure: &Failure) -> Html {
    let Some(error) = &failure.error else {
        return html! {};
    };
    html! {
        <p class="muted">
            { shown_within(&error.code, TEXT_LIMIT) }{ " " }{ shown_within(&error.message, 3 * TEXT_LIMIT) }
            if let Some(id) = &error.request_id { { " (" }{ shown(id) }{ ")" } }
        </p>
    }
}

/// What is so, in sentences: for the eye below the rows, and for a screen reader.
fn sentences(state: &Result<&State, Lack>, fit: usize, is_search: bool) -> Vec<Cow<'static, str>> {
    match state {
        Err(lack) => vec![match lack {
            Lack::Token => t!("picker.signed_out"),
            Lack::ByHand => t!("picker.by_hand"),
            Lack::Region => t!("picker.no_region"),
            Lack::Project => t!("picker.no_project"),
            Lack::Instance => t!("picker.no_instance"),
        }],
        Ok(State::Untouched) => Vec::new(),
        Ok(State::Reading(_, progress)) => {
            let rows = progress.as_ref().map_or(0, |progress| progress.rows);
            let waits = progress.as_ref().is_some_and(|it| it.waiting.is_some());
            let reading = many("picker.reading", rows).into();
            let waiting = waits.then(|| t!("picker.waiting"));
            [reading].into_iter().chain(waiting).collect()
        }
        Ok(State::Failed(failure)) => vec![what(failure), remedy(failure)],
        Ok(State::NoWay) => vec![t!("picker.no_way")],
        Ok(State::Read(extent, picker)) => {
            let mut said = Vec::new();
            if fit > SHOWN {
                said.push(t!("picker.more", shown = SHOWN, n = fit));
            } else if fit > 0 {
                said.push(many("picker.count", fit).into());
            } else if is_search {
                said.push(t!("picker.no_match"));
            } else {
                said.push(t!("picker.none"));
            }
            if picker.left_out() > 0 {
                said.push(many("picker.left_out", picker.left_out()).into());
            }
            match extent {
                Extent::Whole => {}
                Extent::Changed | Extent::Repeating => said.push(t!("picker.changed")),
                Extent::Capped => said.push(t!("picker.capped")),
                Extent::Cancelled => said.push(t!("picker.stopped")),
            }
            said
        }
    }
}

/// What a screen reader is told while a list is open.
pub(super) fn says(pickers: &Pickers, props: &PickersProps) -> String {
    let Some(open) = &pickers.open else {
        return String::new();
    };
    // The page by page of a reading would be too much to hear.
    let state = pickers.state(props, open.field);
    if matches!(state, Ok(State::Reading(..))) {
        return t!("loading").into_owned();
    }
    let (_, fit) = pickers.rows(props);
    sentences(&state, fit, !open.needle.trim().is_empty()).join(" ")
}
