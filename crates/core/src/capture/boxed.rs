//! Boxes of the `mysql` client: `+----+` above, below and under the header, `|` between columns.
//!
//! A cell may hold line ends and `|`, so a row is not a line: it is walked from border to
//! border by the widths that the dashes give, over as many lines as it takes. How wide a
//! character is depends on the client's character set, so each way of counting is tried
//! and the one that fits most rows is taken.

use std::borrow::Cow;
use std::ops::Range;

use super::lines::{Line, Lines, is_chatter};
use super::names::{self, Title};
use super::report::{Cells, Format, Report, SkipReason};
use crate::services::Service;

/// How a client counts the width of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// Cells of a terminal, as the `mysql` client knows them (UTF-8).
    Cells,
    /// Characters.
    Characters,
    /// Bytes (a client that runs with latin1).
    Bytes,
    /// Cells of a terminal, as later tables have them: pictures are wide, marks are not.
    Terminal,
}

const MEASURES: [Measure; 4] = [
    Measure::Cells,
    Measure::Characters,
    Measure::Bytes,
    Measure::Terminal,
];

impl Measure {
    fn width(self, c: char) -> usize {
        match self {
            Self::Bytes => c.len_utf8(),
            Self::Characters => 1,
            Self::Cells => 1 + usize::from(is_wide(c)),
            Self::Terminal => {
                let picture = matches!(u32::from(c), 0x1_f300..=0x1_f64f | 0x1_f680..=0x1_f9ff);
                let mark = matches!(u32::from(c), 0x300..=0x36f | 0x200b..=0x200f | 0x202a..=0x202e | 0xfe00..=0xfe0f);
                if mark {
                    0
                } else {
                    1 + usize::from(picture || is_wide(c))
                }
            }
        }
    }
}

/// The characters that take two cells: those of East Asia.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xa000..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60
        | 0xffe0..=0xffe6 | 0x2_0000..=0x3_fffd)
}

/// Whether a line is the upper or lower edge of a box.
pub(super) fn is_edge(line: &str) -> bool {
    let line = line.trim_end();
    line.starts_with("+-") && line.ends_with("-+") && line.bytes().all(|byte| b"+-".contains(&byte))
}

/// Reads the lines that are left, which begin with an edge.
pub(super) fn read<'t>(text: &'t str, mut lines: Lines<'t>, report: &mut Report<'t, '_>) {
    if !report.begin(Format::ProcessTable, Some(Service::TaurusDb)) {
        return;
    }
    while let Some(line) = lines.next() {
        if is_edge(line.text) {
            table(text, line, &mut lines, report);
        } else if !is_chatter(line.text) {
            report.skip(line.number, line.text, SkipReason::Foreign);
        }
    }
}

/// One box: its header, its rows, up to the lower edge.
fn table<'t>(text: &'t str, edge: Line<'t>, lines: &mut Lines<'t>, report: &mut Report<'t, '_>) {
    let widths: Vec<usize> = edge
        .text
        .trim_end()
        .trim_matches('+')
        .split('+')
        .map(str::len)
        .collect();
    let Some(head) = lines.next() else { return };
    let found = MEASURES
        .into_iter()
        .find_map(|measure| walk(text, head.start, &widths, measure));
    let Some((names, _)) = found else {
        report.skip(head.number, head.text, SkipReason::Misaligned);
        return;
    };
    let names = names
        .into_iter()
        .map(|range| text.get(range).unwrap_or_default().trim());
    let titles: Vec<Option<Title>> = names
        .map(|name| names::title(Service::TaurusDb, name))
        .collect();
    if !titles.iter().flatten().any(|title| title.key == "id") {
        report.skip(head.number, head.text, SkipReason::NoIdColumn);
    }
    let Some(under) = lines.next() else { return };
    if !is_edge(under.text) {
        report.skip(under.number, under.text, SkipReason::Misaligned);
        return;
    }
    let begin = lines.clone();
    let mut best: Option<(usize, Rows<'t>)> = None;
    for measure in MEASURES {
        let rows = rows(text, begin.clone(), &widths, measure);
        let faults = rows.faults;
        if best.as_ref().is_none_or(|(least, _)| faults < *least) {
            best = Some((faults, rows));
        }
        if faults == 0 {
            break;
        }
    }
    let Some((_, best)) = best else { return };
    let mut cells = Cells::new();
    for (line, found) in best.found {
        let found = match found {
            Ok(found) => found,
            Err(reason) => {
                report.skip(line.number, line.text, reason);
                continue;
            }
        };
        cells.clear();
        let shown = found
            .first()
            .zip(found.last())
            .map_or(line.text, |(first, last)| {
                text.get(first.start..last.end).unwrap_or(line.text)
            });
        for (title, range) in titles.iter().zip(found) {
            let cell = text.get(range).unwrap_or_default();
            // One blank on each side is the box's; more on the left is a number's.
            let cell = cell.strip_prefix(' ').unwrap_or(cell).trim_end();
            let Some(title) = title else { continue };
            let numeric = matches!(title.key, "id" | "time");
            let cell = if numeric { cell.trim_start() } else { cell };
            if cell != "NULL" && !cell.is_empty() {
                title.put(&mut cells, Cow::Borrowed(cell));
            }
        }
        report.row(line.number, &cells, shown);
    }
    *lines = best.after;
}

/// The cells of a row, or why a line is none.
type Found = Result<Vec<Range<usize>>, SkipReason>;

/// The rows of a box by one way of counting.
struct Rows<'t> {
    found: Vec<(Line<'t>, Found)>,
    faults: usize,
    /// What follows the lower edge.
    after: Lines<'t>,
}

fn rows<'t>(text: &'t str, mut lines: Lines<'t>, widths: &[usize], measure: Measure) -> Rows<'t> {
    let (mut found, mut faults) = (Vec::new(), 0);
    // Rows that do not fit cost a walk each: together no more than the text is long.
    let mut budget = text.len();
    let width: usize = widths.iter().sum();
    let last_edge = text.rfind("\n+-").unwrap_or(0);
    while let Some(line) = lines.next() {
        if is_edge(line.text) {
            return Rows {
                found,
                faults,
                after: lines,
            };
        }
        let walked = (budget > 0)
            .then(|| walk(text, line.start, widths, measure))
            .flatten();
        if let Some((cells, end)) = walked {
            found.push((line, Ok(cells)));
            lines.go_to(end);
            continue;
        }
        faults += 1;
        budget = budget.saturating_sub(width);
        // What ends with the text was cut there, if it could still have been a row.
        let rest = text.get(line.start..).unwrap_or_default();
        let cut = rest.len() < width + widths.len() && last_edge < line.start;
        if !is_chatter(line.text) || line.text.starts_with('|') {
            let reason = if cut {
                SkipReason::Cut
            } else {
                SkipReason::Misaligned
            };
            found.push((line, Err(reason)));
        }
    }
    Rows {
        found,
        faults,
        after: lines,
    }
}

/// The cells of the row that begins at a place, and where it ends; `None` when it does not fit.
fn walk(
    text: &str,
    start: usize,
    widths: &[usize],
    measure: Measure,
) -> Option<(Vec<Range<usize>>, usize)> {
    let rest = text.get(start..)?.strip_prefix('|')?;
    let mut at = text.len() - rest.len();
    let mut rest = rest.chars();
    let mut cells = Vec::with_capacity(widths.len());
    for width in widths {
        let begin = at;
        let mut left = *width;
        while left > 0 {
            let c = rest.next()?;
            at += c.len_utf8();
            // A line end of two characters was one before it was copied.
            let is_half = c == '\r' && rest.as_str().starts_with('\n');
            left = left.checked_sub(if is_half { 0 } else { measure.width(c) })?;
        }
        let mut end = at;
        // A mark without width belongs to the letter before it.
        loop {
            let c = rest.next()?;
            at += c.len_utf8();
            if c == '|' {
                break;
            }
            if measure.width(c) > 0 {
                return None;
            }
            end = at;
        }
        cells.push(begin..end);
    }
    let rest = rest.as_str().trim_start_matches([' ', '\r']);
    let at = text.len() - rest.len();
    (rest.is_empty() || rest.starts_with('\n')).then_some((cells, at))
}
