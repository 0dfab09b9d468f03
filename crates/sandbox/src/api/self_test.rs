//! `GET` and `DELETE /proxy/self-test`: what came of a request on the proxy's inner side. No cloud and no ledger hears of it.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, Response};
use quell_core::self_test::HEADER_SIZE;
use serde_json::json;

use super::fault::{Fault, Proxy};
use super::{answer, gate};
use crate::cloud::Cloud;
use crate::host::Host;

/// The address, matched byte by byte.
const ADDRESS: &str = "/proxy/self-test";

/// Whether a request is one of the self-test.
pub(super) fn is_asked(request: &Request) -> bool {
    let (method, uri) = (request.method(), request.uri());
    let is_named = uri.path() == ADDRESS && uri.query().is_none();
    is_named && (method == Method::GET || method == Method::DELETE)
}

/// Answers it, past the checks and the guard of a kill.
pub(super) async fn answer(cloud: &Cloud, request: Request) -> Response<Body> {
    let request_id = answer::request_id();
    let mut answer = match told(cloud, request).await {
        Ok(answer) => answer,
        Err(fault) => fault.answer(&request_id),
    };
    answer::finish(&mut answer, &request_id);
    answer
}

async fn told(cloud: &Cloud, request: Request) -> Result<Response<Body>, Fault> {
    if gate::host(&request, cloud.port)? != Host::Own {
        return Err(Proxy::WrongHost.into());
    }
    let (head, body) = request.into_parts();
    gate::side_effects(&head)?;
    let body = gate::body(body).await?;
    gate::attempt(&head, &cloud.attempts)?;
    let token = head.headers.get("x-auth-token");
    let is_whole = token.is_some_and(|token| {
        let token = token.as_bytes();
        token.len() == HEADER_SIZE && token.iter().all(|byte| *byte == b'0')
    });
    let mut answer = answer::json(
        200,
        &json!({
            "method": head.method.as_str(),
            "body": body.len(),
            "header": if is_whole { HEADER_SIZE } else { 0 },
        }),
    );
    for (name, value) in [("x-subject-token", "self-test"), ("retry-after", "1")] {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}
