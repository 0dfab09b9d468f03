//! What bad weather makes of a call.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::BodyExt as _;
use http_body_util::channel::Channel;
use serde_json::{Value, json};

use super::answer;
use super::fault::Code;
use crate::weather::wire::Cut;
use crate::weather::{Kind, codes};

/// How long half an answer is left alone, so that it leaves before its connection ends.
const LEAVE: Duration = Duration::from_millis(50);
const CHUNK: usize = 64 * 1024;

/// The answer of weather that stands in for the cloud's.
pub(super) fn instead(kind: &Kind, operation: &str, request_id: &str) -> Option<Response<Body>> {
    let answer = match kind {
        Kind::Error {
            code,
            status,
            message,
        } => {
            let service = operation.split('.').next().unwrap_or_default();
            let known = codes::documented(service, code, *status);
            let known = known.or_else(|| codes::documented(service, code, None));
            let status = status.or(known.map(|known| known.0)).unwrap_or(500);
            let message = message.as_ref().or(known.map(|known| &known.2));
            let message = message.map_or("", String::as_str);
            let mut answer = answer::json(
                status,
                &refusal(operation, status, code, message, request_id),
            );
            answer.extensions_mut().insert(Code(code.clone()));
            answer
        }
        Kind::Throttle { retry_after } => {
            let text = "The throttling threshold has been reached: policy user over ratelimit,limit:60,time:1 minute";
            let body =
                json!({ "error_msg": text, "error_code": "APIGW.0308", "request_id": request_id });
            let mut answer = answer::json(429, &body);
            let code = Code("APIGW.0308".to_owned());
            answer.extensions_mut().insert(code);
            if let Some(seconds) = retry_after {
                put(answer.headers_mut(), RETRY_AFTER, &seconds.to_string());
            }
            answer
        }
        Kind::Redirect { location } => {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::FOUND;
            put(answer.headers_mut(), LOCATION, location);
            answer
        }
        Kind::Html200 => html("<!doctype html><title>Sign in</title><h1>Sign in</h1>\n".to_owned()),
        Kind::Html { status } => {
            let words = StatusCode::from_u16(*status).ok();
            let words = words.and_then(|status| status.canonical_reason());
            let title = format!("{status} {}", words.unwrap_or_default());
            let page = format!("<!doctype html><title>{title}</title><h1>{title}</h1>\n");
            let mut answer = html(page);
            *answer.status_mut() = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
            answer
        }
        Kind::BigBody { bytes } => big(*bytes),
        _ => return None,
    };
    Some(answer)
}

/// A refusal in the shape of whoever says it (`api/contracts.md`, sections 4 and 9).
fn refusal(operation: &str, status: u16, code: &str, message: &str, request_id: &str) -> Value {
    let mut body = json!({ "error_code": code, "error_msg": message });
    if code.starts_with("APIG") {
        body["request_id"] = json!(request_id);
    } else if operation == "iam.login" {
        let title = StatusCode::from_u16(status).ok();
        let title = title.and_then(|status| status.canonical_reason());
        let error = json!({ "code": status, "message": message, "title": title.unwrap_or_default(), "error_code": code });
        return json!({ "error": error });
    } else if operation.starts_with("dcs.") {
        body["error_ext_msg"] = json!(null);
    }
    body
}

fn html(page: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(page));
    put(
        answer.headers_mut(),
        CONTENT_TYPE,
        "text/html; charset=utf-8",
    );
    answer
}

/// What happens to an answer on its way back.
pub(super) async fn after(
    kind: &Kind,
    answer: Response<Body>,
    cut: Option<&Cut>,
) -> Response<Body> {
    match kind {
        Kind::DropBefore | Kind::DropAfter => {
            cut.inspect(|cut| cut.drop_it());
            broken(answer)
        }
        Kind::Reset => {
            cut.inspect(|cut| cut.reset());
            broken(answer)
        }
        Kind::Truncate => half(answer).await,
        Kind::LateAnswer { ms } => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            answer
        }
        Kind::NoAnswer => std::future::pending().await,
        _ => answer,
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// An answer that cannot be read, for whoever is not at the end of a connection.
fn broken(answer: Response<Body>) -> Response<Body> {
    let (sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    sender.abort(std::io::ErrorKind::ConnectionReset.into());
    answer.map(|_| Body::new(body))
}

async fn half(answer: Response<Body>) -> Response<Body> {
    let (mut head, body) = answer.into_parts();
    let whole = body.collect().await.unwrap_or_default().to_bytes();
    put(
        &mut head.headers,
        CONTENT_LENGTH,
        &whole.len().max(1).to_string(),
    );
    let first = whole.slice(..whole.len() / 2);
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        let _ = sender.send_data(first).await;
        tokio::time::sleep(LEAVE).await;
        sender.abort(std::io::ErrorKind::ConnectionReset.into());
    });
    Response::from_parts(head, Body::new(body))
}

/// JSON of this length, made while it is sent.
fn big(bytes: usize) -> Response<Body> {
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        let mut left = bytes.saturating_sub(2);
        let chunk = Bytes::from(vec![b' '; CHUNK]);
        if sender.send_data(Bytes::from_static(b"{")).await.is_err() {
            return;
        }
        while left > 0 {
            let size = left.min(CHUNK);
            if sender.send_data(chunk.slice(..size)).await.is_err() {
                return;
            }
            left -= size;
        }
        let _ = sender.send_data(Bytes::from_static(b"}")).await;
    });
    let mut answer = Response::new(Body::new(body));
    put(answer.headers_mut(), CONTENT_TYPE, "application/json");
    answer
}
