//! Where a plan acts: the node whose sessions were looked at, and the way to it.

use crate::draft::Field;
use crate::id::{ClientAddr, CloudId, IdFault, InstanceId, NodeId, ProcessId, RegionId, SessionId};
use crate::kill::{Aim, Kill, Prepared};
use crate::list::Whose;
use crate::route::Lead;
use crate::services::Service;
use crate::services::dcs::{KillAllClients, KillClients, KillScope};
use crate::services::dds::KillSessions;
use crate::services::taurusdb::KillProcesses;

/// A node, and how it is reached. It is fixed when the plan is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The environment's id in the configuration.
    pub environment: Option<CloudId>,
    /// The cloud.
    pub cloud: CloudId,
    /// The region.
    pub region: RegionId,
    /// By which way the service's requests go there.
    pub lead: Lead,
    /// Whose sessions: project, instance and node.
    pub whose: Whose,
    /// The instance, if it is known; on DDS the calls do not name it.
    pub instance: Option<InstanceId>,
    /// The instance's name, or its id where the name is not known: what a person types to end all.
    pub instance_name: String,
    /// The node's name, or its id where the name is not known.
    pub node_name: String,
}

impl Place {
    /// The service.
    pub fn service(&self) -> Service {
        self.whose.service()
    }

    /// The node.
    pub fn node(&self) -> &NodeId {
        match &self.whose {
            Whose::Dds(_, node) | Whose::Dcs(_, _, node) | Whose::TaurusDb(_, _, node, _) => node,
        }
    }

    /// A kill of so many handles.
    ///
    /// # Errors
    /// Says why a handle is none, or that there is none at all.
    pub fn kill(&self, handles: &[&str]) -> Result<Prepared, IdFault> {
        match &self.whose {
            Whose::Dds(project, node) => {
                let ids = each(handles, SessionId::parse)?;
                KillSessions::new(project.clone(), node.clone(), ids).map(Prepared::new)
            }
            Whose::Dcs(project, instance, node) => {
                let ids = each(handles, ClientAddr::parse)?;
                let (project, instance) = (project.clone(), instance.clone());
                KillClients::new(project, instance, node.clone(), ids).map(Prepared::new)
            }
            Whose::TaurusDb(project, instance, node, language) => {
                let ids = each(handles, ProcessId::parse)?;
                let (project, instance) = (project.clone(), instance.clone());
                KillProcesses::new(project, instance, node.clone(), ids, *language)
                    .map(Prepared::new)
            }
        }
    }

    /// A kill of every client of the node, or of the instance; `None` but on DCS.
    pub fn kill_all(&self, whole_instance: bool) -> Option<Prepared> {
        let Whose::Dcs(project, instance, node) = &self.whose else {
            return None;
        };
        let scope = if whole_instance {
            KillScope::AllNodes
        } else {
            KillScope::OneNode(node.clone())
        };
        let kill = KillAllClients::new(project.clone(), instance.clone(), scope);
        Some(Prepared::new(kill))
    }

    /// Where a kill goes.
    pub fn aim(&self, kill: &dyn Kill) -> Aim {
        Aim {
            environment: self.environment.clone(),
            cloud: self.cloud.clone(),
            region: self.region.clone(),
            way: self.lead.way(&kill.request()),
        }
    }

    /// In which field of the form a handle stands.
    pub fn field(&self) -> Field {
        match self.service() {
            Service::Dds => Field::Sessions,
            Service::Dcs => Field::Addresses,
            Service::TaurusDb => Field::Threads,
        }
    }
}

fn each<T>(texts: &[&str], parse: fn(&str) -> Result<T, IdFault>) -> Result<Vec<T>, IdFault> {
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        all.push(parse(text)?);
    }
    Ok(all)
}
