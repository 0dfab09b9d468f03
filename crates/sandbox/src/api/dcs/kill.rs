//! `POST /v2/{project_id}/instances/{instance_id}/clients/kill`: kill clients (page "dcs-kill-specified-sessions").

use axum::body::Body;
use axum::http::Response;
use quell_core::id::ClientAddr;
use serde_json::Value;

use super::{nodes, object, pick, text};
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::{Asked, answer};

/// Cuts off the clients at these addresses; `204` also when nobody is there.
pub(in crate::api) async fn answer(
    asked: &Asked<'_>,
    instance: &str,
) -> Result<Response<Body>, Fault> {
    let nodes = nodes(asked.cloud, instance)?;
    let body = object(asked.body)?;
    let node = text(&body, "node_id")?.ok_or(Refused::Invalid("node_id"))?;
    let node = pick(&nodes, node)?;
    let addrs = addresses(body.get("client_addrs")).ok_or(Refused::Invalid("client_addrs"))?;
    if asked.cloud.jobs.is_busy(&node.place.instance) {
        return Err(Refused::Busy.into());
    }
    let ended = node.engine.kill(&addrs).await.map_err(Refused::from)?;
    asked.trace.ended(&ended);
    Ok(answer::empty())
}

fn addresses(value: Option<&Value>) -> Option<Vec<ClientAddr>> {
    let list = value?.as_array().filter(|list| !list.is_empty())?;
    let address = |value: &Value| ClientAddr::parse(value.as_str()?).ok();
    list.iter().map(address).collect()
}
