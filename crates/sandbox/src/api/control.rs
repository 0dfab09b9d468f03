//! `/sandbox/ledger` and `/sandbox/weather`: what tests read and turn; it is no part of the cloud.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response};
use serde_json::json;

use super::fault::{Fault, Proxy};
use super::{answer, gate};
use crate::cloud::Cloud;
use crate::weather::Forecast;

/// Whether a path is one of these.
pub fn is_control(path: &str) -> bool {
    matches!(path, "/sandbox/ledger" | "/sandbox/weather")
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
        (&Method::GET, "/sandbox/ledger") => Ok(answer::json(
            200,
            &json!({ "arrivals": cloud.ledger.show() }),
        )),
        (&Method::DELETE, "/sandbox/ledger") => {
            gate::own_page(&head)?;
            cloud.ledger.clear();
            Ok(answer::empty())
        }
        (&Method::GET, "/sandbox/weather") => {
            Ok(answer::json(200, &json!({ "rules": cloud.weather.show() })))
        }
        (&Method::PUT, "/sandbox/weather") => {
            gate::side_effects(&head)?;
            let body = gate::body(body).await?;
            match serde_json::from_slice(&body) {
                Ok(forecast) => {
                    set(cloud, forecast);
                    Ok(answer::empty())
                }
                Err(fault) => Ok(answer::json(400, &json!({ "error": fault.to_string() }))),
            }
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

/// Puts this weather in place of what was.
pub fn set(cloud: &Cloud, forecast: Forecast) {
    cloud.weather.change(forecast.rules);
    if let Some(seconds) = forecast.token_seconds {
        cloud.iam.set_lifetime(seconds.saturating_mul(1000));
    }
}
