//! `POST /v3/{project_id}/nodes/{node_id}/session`
//!
//! Killing Sessions of an Instance Node. The page exists twice, for Huawei Cloud and
//! for OTC: one call, two sets of constraints. `200 {}` names no session.

use serde::{Deserialize, Serialize};

use super::NODE_SUFFIX;
use crate::answer::{Answer, Doubt, Outcome};
use crate::draft::{Check, Field};
use crate::id::{IdFault, InstanceId, NodeId, ProjectId, SessionId};
use crate::kill::{Impact, Kill, Prepared};
use crate::note::Note;
use crate::request::{Method, Path, Request};
use crate::services::{Operation, Permission, Service};

/// The operation `dds.kill`.
pub static KILL_SESSIONS: Operation = Operation {
    id: "dds.kill",
    service: Service::Dds,
    call: "POST /v3/{project_id}/nodes/{node_id}/session",
    pages: &["dds-huawei-kill-sessions", "dds-otc-kill-sessions"],
    fields: &[Field::Project, Field::Node, Field::Sessions],
    permission: Permission {
        huawei: "dds:instance:deleteSession",
        otc: "dds:instance:session",
    },
    notes,
    parse,
};

fn notes(cloud: &str) -> &'static [Note] {
    match cloud {
        "otc" => &[Note::DdsInactive, Note::DdsVersionsOtc, Note::DdsNodesOtc],
        "huawei" => &[
            Note::DdsInactive,
            Note::DdsVersionsHuawei,
            Note::DdsNodesHuawei,
        ],
        _ => &[Note::DdsInactive],
    }
}

fn parse(check: &mut Check<'_>) -> Option<Prepared> {
    let project = check.project();
    let node = check.node(Some(NODE_SUFFIX));
    let sessions = check.handles::<SessionId>(Field::Sessions);
    let kill = KillSessions::new(project?, node?, sessions?).ok()?;
    Some(Prepared::new(kill))
}

/// Ends sessions of a node by their ids.
#[derive(Debug)]
pub struct KillSessions {
    project: ProjectId,
    node: NodeId,
    sessions: Vec<SessionId>,
}

#[derive(Serialize)]
struct Body<'a> {
    sessions: Vec<&'a str>,
}

/// `{}` and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl KillSessions {
    /// Takes the sessions as they are; folding repeats is the reader's work.
    ///
    /// # Errors
    /// An empty list is refused: what the service makes of it is not documented.
    pub fn new(
        project: ProjectId,
        node: NodeId,
        sessions: Vec<SessionId>,
    ) -> Result<Self, IdFault> {
        if sessions.is_empty() {
            return Err(IdFault::Empty);
        }
        Ok(Self {
            project,
            node,
            sessions,
        })
    }
}

impl Kill for KillSessions {
    fn operation(&self) -> &'static Operation {
        &KILL_SESSIONS
    }

    fn impact(&self) -> Impact {
        Impact::Sessions(self.sessions.len())
    }

    fn project(&self) -> &ProjectId {
        &self.project
    }

    fn instance(&self) -> Option<&InstanceId> {
        None
    }

    fn node(&self) -> Option<&NodeId> {
        Some(&self.node)
    }

    fn handles(&self) -> Vec<String> {
        self.sessions.iter().map(ToString::to_string).collect()
    }

    fn request(&self) -> Request {
        let path = Path::new("v3")
            .id(&self.project)
            .lit("nodes")
            .id(&self.node)
            .lit("session");
        Request::new(Service::Dds, Method::Post, path).with_body(&Body {
            sessions: self.sessions.iter().map(SessionId::as_str).collect(),
        })
    }

    fn success(&self, answer: &Answer) -> Result<Outcome, Doubt> {
        if answer.status == 200 {
            answer.json::<Nothing>().map(|Nothing {}| Outcome::Accepted)
        } else {
            Err(Doubt::UnexpectedStatus)
        }
    }
}
