//! `POST /v2/{project_id}/instances/{instance_id}/clients/kill-all`
//!
//! Killing All Sessions of a Specified Node or Instance. The manual makes `node_id`
//! mandatory exactly when `kill_all_nodes` is false, and its own example sends both;
//! [`KillScope`] is that sentence as a type, so that both can never be sent together.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Doubt, Outcome};
use crate::decode::CloudError;
use crate::draft::{Check, Field};
use crate::id::{IdFault, InstanceId, JobId, NodeId, ProjectId};
use crate::kill::{Impact, Kill, Prepared};
use crate::note::Note;
use crate::request::{Method, Path, Request};
use crate::services::{Operation, Permission, Service};

/// The operation `dcs.kill_all`.
pub static KILL_ALL_CLIENTS: Operation = Operation {
    id: "dcs.kill_all",
    service: Service::Dcs,
    call: "POST /v2/{project_id}/instances/{instance_id}/clients/kill-all",
    pages: &["dcs-kill-all-sessions"],
    fields: &[Field::Project, Field::Instance, Field::Scope],
    permission: Permission {
        huawei: "dcs:clients:kill",
        otc: "dcs:clients:kill",
    },
    notes,
    parse,
};

fn notes(cloud: &str) -> &'static [Note] {
    match cloud {
        "otc" => &[
            Note::DcsUndocumentedOtc,
            Note::DcsKillAllJob,
            Note::DcsReconnect,
        ],
        _ => &[Note::DcsKillAllJob, Note::DcsReconnect],
    }
}

fn parse(check: &mut Check<'_>) -> Option<Prepared> {
    let project = check.project();
    let instance = check.instance(None);
    let scope = check.scope();
    let kill = KillAllClients::new(project?, instance?, scope?);
    Some(Prepared::new(kill))
}

/// Which clients a kill-all ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KillScope {
    /// Those of one node.
    OneNode(NodeId),
    /// Those of every node of the instance.
    AllNodes,
}

/// Why a pair of `node_id` and `kill_all_nodes` is no scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeFault {
    /// Both name a scope, and which one wins is not documented.
    Both,
    /// Neither names a scope.
    Neither,
    /// A node is named, but `kill_all_nodes` is not said to be false.
    NotStated,
    /// The node's id is wrong.
    Node(IdFault),
}

impl fmt::Display for ScopeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Both => f.write_str("names a node and all nodes at once"),
            Self::Neither => f.write_str("names neither a node nor all nodes"),
            Self::NotStated => f.write_str("names a node without kill_all_nodes: false"),
            Self::Node(fault) => write!(f, "node_id {fault}"),
        }
    }
}

impl KillScope {
    /// Reads the two parameters of the manual.
    ///
    /// # Errors
    /// Says why the pair leaves the scope open.
    pub fn from_parts(node_id: Option<&str>, all: Option<bool>) -> Result<Self, ScopeFault> {
        match (node_id, all) {
            (None, Some(true)) => Ok(Self::AllNodes),
            (Some(node), Some(false)) => NodeId::parse(node)
                .map(Self::OneNode)
                .map_err(ScopeFault::Node),
            (Some(_), Some(true)) => Err(ScopeFault::Both),
            (Some(_), None) => Err(ScopeFault::NotStated),
            (None, Some(false) | None) => Err(ScopeFault::Neither),
        }
    }
}

/// Ends every client of a node or of an instance.
#[derive(Debug)]
pub struct KillAllClients {
    project: ProjectId,
    instance: InstanceId,
    scope: KillScope,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    node_id: Option<&'a str>,
    kill_all_nodes: bool,
}

#[derive(Deserialize)]
struct Job {
    job_id: String,
}

impl KillAllClients {
    /// Takes the instance and the scope.
    pub fn new(project: ProjectId, instance: InstanceId, scope: KillScope) -> Self {
        Self {
            project,
            instance,
            scope,
        }
    }
}

impl Kill for KillAllClients {
    fn operation(&self) -> &'static Operation {
        &KILL_ALL_CLIENTS
    }

    fn impact(&self) -> Impact {
        match self.scope {
            KillScope::OneNode(_) => Impact::WholeNode,
            KillScope::AllNodes => Impact::WholeInstance,
        }
    }

    fn project(&self) -> &ProjectId {
        &self.project
    }

    fn instance(&self) -> Option<&InstanceId> {
        Some(&self.instance)
    }

    fn node(&self) -> Option<&NodeId> {
        match &self.scope {
            KillScope::OneNode(node) => Some(node),
            KillScope::AllNodes => None,
        }
    }

    fn handles(&self) -> Vec<String> {
        Vec::new()
    }

    fn request(&self) -> Request {
        let path = Path::new("v2")
            .id(&self.project)
            .lit("instances")
            .id(&self.instance)
            .lit("clients")
            .lit("kill-all");
        Request::new(Service::Dcs, Method::Post, path).with_body(&Body {
            node_id: self.node().map(NodeId::as_str),
            kill_all_nodes: self.scope == KillScope::AllNodes,
        })
    }

    fn success(&self, answer: &Answer) -> Result<Outcome, Doubt> {
        if answer.status != 200 {
            return Err(Doubt::UnexpectedStatus);
        }
        let job: Job = answer.json()?;
        if CloudError::read(answer).is_some() {
            return Err(Doubt::WrongShape);
        }
        JobId::parse(&job.job_id)
            .map(Outcome::Submitted)
            .map_err(|_| Doubt::WrongShape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::{NODE, instance, node, project};

    fn body(scope: KillScope) -> String {
        let kill = KillAllClients::new(project(), instance(), scope);
        kill.request().body().unwrap().to_owned()
    }

    #[test]
    fn a_node_and_all_nodes_are_never_sent_together() {
        assert_eq!(body(KillScope::AllNodes), r#"{"kill_all_nodes":true}"#);
        assert_eq!(
            body(KillScope::OneNode(node())),
            format!(r#"{{"node_id":"{NODE}","kill_all_nodes":false}}"#)
        );
    }

    #[test]
    fn only_a_pair_that_states_its_scope_is_one() {
        let read = KillScope::from_parts;
        assert_eq!(read(None, Some(true)), Ok(KillScope::AllNodes));
        assert_eq!(
            read(Some(NODE), Some(false)),
            Ok(KillScope::OneNode(node()))
        );
        assert_eq!(read(Some(NODE), Some(true)), Err(ScopeFault::Both));
        assert_eq!(read(Some(NODE), None), Err(ScopeFault::NotStated));
        assert_eq!(read(None, None), Err(ScopeFault::Neither));
        assert_eq!(read(None, Some(false)), Err(ScopeFault::Neither));
        assert_eq!(
            read(Some(".."), Some(false)),
            Err(ScopeFault::Node(IdFault::DotSegment))
        );
    }
}
