//! `GET /v3/{project_id}/instances` and `GET /v3.1/{project_id}/instances`: list instances, without their nodes (`api/contracts.md`, 3.2).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::detail::Words;
use crate::api::fault::{Fault, Taurus as Refused};
use crate::api::fleet::{self, Instance, address};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::cloud::REGION;
use crate::estate::Service;

/// Answers a page of instances.
pub(in crate::api) fn answer(asked: &Asked<'_>, words: Words) -> Result<Response<Body>, Fault> {
    let query = Query::read(asked.query);
    let page = query.page(100, 100).map_err(|fault| match fault {
        PageFault::Limit => Refused::Limit,
        PageFault::Offset => Refused::Parameter,
    })?;
    if query.get("name") == Some("*")
        || query.get("tags").is_some_and(|tags| !fleet::are_tags(tags))
    {
        return Err(Refused::Parameter.into());
    }
    let same = |name: &str, value: &str| query.get(name).is_none_or(|wanted| wanted == value);
    let kept: Vec<Value> = fleet::of(asked.cloud, Service::TaurusDb)
        .iter()
        .filter(|one| {
            fleet::is_named(one.id, query.get("id"))
                && fleet::is_named(one.name, query.get("name"))
                && same("type", "Cluster")
                && same("datastore_type", "gaussdb-mysql")
                && same("vpc_id", fleet::VPC)
                && same("subnet_id", fleet::SUBNET)
                && fleet::is_named(&address(one.id), query.get("private_ip"))
                && query.get("readonly_private_ip").is_none()
                && query.get("proxy_ip").is_none()
                && query.get("tags").is_none()
        })
        .map(|one| described(one, words))
        .collect();
    let rows: Vec<&Value> = kept.iter().skip(page.offset).take(page.limit).collect();
    let body = json!({ "instances": rows, "total_count": kept.len() });
    Ok(answer::json(200, &body))
}

fn described(instance: &Instance<'_>, words: Words) -> Value {
    json!({
        "id": instance.id,
        "name": instance.name,
        "status": words.status(),
        "private_ips": [address(instance.id)],
        "proxy_ips": [],
        "readonly_private_ips": [],
        "public_ips": [],
        "port": "3306",
        "type": "Cluster",
        "region": REGION,
        "datastore": super::detail::datastore(),
        "created": format!("{}+0000", fleet::CREATED),
        "updated": format!("{}+0000", fleet::CREATED),
        "db_user_name": "root",
        "vpc_id": fleet::VPC,
        "subnet_id": fleet::SUBNET,
        "security_group_id": fleet::SECURITY_GROUP,
        "flavor_ref": "gaussdb.mysql.large.x86.4",
        "time_zone": "UTC",
        "tags": [],
    })
}
