//! `GET /healthz`: the nodes and the engine behind each, asked now.

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use crate::api::answer;
use crate::cloud::Cloud;
use crate::engine::EngineFault;

/// Answers the call. A node whose engine is down is named as such; the sandbox itself is fine.
pub async fn answer(cloud: &Cloud) -> Response<Body> {
    let mut nodes = Vec::new();
    for (place, engine) in cloud.estate.nodes() {
        let version = match engine.version().await {
            Ok(version) => version,
            Err(EngineFault::Down(_)) => format!("{} (down)", engine.kind()),
            Err(EngineFault::Denied(_)) => engine.kind().to_owned(),
        };
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
