//! `GET /healthz`: the nodes and the engine behind each, asked now.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use serde_json::json;
use tokio::time::timeout;

use crate::api::answer;
use crate::cloud::Cloud;
use crate::engine::EngineFault;

/// How long an engine may take. All are asked at once, so this is also how long the answer takes.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers the call. A node whose engine is down is named as such; the sandbox itself is fine.
pub async fn answer(cloud: &Arc<Cloud>) -> Response<Body> {
    let asked: Vec<_> = (0..cloud.estate.nodes().len())
        .map(|index| {
            let cloud = Arc::clone(cloud);
            tokio::spawn(async move { engine(&cloud, index).await })
        })
        .collect();
    let mut nodes = Vec::new();
    for ((place, engine), asked) in cloud.estate.nodes().into_iter().zip(asked) {
        // Whoever panicked is as good as down.
        let version = asked.await.unwrap_or_else(|_| down(engine.kind()));
        nodes.push(json!({
            "name": place.name,
            "service": place.service.word(),
            "instance_id": place.instance.as_str(),
            "node_id": place.node.as_str(),
            "engine": version,
        }));
    }
    answer::json(200, &json!({ "status": "ok", "nodes": nodes }))
}

/// The engine behind a node, in words.
async fn engine(cloud: &Cloud, index: usize) -> String {
    let nodes = cloud.estate.nodes();
    let Some((_, engine)) = nodes.get(index) else {
        return String::new();
    };
    match timeout(PATIENCE, engine.version()).await {
        Ok(Ok(version)) => version,
        Ok(Err(EngineFault::Denied(_))) => engine.kind().to_owned(),
        Ok(Err(EngineFault::Down(_))) | Err(_) => down(engine.kind()),
    }
}

fn down(kind: &str) -> String {
    format!("{kind} (down)")
}
