//! `GET /v3/{project_id}/nodes/{node_id}/sessions`
//!
//! Querying Sessions of an Instance Node: a page of them under `sessions`, their number
//! under `total_count` (`docs/API.md`, "The calls around them"). `limit` goes up to 20 on
//! OTC and up to 100 on Huawei Cloud; the manuals disagree. `cost_time` is a text of µs.

use crate::id::{NodeId, ProjectId};
use crate::request::{Method, Path, Query, Request};
use crate::services::Service;

/// Asks for a page of a node's sessions. Filters: `type`, `namespace`, `plan_summary`, `cost_time` (µs).
pub fn list_sessions(project: &ProjectId, node: &NodeId, query: &Query) -> Request {
    let path = Path::new("v3")
        .id(project)
        .lit("nodes")
        .id(node)
        .lit("sessions");
    Request::read(Service::Dds, Method::Get, path).with_query(query)
}
