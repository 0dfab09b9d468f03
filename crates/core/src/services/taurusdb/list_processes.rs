//! `GET /v3/{project_id}/instances/{instance_id}/nodes/{node_id}/processes`
//!
//! Querying the session threads of a node: a page of up to 100 under `processes`, their
//! number under `total_count` (`docs/API.md`, "The calls around them"). Ids are 64-bit
//! integers, `time` is seconds; internal threads are not in it.

use crate::id::{InstanceId, NodeId, ProjectId};
use crate::request::{Language, Method, Path, Query, Request};
use crate::services::Service;

/// Asks for a page of a node's threads.
pub fn list_processes(
    project: &ProjectId,
    instance: &InstanceId,
    node: &NodeId,
    query: &Query,
    language: Option<Language>,
) -> Request {
    let path = Path::new("v3")
        .id(project)
        .lit("instances")
        .id(instance)
        .lit("nodes")
        .id(node)
        .lit("processes");
    Request::read(Service::TaurusDb, Method::Get, path)
        .with_query(query)
        .with_language(language)
}
