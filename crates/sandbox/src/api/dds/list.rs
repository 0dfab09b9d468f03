//! `GET /v3/{project_id}/nodes/{node_id}/sessions`: list sessions (`api/contracts.md`, 1.1).

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;

use crate::api::fault::{Dds as Refused, Fault};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::engine::{DdsFilter, DdsSession};

const TYPES: [&str; 9] = [
    "",
    "none",
    "update",
    "insert",
    "query",
    "command",
    "getmore",
    "remove",
    "killcursors",
];

#[derive(Serialize)]
struct Found {
    total_count: usize,
    sessions: Vec<DdsSession>,
}

/// Answers a page of sessions.
pub(in crate::api) async fn answer(asked: &Asked<'_>, node: &str) -> Result<Response<Body>, Fault> {
    let node = super::node(asked.cloud, node)?;
    let most = asked.cloud.estate.dds_limit(&node.place.instance);
    let query = Query::read(asked.query);
    let page = query.page(10, most).map_err(|fault| match fault {
        PageFault::Limit => Refused::Limit,
        PageFault::Offset => Refused::Offset,
    })?;
    let filter = filter(&query)?;
    let listed = node
        .engine
        .sessions(&filter, page)
        .await
        .map_err(Refused::from)?;
    let body = Found {
        total_count: listed.total,
        sessions: listed.rows,
    };
    Ok(answer::json(200, &body))
}

fn filter(query: &Query) -> Result<DdsFilter, Refused> {
    let text = |name| query.get(name).map(str::to_owned);
    let kind = text("type");
    if kind.as_deref().is_some_and(|kind| !TYPES.contains(&kind)) {
        return Err(Refused::Kind);
    }
    let cost_time = match query.get("cost_time").map(str::parse) {
        None => None,
        Some(Ok(micros)) => Some(micros),
        Some(Err(_)) => return Err(Refused::CostTime),
    };
    Ok(DdsFilter {
        kind,
        namespace: text("namespace"),
        plan_summary: text("plan_summary"),
        cost_time,
    })
}
