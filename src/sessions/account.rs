//! What a pasted list turned out to be, in words: its sessions, and every line that gave none.

use std::borrow::Cow;

use quell_core::capture::{Capture, SkipReason, Skipped, WrongService, into_table};
use quell_core::services::Service;
use quell_core::session::{Bar, Filter, Sessions};
use quell_core::target::Target;
use yew::prelude::*;

use super::cells::word;
use crate::ui::{CopyButton, Weight, notice, shown, shown_within};
use crate::words::{self, many, t};

/// So many lines or rows are named; the rest are counted.
const NAMED: usize = 50;
/// No handle shows more characters.
const HANDLE: usize = 60;

/// A pasted list as it was read.
pub(super) struct Found {
    /// Its sessions. When it was made nobody knows, so none has a beginning.
    pub(super) sessions: Sessions,
    capture: Capture,
}

impl Found {
    /// Reads a text; `protected` are filters whose sessions must not be ended.
    pub(super) fn read(text: &str, service: Service, protected: &[String]) -> Self {
        let (table, capture) = into_table(text, service);
        let protected: Vec<Filter> = protected
            .iter()
            .filter_map(|text| Filter::parse(text, service).ok())
            .collect();
        let bars = capture.barred.iter().map(|barred| (barred.row, barred.bar));
        let sessions = Sessions::new(service, table, Vec::new(), &protected).barring(bars);
        Self { sessions, capture }
    }
}

/// Draws what was found: one line, and what has to be said of it.
pub(super) fn account(found: &Found, target: &Target, on_switch: &Callback<MouseEvent>) -> Html {
    let capture = &found.capture;
    html! {
        <>
            <div role="alert">
                if let Some(wrong) = &capture.wrong {
                    { wrong_service(*wrong, target, on_switch) }
                } else if capture.rows == 0 {
                    { notice(Weight::Warning, t!("capture.nothing", service = found.sessions.service().name()).into()) }
                }
            </div>
            { barred(&found.sessions) }
            { skipped(&capture.skipped) }
        </>
    }
}

/// "SHOW PROCESSLIST · 37 sessions · 2 repeats folded · 3 lines skipped"; of no session nothing.
pub(super) fn line(found: &Found) -> String {
    let capture = &found.capture;
    if capture.rows == 0 {
        return String::new();
    }
    let mut text = t!(format!("capture.format.{}", capture.format.word())).into_owned();
    let mut add = |key: &str, count: usize| {
        if count > 0 {
            text.push_str(" · ");
            text.push_str(&many(key, count));
        }
    };
    add("capture.rows", capture.rows);
    add("capture.folded", capture.folded);
    add("capture.skipped", capture.skipped.len());
    text
}

fn wrong_service(wrong: WrongService, target: &Target, on_switch: &Callback<MouseEvent>) -> Html {
    let there = Target {
        environment: target.environment.clone(),
        cloud: target.cloud.clone(),
        region: target.region.clone(),
        service: Some(wrong.found),
        ..Target::default()
    };
    let said = t!(
        "capture.wrong",
        format = t!(format!("capture.format.{}", wrong.format.word())),
        found = service(wrong.found),
        wanted = service(wrong.wanted)
    );
    let content = html! {
        <p>
            { said }{ " " }
            <a href={format!("#{}", there.to_fragment())} onclick={on_switch.clone()}>
                { t!("capture.switch", service = wrong.found.name()) }
            </a>
        </p>
    };
    notice(Weight::Wrong, content)
}

fn service(service: Service) -> String {
    format!("{} ({})", service.name(), service.engine())
}

/// The rows that are shown but cannot be ended, each with its reason.
fn barred(sessions: &Sessions) -> Html {
    let rows = sessions.barred(|bar| bar.is_some());
    let count = rows.count();
    let each = |row: usize| {
        let bar = sessions.bar(row).unwrap_or(Bar::Gone);
        html! {
            <li>
                <code>{ shown_within(&sessions.handle(row), HANDLE) }</code>{ " " }
                { t!(format!("sessions.why.{}", word(bar))) }
            </li>
        }
    };
    fold(
        "capture.barred",
        count,
        html! {},
        html! { { for rows.iter().take(NAMED).map(each) } },
    )
}

/// The lines that gave no session, each with its number and the reason.
fn skipped(lines: &[Skipped]) -> Html {
    let each = |line: &Skipped| {
        html! {
            <li>
                { t!("handles.line", line = line.line) }{ " " }<code>{ shown(&line.text) }</code>{ " " }{ reason(&line.reason) }
            </li>
        }
    };
    let copy =
        html! { <CopyButton text={as_text(lines)} label={t!("capture.copy").into_owned()} /> };
    fold(
        "capture.skipped",
        lines.len(),
        copy,
        html! { { for lines.iter().take(NAMED).map(each) } },
    )
}

/// A list that is folded away under its count, unless there is none of it.
fn fold(key: &str, count: usize, copy: Html, items: Html) -> Html {
    if count == 0 {
        return html! {};
    }
    html! {
        <details class="account">
            <summary>{ many(key, count) }</summary>
            <ul class="pieces">{ items }</ul>
            <div class="label-row">
                if count > NAMED {
                    <span class="muted small">{ many("handles.more", count - NAMED) }</span>
                }
                { copy }
            </div>
        </details>
    }
}

/// All skipped lines as text, one a line, parted by tabs.
fn as_text(lines: &[Skipped]) -> String {
    let mut text = String::new();
    // Most lines of a text that is no list are none for one reason: its words are looked up once.
    let mut last: Option<(&SkipReason, Cow<'static, str>)> = None;
    for line in lines {
        let words = match last.take() {
            Some((known, words)) if *known == line.reason => words,
            _ => reason(&line.reason),
        };
        text.push_str(&line.line.to_string());
        for part in ["\t", &line.text, "\t", &words, "\n"] {
            text.push_str(part);
        }
        last = Some((&line.reason, words));
    }
    text
}

/// Why a line gave no session.
fn reason(reason: &SkipReason) -> Cow<'static, str> {
    let word = match reason {
        SkipReason::Id(fault) => return words::id_fault(fault),
        SkipReason::NotAnId => "not_an_id",
        SkipReason::NoId => "no_id",
        SkipReason::Inactive => "inactive",
        SkipReason::Internal => "internal",
        SkipReason::Cut => "cut",
        SkipReason::Broken => "broken",
        SkipReason::Misaligned => "misaligned",
        SkipReason::Ambiguous => "ambiguous",
        SkipReason::Foreign => "foreign",
        SkipReason::NoIdColumn => "no_id_column",
        SkipReason::LeftOut => "left_out",
    };
    t!(format!("capture.skip.{word}"))
}
