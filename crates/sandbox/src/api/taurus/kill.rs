//! `DELETE /v3/{project_id}/instances/{instance_id}/nodes/{node_id}/processes`: end threads (page "taurusdb-terminate-session-threads").

use std::collections::HashSet;

use axum::body::Body;
use axum::http::Response;
use serde::Deserialize;

use crate::api::fault::{Fault, Taurus as Refused};
use crate::api::{Asked, answer};
use crate::ledger::Fate;

#[derive(Deserialize)]
struct Wanted {
    /// Exact: text and fractions are no thread ids.
    processes: Vec<i64>,
}

/// Answers which threads were ended and which are not there.
pub(in crate::api) async fn answer(
    asked: &Asked<'_>,
    instance: &str,
    node: &str,
) -> Result<Response<Body>, Fault> {
    let node = super::node(asked.cloud, instance, node)?;
    if asked.body.is_empty() {
        return Err(Refused::EmptyBody.into());
    }
    let wanted: Wanted = serde_json::from_slice(asked.body).map_err(|_| Refused::Parameter)?;
    if wanted.processes.is_empty() {
        return Err(Refused::Parameter.into());
    }
    let partition = node.kill(&wanted.processes).await.map_err(Refused::from)?;
    let set = |ids: &[i64]| ids.iter().copied().collect::<HashSet<i64>>();
    let killed = set(&partition.processes_killed);
    let not_found = set(&partition.processes_not_found);
    asked.trace.decide(|index, _| {
        let id = wanted.processes.get(index);
        let is_in = |set: &HashSet<i64>| id.is_some_and(|id| set.contains(id));
        if is_in(&killed) {
            Fate::Ended
        } else if is_in(&not_found) {
            Fate::NotThere
        } else {
            Fate::Skipped
        }
    });
    Ok(answer::json(200, &partition))
}
