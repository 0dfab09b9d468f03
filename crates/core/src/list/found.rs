//! What pickers choose from: projects, instances and nodes, each with an id that was checked.

use serde_json::Value;

use crate::id::{InstanceId, NodeId, ProjectId};

/// What was read for a picker. A row whose id is not of the grammar is left out and counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Projects.
    pub projects: Vec<Project>,
    /// Instances.
    pub instances: Vec<Instance>,
    /// Nodes of one instance.
    pub nodes: Vec<Node>,
    /// Rows without a usable id.
    pub left_out: usize,
}

impl Found {
    /// Adds an instance, unless a page before had it.
    pub(crate) fn add_instance(&mut self, instance: Instance) {
        if !self.instances.iter().any(|known| known.id == instance.id) {
            self.instances.push(instance);
        }
    }
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name: the region's id, such as `eu-de`, or with a part of its own, `eu-de_orders`.
    pub name: String,
    /// Whether it can be used.
    pub is_enabled: bool,
}

/// A database instance. Texts are the service's own words; one that it does not give is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// Its name.
    pub name: String,
    /// How it is: `normal`, `RUNNING`, `ACTIVE`, `frozen`, …
    pub status: String,
    /// The engine, where a service has several (DCS: `Redis`, `Memcached`).
    pub engine: String,
    /// The engine's version, such as `4.0`.
    pub version: String,
    /// DDS: `Sharding`, `ReplicaSet`, `Single`. TaurusDB: `Cluster`. DCS: its specification.
    pub mode: String,
    /// Its nodes, where the list has them (DDS only).
    pub nodes: Vec<Node>,
}

impl Instance {
    pub(crate) fn new(id: InstanceId, row: &Value) -> Self {
        Self {
            id,
            name: text(row, "name"),
            status: text(row, "status"),
            engine: String::new(),
            version: String::new(),
            mode: String::new(),
            nodes: Vec::new(),
        }
    }
}

/// A node of an instance. Texts are the service's own words; one that it does not give is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id: the one that lists and kills want.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// How it is: `normal`, `Active`, `ACTIVE`, …
    pub status: String,
    /// DDS: `Primary`, `Secondary`, `Hidden`, `master` (mongos). Others: `master`, `slave`, `proxy`.
    pub role: String,
    /// Its address, with a port where the list has one; empty for shards of DDS.
    pub address: String,
    /// The part it plays. DDS: `mongos`, `shard`, `config`, `replica`, `single`. DCS:
    /// `redis-server`, `redis-proxy`.
    pub part: String,
    /// The name of its shard or group.
    pub group: String,
}

impl Node {
    pub(crate) fn new(id: NodeId, row: &Value, role: &str) -> Self {
        Self {
            id,
            name: text(row, "name"),
            status: text(row, "status"),
            role: text(row, role),
            address: String::new(),
            part: String::new(),
            group: String::new(),
        }
    }

    /// Whether it is the hidden member of a DDS replica set, whose sessions cannot be ended.
    pub fn is_hidden(&self) -> bool {
        self.role.eq_ignore_ascii_case("hidden")
    }

    /// Whether it is a proxy of a DCS instance. Where there are proxies, clients are theirs.
    pub fn is_proxy(&self) -> bool {
        self.part == "redis-proxy" || self.role == "proxy"
    }
}

/// A field's text: a text as it is, a number as its digits, anything else as nothing.
pub(crate) fn text(row: &Value, key: &str) -> String {
    match row.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The first text of several fields that says something; of a list, its first text.
pub(crate) fn first(row: &Value, keys: &[&str]) -> String {
    for key in keys {
        let value = row.get(key);
        let value = value.map(|value| value.get(0).unwrap_or(value));
        if let Some(text) = value
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
        {
            return text.to_owned();
        }
    }
    String::new()
}

/// A field's list.
pub(crate) fn rows<'v>(body: &'v Value, key: &str) -> Option<&'v Vec<Value>> {
    body.get(key)?.as_array()
}
