//! `GET /v3/{project_id}/instances/{instance_id}/conn-statistics`: count connections by client (`api/contracts.md`, 1.2).

use std::collections::HashMap;

use axum::body::Body;
use axum::http::Response;
use quell_core::id::{InstanceId, NodeId};
use serde_json::{Value, json};

use crate::api::fault::{Dds as Refused, Fault};
use crate::api::query::Query;
use crate::api::{Asked, answer};

/// How many clients are told apart.
const MOST: usize = 200;

/// Answers with the connections of one node, or of all; none of them is the service's own.
pub(in crate::api) async fn answer(
    asked: &Asked<'_>,
    instance: &str,
) -> Result<Response<Body>, Fault> {
    let instance = InstanceId::parse(instance).map_err(|_| Refused::InstanceId)?;
    if instance.advice("in02").is_some() {
        return Err(Refused::InstanceId.into());
    }
    let nodes = asked.cloud.estate.dds.iter();
    let mut nodes: Vec<_> = nodes.filter(|one| one.place.instance == instance).collect();
    if nodes.is_empty() {
        return Err(Refused::NoSuchInstance.into());
    }
    if let Some(node) = Query::read(asked.query).get("node_id") {
        let node = NodeId::parse(node).map_err(|_| Refused::NodeId)?;
        nodes.retain(|one| one.place.node == node);
        if nodes.is_empty() {
            return Err(Refused::NoSuchNode.into());
        }
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut total = 0;
    for node in nodes {
        let addresses = node.engine.addresses().await;
        for address in addresses.map_err(Refused::from)? {
            let ip = address.rsplit_once(':').map_or("", |(ip, _)| ip);
            *counts.entry(ip.to_owned()).or_default() += 1;
            total += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    let rows: Vec<Value> = counts
        .iter()
        .take(MOST)
        .map(|(ip, count)| json!({ "client_ip": ip, "count": count }))
        .collect();
    let body = json!({
        "total_connections": total,
        "total_inner_connections": 0,
        "total_outer_connections": total,
        "inner_connections": [],
        "outer_connections": rows,
    });
    Ok(answer::json(200, &body))
}
