//! `GET /v2/{project_id}/instances/{instance_id}/logical-nodes`, `GET /v2/{project_id}/instances-logical-nodes` and `GET /v2/{project_id}/instance/{instance_id}/groups`: the nodes of instances (`api/contracts.md`, 2.5).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::nodes;
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::fleet::{self, Instance, address};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::chance::{hex32, uuid};
use crate::estate::{Place, Service};

/// Answers with the nodes of one instance.
pub(in crate::api) fn answer(asked: &Asked<'_>, instance: &str) -> Result<Response<Body>, Fault> {
    nodes(asked.cloud, instance)?;
    let instances = fleet::of(asked.cloud, Service::Dcs);
    let found = instances.iter().find(|one| one.id == instance);
    let found = found.ok_or(Refused::NoSuchInstance)?;
    let rows = described(found);
    let body = json!({ "instance_id": found.id, "total": rows.len(), "nodes": rows });
    Ok(answer::json(200, &body))
}

/// Answers with the nodes of all instances, in pages of instances.
pub(in crate::api) fn batch(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    // The manuals disagree on the largest limit; this is the larger, of Open Telekom Cloud.
    let page = Query::read(asked.query).page(10, 1000);
    let page = page.map_err(|fault| match fault {
        PageFault::Limit => Refused::Invalid("limit"),
        PageFault::Offset => Refused::Invalid("offset"),
    })?;
    let instances = fleet::of(asked.cloud, Service::Dcs);
    let rows: Vec<Value> = instances
        .iter()
        .skip(page.offset)
        .take(page.limit)
        .map(|one| {
            let nodes = described(one);
            json!({ "instance_id": one.id, "node_count": nodes.len(), "nodes": nodes })
        })
        .collect();
    let body = json!({ "count": instances.len(), "instances": rows });
    Ok(answer::json(200, &body))
}

/// Answers with the one shard of an instance. An instance with a single node has none.
pub(in crate::api) fn groups(asked: &Asked<'_>, instance: &str) -> Result<Response<Body>, Fault> {
    if nodes(asked.cloud, instance)?.len() < 2 {
        return Err(Refused::NotSupported.into());
    }
    let instances = fleet::of(asked.cloud, Service::Dcs);
    let found = instances.iter().find(|one| one.id == instance);
    let found = found.ok_or(Refused::NoSuchInstance)?;
    let replications: Vec<Value> = found
        .nodes
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let id = place.node.as_str();
            json!({
                "az_code": fleet::ZONE,
                "is_replication": index > 0,
                "node_id": id,
                "replication_id": uuid(0, id),
                "replication_ip": address(id),
                "replication_role": role(index),
                "status": "Active",
            })
        })
        .collect();
    let group = json!({
        "group_id": uuid(0, found.id),
        "group_name": "group-0",
        "replication_list": replications,
    });
    let body = json!({ "group_list": [group], "group_count": 1 });
    Ok(answer::json(200, &body))
}

fn role(index: usize) -> &'static str {
    if index == 0 { "master" } else { "slave" }
}

fn described(instance: &Instance<'_>) -> Vec<Value> {
    let nodes = instance.nodes.iter().enumerate();
    nodes
        .map(|(index, place)| node(instance, place, index))
        .collect()
}

fn node(instance: &Instance<'_>, place: &Place, index: usize) -> Value {
    let id = place.node.as_str();
    let ip = address(id);
    let word = if index == 0 { "master" } else { "replica" };
    json!({
        "logical_node_id": hex32(0, id),
        "name": format!("({word}){ip}"),
        "status": "Active",
        "az_code": fleet::ZONE,
        "node_role": "redis-server",
        "node_type": role(index),
        "node_ip": ip,
        "node_port": "6379",
        "node_id": id,
        "is_access": true,
        "group_id": uuid(0, instance.id),
        "group_name": "group-0",
        "priority_weight": 100,
        "is_remove_ip": false,
        "replication_id": uuid(0, id),
        "dimensions": [{ "name": "dcs_instance_id", "value": instance.id }],
    })
}
