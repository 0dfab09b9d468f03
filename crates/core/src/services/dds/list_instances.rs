//! `GET /v3/{project_id}/instances`
//!
//! Querying Instances and Details: the instances of a project with their groups and nodes,
//! in pages of up to 100 (`docs/API.md`, "The calls around them"). One call fills both pickers.

use serde_json::Value;

use crate::id::{InstanceId, NodeId, ProjectId};
use crate::list::found::{Found, Instance, Node, first, rows, text};
use crate::request::{Method, Path, Query, Request};
use crate::services::Service;

/// Asks for a page of instances. Filters: `id`, `name` (a leading `*` is fuzzy), `mode`,
/// `datastore_type`, `vpc_id`, `subnet_id`, `tags` (`k=v,k=v`).
pub fn list_instances(project: &ProjectId, query: &Query) -> Request {
    let path = Path::new("v3").id(project).lit("instances");
    Request::read(Service::Dds, Method::Get, path).with_query(query)
}

/// Reads a page: each instance with the nodes of all its groups. Says how many rows it
/// held; `None` when there is no list.
pub(crate) fn read_instances(body: &Value, found: &mut Found) -> Option<usize> {
    let page = rows(body, "instances")?;
    for row in page {
        let Ok(id) = InstanceId::parse(&text(row, "id")) else {
            found.left_out += 1;
            continue;
        };
        let mut instance = Instance::new(id, row);
        instance.mode = text(row, "mode");
        instance.version = text(&row["datastore"], "version");
        for group in rows(row, "groups").into_iter().flatten() {
            for node in rows(group, "nodes").into_iter().flatten() {
                match read_node(group, node) {
                    Some(node) => instance.nodes.push(node),
                    None => found.left_out += 1,
                }
            }
        }
        found.add_instance(instance);
    }
    Some(page.len())
}

fn read_node(group: &Value, node: &Value) -> Option<Node> {
    let id = NodeId::parse(&text(node, "id")).ok()?;
    Some(Node {
        // Shards and configuration servers have no address of their own.
        address: first(node, &["private_ip", "public_ip"]),
        part: text(group, "type"),
        group: text(group, "name"),
        ..Node::new(id, node, "role")
    })
}
