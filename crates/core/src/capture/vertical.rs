//! `\G` of the `mysql` client: `*** 1. row ***`, then one column per line.
//!
//! A statement may hold line ends, and so lines that look like columns or like the
//! beginning of a row. A column counts once per row, and only where the colon stands
//! under the others'. Where one row's number is found twice, either could be
//! somebody's statement: neither is taken.

use std::borrow::Cow;

use super::lines::{Line, Lines, is_chatter};
use super::names;
use super::report::{Cells, Format, Report, SkipReason};
use crate::services::Service;

/// The number in `*** 7. row ***`.
pub(super) fn row_number(line: &str) -> Option<usize> {
    let inner = line.trim_end().strip_prefix("***")?.strip_suffix("***")?;
    let number = inner.trim_matches('*').trim().strip_suffix(". row")?;
    number.parse().ok()
}

/// A row under way.
struct Open<'t> {
    number: usize,
    line: usize,
    start: usize,
    /// Where the colons stand.
    colon: Option<usize>,
    cells: Cells<'t>,
    /// The column that is being read: its title and where its text begins.
    column: Option<(&'t str, usize)>,
    names: Vec<&'t str>,
}

/// Reads the lines that are left.
pub(super) fn read<'t>(text: &'t str, lines: Lines<'t>, report: &mut Report<'t, '_>) {
    if !report.begin(Format::ProcessRows, Some(Service::TaurusDb)) {
        return;
    }
    let suspects = suspects(lines.clone());
    let mut open: Option<Open<'t>> = None;
    let (mut section, mut columns) = (0, 2);
    for line in lines {
        if let Some(number) = row_number(line.text) {
            if let Some(row) = open.take() {
                columns = columns.max(row.names.len());
                close(
                    text,
                    row,
                    line.start,
                    is_suspect(&suspects, section),
                    report,
                );
            }
            if number == 1 {
                section += 1;
            }
            open = Some(Open {
                number,
                line: line.number,
                start: line.start,
                colon: None,
                cells: Vec::new(),
                column: None,
                names: Vec::new(),
            });
            continue;
        }
        let Some(row) = &mut open else {
            if !is_chatter(line.text) {
                report.skip(line.number, line.text, SkipReason::Foreign);
            }
            continue;
        };
        if is_footer(line.text) {
            if let Some(row) = open.take() {
                close(
                    text,
                    row,
                    line.start,
                    is_suspect(&suspects, section),
                    report,
                );
            }
            continue;
        }
        if let Some((name, value)) = column(row, &line) {
            row.end_column(text, line.start);
            row.names.push(name);
            row.column = Some((name, value));
        }
    }
    if let Some(row) = open {
        // The last row has as many columns as the others, unless the copy ends within it.
        if row.names.len() < columns {
            let rest = text.get(row.start..).unwrap_or_default();
            report.skip(row.line, rest, SkipReason::Cut);
        } else {
            close(
                text,
                row,
                text.len(),
                is_suspect(&suspects, section),
                report,
            );
        }
    }
}

/// Whether a line ends the rows: `12 rows in set`.
fn is_footer(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit()) && is_chatter(line)
}

/// The numbers that occur twice in a section or out of order, as `(section, number)`.
fn suspects(lines: Lines<'_>) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut section = 0;
    for line in lines {
        if let Some(number) = row_number(line.text) {
            if number == 1 {
                section += 1;
            }
            all.push((section, number));
        }
    }
    all.sort_unstable();
    let twice = all.windows(2).filter(|pair| pair.first() == pair.last());
    let mut twice: Vec<_> = twice.filter_map(|pair| pair.first().copied()).collect();
    twice.dedup();
    twice
}

fn is_suspect(suspects: &[(usize, usize)], section: usize) -> impl Fn(usize) -> bool + '_ {
    move |number| suspects.binary_search(&(section, number)).is_ok()
}

/// The name of the column that a line begins, and where its text does.
fn column<'t>(row: &mut Open<'t>, line: &Line<'t>) -> Option<(&'t str, usize)> {
    let (before, after) = line.text.split_once(':')?;
    let name = before.trim_start();
    let of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(of_a_name) || row.names.contains(&name) {
        return None;
    }
    // The client ends `Host:` with a space; editors cut it.
    if !after.is_empty() && !after.starts_with(' ') {
        return None;
    }
    let colon = before.chars().count();
    if *row.colon.get_or_insert(colon) != colon {
        return None;
    }
    let value = line.start + before.len() + 1 + usize::from(!after.is_empty());
    Some((name, value))
}

impl<'t> Open<'t> {
    /// Takes the text of the column that is being read, up to a place.
    fn end_column(&mut self, text: &'t str, end: usize) {
        let Some((name, begin)) = self.column.take() else {
            return;
        };
        let value = text.get(begin..end.max(begin)).unwrap_or_default();
        let value = value.strip_suffix('\n').unwrap_or(value);
        let value = value.strip_suffix('\r').unwrap_or(value);
        if value == "NULL" || value.is_empty() {
            return;
        }
        if let Some(title) = names::title(Service::TaurusDb, name) {
            title.put(&mut self.cells, Cow::Borrowed(value));
        }
    }
}

/// Gives a row to the report.
fn close<'t>(
    text: &'t str,
    mut row: Open<'t>,
    end: usize,
    suspect: impl Fn(usize) -> bool,
    report: &mut Report<'t, '_>,
) {
    row.end_column(text, end);
    let shown = text.get(row.start..end).unwrap_or_default();
    if suspect(row.number) {
        report.skip(row.line, shown, SkipReason::Ambiguous);
    } else {
        report.row(row.line, &row.cells, shown);
    }
}
