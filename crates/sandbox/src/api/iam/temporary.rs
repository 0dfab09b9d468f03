//! `POST /v3.0/OS-CREDENTIAL/securitytokens`: get a temporary access key (`api/contracts.md`, section 4).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::{methods, object, text};
use crate::api::fault::{Fault, Iam as Refused};
use crate::api::{Asked, answer};
use crate::clock::timestamp;

/// Answers with a key for `duration_seconds`.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let seconds = seconds(asked).map_err(Fault::FlatIam)?;
    let key = asked.cloud.iam.temporary(seconds);
    let body = json!({
        "credential": {
            "access": key.access,
            "secret": key.secret,
            "securitytoken": key.security_token,
            "expires_at": timestamp(key.expires).replace('Z', "000Z"),
        },
    });
    Ok(answer::json(201, &body))
}

fn seconds(asked: &Asked<'_>) -> Result<u64, Refused> {
    let body: Value = serde_json::from_slice(asked.body).map_err(|_| Refused::Body)?;
    let identity = object(object(&body, "auth")?, "identity")?;
    if methods(identity)? != ["token"] {
        return Err(Refused::Range("methods"));
    }
    let Some(token) = identity.get("token") else {
        return Ok(900);
    };
    if token.get("id").is_some() {
        asked.cloud.iam.scope(text(token, "id")?)?;
    }
    match token.get("duration_seconds") {
        None | Some(Value::Null) => Ok(900),
        Some(seconds) => seconds
            .as_u64()
            .filter(|seconds| (900..=86_400).contains(seconds))
            .ok_or(Refused::Range("duration_seconds")),
    }
}
