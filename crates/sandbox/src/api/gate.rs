//! The proxy's checks: what is refused here was never sent on.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::attempts::Attempts;
use super::fault::{Fault, Proxy};
use crate::host::Host;

/// The largest body of a call.
const BODY_LIMIT: usize = 64 * 1024;

/// Only requests for our own names.
pub(super) fn host(request: &Request, port: u16) -> Result<Host, Fault> {
    Host::of(request, port).ok_or_else(|| Proxy::WrongHost.into())
}

/// A request that changes something must be one that only our own page can make: other sites
/// cannot send JSON without being asked first, and browsers say where a request comes from.
pub(super) fn side_effects(head: &Parts) -> Result<(), Fault> {
    if head.method == Method::GET {
        return Ok(());
    }
    let headers = &head.headers;
    if !single(headers, CONTENT_TYPE.as_str()).is_some_and(is_json) {
        return Err(Proxy::NotJson.into());
    }
    own_page(head)
}

/// Where a request comes from must be our own page, if it is said at all.
pub(super) fn own_page(head: &Parts) -> Result<(), Fault> {
    let headers = &head.headers;
    let site = single(headers, "sec-fetch-site");
    if headers.contains_key("sec-fetch-site") && site != Some("same-origin") {
        return Err(Proxy::OtherSite.into());
    }
    let host = single(headers, HOST.as_str()).unwrap_or_default();
    let own = format!("http://{host}");
    if headers.contains_key(ORIGIN) && single(headers, ORIGIN.as_str()) != Some(&own) {
        return Err(Proxy::OtherSite.into());
    }
    Ok(())
}

/// The value of a header that is there once, as text.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// Reads the body, up to the limit.
pub(super) async fn body(body: Body) -> Result<Vec<u8>, Fault> {
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes().to_vec()),
        Err(fault) if fault.is::<LengthLimitError>() => Err(Proxy::TooLarge.into()),
        Err(_) => Err(Proxy::BrokenBody.into()),
    }
}

/// Lets an attempt pass once. It is used up even if the cloud then says no.
pub(super) fn attempt(head: &Parts, attempts: &Attempts) -> Result<(), Fault> {
    match head.headers.get("x-attempt-id") {
        Some(id) if !attempts.first_time(id.as_bytes()) => Err(Proxy::Duplicate.into()),
        _ => Ok(()),
    }
}
