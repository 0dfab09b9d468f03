//! `GET /v2/{project_id}/instances` and `GET /v2/{project_id}/instances/{instance_id}`: list instances, or show one (`api/contracts.md`, 2.5).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::nodes;
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::fleet::{self, Instance, address};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::estate::Service;

/// Answers a page of instances.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let query = Query::read(asked.query);
    let page = query.page(10, 1000).map_err(|fault| match fault {
        PageFault::Limit => Refused::Invalid("limit"),
        PageFault::Offset => Refused::Invalid("offset"),
    })?;
    let exact = match query.get("name_equal") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Refused::Invalid("name_equal").into()),
    };
    for flag in ["include_failure", "include_delete"] {
        if !matches!(query.get(flag), None | Some("true" | "false")) {
            return Err(Refused::Invalid(flag).into());
        }
    }
    let same = |name: &str, value: &str| query.get(name).is_none_or(|wanted| wanted == value);
    let named = |name: &str| {
        query.get("name").is_none_or(|wanted| {
            if exact {
                name == wanted
            } else {
                name.contains(wanted)
            }
        })
    };
    let kept: Vec<Value> = fleet::of(asked.cloud, Service::Dcs)
        .iter()
        .filter(|one| {
            same("instance_id", one.id)
                && named(one.name)
                && same("status", "RUNNING")
                && query
                    .get("ip")
                    .is_none_or(|ip| address(one.id).contains(ip))
                && query.get("tags").is_none()
        })
        .map(described)
        .collect();
    let rows: Vec<&Value> = kept.iter().skip(page.offset).take(page.limit).collect();
    let body = json!({ "instance_num": kept.len(), "instances": rows });
    Ok(answer::json(200, &body))
}

/// Answers one instance.
pub(in crate::api) fn one(asked: &Asked<'_>, instance: &str) -> Result<Response<Body>, Fault> {
    nodes(asked.cloud, instance)?;
    let instances = fleet::of(asked.cloud, Service::Dcs);
    let found = instances.iter().find(|one| one.id == instance);
    let found = found.ok_or(Refused::NoSuchInstance)?;
    Ok(answer::json(200, &described(found)))
}

fn described(instance: &Instance<'_>) -> Value {
    json!({
        "instance_id": instance.id,
        "name": instance.name,
        "engine": "Redis",
        "engine_version": "6.0",
        "status": "RUNNING",
        "sub_status": "normal",
        "ip": address(instance.id),
        "port": 6379,
        "spec_code": if instance.nodes.len() > 1 { "redis.ha.xu1.large.r2.4" } else { "redis.single.xu1.large.4" },
        "capacity": 4,
        "capacity_minor": "",
        "max_memory": 4096,
        "used_memory": 512,
        "charging_mode": 0,
        "vpc_id": fleet::VPC,
        "vpc_name": "sandbox-vpc",
        "subnet_id": fleet::SUBNET,
        "az_codes": [fleet::ZONE],
        "created_at": format!("{}.000Z", fleet::CREATED),
        "no_password_access": "false",
        "enterprise_project_id": "0",
        "publicip_id": null,
        "tags": [],
        "features": {
            "support_acl": true,
            "support_transparent_client_ip": true,
            "support_ssl": false,
            "support_audit_log": false,
        },
    })
}
