//! `POST /v2/{project_id}/instances/{instance_id}/clients`: scan a node, as a job (`api/contracts.md`, 2.2).

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use super::{flag, nodes, object, pick, text};
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::scans::Scan;
use crate::api::{Asked, answer};
use crate::clock::timestamp;

/// Looks at the node at once, so that a list right after the call finds something, as it does
/// in the vendor's live tests; the job only tells that it is done. Every scan looks anew,
/// with or without `clean_cache`: how long the service keeps an old one is not documented.
pub(in crate::api) async fn answer(
    asked: &Asked<'_>,
    instance: &str,
) -> Result<Response<Body>, Fault> {
    let nodes = nodes(asked.cloud, instance)?;
    let body = object(asked.body)?;
    let node = text(&body, "node_id")?.ok_or(Refused::Invalid("node_id"))?;
    let node = pick(&nodes, node)?;
    let _clean_cache = flag(&body, "clean_cache")?;
    let (jobs, clock) = (&asked.cloud.jobs, &asked.cloud.clock);
    if jobs.is_busy(&node.place.instance) {
        return Err(Refused::Busy.into());
    }
    let time = timestamp(clock.epoch_ms());
    let clients = node.engine.clients().await.map_err(Refused::from)?;
    let job = jobs
        .start(
            &node.place.instance,
            "scanClients",
            clock,
            std::future::ready(Ok(())),
        )
        .ok_or(Refused::Busy)?;
    asked
        .cloud
        .scans
        .keep(&node.place.node, Scan { time, clients });
    Ok(answer::json(200, &json!({ "job_id": job })))
}
