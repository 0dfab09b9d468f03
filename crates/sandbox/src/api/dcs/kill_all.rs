//! `POST /v2/{project_id}/instances/{instance_id}/clients/kill-all`: kill all clients, as a job (page "dcs-kill-all-sessions").

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use super::{flag, nodes, object, pick, text};
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::{Asked, answer};
use crate::engine::{Dcs, EngineFault};
use crate::estate::Place;
use crate::ledger::{Sweep, SweptNode};

/// Starts the job. The manual's own example names a node and all nodes: then it is all.
pub(in crate::api) fn answer(asked: &Asked<'_>, instance: &str) -> Result<Response<Body>, Fault> {
    let nodes = nodes(asked.cloud, instance)?;
    let body = object(asked.body)?;
    let everywhere = flag(&body, "kill_all_nodes")?;
    let chosen = match (everywhere, text(&body, "node_id")?) {
        (true, _) => nodes.clone(),
        (false, Some(node)) => vec![pick(&nodes, node)?],
        (false, None) => return Err(Refused::Invalid("node_id").into()),
    };
    let engines = chosen
        .iter()
        .map(|node| (node.place.clone(), Arc::clone(&node.engine)))
        .collect();
    let job = asked
        .cloud
        .jobs
        .start(
            &nodes[0].place.instance,
            "killAllClients",
            &asked.cloud.clock,
            end_all(engines, asked.trace.sweep()),
        )
        .ok_or(Refused::Busy)?;
    Ok(answer::json(200, &json!({ "job_id": job })))
}

/// Works on every node, says which ones failed, and leaves for the ledger whom it ended on the others.
async fn end_all(engines: Vec<(Place, Arc<dyn Dcs>)>, sweep: Sweep) -> Result<(), String> {
    let (mut swept, mut failed) = (Vec::new(), Vec::new());
    for (place, engine) in engines {
        match engine.kill_all().await {
            Ok(ended) => swept.push(SweptNode {
                node: place.node.as_str().to_owned(),
                swept: ended,
            }),
            Err(EngineFault::Down(reason) | EngineFault::Denied(reason)) => {
                failed.push(format!("{}: {reason}", place.name));
            }
        }
    }
    // The first of two times has written there already.
    let _ = sweep.set(swept);
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.join("; "))
    }
}
