//! JSON and the shells' JavaScript: lists of ids, lists of objects, the answers that hold them, one after another.

use std::borrow::Cow;

use super::lines::{Places, is_chatter};
use super::objects::{self, Kind};
use super::report::{Cells, Format, Report, SkipReason};
use super::scan::{Scan, Shape, Token, Value};
use crate::services::Service;

/// The members that hold a list of sessions.
const LISTS: [&str; 13] = [
    "sessions",
    "clients",
    "processes",
    "inprog",
    "firstBatch",
    "nextBatch",
    "client_addrs",
    "items",
    "list",
    "rows",
    "records",
    "data",
    "result",
];

/// The members that hold an object with such a list in it.
const WRAPPERS: [&str; 5] = ["cursor", "data", "result", "body", "response"];

/// Reads a text from the place of its first bracket on.
pub(super) fn read<'t>(text: &'t str, place: usize, report: &mut Report<'t, '_>) {
    let mut scan = Scan::new(text);
    scan.go_to(place);
    let reader = Reader {
        text,
        scan,
        places: Places::new(text),
        report,
        cells: Vec::new(),
        format: Format::Json,
        kind: None,
        begun: false,
    };
    reader.all();
}

struct Reader<'t, 'r, 's> {
    text: &'t str,
    scan: Scan<'t>,
    places: Places<'t>,
    report: &'r mut Report<'t, 's>,
    cells: Cells<'t>,
    /// What the text is so far.
    format: Format,
    /// What its objects are, once one was seen.
    kind: Option<Kind>,
    /// Whether the report was told.
    begun: bool,
}

impl<'t> Reader<'t, '_, '_> {
    /// Values one after another, and what a shell says between them.
    fn all(mut self) {
        loop {
            let before = self.scan.at();
            let Some((at, token)) = self.scan.token() else {
                break;
            };
            let goes_on = match token {
                Token::Open(b'[') => self.list(),
                Token::Open(b'{') => {
                    self.scan.go_to(at);
                    self.object()
                }
                Token::Close | Token::Comma => true,
                _ => {
                    self.chatter(before, at);
                    true
                }
            };
            if !goes_on {
                return;
            }
        }
        if !self.begun {
            self.report.begin(self.format, None);
        }
    }

    /// A line between values: passed over.
    fn chatter(&mut self, before: usize, at: usize) {
        let line = self.places.line(at);
        let rest = self.text.get(at..).unwrap_or_default();
        let end = rest.find('\n').unwrap_or(rest.len());
        let said = rest.get(..end).unwrap_or_default();
        // `<ref *1> {`: what the shell says of a value stands before it.
        let opens = said.ends_with(['{', '[']) && said.starts_with('<');
        if opens {
            self.scan.go_to(at + said.len() - 1);
            return;
        }
        if !is_chatter(said) {
            self.report.skip(line, said, SkipReason::Foreign);
        }
        self.scan.go_to((at + end).max(before + 1));
    }

    /// An object: one that holds a list, or a row by itself. `false` to stop.
    fn object(&mut self) -> bool {
        let begin = self.scan.at();
        let _ = self.scan.token();
        let (mut depth, mut listed) = (1_usize, false);
        loop {
            let Some(key) = self.scan.key() else {
                let after = self.scan.clone();
                match self.scan.token() {
                    Some((_, Token::Close)) if depth > 1 => depth -= 1,
                    // Around a list, what is no member is passed over.
                    Some((_, token)) if listed && token != Token::Close => {}
                    _ if listed => return true,
                    _ => {
                        self.scan = after;
                        break;
                    }
                }
                continue;
            };
            match self.scan.peek() {
                Some((_, Token::Open(b'['))) if LISTS.contains(&key.as_ref()) => {
                    if !self.holds(&key) {
                        return false;
                    }
                    let _ = self.scan.token();
                    listed = true;
                    if !self.list() {
                        return false;
                    }
                }
                Some((_, Token::Open(b'{'))) if WRAPPERS.contains(&key.as_ref()) => {
                    let _ = self.scan.token();
                    depth += 1;
                }
                _ => {
                    let _ = self.scan.value();
                }
            }
        }
        self.scan.go_to(begin);
        let value = self.scan.value();
        self.item(&value)
    }

    /// Takes what the name of a list says of it. `false` to stop.
    fn holds(&mut self, name: &str) -> bool {
        let (format, service, kind) = match name {
            "inprog" => (Format::CurrentOp, Service::Dds, Kind::Operation),
            "sessions" => (Format::ApiList, Service::Dds, Kind::Named(Service::Dds)),
            "clients" => (Format::ApiList, Service::Dcs, Kind::Named(Service::Dcs)),
            "client_addrs" => (Format::Json, Service::Dcs, Kind::Named(Service::Dcs)),
            "processes" => (
                Format::ApiList,
                Service::TaurusDb,
                Kind::Named(Service::TaurusDb),
            ),
            _ => return true,
        };
        self.format = format;
        self.kind = Some(kind);
        self.tell(Some(service))
    }

    /// The items of a list, whose bracket was taken. `false` to stop.
    fn list(&mut self) -> bool {
        loop {
            let value = self.scan.value();
            if value.shape != Shape::Nothing && !self.item(&value) {
                return false;
            }
            match self.scan.token() {
                Some((_, Token::Close)) => return true,
                Some(_) => {}
                None => {
                    // Cut between two rows; within one, that one was named.
                    if value.whole {
                        let line = self.places.line(self.text.trim_end().len());
                        self.report.skip(line, "", SkipReason::Cut);
                    }
                    return true;
                }
            }
        }
    }

    /// One item: a row or an id. `false` to stop.
    fn item(&mut self, value: &Value<'t>) -> bool {
        let line = self.places.line(value.start);
        if !value.whole {
            let open = value.start + value.raw.len() >= self.text.trim_end().len();
            let reason = if open {
                SkipReason::Cut
            } else {
                SkipReason::Broken
            };
            self.report.skip(line, value.raw, reason);
            return true;
        }
        if !objects::is_object(value) {
            return self.id(line, value);
        }
        let known = self
            .kind
            .or_else(|| objects::kind(self.report.wanted(), value));
        let Some(kind) = known else {
            self.report.skip(line, value.raw, SkipReason::NoId);
            return true;
        };
        if self.kind.is_none() {
            self.kind = Some(kind);
            let service = match kind {
                Kind::Operation => {
                    self.format = Format::CurrentOp;
                    Service::Dds
                }
                Kind::Named(service) => service,
            };
            if !self.tell(Some(service)) {
                return false;
            }
        }
        let mut cells = std::mem::take(&mut self.cells);
        objects::cells(kind, value, &mut cells);
        self.report.row(line, &cells, value.raw);
        self.cells = cells;
        true
    }

    /// An id or an address, as a string or a number.
    fn id(&mut self, line: usize, value: &Value<'t>) -> bool {
        let raw = value.raw;
        let is_number = raw
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
        let is_text = raw.starts_with(['"', '\'', '`']);
        if raw.starts_with("...") {
            // `... 12 more items`
            self.report.skip(line, raw, SkipReason::LeftOut);
            return true;
        }
        let text = value
            .text()
            .filter(|_| is_number || is_text || raw.contains('('));
        let Some(text) = text.filter(|_| value.shape == Shape::Scalar) else {
            self.report.skip(line, raw, SkipReason::NotAnId);
            return true;
        };
        if text.starts_with("... ") && text.ends_with("more items") {
            self.report.skip(line, raw, SkipReason::LeftOut);
            return true;
        }
        let key = match self.report.wanted() {
            Service::Dcs => "addr",
            Service::Dds | Service::TaurusDb => "id",
        };
        let cell: [(&'static str, Cow<'t, str>); 1] = [(key, text)];
        self.report.row(line, &cell, raw);
        true
    }

    /// Tells the report what this is, once.
    fn tell(&mut self, service: Option<Service>) -> bool {
        if self.begun {
            return true;
        }
        self.begun = true;
        self.report.begin(self.format, service)
    }
}
