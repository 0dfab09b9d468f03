//! Columns parted by commas, semicolons or tabs, under a header: CSV as RFC 4180 has it, and `mysql --batch`.

use std::borrow::Cow;

use super::lines::{Lines, is_chatter};
use super::names::{self, Title};
use super::report::{Cells, Format, Report, SkipReason};
use crate::services::Service;

/// What a header line says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    /// Between two columns.
    delimiter: u8,
    /// Whose columns they are.
    service: Service,
    /// Whether nobody else has columns of these names.
    tells: bool,
    /// Whether the cells are escaped as `mysql --batch` does, and not quoted.
    batch: bool,
}

/// Reads a line as a header, if it is one.
pub(super) fn header(wanted: Service, line: &str) -> Option<Header> {
    let line = line.trim_start_matches('\u{feff}');
    [b'\t', b',', b';'].into_iter().find_map(|delimiter| {
        let names: Vec<Cow<'_, str>> = Records::new(line, delimiter, false)
            .next()
            .map(|record| record.cells)?;
        let service = names::service(wanted, &names)?;
        let known = |name: &&Cow<'_, str>| names::title(service, name).is_some();
        let known = names.iter().filter(known).count();
        // A stray word is no header; nor is a sentence with a known word in it.
        let is_header = if names.len() == 1 {
            known == 1
        } else {
            known > 1
        };
        is_header.then(|| Header {
            delimiter,
            service,
            tells: known > 2 || service != wanted,
            batch: delimiter == b'\t' && !line.starts_with('"'),
        })
    })
}

/// Reads the header and what follows it.
pub(super) fn read<'t>(
    text: &'t str,
    mut lines: Lines<'t>,
    header: Header,
    report: &mut Report<'t, '_>,
) {
    let Some(first) = lines.next() else { return };
    let is_processlist = header.batch && header.service == Service::TaurusDb;
    let format = if is_processlist {
        Format::ProcessTabs
    } else {
        Format::Csv
    };
    if !report.begin(format, header.tells.then_some(header.service)) {
        return;
    }
    let rest = text.get(first.start..).unwrap_or_default();
    let mut records = Records::new(rest, header.delimiter, header.batch);
    records.line = first.number;
    let titles: Vec<Option<Title>> = match records.next() {
        Some(record) => {
            let names = record.cells.iter();
            names
                .map(|name| names::title(header.service, name))
                .collect()
        }
        None => return,
    };
    let mut cells = Cells::new();
    for record in records {
        if record.cells.len() == 1 && is_chatter(record.text) {
            continue;
        }
        if record.broken {
            report.skip(record.line, record.text, SkipReason::Broken);
            continue;
        }
        if record.cells.len() != titles.len() {
            let short = record.cells.len() < titles.len();
            let reason = if short {
                SkipReason::Cut
            } else {
                SkipReason::Misaligned
            };
            report.skip(record.line, record.text, reason);
            continue;
        }
        cells.clear();
        for (title, cell) in titles.iter().zip(record.cells) {
            if let (Some(title), false) = (title, cell == "NULL" || cell.is_empty()) {
                title.put(&mut cells, cell);
            }
        }
        report.row(record.line, &cells, record.text);
    }
}

/// A record: a line, or several when a quoted cell has line ends in it.
struct Record<'t> {
    line: usize,
    text: &'t str,
    cells: Vec<Cow<'t, str>>,
    broken: bool,
}

/// Walks a text's records.
struct Records<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    delimiter: u8,
    batch: bool,
    /// Set once a quote was found that never closes: no later one needs to be looked for.
    unclosed: bool,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, delimiter: u8, batch: bool) -> Self {
        Self {
            text: text.trim_start_matches('\u{feff}'),
            at: 0,
            line: 1,
            delimiter,
            batch,
            unclosed: false,
        }
    }

    /// The cell that begins here, and where it ends; `None` when its quote does not close.
    fn cell(&self, start: usize) -> Option<(Cow<'t, str>, usize)> {
        let rest = self.text.get(start..)?;
        if !self.batch && rest.starts_with('"') {
            return self
                .quoted(rest)
                .map(|(cell, length)| (cell, start + length));
        }
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\n';
        let length = rest
            .bytes()
            .position(|byte| ends(&byte))
            .unwrap_or(rest.len());
        let cell = rest.get(..length)?;
        let cell = cell.strip_suffix('\r').unwrap_or(cell);
        let cell = if self.batch {
            unescape(cell)
        } else {
            Cow::Borrowed(cell.trim())
        };
        Some((cell, start + length))
    }

    /// A quoted cell: its quote closes before a delimiter or a line's end; two quotes are one.
    fn quoted(&self, rest: &'t str) -> Option<(Cow<'t, str>, usize)> {
        if self.unclosed {
            return None;
        }
        let mut from = 1;
        loop {
            let at = from + rest.get(from..)?.find('"')?;
            let after = rest.as_bytes().get(at + 1);
            match after {
                Some(b'"') => from = at + 2,
                None | Some(b'\n' | b'\r') => return Some((inner(rest, at), at + 1)),
                Some(byte) if *byte == self.delimiter => return Some((inner(rest, at), at + 1)),
                Some(_) => from = at + 1,
            }
        }
    }
}

/// What stands in the quotes that open a text and close at a place.
fn inner(text: &str, close: usize) -> Cow<'_, str> {
    let inner = text.get(1..close).unwrap_or_default();
    if inner.contains("\"\"") {
        Cow::Owned(inner.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(inner)
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Record<'t>;

    fn next(&mut self) -> Option<Record<'t>> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let mut record = Record {
            line: self.line,
            text: "",
            cells: Vec::new(),
            broken: false,
        };
        loop {
            let Some((cell, end)) = self.cell(self.at) else {
                // The quote takes all that follows: only its own line is given up.
                self.unclosed = true;
                record.broken = true;
                let rest = self.text.get(start..).unwrap_or_default();
                self.at = start + rest.find('\n').unwrap_or(rest.len());
                break;
            };
            record.cells.push(cell);
            self.at = end;
            let rest = self.text.get(self.at..).unwrap_or_default();
            if rest.as_bytes().first() != Some(&self.delimiter) {
                break;
            }
            self.at += 1;
        }
        record.text = self.text.get(start..self.at).unwrap_or_default();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        self.at += end;
        self.line += 1 + record.text.bytes().filter(|byte| *byte == b'\n').count();
        Some(record)
    }
}

/// A cell of `mysql --batch`: tabs, line ends and backslashes are written with a backslash.
fn unescape(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\\') {
        return Cow::Borrowed(cell);
    }
    let mut plain = String::with_capacity(cell.len());
    let mut escaped = false;
    for c in cell.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            'n' if escaped => plain.push('\n'),
            't' if escaped => plain.push('\t'),
            '0' if escaped => plain.push('\0'),
            c => plain.push(c),
        }
        escaped = false;
    }
    if escaped {
        plain.push('\\');
    }
    Cow::Owned(plain)
}
