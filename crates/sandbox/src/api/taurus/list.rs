//! `GET /v3/{project_id}/instances/{instance_id}/nodes/{node_id}/processes`: list threads (`api/contracts.md`, 3.1).

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;

use crate::api::fault::{Fault, Taurus as Refused};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::engine::TaurusProcess;

#[derive(Serialize)]
struct Found {
    processes: Vec<TaurusProcess>,
    total_count: usize,
}

/// Answers a page of threads.
pub(in crate::api) async fn answer(
    asked: &Asked<'_>,
    instance: &str,
    node: &str,
) -> Result<Response<Body>, Fault> {
    let node = super::node(asked.cloud, instance, node)?;
    let page = Query::read(asked.query).page(100, 100);
    let page = page.map_err(|fault| match fault {
        PageFault::Limit => Refused::Limit,
        PageFault::Offset => Refused::Parameter,
    })?;
    let listed = node.processes(page).await.map_err(Refused::from)?;
    let body = Found {
        processes: listed.rows,
        total_count: listed.total,
    };
    Ok(answer::json(200, &body))
}
