//! `POST /v2/{project_id}/instances/{instance_id}/clients`
//!
//! Starting a scan of a node's clients (`docs/API.md`, "The calls around them"). The answer
//! is `200 {"job_id"}`; the clients are read afterwards. Without a scan the list is a 500.

use serde::Serialize;

use crate::id::{InstanceId, NodeId, ProjectId};
use crate::request::{Method, Path, Request};
use crate::services::Service;

#[derive(Serialize)]
struct Body<'a> {
    node_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clean_cache: Option<bool>,
}

/// Starts a scan. `clean_cache` asks to look anew and to keep what is found; without it
/// the service may take an older scan for good (its default is false).
pub fn scan_clients(
    project: &ProjectId,
    instance: &InstanceId,
    node: &NodeId,
    clean_cache: Option<bool>,
) -> Request {
    let path = Path::new("v2")
        .id(project)
        .lit("instances")
        .id(instance)
        .lit("clients");
    Request::read(Service::Dcs, Method::Post, path).with_body(&Body {
        node_id: node.as_str(),
        clean_cache,
    })
}
