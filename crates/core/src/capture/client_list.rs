//! `CLIENT LIST` of Redis: `id=3 addr=10.0.0.5:1 …`, one client a line, plain or as `redis-cli` quotes it.

use std::borrow::Cow;

use super::lines::{Line, Lines, is_chatter};
use super::report::{Cells, Format, Report, SkipReason};
use super::scan::unquote;
use crate::services::Service;

/// Where the list begins in a line: at the first `id=7 addr=`; `None` when there is none near its beginning.
pub(super) fn start(line: &str) -> Option<usize> {
    // A number, a quote, or the node's address may stand before it.
    const NEAR: usize = 80;
    let mut from = 0;
    while let Some(found) = line.get(from..)?.find("id=") {
        let at = from + found;
        if at > NEAR {
            return None;
        }
        let rest = line.get(at + 3..)?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && rest.get(digits..)?.starts_with(" addr=") {
            return Some(at);
        }
        from = at + 3;
    }
    None
}

/// Reads the lines that are left.
pub(super) fn read<'t>(lines: Lines<'t>, report: &mut Report<'t, '_>) {
    if !report.begin(Format::ClientList, Some(Service::Dcs)) {
        return;
    }
    let mut cells = Cells::new();
    for line in lines {
        let Some(at) = start(line.text) else {
            if !is_chatter(line.text) && line.text.trim() != "\"" {
                let reason = if line.text.trim_start().starts_with("id=") {
                    SkipReason::Cut
                } else {
                    SkipReason::Foreign
                };
                report.skip(line.number, line.text, reason);
            }
            continue;
        };
        let quoted = line
            .text
            .get(..at)
            .is_some_and(|before| before.ends_with('"'));
        let list = line.text.get(at..).unwrap_or_default();
        if quoted {
            quoted_list(line, list, &mut cells, report);
        } else {
            client(line, list, false, &mut cells, report);
        }
    }
}

/// Clients parted by the two characters `\n`, up to the closing quote.
fn quoted_list<'t>(
    line: Line<'t>,
    list: &'t str,
    cells: &mut Cells<'t>,
    report: &mut Report<'t, '_>,
) {
    let (mut start, mut escaped) = (0, false);
    for (at, byte) in list.bytes().enumerate() {
        let ends = match byte {
            b'n' if escaped => at.checked_sub(1),
            b'"' if !escaped => Some(at),
            _ => None,
        };
        escaped = byte == b'\\' && !escaped;
        let Some(end) = ends else { continue };
        let text = list.get(start..end).unwrap_or_default();
        start = at + 1;
        if !text.is_empty() {
            client(line, text, true, cells, report);
        }
        if byte == b'"' {
            return;
        }
    }
    let rest = list.get(start..).unwrap_or_default();
    if !rest.is_empty() {
        report.skip(line.number, rest, SkipReason::Cut);
    }
}

/// One client.
fn client<'t>(
    line: Line<'t>,
    text: &'t str,
    escaped: bool,
    cells: &mut Cells<'t>,
    report: &mut Report<'t, '_>,
) {
    cells.clear();
    for (name, value) in Fields(text) {
        let Some(key) = key(name) else { continue };
        if value.is_empty() || cells.iter().any(|(known, _)| *known == key) {
            continue;
        }
        let value = if escaped && value.contains('\\') {
            // `unquote` takes a text with the quote that opens it.
            Cow::Owned(unquote(&format!("\"{value}")).into_owned())
        } else {
            Cow::Borrowed(value)
        };
        cells.push((key, value));
    }
    // Every version of Redis tells these, in this order; a list cut among the flags could hide a replica's link.
    let told = |key| cells.iter().any(|(known, _)| *known == key);
    if !told("addr") || !told("flags") || !told("db") {
        report.skip(line.number, text, SkipReason::Cut);
        return;
    }
    report.row(line.number, cells, text);
}

/// The column of a field's name.
fn key(name: &str) -> Option<&'static str> {
    const KEYS: [&str; 18] = [
        "id", "addr", "name", "user", "db", "cmd", "age", "idle", "flags", "sub", "psub", "omem",
        "fd", "multi", "qbuf", "obl", "oll", "events",
    ];
    match name {
        "qbuf-free" => Some("qbuf_free"),
        _ => KEYS.into_iter().find(|key| *key == name),
    }
}

/// `name=value` parted by spaces. A piece without `=` belongs to the value before it: a socket's path may have spaces.
struct Fields<'t>(&'t str);

impl<'t> Iterator for Fields<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(' ');
        let (name, _) = text.split_once('=')?;
        let begin = name.len() + 1;
        let mut end = begin;
        loop {
            let rest = text.get(end..).unwrap_or_default();
            end += rest.find(' ').unwrap_or(rest.len());
            let next = text.get(end..).unwrap_or_default().trim_start_matches(' ');
            let word = next.split(' ').next().unwrap_or_default();
            if next.is_empty() || word.contains('=') {
                break;
            }
            end = text.len() - next.len();
        }
        self.0 = text.get(end..).unwrap_or_default();
        Some((name, text.get(begin..end).unwrap_or_default()))
    }
}
