//! Plain lists: ids or addresses, parted by lines, commas, semicolons or blanks.

use std::borrow::Cow;

use super::lines::Lines;
use super::report::{Format, Report, SkipReason};
use crate::id::{ClientAddr, SessionId};
use crate::services::Service;

/// Reads the lines that are left.
pub(super) fn read<'t>(lines: Lines<'t>, report: &mut Report<'t, '_>) {
    let first = lines.clone().flat_map(|line| pieces(line.text)).next();
    let addresses = first.is_some_and(|piece| ClientAddr::parse(piece).is_ok());
    let (format, service) = if addresses {
        (Format::Addresses, Some(Service::Dcs))
    } else {
        (Format::Ids, None)
    };
    if !report.begin(format, service) {
        return;
    }
    let wanted = report.wanted();
    let key = if wanted == Service::Dcs { "addr" } else { "id" };
    for line in lines {
        for piece in pieces(line.text) {
            // `KILL 5;`, as people let a select write it.
            let is_verb = ["kill", "connection"]
                .iter()
                .any(|verb| piece.eq_ignore_ascii_case(verb));
            if wanted == Service::TaurusDb && is_verb {
                continue;
            }
            // A session's id can be any text, so prose would pass.
            let unlike = wanted == Service::Dds
                && SessionId::parse(piece).is_ok_and(|id| id.advice().is_some());
            if unlike {
                report.skip(line.number, piece, SkipReason::NotAnId);
                continue;
            }
            report.row(line.number, &[(key, Cow::Borrowed(piece))], piece);
        }
    }
}

/// A line's pieces, freed of quotes.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
        .map(|piece| piece.trim_matches(['"', '\'', '`', '\u{feff}']))
        .filter(|piece| !piece.is_empty())
}
