//! DCS: clients of a node, and the jobs that look at or end all of them.

pub(super) mod instances;
pub(super) mod job;
pub(super) mod kill;
pub(super) mod kill_all;
pub(super) mod list;
pub(super) mod logical_nodes;
pub(super) mod scan;

use quell_core::id::{InstanceId, NodeId};
use serde_json::{Map, Value};

use super::fault::Dcs as Refused;
use crate::cloud::Cloud;
use crate::engine::Dcs;
use crate::estate::Node;

/// The nodes of a path's instance.
fn nodes<'a>(cloud: &'a Cloud, instance: &str) -> Result<Vec<&'a Node<dyn Dcs>>, Refused> {
    let instance = InstanceId::parse(instance).map_err(|_| Refused::InstanceId)?;
    if !is_uuid(instance.as_str()) {
        return Err(Refused::InstanceId);
    }
    let nodes = cloud.estate.dcs.iter();
    let nodes: Vec<_> = nodes.filter(|one| one.place.instance == instance).collect();
    if nodes.is_empty() {
        return Err(Refused::NoSuchInstance);
    }
    Ok(nodes)
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// The node that is named, among those of its instance.
fn pick<'a>(nodes: &[&'a Node<dyn Dcs>], node: &str) -> Result<&'a Node<dyn Dcs>, Refused> {
    let node = NodeId::parse(node).map_err(|_| Refused::NodeId)?;
    let found = nodes.iter().find(|one| one.place.node == node);
    found.copied().ok_or(Refused::NodeId)
}

/// A body that is a JSON object.
fn object(body: &[u8]) -> Result<Map<String, Value>, Refused> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Refused::EmptyBody);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refused::Invalid("body")),
        Err(_) => Err(Refused::NotJson),
    }
}

/// The text of a field; a field that is missing or `null` has none.
fn text<'a>(
    object: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, Refused> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::Invalid(name)),
    }
}

/// The truth of a field; a field that is missing or `null` is false.
fn flag(object: &Map<String, Value>, name: &'static str) -> Result<bool, Refused> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Refused::Invalid(name)),
    }
}
