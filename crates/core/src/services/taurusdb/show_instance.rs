//! `GET /v3/{project_id}/instances/{instance_id}`
//!
//! Querying an instance's details, and among them its nodes (`docs/API.md`, "The calls
//! around them"). Ports are numbers or texts, addresses lists or texts.

use serde_json::Value;

use crate::id::{InstanceId, NodeId, ProjectId};
use crate::list::found::{Found, Node, first, rows, text};
use crate::request::{Language, Method, Path, Request};
use crate::services::Service;

/// Asks for an instance with its nodes.
pub fn show_instance(
    project: &ProjectId,
    instance: &InstanceId,
    language: Option<Language>,
) -> Request {
    let path = Path::new("v3").id(project).lit("instances").id(instance);
    Request::read(Service::TaurusDb, Method::Get, path).with_language(language)
}

/// Reads the nodes and says how many rows there were; `None` when there is no list.
pub(crate) fn read_nodes(body: &Value, found: &mut Found) -> Option<usize> {
    let page = rows(body.get("instance")?, "nodes")?;
    for row in page {
        let Ok(id) = NodeId::parse(&text(row, "id")) else {
            found.left_out += 1;
            continue;
        };
        found.nodes.push(Node {
            address: first(row, &["private_read_ips"]),
            ..Node::new(id, row, "type")
        });
    }
    Some(page.len())
}
