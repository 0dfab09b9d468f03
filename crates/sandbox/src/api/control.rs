//! `/sandbox/ledger`, `/sandbox/weather`, `/sandbox/codes`, `/sandbox/failover` and `/sandbox/pass`: what tests read and
//! turn; it is no part of the cloud.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};
use serde::Deserialize;
use serde_json::json;

use super::fault::{Fault, Proxy};
use super::{answer, gate};
use crate::cloud::Cloud;
use crate::weather::{Forecast, codes};

/// Whether a path is one of these.
pub fn is_control(path: &str) -> bool {
    matches!(
        path,
        "/sandbox/ledger"
            | "/sandbox/weather"
            | "/sandbox/codes"
            | "/sandbox/failover"
            | "/sandbox/pass"
    )
}

/// Answers a request for our own host.
pub async fn enter(cloud: &Cloud, request: Request) -> Response<Body> {
    let mut answer = match turn(cloud, request).await {
        Ok(answer) => answer,
        Err(fault) => fault.answer(""),
    };
    answer::finish(&mut answer, "");
    answer
}

async fn turn(cloud: &Cloud, request: Request) -> Result<Response<Body>, Fault> {
    let (head, body) = request.into_parts();
    match (&head.method, head.uri.path()) {
        (&Method::GET, "/sandbox/ledger") => Ok(answer::written(200, cloud.ledger.write())),
        (&Method::DELETE, "/sandbox/ledger") => {
            gate::own_page(&head)?;
            cloud.ledger.clear();
            Ok(answer::empty())
        }
        (&Method::GET, "/sandbox/codes") => Ok(answer::json(200, codes::tables())),
        (&Method::GET, "/sandbox/weather") => {
            Ok(answer::json(200, &json!({ "rules": cloud.weather.show() })))
        }
        (&Method::PUT, "/sandbox/weather") => {
            gate::side_effects(&head)?;
            let body = gate::body(body).await?;
            match Forecast::read(&body) {
                Ok(forecast) => {
                    set(cloud, forecast);
                    Ok(answer::empty())
                }
                Err(fault) => Ok(answer::json(400, &json!({ "error": fault }))),
            }
        }
        (&Method::POST, "/sandbox/failover") => {
            gate::side_effects(&head)?;
            Ok(fail_over(cloud, &gate::body(body).await?))
        }
        (&Method::POST, "/sandbox/pass") => {
            gate::side_effects(&head)?;
            Ok(pass(cloud, &gate::body(body).await?))
        }
        (&Method::DELETE, "/sandbox/weather") => {
            gate::own_page(&head)?;
            cloud.iam.revive();
            set(cloud, Forecast::default());
            Ok(answer::empty())
        }
        _ => Err(Proxy::UnknownService.into()),
    }
}

#[derive(Deserialize)]
struct FailOver {
    /// Its id, or its name such as `orders-db / primary`.
    node: String,
}

/// Lets another server take over a node of `TaurusDB`, whose thread ids start low again.
fn fail_over(cloud: &Cloud, body: &[u8]) -> Response<Body> {
    let refused = |status, text: &str| answer::json(status, &json!({ "error": text }));
    let Ok(FailOver { node }) = serde_json::from_slice(body) else {
        return refused(400, "the body is {\"node\":\"ID OR NAME\"}");
    };
    let mut nodes = cloud.estate.taurus.iter();
    let found = nodes.find(|one| one.place.node.as_str() == node || one.place.name == node);
    match found {
        None => refused(404, "no node of TaurusDB has this id or name"),
        Some(node) if node.engine.fail_over() => answer::empty(),
        Some(_) => refused(409, "a real server is left alone"),
    }
}

/// The longest span that passes at once, in milliseconds.
const A_DAY: u32 = 86_400_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pass {
    /// How much time passes.
    #[serde(default)]
    ms: u32,
    /// How much of the lives, if they do not go at their speed meanwhile.
    #[serde(default)]
    lives: Option<u32>,
}

/// Lets time pass at once: ages grow, and of the lives as much passes as is said.
fn pass(cloud: &Cloud, body: &[u8]) -> Response<Body> {
    match serde_json::from_slice(body) {
        Ok(Pass { ms, lives }) if ms.max(lives.unwrap_or_default()) <= A_DAY => {
            cloud.clock.pass(ms, lives);
            answer::empty()
        }
        _ => {
            let text = "the body is {\"ms\":1000,\"lives\":1000}, each a day at most";
            answer::json(400, &json!({ "error": text }))
        }
    }
}

/// Puts this weather in place of what was.
pub fn set(cloud: &Cloud, forecast: Forecast) {
    cloud.weather.change(forecast.rules);
    if let Some(seconds) = forecast.token_seconds {
        cloud.iam.set_lifetime(seconds.saturating_mul(1000));
    }
}
