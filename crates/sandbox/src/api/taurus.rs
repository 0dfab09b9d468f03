//! `TaurusDB`: threads of a node.

pub(super) mod detail;
pub(super) mod instances;
pub(super) mod job;
pub(super) mod kill;
pub(super) mod list;

use quell_core::id::{InstanceId, NodeId};

use super::fault::Taurus as Refused;
use crate::cloud::Cloud;
use crate::engine::Taurus;

/// The node of a path; this service checks the shape of its ids.
fn node<'a>(cloud: &'a Cloud, instance: &str, node: &str) -> Result<&'a dyn Taurus, Refused> {
    let instance = InstanceId::parse(instance).map_err(|_| Refused::IdFormat)?;
    let node = NodeId::parse(node).map_err(|_| Refused::IdFormat)?;
    if instance.advice("in07").is_some() || node.advice("no07").is_some() {
        return Err(Refused::IdFormat);
    }
    let nodes = &cloud.estate.taurus;
    if !nodes.iter().any(|one| one.place.instance == instance) {
        return Err(Refused::NoSuchInstance);
    }
    let found = nodes.iter().find(|one| one.place.node == node);
    let found = found.ok_or(Refused::NoSuchNode)?;
    if found.place.instance != instance {
        return Err(Refused::OtherInstance);
    }
    Ok(&*found.engine)
}
