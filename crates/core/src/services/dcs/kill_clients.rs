//! `POST /v2/{project_id}/instances/{instance_id}/clients/kill`
//!
//! Killing Specified Sessions. Clients are named by the address that the list shows as
//! `peer`. `204` names nobody and comes back even for an address that nobody has.

use serde::Serialize;

use crate::answer::{Answer, Doubt, Outcome};
use crate::draft::{Check, Field};
use crate::id::{ClientAddr, IdFault, InstanceId, NodeId, ProjectId};
use crate::kill::{Impact, Kill, Prepared};
use crate::note::Note;
use crate::request::{Method, Path, Request};
use crate::services::{Operation, Permission, Service};

/// The operation `dcs.kill`.
pub static KILL_CLIENTS: Operation = Operation {
    id: "dcs.kill",
    service: Service::Dcs,
    call: "POST /v2/{project_id}/instances/{instance_id}/clients/kill",
    pages: &["dcs-kill-specified-sessions"],
    fields: &[
        Field::Project,
        Field::Instance,
        Field::Node,
        Field::Addresses,
    ],
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
            Note::DcsPeer,
            Note::DcsSilent,
            Note::DcsProxyNode,
        ],
        _ => &[Note::DcsPeer, Note::DcsSilent, Note::DcsProxyNode],
    }
}

fn parse(check: &mut Check<'_>) -> Option<Prepared> {
    let project = check.project();
    let instance = check.instance(None);
    let node = check.node(None);
    let addresses = check.handles::<ClientAddr>(Field::Addresses);
    let kill = KillClients::new(project?, instance?, node?, addresses?).ok()?;
    Some(Prepared::new(kill))
}

/// Ends client connections of a node by their addresses.
#[derive(Debug)]
pub struct KillClients {
    project: ProjectId,
    instance: InstanceId,
    node: NodeId,
    addresses: Vec<ClientAddr>,
}

#[derive(Serialize)]
struct Body<'a> {
    node_id: &'a str,
    client_addrs: Vec<&'a str>,
}

impl KillClients {
    /// Takes the addresses as they are; folding repeats is the reader's work.
    ///
    /// # Errors
    /// An empty list is refused: what the service makes of it is not documented.
    pub fn new(
        project: ProjectId,
        instance: InstanceId,
        node: NodeId,
        addresses: Vec<ClientAddr>,
    ) -> Result<Self, IdFault> {
        if addresses.is_empty() {
            return Err(IdFault::Empty);
        }
        Ok(Self {
            project,
            instance,
            node,
            addresses,
        })
    }
}

impl Kill for KillClients {
    fn operation(&self) -> &'static Operation {
        &KILL_CLIENTS
    }

    fn impact(&self) -> Impact {
        Impact::Sessions(self.addresses.len())
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
        self.addresses.iter().map(ToString::to_string).collect()
    }

    fn request(&self) -> Request {
        let path = Path::new("v2")
            .id(&self.project)
            .lit("instances")
            .id(&self.instance)
            .lit("clients")
            .lit("kill");
        Request::new(Service::Dcs, Method::Post, path).with_body(&Body {
            node_id: self.node.as_str(),
            client_addrs: self.addresses.iter().map(ClientAddr::as_str).collect(),
        })
    }

    fn success(&self, answer: &Answer) -> Result<Outcome, Doubt> {
        match answer.status {
            204 if answer.body.is_empty() => Ok(Outcome::Accepted),
            204 => Err(Doubt::WrongShape),
            _ => Err(Doubt::UnexpectedStatus),
        }
    }
}
