//! `GET /config.json`: the console's settings, made for the nodes that are here.

use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use serde_json::{Value, json};

use crate::api::answer;
use crate::cloud::{Cloud, REGION};

/// Answers the call.
pub fn answer(cloud: &Cloud) -> Response<Body> {
    let mut answer = answer::json(200, &settings(cloud));
    answer
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn settings(cloud: &Cloud) -> Value {
    let targets: Vec<Value> = cloud
        .estate
        .nodes()
        .iter()
        .map(|(place, _)| {
            json!({
                "name": place.name,
                "service": place.service.word(),
                "instance": place.instance.as_str(),
                "node": place.node.as_str(),
            })
        })
        .collect();
    json!({
        "version": 1,
        "sandbox": true,
        "clouds": [{ "id": "sandbox", "name": "Sandbox", "regions": [{ "id": REGION }] }],
        "routes": [{ "cloud": "sandbox", "url": "/proxy/{service}/{region}" }],
        "environments": [
            { "id": "sandbox", "word": "SANDBOX", "tone": "calm" },
            { "id": "prod", "word": "PROD", "tone": "danger", "reason": "required" },
        ],
        "defaults": {
            "environment": "sandbox",
            "cloud": "sandbox",
            "region": REGION,
            "project": cloud.project.as_str(),
        },
        "targets": targets,
    })
}
