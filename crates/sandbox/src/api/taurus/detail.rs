//! `GET /v3/{project_id}/instances/{instance_id}`, the same below `/v3.1`, and `GET /v3.1/{project_id}/instances/details`: instances with their nodes (`api/contracts.md`, 3.2).

use axum::body::Body;
use axum::http::Response;
use quell_core::id::InstanceId;
use serde_json::{Value, json};

use crate::api::fault::{Fault, Taurus as Refused};
use crate::api::fleet::{self, Instance, address, short};
use crate::api::query::Query;
use crate::api::{Asked, answer};
use crate::cloud::REGION;
use crate::estate::{Place, Service};

/// The version of the API, which has its own words for a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) enum Words {
    V3,
    V31,
}

impl Words {
    /// How an instance is that is well.
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::V3 => "ACTIVE",
            Self::V31 => "normal",
        }
    }
}

/// Answers one instance.
pub(in crate::api) fn answer(
    asked: &Asked<'_>,
    instance: &str,
    words: Words,
) -> Result<Response<Body>, Fault> {
    let found = described(asked, instance, words)?;
    Ok(answer::json(200, &json!({ "instance": found })))
}

/// Answers several instances; one that is not there fails the call.
pub(in crate::api) fn several(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let query = Query::read(asked.query);
    // Between commas, as the manual has it, or one by one, as the vendor's Python client sends them.
    let ids: Vec<&str> = query
        .all("instance_ids")
        .flat_map(|ids| ids.split(','))
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() {
        return Err(Refused::Parameter.into());
    }
    let found: Result<Vec<Value>, Refused> = ids
        .into_iter()
        .map(|id| described(asked, id, Words::V31))
        .collect();
    Ok(answer::json(200, &json!({ "instances": found? })))
}

/// What is behind every instance.
pub(super) fn datastore() -> Value {
    json!({ "type": "gaussdb-mysql", "version": "8.0", "kernel_version": "2.0.29.1" })
}

fn described(asked: &Asked<'_>, id: &str, words: Words) -> Result<Value, Refused> {
    let id = InstanceId::parse(id).map_err(|_| Refused::IdFormat)?;
    if id.advice("in07").is_some() {
        return Err(Refused::IdFormat);
    }
    let instances = fleet::of(asked.cloud, Service::TaurusDb);
    let found = instances.iter().find(|one| one.id == id.as_str());
    let instance = found.ok_or(Refused::NoSuchInstance)?;
    Ok(json!({
        "id": instance.id,
        "name": instance.name,
        "alias": "",
        "status": words.status(),
        "project_id": asked.cloud.project.as_str(),
        "enterprise_project_id": "0",
        "type": "Cluster",
        "charge_info": { "charge_mode": "postPaid", "order_id": "" },
        "node_count": instance.nodes.len(),
        "datastore": datastore(),
        "public_ips": "",
        "private_write_ips": [address(instance.id)],
        "port": "3306",
        "created": format!("{}+0000", fleet::CREATED),
        "updated": format!("{}+0000", fleet::CREATED),
        "db_user_name": "root",
        "vpc_id": fleet::VPC,
        "subnet_id": fleet::SUBNET,
        "security_group_id": fleet::SECURITY_GROUP,
        "nodes": nodes(instance, words),
        "backup_used_space": 0.24,
        "az_mode": "single",
        "master_az_code": fleet::ZONE,
        "time_zone": "UTC",
    }))
}

fn nodes(instance: &Instance<'_>, words: Words) -> Vec<Value> {
    let node = |(index, place): (usize, &&Place)| {
        let id = place.node.as_str();
        json!({
            "id": id,
            "name": format!("{}_{}", instance.name, short(place)),
            "type": if index == 0 { "master" } else { "slave" },
            "status": words.status(),
            "port": 3306,
            "private_read_ips": [address(id)],
            "volume": { "type": "POOL", "used": 0.07 },
            "az_code": fleet::ZONE,
            "region_code": REGION,
            "created": format!("{}+0000", fleet::CREATED),
            "updated": format!("{}+0000", fleet::CREATED),
            "flavor_ref": "gaussdb.mysql.large.x86.4",
            "max_connections": "10000",
            "vcpus": "4",
            "ram": "16",
            "need_restart": false,
            "priority": 1,
        })
    };
    instance.nodes.iter().enumerate().map(node).collect()
}
