//! A record as CSV: one row for each session, every field in quotes, no field a formula.
//!
//! A field that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP
//! advises; whoever needs the exact text takes the JSON. Lines end as RFC 4180 says.

use super::moment::{iso, iso_u};
use crate::run::{Item, Record};

const COLUMNS: [&str; 22] = [
    "run",
    "confirmed_at",
    "reason",
    "operation",
    "cloud",
    "region",
    "environment",
    "project",
    "instance",
    "instance_name",
    "node",
    "node_name",
    "handle",
    "user",
    "client",
    "db",
    "began_at",
    "said",
    "observed",
    "outcome",
    "not_sent_because",
    "attempt",
];

/// Writes the record as CSV.
pub fn csv(record: &Record) -> String {
    let mut text = String::new();
    for name in COLUMNS {
        push(&mut text, name);
    }
    end(&mut text);
    let (run, at) = (record.id().to_string(), iso_u(record.confirmed_ms()));
    let order = record.order();
    for item in record.items() {
        for field in [
            &*run,
            &at,
            record.reason(),
            &order.operation,
            &order.cloud,
            &order.region,
            &order.environment,
            &order.project,
            &order.instance,
            &order.instance_name,
            &order.node,
            &order.node_name,
        ] {
            push(&mut text, field);
        }
        push_item(&mut text, item);
        end(&mut text);
    }
    text
}

fn push_item(text: &mut String, item: Item<'_>) {
    let who = &item.planned.who;
    let began = item.planned.start_ms().map(iso).unwrap_or_default();
    let attempt = item.attempt.map(|attempt| attempt.id.to_string());
    for field in [
        item.planned.handle(),
        &who.user,
        &who.client,
        &who.db,
        &began,
        item.said.word(),
        item.observed.word(),
        item.outcome.map_or("", crate::run::Outcome::word),
        item.omitted.map_or("", crate::run::Omission::word),
        &attempt.unwrap_or_default(),
    ] {
        push(text, field);
    }
}

fn push(text: &mut String, field: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push(',');
    }
    text.push('"');
    if is_formula(field) {
        text.push('\'');
    }
    for character in field.chars() {
        match character {
            '"' => text.push_str("\"\""),
            '\0' => text.push('\u{fffd}'),
            _ => text.push(character),
        }
    }
    text.push('"');
}

fn end(text: &mut String) {
    text.push_str("\r\n");
}

/// Whether a spreadsheet may take a text for a formula; the wide forms are those of East Asia.
fn is_formula(field: &str) -> bool {
    let first = field.trim_start_matches([' ', '\u{a0}', '\u{3000}']);
    first.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
