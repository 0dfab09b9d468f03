//! `POST /v3/{project_id}/nodes/{node_id}/session`: kill sessions of a node (pages "dds-*-kill-sessions").

use axum::body::Body;
use axum::http::Response;
use quell_core::id::SessionId;
use serde::Deserialize;
use serde_json::json;

use crate::api::fault::{Dds as Refused, Fault};
use crate::api::{Asked, answer};
use crate::engine::DdsKilled;

#[derive(Deserialize)]
struct Wanted {
    sessions: Vec<String>,
}

/// Kills all or, when one of them is inactive, none. Ids that are gone are no fault, as with `killOp`.
pub(in crate::api) async fn answer(asked: &Asked<'_>, node: &str) -> Result<Response<Body>, Fault> {
    let node = super::node(asked.cloud, node)?;
    let wanted: Wanted = serde_json::from_slice(asked.body).map_err(|_| Refused::Parameter)?;
    let ids: Result<Vec<SessionId>, _> = wanted
        .sessions
        .iter()
        .map(|id| SessionId::parse(id))
        .collect();
    let ids = ids.map_err(|_| Refused::Parameter)?;
    if ids.is_empty() {
        return Err(Refused::Parameter.into());
    }
    match node.engine.kill(&ids).await.map_err(Refused::from)? {
        DdsKilled::Done(ended) => {
            asked.trace.ended(&ended);
            Ok(answer::json(200, &json!({})))
        }
        DdsKilled::Inactive => Err(Refused::KillFailed.into()),
    }
}
