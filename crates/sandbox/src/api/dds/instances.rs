//! `GET /v3/{project_id}/instances`: list instances with their nodes (`api/contracts.md`, 1.3).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use crate::api::fault::{Dds as Refused, Fault};
use crate::api::fleet::{self, Instance, address, short};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::chance::hex32;
use crate::cloud::REGION;
use crate::estate::{Place, Service};

/// Answers a page of instances.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let query = Query::read(asked.query);
    let page = query.page(100, 100).map_err(|fault| match fault {
        PageFault::Limit => Refused::Limit,
        PageFault::Offset => Refused::Offset,
    })?;
    let mode_wanted = query.get("mode");
    let modes = ["Sharding", "ReplicaSet", "Single"];
    if mode_wanted.is_some_and(|mode| !modes.contains(&mode))
        || query.get("name") == Some("*")
        || query.get("tags").is_some_and(|tags| !fleet::are_tags(tags))
    {
        return Err(Refused::Parameter.into());
    }
    let same = |name: &str, value: &str| query.get(name).is_none_or(|wanted| wanted == value);
    let kept: Vec<Value> = fleet::of(asked.cloud, Service::Dds)
        .iter()
        .filter(|one| {
            same("id", one.id)
                && fleet::is_named(one.name, query.get("name"))
                && same("mode", mode(one))
                && same("datastore_type", "DDS-Community")
                && same("vpc_id", fleet::VPC)
                && same("subnet_id", fleet::SUBNET)
                && query.get("tags").is_none()
        })
        .map(described)
        .collect();
    let rows: Vec<&Value> = kept.iter().skip(page.offset).take(page.limit).collect();
    let body = json!({ "instances": rows, "total_count": kept.len() });
    Ok(answer::json(200, &body))
}

/// A cluster has mongos nodes; of the others, a server that was attached alone is a single one.
fn mode(instance: &Instance<'_>) -> &'static str {
    let is_mongos = |node: &&Place| short(node).starts_with("mongos");
    match instance.nodes.as_slice() {
        nodes if nodes.iter().any(is_mongos) => "Sharding",
        [one] if short(one).starts_with("node") => "Single",
        _ => "ReplicaSet",
    }
}

fn described(instance: &Instance<'_>) -> Value {
    let mode = mode(instance);
    json!({
        "id": instance.id,
        "name": instance.name,
        "remark": "",
        "status": "normal",
        "port": "8635",
        "mode": mode,
        "region": REGION,
        "datastore": { "type": "DDS-Community", "version": "4.4" },
        "engine": "rocksDB",
        "created": fleet::CREATED,
        "updated": fleet::CREATED,
        "db_user_name": "rwuser",
        "ssl": 1,
        "vpc_id": fleet::VPC,
        "subnet_id": fleet::SUBNET,
        "security_group_id": fleet::SECURITY_GROUP,
        "backup_strategy": { "start_time": "16:00-17:00", "keep_days": 7 },
        "pay_mode": "0",
        "maintenance_window": "02:00-06:00",
        "groups": groups(instance, mode),
        "time_zone": "",
        "actions": [],
        "tags": [],
    })
}

/// Shards and the config group are shown without nodes: here they have none.
fn groups(instance: &Instance<'_>, mode: &str) -> Value {
    let nodes: Vec<Value> = instance
        .nodes
        .iter()
        .enumerate()
        .map(|(index, place)| node(instance, place, index, mode))
        .collect();
    let volume = json!({ "size": "10", "used": "0.33" });
    let group = |kind: &str, name: &str| {
        let id = hex32(0, &format!("{} {name}", instance.id));
        json!({ "type": kind, "id": format!("{id}gr02"), "name": name, "status": "normal", "nodes": [] })
    };
    match mode {
        "Sharding" => {
            let mut shard = group("shard", "shard_1");
            shard["volume"] = volume;
            json!([{ "type": "mongos", "nodes": nodes }, shard, group("config", "config")])
        }
        "Single" => json!([{ "type": "single", "volume": volume, "nodes": nodes }]),
        _ => json!([{ "type": "replica", "volume": volume, "nodes": nodes }]),
    }
}

fn node(instance: &Instance<'_>, place: &Place, index: usize, mode: &str) -> Value {
    let role = match (mode, index) {
        ("Sharding", _) => "master",
        (_, 0) => "Primary",
        _ => "Secondary",
    };
    json!({
        "id": place.node.as_str(),
        "name": format!("{}_{}", instance.name, short(place)),
        "status": "normal",
        "role": role,
        "private_ip": address(place.node.as_str()),
        "public_ip": "",
        "spec_code": "dds.mongodb.s6.large.2.repset",
        "availability_zone": fleet::ZONE,
    })
}
