//! A call's visit: the weather that it meets, and what is noted of it.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::Value;

use super::fault::Code;
use super::route::Call;
use super::storm;
use crate::cloud::Cloud;
use crate::ledger::{Arrival, Fate, Trace};
use crate::weather::{Kind, Met};

/// What is known of a call while it is here.
#[derive(Debug, Default)]
pub(super) struct Visit {
    pub(super) arrival: Arrival,
    pub(super) weather: Vec<Met>,
    pub(super) trace: Trace,
}

impl Visit {
    pub(super) fn new(request: &Request, request_id: &str) -> Self {
        let attempt = request.headers().get("x-attempt-id");
        let attempt = attempt.map(|id| String::from_utf8_lossy(id.as_bytes()).into());
        Self {
            arrival: Arrival {
                attempt,
                request_id: request_id.into(),
                ..Arrival::default()
            },
            ..Self::default()
        }
    }

    /// Notes what the path means.
    pub(super) fn is_for(&mut self, call: &Call) {
        self.arrival.operation = call.name();
        let (instance, node) = call.target();
        self.trace.aims(instance, node);
    }

    /// Notes the handles that the body names; a call that is carried out twice names them twice.
    pub(super) fn names(&self, call: &Call, body: &[u8]) {
        let field = match call {
            Call::DdsKill { .. } => "sessions",
            Call::DcsKill { .. } => "client_addrs",
            Call::TaurusKill { .. } => "processes",
            Call::DcsScan { .. } | Call::DcsKillAll { .. } => "",
            _ => return,
        };
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return;
        };
        self.trace.aims(None, body["node_id"].as_str());
        let handles: Vec<String> = body[field]
            .as_array()
            .into_iter()
            .flatten()
            .map(|handle| match handle {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        self.trace.names(&handles);
    }

    /// Meets the weather; some of it answers in the cloud's place.
    pub(super) async fn weather(&mut self, cloud: &Cloud) -> Option<Response<Body>> {
        let operation = self.arrival.operation;
        self.weather = cloud.weather.meet(operation);
        self.arrival.weather = self.weather.iter().map(|met| met.kind.word()).collect();
        for met in &self.weather {
            match &met.kind {
                Kind::Latency { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
                Kind::ExpireTokens => cloud.iam.expire_tokens(),
                _ => {}
            }
        }
        let answer = self.instead(false)?;
        self.trace.decide(|_, _| Fate::NotApplied);
        Some(answer)
    }

    /// The answer of weather that stands in for the cloud's, of a call that is carried out or not.
    pub(super) fn instead(&self, applied: bool) -> Option<Response<Body>> {
        let mut met = self.weather.iter().filter(|met| met.applied == applied);
        let id = &self.arrival.request_id;
        match met.find_map(|met| storm::instead(&met.kind, self.arrival.operation, id)) {
            // Nobody is asked, so there is nothing to pass on.
            None if !applied && self.weather.iter().any(|met| !met.applied) => {
                Some(Response::new(Body::empty()))
            }
            answer => answer,
        }
    }

    /// Writes the visit down, and tells the weather on the way back.
    pub(super) fn end(self, cloud: &Cloud, answer: &Response<Body>) -> Vec<Met> {
        let mut arrival = self.arrival;
        arrival.time = cloud.clock.epoch_ms();
        arrival.status = answer.status().as_u16();
        let code = answer.extensions().get::<Code>();
        arrival.code = code.map(|code| code.0.as_str().into());
        self.trace.tell(&mut arrival);
        cloud.ledger.note(arrival);
        self.weather
    }
}
