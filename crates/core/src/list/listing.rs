//! The sessions of one node, read page after page into a table.

use quell_table::Table;
use serde_json::Value;

use super::moment::moment;
use super::seen::{Known, Seen, fnv, mark};
use super::source::{Follow, Source, Taken};
use super::walk::Walk;
use crate::answer::{Answer, Doubt};
use crate::id::{InstanceId, JobId, NodeId, ProjectId};
use crate::list::{Command, Event, Extent, Now, Progress, Step};
use crate::request::{Language, Query, Request};
use crate::services::{Service, dcs, dds, taurusdb};
use crate::session::{Piece, columns};
use crate::target::Target;

/// Whose sessions are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of a node of DDS.
    Dds(ProjectId, NodeId),
    /// The clients of a node of DCS.
    Dcs(ProjectId, InstanceId, NodeId),
    /// The threads of a node of TaurusDB, with errors in a language.
    TaurusDb(ProjectId, InstanceId, NodeId, Option<Language>),
}

impl Whose {
    /// Those of the node that a target names; `None` where it does not name one.
    pub fn of(target: &Target, language: Option<Language>) -> Option<Self> {
        let (project, node) = (target.project.clone()?, target.node.clone()?);
        let instance = target.instance.clone();
        Some(match target.service? {
            Service::Dds => Self::Dds(project, node),
            Service::Dcs => Self::Dcs(project, instance?, node),
            Service::TaurusDb => Self::TaurusDb(project, instance?, node, language),
        })
    }

    /// The service.
    pub fn service(&self) -> Service {
        match self {
            Self::Dds(..) => Service::Dds,
            Self::Dcs(..) => Service::Dcs,
            Self::TaurusDb(..) => Service::TaurusDb,
        }
    }
}

/// How much is read at once, and in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a page.
    pub page: usize,
    /// Rows in all; a list with more ends as [`Extent::Capped`].
    pub rows: usize,
    /// Bytes of answers in all; a list with more ends so too. They are kept in memory.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page: 20,
            rows: 100_000,
            bytes: 256 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// The largest pages that a cloud documents, and 100,000 rows. The manuals of DDS say 20
    /// on OTC and 100 on Huawei Cloud; where 100 is refused the reading goes on with 20.
    pub fn of(service: Service, cloud: &str) -> Self {
        let page = match service {
            Service::Dds if cloud == "otc" => 20,
            Service::Dds | Service::TaurusDb => 100,
            Service::Dcs => 1_000,
        };
        Self {
            page,
            ..Self::default()
        }
    }
}

/// The reading of one list of sessions. It sends nothing itself: [`Listing::handle`] says what to do.
#[derive(Clone, Debug)]
pub struct Listing {
    walk: Walk,
    rows: Rows,
}

impl Listing {
    /// A reading that has not begun.
    pub fn new(whose: Whose, limits: Limits) -> Self {
        let service = whose.service();
        let first = match service {
            Service::Dcs => Step::Scan,
            Service::Dds | Service::TaurusDb => Step::Page,
        };
        let table = Table::new(columns(service));
        // A client of DCS is told by both: proxies may give an id twice.
        let key = ["id", "addr"];
        let key = key.iter().filter_map(|key| table.column(key)).collect();
        Self {
            walk: Walk::new(first, true, limits),
            rows: Rows {
                whose,
                table,
                key,
                seen: Seen::default(),
                pieces: Vec::new(),
                snapshot: String::new(),
                job: None,
                is_confirmed: service != Service::Dcs,
            },
        }
    }

    /// What the world must do after an event; `None` where the event means nothing.
    pub fn handle(&mut self, event: Event, now: Now) -> Option<Command> {
        self.walk.handle(&mut self.rows, event, now)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.walk.progress()
    }

    /// How it ended, if it did.
    pub fn extent(&self) -> Option<Extent> {
        self.walk.extent()
    }

    /// Whose sessions they are.
    pub fn whose(&self) -> &Whose {
        &self.rows.whose
    }

    /// The rows so far.
    pub fn table(&self) -> &Table {
        &self.rows.table
    }

    /// When the first page was asked for, in ms since 1970: how old the list may be.
    pub fn since(&self) -> Option<u64> {
        self.walk.since()
    }

    /// DCS: when the scan was made, as the service wrote it; empty before the first page.
    pub fn snapshot(&self) -> &str {
        &self.rows.snapshot
    }

    /// The same, in ms since 1970 by the cloud's clock; `None` of what is no moment.
    pub fn snapshot_ms(&self) -> Option<i64> {
        moment(self.snapshot())
    }

    /// Whether the scan is known to have ended before its result was read. If not, the rows
    /// may be of an older scan: the snapshot's time tells. Of DDS and TaurusDB always true.
    pub fn is_confirmed(&self) -> bool {
        self.rows.is_confirmed
    }

    /// The rows, and when each part of them was taken: what `session::Sessions` is made of.
    pub fn into_parts(self) -> (Table, Vec<Piece>) {
        let mut table = self.rows.table;
        table.shrink();
        (table, self.rows.pieces)
    }
}

/// Where the rows of a reading go.
#[derive(Clone, Debug)]
struct Rows {
    whose: Whose,
    table: Table,
    /// The columns that tell a session from another.
    key: Vec<usize>,
    seen: Seen,
    pieces: Vec<Piece>,
    snapshot: String,
    job: Option<JobId>,
    is_confirmed: bool,
}

impl Rows {
    /// Takes the rows since `before` that are known out again, and says how many are left.
    ///
    /// Rows are known from another page: the list moved while it was read.
    fn fold(&mut self, before: usize, body: &str, under: &str) -> Result<usize, String> {
        let count = self.table.rows() - before;
        self.seen.reserve(&self.table, &self.key, count);
        let mut places = Vec::with_capacity(count);
        let mut fresh = Vec::with_capacity(count);
        for row in before..self.table.rows() {
            match self.seen.add(&self.table, &self.key, row) {
                Known::No(place) => places.push(place),
                Known::Nameless => {}
                Known::Yes => continue,
            }
            fresh.push(row - before);
        }
        if fresh.len() == count {
            return Ok(count);
        }
        let mut page = Table::new(self.table.columns());
        page.append(body, under).map_err(|fault| fault.detail)?;
        self.seen.undo(&places);
        self.table.truncate(before);
        for row in &fresh {
            self.table.push_from(&page, *row);
        }
        for row in before..self.table.rows() {
            self.seen.add(&self.table, &self.key, row);
        }
        Ok(fresh.len())
    }
}

impl Source for Rows {
    fn service(&self) -> Service {
        self.whose.service()
    }

    fn request(&self, step: Step, offset: usize, limit: usize) -> Request {
        let query = Query::page(offset, limit);
        match &self.whose {
            Whose::Dds(project, node) => dds::list_sessions(project, node, &query),
            Whose::TaurusDb(project, instance, node, language) => {
                taurusdb::list_processes(project, instance, node, &query, *language)
            }
            Whose::Dcs(project, instance, node) => match (step, &self.job) {
                (Step::Job, Some(job)) => dcs::show_job(project, job),
                (Step::Page, _) => dcs::list_clients(project, instance, node, query),
                // Looking anew is what a person wants who asks for the list.
                (Step::Scan | Step::Job, _) => {
                    dcs::scan_clients(project, instance, node, Some(true))
                }
            },
        }
    }

    fn take(&mut self, answer: &Answer, asked_ms: u64, now: Now) -> Result<Taken, (Doubt, String)> {
        if !answer.is_json() {
            return Err((Doubt::NotJson, String::new()));
        }
        let (under, count) = match self.whose {
            Whose::Dds(..) => ("sessions", "total_count"),
            Whose::Dcs(..) => ("clients", "count"),
            Whose::TaurusDb(..) => ("processes", "total_count"),
        };
        let before = self.table.rows();
        let wrong = |detail| (Doubt::WrongShape, detail);
        let page = self.table.append(&answer.body, under);
        let page = page.map_err(|fault| wrong(fault.detail))?;
        let mut mark = mark(&self.table, &self.key, before);
        if mark.1 {
            // Rows without ids are told by all they say.
            mark.0 = fnv(mark.0, answer.body.as_bytes());
        }
        let fresh = self.fold(before, &answer.body, under).map_err(wrong)?;
        let time = page.fact("time").unwrap_or_default();
        let is_other = before > 0 && self.snapshot != time;
        time.clone_into(&mut self.snapshot);
        if fresh > 0 {
            // A snapshot has a time of its own; any other page was written while it was awaited.
            let came_ms = i64::try_from(now.ms).unwrap_or(i64::MAX);
            let slack_ms = u32::try_from(now.ms.saturating_sub(asked_ms)).unwrap_or(u32::MAX);
            let (taken_ms, slack_ms) = moment(time).map_or((came_ms, slack_ms), |ms| (ms, 0));
            self.pieces.push(Piece {
                from: before,
                taken_ms,
                slack_ms,
            });
        }
        Ok(Taken {
            rows: page.rows,
            fresh,
            mark: mark.0,
            total: page.fact(count).and_then(|text| text.parse().ok()),
            is_other,
        })
    }

    fn follow(&mut self, step: Step, answer: &Answer) -> Result<Follow, (Doubt, String)> {
        let body: Value = answer.json().map_err(|doubt| (doubt, String::new()))?;
        if step == Step::Scan {
            let job = body.get("job_id").and_then(Value::as_str);
            self.job = job.and_then(|job| JobId::parse(job).ok());
            // Without a job there is nothing to ask about; the scan was taken all the same.
            let follow = self.job.as_ref().map_or(Follow::Pages, |_| Follow::Job);
            return Ok(follow);
        }
        match dcs::read_job(&body) {
            Some(dcs::JobStatus::Done) => {
                self.is_confirmed = true;
                Ok(Follow::Pages)
            }
            Some(dcs::JobStatus::Pending) => Ok(Follow::Job),
            Some(dcs::JobStatus::Failed(reason)) => Ok(Follow::Failed(reason)),
            None => Err((Doubt::WrongShape, String::new())),
        }
    }
}
