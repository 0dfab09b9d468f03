//! DDS: sessions of a node.

pub(super) mod connections;
pub(super) mod instances;
pub(super) mod job;
pub(super) mod kill;
pub(super) mod list;

use quell_core::id::NodeId;

use super::fault::Dds as Refused;
use crate::cloud::Cloud;
use crate::engine::Dds;
use crate::estate::Node;

/// The node of a path.
fn node<'a>(cloud: &'a Cloud, node: &str) -> Result<&'a Node<dyn Dds>, Refused> {
    let node = NodeId::parse(node).map_err(|_| Refused::NodeId)?;
    if node.advice("no02").is_some() {
        return Err(Refused::NodeId);
    }
    let found = cloud.estate.dds.iter().find(|one| one.place.node == node);
    found.ok_or(Refused::NoSuchNode)
}
