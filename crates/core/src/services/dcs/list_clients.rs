//! `GET /v2/{project_id}/instances/{instance_id}/clients`
//!
//! Reading what the last scan of a node found: a page of clients under `clients`, the
//! moment of the scan under `time` (`docs/API.md`, "The calls around them"). `limit` goes
//! up to 1,000; `age` and `idle` are seconds.

use crate::id::{InstanceId, NodeId, ProjectId};
use crate::request::{Key, Method, Path, Query, Request};
use crate::services::Service;

/// Asks for a page of a node's clients. `node_id` is mandatory in the manual: a proxy's on
/// Proxy Cluster and read/write splitting, a data node's otherwise. Filters: `addr`,
/// `sort`, `order`.
pub fn list_clients(
    project: &ProjectId,
    instance: &InstanceId,
    node: &NodeId,
    query: Query,
) -> Request {
    let path = Path::new("v2")
        .id(project)
        .lit("instances")
        .id(instance)
        .lit("clients");
    Request::read(Service::Dcs, Method::Get, path)
        .with_query(&query.and(Key::NODE_ID, node.as_str()))
}
