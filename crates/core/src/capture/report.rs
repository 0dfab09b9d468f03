//! What a capture turned out to be: its format, its rows, and every line that gave none.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::id::{ClientAddr, IdFault, ProcessId, SessionId};
use crate::services::Service;
use crate::session::Bar;

/// The forms in which session lists are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Ids, one per line or parted by commas.
    Ids,
    /// Addresses of clients, one per line or parted by commas.
    Addresses,
    /// Columns parted by commas, semicolons or tabs, under a header.
    Csv,
    /// A JSON list, of ids or of objects.
    Json,
    /// The answer of a list call of the cloud.
    ApiList,
    /// `SHOW PROCESSLIST`, or a select of it, in the boxes of the `mysql` client.
    ProcessTable,
    /// The same with one column per line (`\G`).
    ProcessRows,
    /// The same parted by tabs (`mysql --batch`).
    ProcessTabs,
    /// `CLIENT LIST` of Redis.
    ClientList,
    /// `db.currentOp()` of MongoDB.
    CurrentOp,
}

impl Format {
    /// The word used in keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ids => "ids",
            Self::Addresses => "addresses",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::ApiList => "api_list",
            Self::ProcessTable => "process_table",
            Self::ProcessRows => "process_rows",
            Self::ProcessTabs => "process_tabs",
            Self::ClientList => "client_list",
            Self::CurrentOp => "current_op",
        }
    }

    /// The name people use, where the format has one of its own.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ids => "ids",
            Self::Addresses => "addresses",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::ApiList => "API answer",
            Self::ProcessTable | Self::ProcessRows | Self::ProcessTabs => "SHOW PROCESSLIST",
            Self::ClientList => "CLIENT LIST",
            Self::CurrentOp => "currentOp",
        }
    }
}

/// Why a line gave no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// Its id or address is none.
    Id(IdFault),
    /// It does not look like an id: a word of prose, perhaps.
    NotAnId,
    /// It has no id where the others have one.
    NoId,
    /// An inactive session, which has no operation and so no id.
    Inactive,
    /// A thread of the server itself, without an id.
    Internal,
    /// The capture ends before the row does.
    Cut,
    /// Quotes or brackets do not close where they should.
    Broken,
    /// Its borders do not stand under those of the header.
    Misaligned,
    /// It could be a row or a part of somebody's statement: its number occurs twice.
    Ambiguous,
    /// It is no part of the list.
    Foreign,
    /// The list names no column that has ids or addresses.
    NoIdColumn,
    /// The program that printed the list left rows out here.
    LeftOut,
}

/// A line that gave no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its number, from 1: where the row begins, when it has several.
    pub line: usize,
    /// Its text, cut to a length that can be shown.
    pub text: String,
    /// Why.
    pub reason: SkipReason,
}

/// A row that cannot be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Barred {
    /// Which, by the order in which rows were given, from 0.
    pub row: usize,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Why.
    pub bar: Bar,
}

/// A capture of one service was given for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongService {
    /// The form that gave it away.
    pub format: Format,
    /// Whose sessions these are.
    pub found: Service,
    /// Whose were wanted.
    pub wanted: Service,
}

impl fmt::Display for WrongService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (format, found) = (self.format.name(), self.found.name());
        write!(f, "{format} of {found}, not of {}", self.wanted.name())
    }
}

/// What was read, beside the rows themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// What it is.
    pub format: Format,
    /// Whose sessions it must be of, when the format tells.
    pub service: Option<Service>,
    /// How many rows were given.
    pub rows: usize,
    /// Rows that cannot be ended, in order.
    pub barred: Vec<Barred>,
    /// Lines that gave no row, in order.
    pub skipped: Vec<Skipped>,
    /// How many rows repeat the id or address of an earlier one, and were left out.
    pub folded: usize,
    /// Set when it is of another service than the one wanted: then no row was given.
    pub wrong: Option<WrongService>,
}

/// A row as it was read: a key of the service's columns and its text, for each that is there.
#[derive(Debug)]
pub struct Row<'r, 't> {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What it holds.
    pub cells: &'r [(&'static str, Cow<'t, str>)],
    /// Set when it cannot be ended.
    pub bar: Option<Bar>,
}

/// Where rows go.
pub type Sink<'s> = dyn FnMut(Row<'_, '_>) + 's;

/// The cells of a row under way.
pub(super) type Cells<'t> = Vec<(&'static str, Cow<'t, str>)>;

/// Judges rows and keeps the account while a capture is read.
pub(super) struct Report<'t, 's> {
    wanted: Service,
    sink: &'s mut Sink<'s>,
    seen: BTreeSet<Cow<'t, str>>,
    capture: Capture,
}

impl<'t, 's> Report<'t, 's> {
    pub(super) fn new(wanted: Service, sink: &'s mut Sink<'s>) -> Self {
        Self {
            wanted,
            sink,
            seen: BTreeSet::new(),
            capture: Capture {
                format: Format::Ids,
                service: None,
                rows: 0,
                barred: Vec::new(),
                skipped: Vec::new(),
                folded: 0,
                wrong: None,
            },
        }
    }

    /// The service whose sessions are wanted.
    pub(super) fn wanted(&self) -> Service {
        self.wanted
    }

    /// Says what the capture is; `false` when it is of another service than the one wanted.
    pub(super) fn begin(&mut self, format: Format, service: Option<Service>) -> bool {
        self.capture.format = format;
        self.capture.service = service;
        self.capture.wrong =
            service
                .filter(|found| *found != self.wanted)
                .map(|found| WrongService {
                    format,
                    found,
                    wanted: self.wanted,
                });
        self.capture.wrong.is_none()
    }

    /// Notes a line that gave no row.
    pub(super) fn skip(&mut self, line: usize, text: &str, reason: SkipReason) {
        const SHOWN: usize = 60;
        let text = text.trim();
        let first = text.lines().next().unwrap_or_default();
        let mut shown: String = first.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        self.capture.skipped.push(Skipped {
            line,
            text: shown,
            reason,
        });
    }

    /// Takes a row: gives it on, folds it or notes why it is none.
    pub(super) fn row(&mut self, line: usize, cells: &[(&'static str, Cow<'t, str>)], text: &str) {
        let bar = bar(self.wanted, cells);
        // The note is for the bar alone.
        let cells = match cells.split_last() {
            Some(((INTERNAL, _), rest)) => rest,
            _ => cells,
        };
        let identity = match identity(self.wanted, cells, bar) {
            Ok(identity) => identity,
            Err(reason) => return self.skip(line, text, reason),
        };
        if !self.seen.insert(identity) {
            self.capture.folded += 1;
            return;
        }
        if let Some(bar) = bar {
            let row = self.capture.rows;
            self.capture.barred.push(Barred { row, line, bar });
        }
        self.capture.rows += 1;
        (self.sink)(Row { line, cells, bar });
    }

    pub(super) fn finish(mut self) -> Capture {
        // Rows are judged where they end, the lines between them where they stand.
        self.capture.skipped.sort_by_key(|skipped| skipped.line);
        self.capture
    }
}

/// The text of a key, when it is there and not empty.
fn get<'r, 't>(cells: &'r [(&'static str, Cow<'t, str>)], key: &str) -> Option<&'r Cow<'t, str>> {
    let cell = cells.iter().find(|(name, _)| *name == key);
    cell.map(|(_, text)| text).filter(|text| !text.is_empty())
}

/// What makes a row the same as another, checked to be what a kill can name.
fn identity<'t>(
    service: Service,
    cells: &[(&'static str, Cow<'t, str>)],
    bar: Option<Bar>,
) -> Result<Cow<'t, str>, SkipReason> {
    let id = get(cells, "id");
    let checked = match service {
        Service::Dds => match (id, bar) {
            (Some(id), _) => SessionId::parse(id).map(|_| id),
            (None, Some(Bar::Internal)) => return Err(SkipReason::Internal),
            (None, Some(Bar::Inactive)) => return Err(SkipReason::Inactive),
            (None, _) => return Err(SkipReason::NoId),
        },
        Service::TaurusDb => {
            let id = id.ok_or(SkipReason::NoId)?;
            ProcessId::parse(id).map(|_| id)
        }
        Service::Dcs => {
            // Clients of one socket have one address, but are several.
            if let (Some(Bar::UnixSocket), Some(id)) = (bar, id) {
                return Ok(id.clone());
            }
            let address = get(cells, "peer").or_else(|| get(cells, "addr"));
            let address = address.ok_or(SkipReason::NoId)?;
            ClientAddr::parse(address).map(|_| address)
        }
    };
    checked.cloned().map_err(SkipReason::Id)
}

/// Why a row cannot be ended, as far as its cells tell.
fn bar(service: Service, cells: &[(&'static str, Cow<'_, str>)]) -> Option<Bar> {
    let text = |key| get(cells, key).map_or("", |text| text.as_ref());
    match service {
        Service::TaurusDb => {
            let (user, command) = (text("user"), text("command"));
            let linked = ["Binlog Dump", "Slave_", "Replica_", "Group_Replication"];
            if linked.iter().any(|name| command.starts_with(name)) {
                return Some(Bar::Replication);
            }
            let internal = matches!(user, "system user" | "event_scheduler") || command == "Daemon";
            internal.then_some(Bar::Internal)
        }
        Service::Dcs => {
            let flags = text("flags");
            if flags.contains(['M', 'S']) {
                return Some(Bar::Replication);
            }
            let address = get(cells, "peer").map_or(text("addr"), |peer| peer.as_ref());
            (address.starts_with('/') || flags.contains('U')).then_some(Bar::UnixSocket)
        }
        Service::Dds => {
            if text(INTERNAL) == "true" {
                return Some(Bar::Internal);
            }
            let active = text("active");
            let inactive = ["false", "no", "inactive", "否"];
            inactive
                .iter()
                .any(|word| active.eq_ignore_ascii_case(word))
                .then_some(Bar::Inactive)
        }
    }
}

/// The key under which the reader of `currentOp` notes, last, an operation of the server itself; no column has it.
pub(super) const INTERNAL: &str = "";
