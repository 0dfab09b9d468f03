//! A record as Markdown: the incident record that goes into a ticket.
//!
//! Texts of sessions are hostile: nothing in them becomes a heading, a link, markup or a new line.

use std::fmt::Write;

use super::moment::{iso, iso_u};
use super::sentence::sentence;
use crate::id::is_invisible;
use crate::run::{Fact, Outcome, PauseReason, Record, Report, extent_word};

/// Writes the record as Markdown.
pub fn markdown(record: &Record) -> String {
    let order = record.order();
    let mut text = String::new();
    let (instance, node) = (plain(&order.instance_name), plain(&order.node_name));
    // Without an instance the node's name stands for both.
    let place = if instance == node {
        node
    } else {
        format!("{instance} / {node}")
    };
    _ = writeln!(text, "# Sessions ended on {place}\n");
    _ = writeln!(text, "**{}**\n", plain(&sentence(record)));
    text.push_str("| | |\n|---|---|\n");
    let span = format!(
        "{} to {}",
        iso_u(record.confirmed_ms()),
        iso_u(record.last_ms())
    );
    let place = [
        &order.cloud,
        &order.region,
        &order.project,
        &order.instance,
        &order.node,
    ];
    let place: Vec<&str> = place.into_iter().map(String::as_str).collect();
    let state = if record.is_closed() {
        "ended"
    } else {
        "not ended: what is open here may have changed"
    };
    for (name, value) in [
        ("When", &*span),
        ("Reason", record.reason()),
        ("Operation", &order.operation),
        ("Place", &place.join(" / ")),
        ("Environment", &order.environment),
        ("Sent to", &order.sent_to()),
        ("Run", &record.id().to_string()),
        ("State", state),
        ("Job", record.job().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            _ = writeln!(text, "| {name} | {} |", plain(value));
        }
    }
    let living = order.living;
    _ = writeln!(
        text,
        "| Planned | {} of the {living} sessions that lived |",
        record.planned()
    );
    let apart = f64::from(order.pace_ms) / 1_000.0;
    let most = order.batches.iter().max().copied().unwrap_or(0);
    _ = writeln!(
        text,
        "| Pace | at most {most} sessions in a request, {apart} s between two at least |"
    );
    push_sessions(&mut text, record);
    push_left_out(&mut text, record);
    push_attempts(&mut text, record);
    push_events(&mut text, record);
    text
}

fn push_sessions(text: &mut String, record: &Record) {
    text.push_str("\n## Sessions\n\n");
    text.push_str(
        "| # | session | user | client | db | began | the API said | observed | outcome |\n",
    );
    text.push_str("|---:|---|---|---|---|---|---|---|---|\n");
    for item in record.items() {
        let who = &item.planned.who;
        let began = item.planned.start_ms().map(iso).unwrap_or_default();
        let outcome = match (item.outcome, item.omitted) {
            (Some(outcome), Some(why)) => format!("{}: {}", outcome.word(), why.word()),
            (Some(outcome), None) => outcome.word().to_owned(),
            (None, _) => "open".to_owned(),
        };
        _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {began} | {} | {} | {} |",
            item.place + 1,
            plain(item.planned.handle()),
            plain(&who.user),
            plain(&who.client),
            plain(&who.db),
            item.said.word(),
            item.observed.word(),
            plain(&outcome),
        );
    }
}

fn push_left_out(text: &mut String, record: &Record) {
    let left_out = &record.order().left_out;
    if left_out.is_empty() {
        return;
    }
    text.push_str("\n## Left out before\n\n| session | why |\n|---|---|\n");
    for left in left_out {
        let (handle, why) = (plain(&left.handle), plain(&left.why));
        _ = writeln!(text, "| {handle} | {why} |");
    }
}

fn push_attempts(text: &mut String, record: &Record) {
    if record.attempts().is_empty() {
        return;
    }
    text.push_str("\n## Attempts\n\n| attempt | sent | sessions | answer |\n|---|---|---:|---|\n");
    for attempt in record.attempts() {
        let sent = attempt.sent_ms.map_or("not sent".to_owned(), iso_u);
        let answer = attempt.report.as_ref().map(report).unwrap_or_default();
        _ = writeln!(
            text,
            "| {} | {sent} | {} | {} |",
            attempt.id,
            attempt.items.len(),
            plain(&answer)
        );
    }
}

/// What came back, in words.
fn report(report: &Report) -> String {
    match report {
        Report::Accepted => "accepted".to_owned(),
        Report::Submitted { job } => format!("taken as the job {job}"),
        Report::Partition {
            killed,
            not_found,
            not_acted_on,
        } => format!(
            "{} killed, {} not found, {} passed over",
            killed.len(),
            not_found.len(),
            not_acted_on.len()
        ),
        Report::Refused {
            by_proxy,
            status,
            code,
            message,
            request_id,
            ..
        } => {
            let by = if *by_proxy { "the proxy" } else { "the cloud" };
            let mut text = format!("refused by {by} with {status} {code} {message}");
            if let Some(id) = request_id {
                _ = write!(text, " (request {id})");
            }
            text
        }
        Report::Unknown {
            doubt,
            status,
            code,
            message,
            request_id,
        } => {
            let mut text = format!("unknown: {}", doubt.word().replace('_', " "));
            if let Some(status) = status {
                _ = write!(text, " {status}");
            }
            for part in [code, message] {
                if !part.is_empty() {
                    _ = write!(text, " {part}");
                }
            }
            if let Some(id) = request_id {
                _ = write!(text, " (request {id})");
            }
            text
        }
        Report::Lost => "unknown: the page was closed".to_owned(),
    }
}

fn push_events(text: &mut String, record: &Record) {
    text.push_str("\n## What happened\n\n");
    for event in record.events() {
        let at = iso_u(event.at_ms);
        _ = writeln!(text, "- {at} {}", plain(&happened(&event.fact)));
    }
}

fn happened(fact: &Fact) -> String {
    match fact {
        Fact::Confirmed { order, .. } => format!("confirmed for {} sessions", order.items.len()),
        Fact::Retried { items, reason, .. } => {
            format!("tried again for {} sessions: {reason}", items.len())
        }
        Fact::Intent { attempt, items } => {
            format!("attempt {attempt} intended for {} sessions", items.len())
        }
        Fact::Sent { attempt } => format!("attempt {attempt} marked as sent"),
        Fact::Withheld { attempt } => format!("attempt {attempt} held back: not sent"),
        Fact::Answered {
            attempt,
            report: what,
        } => format!("attempt {attempt}: {}", report(what)),
        Fact::Job { said } => format!("the job: {said}"),
        Fact::Looked {
            extent,
            living,
            reconnected,
        } => {
            let again = reconnected.unwrap_or(0);
            let extent = extent_word(*extent);
            format!("listed ({extent}): {living} live, {again} of them reconnected")
        }
        Fact::Settled { items } => {
            let count = |outcome| items.iter().filter(|it| it.outcome == outcome).count();
            let mut parts = Vec::new();
            for outcome in Outcome::ALL {
                if count(outcome) > 0 {
                    parts.push(format!("{} {}", count(outcome), outcome.word()));
                }
            }
            parts.join(", ")
        }
        Fact::Paused { reason } => paused(*reason),
        Fact::Resumed => "a person went on".to_owned(),
        Fact::Stopped => "a person stopped it".to_owned(),
        Fact::Closed => "ended".to_owned(),
    }
}

fn paused(reason: PauseReason) -> String {
    let why = match reason {
        PauseReason::Person => "a person asked for it",
        PauseReason::NoLease => "another tab may act on this instance",
        PauseReason::Offline => "offline",
        PauseReason::NeedsToken => "the token is absent, over or was refused",
        PauseReason::Locked => "the console is locked",
        PauseReason::JournalFailed => "the journal could not be written",
        PauseReason::ListFailed => "the sessions could not be listed",
        PauseReason::ListTooSlow => "listing took longer than a list may be relied on",
        PauseReason::ListTooOld => "nobody knows how old the list is",
        PauseReason::Drifted { held, found } => {
            return format!("paused: {found} sessions live, {held} were confirmed");
        }
        PauseReason::Refused => "a batch was refused",
        PauseReason::Unclear => "what became of a batch is not all known",
        PauseReason::Recovered => "the page was closed",
    };
    format!("paused: {why}")
}

/// A text that is nothing but text in a cell of a table: no markup, no line, nothing unseen.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '#' | '!' | '$' => {
                plain.push('\\');
                plain.push(character);
            }
            _ if is_invisible(character) => {
                _ = write!(plain, "(U+{:04X})", u32::from(character));
            }
            _ => plain.push(character),
        }
    }
    plain
}
