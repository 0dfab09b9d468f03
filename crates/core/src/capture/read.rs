//! Recognises a capture by its first telling line, and hands it to the reader of its form.

use super::lines::{Line, Lines, is_chatter};
use super::report::{Capture, Report, Sink, SkipReason};
use super::{boxed, client_list, delimited, json, plain, vertical};
use crate::id::ClientAddr;
use crate::services::Service;

/// Reads a capture of a service's sessions: each row goes to `sink`, the account comes back.
///
/// Any text can be given. It is read in about one pass; nothing is lost unsaid: a line is a
/// row, a part of one, a line that is understood to be no row (a header, a border, a
/// prompt), or it is in [`Capture::skipped`].
pub fn read(text: &str, wanted: Service, sink: &mut Sink<'_>) -> Capture {
    let mut report = Report::new(wanted, sink);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (form, begin, before) = recognise(text, wanted);
    if !matches!(form, Form::Plain) {
        preface(&before, &mut report);
    }
    let lines = begin;
    match form {
        Form::Boxed => boxed::read(text, lines, &mut report),
        Form::Vertical => vertical::read(text, lines, &mut report),
        Form::ClientList => client_list::read(lines, &mut report),
        Form::Delimited(header) => delimited::read(text, lines, header, &mut report),
        Form::Json(place) => json::read(text, place, &mut report),
        Form::Plain => plain::read(lines, &mut report),
    }
    report.finish()
}

/// The forms that have a reader of their own.
enum Form {
    Boxed,
    Vertical,
    ClientList,
    Delimited(delimited::Header),
    /// With the place of its first bracket.
    Json(usize),
    Plain,
}

/// The form of a text, its lines from where the form begins, and the lines before.
fn recognise(text: &str, wanted: Service) -> (Form, Lines<'_>, Vec<Line<'_>>) {
    /// How many lines may stand before a list.
    const BEFORE: usize = 40;
    let mut before = Vec::new();
    let mut lines = Lines::new(text);
    let mut rest = lines.clone();
    while let Some(line) = lines.next() {
        if let Some(form) = form(&line, wanted) {
            return (form, rest, before);
        }
        if before.len() == BEFORE {
            break;
        }
        before.push(line);
        rest = lines.clone();
    }
    (Form::Plain, Lines::new(text), Vec::new())
}

/// The form that a line begins.
fn form(line: &Line<'_>, wanted: Service) -> Option<Form> {
    let text = line.text;
    if boxed::is_edge(text) {
        return Some(Form::Boxed);
    }
    if vertical::row_number(text).is_some() {
        return Some(Form::Vertical);
    }
    if client_list::start(text).is_some() {
        return Some(Form::ClientList);
    }
    if let Some(place) = bracket(text) {
        return Some(Form::Json(line.start + place));
    }
    if is_chatter(text) {
        return None;
    }
    delimited::header(wanted, text).map(Form::Delimited)
}

/// Where a line's JSON begins, if it begins with some.
fn bracket(line: &str) -> Option<usize> {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    if trimmed.starts_with('{') {
        return Some(indent);
    }
    if trimmed.starts_with('[') {
        // An address of IPv6 begins with a bracket too.
        let piece = trimmed
            .split([',', ';', ' ', '\t'])
            .next()
            .unwrap_or_default();
        return ClientAddr::parse(piece).is_err().then_some(indent);
    }
    if let Some(after) = trimmed.strip_prefix("<ref *") {
        let end = after.find(['{', '['])?;
        return Some(line.len() - after.len() + end);
    }
    // `admin> {`, when the command itself was not copied.
    let (prompt, answer) = trimmed.split_once("> ")?;
    let opens = matches!(answer.trim_end(), "{" | "[") && is_chatter(trimmed);
    opens.then_some(indent + prompt.len() + 2)
}

/// The lines before the list: what a client says there is understood, the rest is reported.
fn preface(before: &[Line<'_>], report: &mut Report<'_, '_>) {
    let mut echo = false;
    for line in before {
        // `mysql -v` prints the statement between two lines of dashes.
        if line.text.len() > 5 && line.text.bytes().all(|byte| byte == b'-') {
            echo = !echo;
            continue;
        }
        let statement = line
            .text
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("select "));
        if !echo && !statement && !is_chatter(line.text) {
            report.skip(line.number, line.text, SkipReason::Foreign);
        }
    }
}
