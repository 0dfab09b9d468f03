//! Who a session is, so that another one with the same number is not taken for it.
//!
//! Numbers and addresses are used again: ports wrap, thread ids begin low after a restart.
//! A session is the same one when everything below is the same, starts as far as can be told from
//! whole seconds and from pages that were on their way for a while:
//!
//! - DDS: id, client, namespace, and the start of the operation;
//! - DCS: id, address, and the start of the connection (the snapshot's time less its age);
//! - TaurusDB: id, user and host. The host has the client's port, which parts one connection from
//!   the next. Where it has none (`localhost` is a Unix socket), the start of the statement has to
//!   be the same too. It is not asked for otherwise: with each statement of a pool it is another.

use std::borrow::Cow;

use quell_table::{Table, Unit};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Kind;
use super::columns::{columns, roles};
use super::list::Sessions;
use crate::services::Service;

/// How far two readings of one start may lie apart: ages are whole seconds.
const TOLERANCE_MS: u64 = 2_000;
/// A page that was on its way for longer says too little of when a session began.
const SLACK_MS: u32 = 10_000;

/// When a session began, in ms since 1970, and by how much it may have been earlier.
type Start = (Option<i64>, u32);

/// The columns whose texts are part of who a session is.
fn parts(service: Service) -> [&'static str; 3] {
    match service {
        Service::Dds => ["id", "client", "namespace"],
        Service::Dcs => ["id", "addr", "peer"],
        Service::TaurusDb => ["id", "user", "host"],
    }
}

/// Whether two readings with the same texts are of the same session, by when it began.
fn same_start(service: Service, texts: [&str; 3], mine: Start, theirs: Start) -> bool {
    if service == Service::TaurusDb && texts[2].contains(':') {
        return true;
    }
    match (mine, theirs) {
        ((Some(a), slack), (Some(b), _)) if a > b => {
            a.abs_diff(b) <= TOLERANCE_MS + u64::from(slack)
        }
        ((Some(a), _), (Some(b), slack)) => a.abs_diff(b) <= TOLERANCE_MS + u64::from(slack),
        ((None, _), (None, _)) => true,
        _ => false,
    }
}

/// A row of a table that was read at a time, in milliseconds since 1970.
#[derive(Clone, Copy)]
pub(super) struct Reading<'t> {
    pub(super) service: Service,
    pub(super) table: &'t Table,
    pub(super) row: usize,
    pub(super) taken_ms: i64,
    pub(super) slack_ms: u32,
}

impl<'t> Reading<'t> {
    fn texts(self) -> [Cow<'t, str>; 3] {
        parts(self.service).map(|key| {
            let column = self.table.column(key).unwrap_or(usize::MAX);
            self.table.text(self.row, column)
        })
    }

    /// When it began, as far as its age tells.
    pub(super) fn start_ms(self) -> Option<i64> {
        let column = roles(self.service).age;
        let age = self.table.number(self.row, column)?;
        let age_ms = match columns(self.service).get(column)?.kind {
            Kind::Number(Unit::Micros) => age / 1_000,
            _ => age.checked_mul(1_000)?,
        };
        self.taken_ms.checked_sub(age_ms)
    }

    /// The same, and by how much it may have been earlier.
    pub(super) fn start(self) -> Start {
        (self.start_ms(), self.slack_ms.min(SLACK_MS))
    }

    /// A number that the same session always has, and another one hardly ever.
    pub(super) fn hash(self) -> u64 {
        hash(&self.texts())
    }

    /// Whether the other reading is of the same session.
    pub(super) fn same(self, other: Self) -> bool {
        let texts = self.texts();
        let borrowed = texts.each_ref().map(|text| &**text);
        texts == other.texts() && same_start(self.service, borrowed, self.start(), other.start())
    }
}

fn hash(texts: &[impl AsRef<str>]) -> u64 {
    texts.iter().fold(0xcbf2_9ce4_8422_2325, |hash, text| {
        let bytes = text.as_ref().bytes().chain([0xff]);
        bytes.fold(hash, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    })
}

/// Who a session is, kept beyond its list: in a plan, in a journal, in a record.
///
/// It is compared with the rows of a later list by the rule of this room. In JSON it is
/// `{"service":"dds","texts":["34631","10.0.0.1:1","a.b"],"start_ms":1767225600000}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    service: Service,
    texts: [Box<str>; 3],
    start_ms: Option<i64>,
    slack_ms: u32,
}

/// What a later list says of a session. Absence proves its end only in a list read whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// No row has its handle.
    Absent,
    /// This row is the same session.
    Same(usize),
    /// This row has its handle and is another session: the first one has ended.
    Other(usize),
}

impl Identity {
    /// What is known of a session of which only the handle is: nobody in a list is it.
    pub(crate) fn bare(service: Service, handle: &str) -> Self {
        let mut texts: [Box<str>; 3] = Default::default();
        let place = usize::from(service == Service::Dcs);
        texts[place] = handle.into();
        Self {
            service,
            texts,
            start_ms: None,
            slack_ms: 0,
        }
    }

    /// Whose session it is.
    pub fn service(&self) -> Service {
        self.service
    }

    /// By what the service ends it: its id, or the address of its client.
    pub fn handle(&self) -> &str {
        match self.service {
            Service::Dcs if !self.texts[2].is_empty() => &self.texts[2],
            Service::Dcs => &self.texts[1],
            Service::Dds | Service::TaurusDb => &self.texts[0],
        }
    }

    /// When it, or its operation, began: milliseconds since 1970, as far as its age told.
    pub fn start_ms(&self) -> Option<i64> {
        self.start_ms
    }

    fn start(&self) -> Start {
        (self.start_ms, self.slack_ms)
    }

    /// The columns that say who it is, and their texts.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let texts = self.texts.iter().map(|text| &**text);
        parts(self.service).into_iter().zip(texts)
    }

    /// Whether a row is the same session.
    pub fn is(&self, sessions: &Sessions, row: usize) -> bool {
        let mine = self.texts.each_ref().map(|text| &**text);
        let start = sessions.reading(row).start();
        self.is_alike(sessions, row) && same_start(self.service, mine, self.start(), start)
    }

    /// Whether another reading is of the same session.
    pub fn is_same(&self, other: &Self) -> bool {
        let mine = self.texts.each_ref().map(|text| &**text);
        self.service == other.service
            && self.texts == other.texts
            && same_start(self.service, mine, self.start(), other.start())
    }

    /// Whether a row has the same texts, whenever it began. After this machine's clock was set,
    /// the start of one session may look like that of another: then nothing is certain.
    pub fn is_alike(&self, sessions: &Sessions, row: usize) -> bool {
        let theirs = sessions.reading(row).texts();
        let mut pairs = self.texts.iter().zip(&theirs);
        self.service == sessions.service() && pairs.all(|(mine, theirs)| **mine == **theirs)
    }
}

impl Sessions {
    /// Who a row is.
    pub fn identity(&self, row: usize) -> Identity {
        let reading = self.reading(row);
        let (start_ms, slack_ms) = reading.start();
        Identity {
            service: self.service(),
            texts: reading.texts().map(Into::into),
            start_ms,
            slack_ms,
        }
    }

    /// What this list says of sessions of an earlier one, in their order. Rows that it keeps as
    /// gone say nothing. Where several rows have one handle, the same session counts.
    pub fn find<'i>(&self, wanted: impl Iterator<Item = &'i Identity>) -> Vec<Presence> {
        let wanted: Vec<&Identity> = wanted.collect();
        let mut found = vec![Presence::Absent; wanted.len()];
        let mut places: Vec<(u64, usize)> = Vec::with_capacity(wanted.len());
        for (place, identity) in wanted.iter().enumerate() {
            places.push((hash(&[identity.handle()]), place));
        }
        places.sort_unstable();
        for row in 0..self.living() {
            let handle = self.handle(row);
            let key = hash(&[&*handle]);
            let first = places.partition_point(|(known, _)| *known < key);
            let alike = places.get(first..).unwrap_or_default().iter();
            for (_, place) in alike.take_while(|(known, _)| *known == key) {
                let (Some(identity), Some(seen)) = (wanted.get(*place), found.get_mut(*place))
                else {
                    continue;
                };
                if identity.handle() != handle || matches!(seen, Presence::Same(_)) {
                    continue;
                }
                *seen = if identity.is(self, row) {
                    Presence::Same(row)
                } else {
                    Presence::Other(row)
                };
            }
        }
        found
    }

    /// When the oldest part of the list was taken, in ms since 1970; `None` of an empty list.
    pub fn oldest_piece_ms(&self) -> Option<i64> {
        // Pieces are read one after another: the first row is of the oldest.
        (self.living() > 0).then(|| self.reading(0).taken_ms)
    }

    /// A number for each living row that the same session has in every list, in ascending order.
    pub fn fingerprints(&self) -> Vec<u64> {
        let mut all = Vec::with_capacity(self.living());
        for row in 0..self.living() {
            all.push(self.reading(row).hash());
        }
        all.sort_unstable();
        all
    }

    /// The number that [`Sessions::fingerprints`] has for a row.
    pub fn fingerprint(&self, row: usize) -> u64 {
        self.reading(row).hash()
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    service: String,
    texts: [Box<str>; 3],
    start_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "is_none")]
    slack_ms: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it.
fn is_none(slack_ms: &u32) -> bool {
    *slack_ms == 0
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            service: self.service.word().to_owned(),
            texts: self.texts.clone(),
            start_ms: self.start_ms,
            slack_ms: self.slack_ms,
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let service = Service::parse(&written.service);
        Ok(Self {
            service: service.ok_or_else(|| D::Error::custom("not a service"))?,
            texts: written.texts,
            start_ms: written.start_ms,
            slack_ms: written.slack_ms,
        })
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
