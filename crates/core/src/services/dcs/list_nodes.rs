//! `GET /v2/{project_id}/instances/{instance_id}/logical-nodes`
//!
//! The nodes of an instance, all at once (`docs/API.md`, "The calls around them"). Of a
//! node's several ids the kill and the scan want `node_id`. Redis 4.0 and later.

use serde_json::Value;

use crate::id::{InstanceId, NodeId, ProjectId};
use crate::list::found::{Found, Node, rows, text};
use crate::request::{Method, Path, Request};
use crate::services::Service;

/// Asks for the nodes of an instance.
pub fn list_nodes(project: &ProjectId, instance: &InstanceId) -> Request {
    let path = Path::new("v2")
        .id(project)
        .lit("instances")
        .id(instance)
        .lit("logical-nodes");
    Request::read(Service::Dcs, Method::Get, path)
}

/// Reads the nodes and says how many rows there were; `None` when there is no list.
pub(crate) fn read_nodes(body: &Value, found: &mut Found) -> Option<usize> {
    let page = rows(body, "nodes")?;
    for row in page {
        let Ok(id) = NodeId::parse(&text(row, "node_id")) else {
            found.left_out += 1;
            continue;
        };
        let mut address = text(row, "node_ip");
        let port = text(row, "node_port");
        if !address.is_empty() && !port.is_empty() {
            address.push(':');
            address.push_str(&port);
        }
        found.nodes.push(Node {
            address,
            part: text(row, "node_role"),
            group: text(row, "group_name"),
            ..Node::new(id, row, "node_type")
        });
    }
    Some(page.len())
}
