//! `DELETE /v3/{project_id}/instances/{instance_id}/nodes/{node_id}/processes`
//!
//! Terminating User Session Threads on a Node. A DELETE with a body, which some proxies
//! drop. The one answer that tells of each thread: it is believed only if its lists
//! account for the threads that were asked about. Internal threads appear in neither.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{INSTANCE_SUFFIX, NODE_SUFFIX};
use crate::answer::{Answer, Doubt, Outcome, Partition};
use crate::decode::CloudError;
use crate::draft::{Check, Field};
use crate::id::{IdFault, InstanceId, NodeId, ProcessId, ProjectId};
use crate::kill::{Impact, Kill, Prepared};
use crate::note::Note;
use crate::request::{Language, Method, Path, Request};
use crate::services::{Operation, Permission, Service};

/// The operation `taurusdb.kill`.
pub static KILL_PROCESSES: Operation = Operation {
    id: "taurusdb.kill",
    service: Service::TaurusDb,
    call: "DELETE /v3/{project_id}/instances/{instance_id}/nodes/{node_id}/processes",
    pages: &["taurusdb-terminate-session-threads"],
    fields: &[Field::Project, Field::Instance, Field::Node, Field::Threads],
    permission: Permission {
        huawei: "gaussdbformysql:instance:deleteProcesses",
        otc: "gaussdb:instance:deleteProcesses",
    },
    notes,
    parse,
};

fn notes(cloud: &str) -> &'static [Note] {
    match cloud {
        "otc" => &[
            Note::TaurusUndocumentedOtc,
            Note::TaurusInternal,
            Note::TaurusTwenty,
        ],
        "huawei" => &[
            Note::TaurusInternal,
            Note::TaurusSingleNode,
            Note::TaurusTwenty,
        ],
        _ => &[Note::TaurusInternal],
    }
}

fn parse(check: &mut Check<'_>) -> Option<Prepared> {
    let project = check.project();
    let instance = check.instance(Some(INSTANCE_SUFFIX));
    let node = check.node(Some(NODE_SUFFIX));
    let threads = check.handles::<ProcessId>(Field::Threads);
    let language = check.language();
    let kill = KillProcesses::new(project?, instance?, node?, threads?, language).ok()?;
    Some(Prepared::new(kill))
}

/// Ends session threads of a node by their ids.
#[derive(Debug)]
pub struct KillProcesses {
    project: ProjectId,
    instance: InstanceId,
    node: NodeId,
    processes: Vec<ProcessId>,
    language: Option<Language>,
}

#[derive(Serialize)]
struct Body {
    processes: Vec<i64>,
}

#[derive(Deserialize)]
struct Lists {
    processes_killed: Vec<i64>,
    processes_not_found: Vec<i64>,
}

impl KillProcesses {
    /// Takes the threads as they are; folding repeats is the reader's work.
    ///
    /// # Errors
    /// An empty list is refused: what the service makes of it is not documented.
    pub fn new(
        project: ProjectId,
        instance: InstanceId,
        node: NodeId,
        processes: Vec<ProcessId>,
        language: Option<Language>,
    ) -> Result<Self, IdFault> {
        if processes.is_empty() {
            return Err(IdFault::Empty);
        }
        Ok(Self {
            project,
            instance,
            node,
            processes,
            language,
        })
    }

    /// Sorts the asked threads by what the answer says, or finds that it does not add up.
    fn partition(&self, lists: Lists) -> Option<Partition> {
        let mut left = BTreeSet::new();
        for process in &self.processes {
            left.insert(process.0);
        }
        // Each thread that is named takes its place; one that has none was not asked
        // about, or was named before.
        let killed = lists.processes_killed.iter();
        let mut named = killed.chain(&lists.processes_not_found);
        if !named.all(|id| left.remove(id)) {
            return None;
        }
        let ids = |ids: Vec<i64>| ids.into_iter().map(ProcessId).collect();
        Some(Partition {
            killed: ids(lists.processes_killed),
            not_found: ids(lists.processes_not_found),
            not_acted_on: left.into_iter().map(ProcessId).collect(),
        })
    }
}

impl Kill for KillProcesses {
    fn operation(&self) -> &'static Operation {
        &KILL_PROCESSES
    }

    fn impact(&self) -> Impact {
        Impact::Sessions(self.processes.len())
    }

    fn project(&self) -> &ProjectId {
        &self.project
    }

    fn instance(&self) -> Option<&InstanceId> {
        Some(&self.instance)
    }

    fn node(&self) -> Option<&NodeId> {
        Some(&self.node)
    }

    fn handles(&self) -> Vec<String> {
        self.processes.iter().map(ToString::to_string).collect()
    }

    fn request(&self) -> Request {
        let path = Path::new("v3")
            .id(&self.project)
            .lit("instances")
            .id(&self.instance)
            .lit("nodes")
            .id(&self.node)
            .lit("processes");
        Request::new(Service::TaurusDb, Method::Delete, path)
            .with_language(self.language)
            .with_body(&Body {
                processes: self.processes.iter().map(|id| id.0).collect(),
            })
    }

    fn success(&self, answer: &Answer) -> Result<Outcome, Doubt> {
        if answer.status != 200 {
            return Err(Doubt::UnexpectedStatus);
        }
        let lists: Lists = answer.json()?;
        if CloudError::read(answer).is_some() {
            return Err(Doubt::WrongShape);
        }
        self.partition(lists)
            .map(Outcome::Partition)
            .ok_or(Doubt::DoesNotAddUp)
    }
}
