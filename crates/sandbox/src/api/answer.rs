//! Answers, and the headers that the proxy gives to each.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::chance::{hex32, seed_of};
use crate::cloud::REGION;

/// Even a document opened straight from an answer may do nothing.
pub const ANSWER_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 4] = [
    // Browsers send a kill again when a connection that was used before breaks.
    ("connection", "close"),
    ("cache-control", "no-store"),
    ("content-security-policy", ANSWER_POLICY),
    ("x-content-type-options", "nosniff"),
];

/// A JSON answer.
pub fn json(status: u16, value: &impl Serialize) -> Response<Body> {
    written(status, serde_json::to_vec(value).unwrap_or_default())
}

/// An answer of JSON that is written already.
pub(super) fn written(status: u16, text: Vec<u8>) -> Response<Body> {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// `204` without a body.
pub(super) fn empty() -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

/// Puts the proxy's headers on an answer.
pub(super) fn finish(answer: &mut Response<Body>, request_id: &str) {
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

/// Puts the header on an answer by which IAM finds it again (`api/contracts.md`, section 5).
pub(super) fn trace(answer: &mut Response<Body>, request_id: &str) {
    let text = format!("token_{REGION}_null_{request_id}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        let name = HeaderName::from_static("x-iam-trace-id");
        answer.headers_mut().insert(name, value);
    }
}

/// 32 hexadecimal digits that no other request or job has.
pub(super) fn request_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let start = seed_of(now.as_secs(), "request") ^ u64::from(now.subsec_nanos());
    hex32(start, &COUNT.fetch_add(1, Ordering::Relaxed).to_string())
}
