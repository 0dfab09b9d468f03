//! Who calls: a token, or a signature made with an access key.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::fault::{Fault, Gateway, Iam as Refused};
use super::route::Route;
use crate::cloud::Cloud;
use crate::iam::{Scope, TokenFault};
use crate::sign::{ALGORITHM, Claim, Message, SignFault};

/// Lets a call of a service pass: the caller must have a right to the path's project.
pub(super) fn of_service(
    cloud: &Cloud,
    head: &Parts,
    body: &[u8],
    route: &Route,
) -> Result<(), Fault> {
    let headers = &head.headers;
    if let Some(token) = text(headers, "x-auth-token") {
        let scope = cloud.iam.scope(token).map_err(|fault| match fault {
            TokenFault::Unknown => Gateway::WrongToken,
            TokenFault::Expired(time) => Gateway::TokenExpired(time),
        })?;
        return match scope {
            Scope::Project(id) if id == route.project => Ok(is_ours(cloud, &id)?),
            _ => Err(Gateway::OtherProject.into()),
        };
    }
    if !is_signed(headers) {
        return Err(Gateway::NoToken.into());
    }
    signature(cloud, head, body, route)?;
    match text(headers, "x-project-id") {
        Some(id) if id != route.project => Err(Gateway::OtherProject.into()),
        _ => Ok(is_ours(cloud, &route.project)?),
    }
}

/// Lets a call of IAM pass: any token will do.
pub(super) fn of_iam(cloud: &Cloud, head: &Parts, body: &[u8], route: &Route) -> Result<(), Fault> {
    if let Some(token) = text(&head.headers, "x-auth-token") {
        cloud.iam.scope(token).map_err(Refused::from)?;
        return Ok(());
    }
    if !is_signed(&head.headers) {
        return Err(Refused::Unauthorized.into());
    }
    signature(cloud, head, body, route)
}

/// Only one project has something in it.
fn is_ours(cloud: &Cloud, project: &str) -> Result<(), Gateway> {
    if project == cloud.project.as_str() {
        Ok(())
    } else {
        Err(Gateway::OtherProject)
    }
}

fn is_signed(headers: &HeaderMap) -> bool {
    text(headers, "authorization").is_some_and(|text| text.starts_with(ALGORITHM))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A signature may be over the path as it is here, or over the cloud's own, without the prefix.
fn signature(cloud: &Cloud, head: &Parts, body: &[u8], route: &Route) -> Result<(), Fault> {
    let authorization = text(&head.headers, "authorization").unwrap_or_default();
    let claim = Claim::read(authorization).ok_or(Gateway::WrongSignature)?;
    let security_token = text(&head.headers, "x-security-token");
    let secret = cloud.iam.secret(claim.access, security_token);
    let secret = secret.ok_or_else(|| Gateway::NoSuchKey(claim.access.to_owned()))?;
    // Not the sandbox's clock: the client's is the real one.
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default().as_secs();
    if cloud.locks.is_locked(claim.access, now) {
        return Err(Gateway::KeyLocked.into());
    }
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), value.into_owned())
        })
        .collect();
    let check = |path: &str| {
        let message = Message {
            method: head.method.as_str(),
            path,
            query: head.uri.query().unwrap_or_default(),
            headers: &headers,
            body,
        };
        message.check(&claim, &secret, now)
    };
    match check(&route.path).or_else(|_| check(head.uri.path())) {
        Ok(()) => {
            cloud.locks.succeed(claim.access);
            Ok(())
        }
        Err(fault) => {
            cloud.locks.fail(claim.access, now);
            Err(match fault {
                SignFault::Expired => Gateway::SignatureExpired.into(),
                SignFault::Date | SignFault::Mismatch => Gateway::WrongSignature.into(),
            })
        }
    }
}
