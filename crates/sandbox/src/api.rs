//! The calls: what the shipped proxy lets through, and the cloud that answers behind it.

pub mod answer;
pub mod attempts;
mod dcs;
mod dds;
pub mod fault;
mod gate;
pub mod jobs;
mod query;
mod route;
pub mod scans;
mod taurus;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::http::request::Parts;

use crate::cloud::Cloud;
use fault::{Fault, Gateway};
use route::Call;

/// A call that passed the proxy and the gateway.
struct Asked<'a> {
    cloud: &'a Arc<Cloud>,
    /// The raw query.
    query: &'a str,
    /// The raw body.
    body: &'a [u8],
}

/// Answers a request below `/proxy/`.
pub async fn enter(cloud: &Arc<Cloud>, request: Request) -> Response<Body> {
    let request_id = answer::request_id();
    let mut answer = match carry(cloud, request).await {
        Ok(answer) => answer,
        Err(fault) => fault.answer(&request_id),
    };
    answer::finish(&mut answer, &request_id);
    answer
}

async fn carry(cloud: &Arc<Cloud>, request: Request) -> Result<Response<Body>, Fault> {
    gate::host(&request, cloud.port)?;
    let (head, body) = request.into_parts();
    // Raw, as it came: a path that was decoded or tidied up could mean another call.
    let route = route::read(&head.method, head.uri.path())?;
    let route = route.ok_or(Gateway::NoSuchApi)?;
    gate::side_effects(&head)?;
    let body = gate::body(body).await?;
    gate::attempt(&head, &cloud.attempts)?;
    authenticate(cloud, &head, &route.project)?;
    let asked = Asked {
        cloud,
        query: head.uri.query().unwrap_or_default(),
        body: &body,
    };
    match route.call {
        Call::DdsList { node } => dds::list::answer(&asked, &node).await,
        Call::DdsKill { node } => dds::kill::answer(&asked, &node).await,
        Call::DcsScan { instance } => dcs::scan::answer(&asked, &instance).await,
        Call::DcsList { instance } => dcs::list::answer(&asked, &instance),
        Call::DcsKill { instance } => dcs::kill::answer(&asked, &instance).await,
        Call::DcsKillAll { instance } => dcs::kill_all::answer(&asked, &instance),
        Call::DcsJob { job } => dcs::job::answer(&asked, &job),
        Call::TaurusList { instance, node } => taurus::list::answer(&asked, &instance, &node).await,
        Call::TaurusKill { instance, node } => taurus::kill::answer(&asked, &instance, &node).await,
    }
}

fn authenticate(cloud: &Cloud, head: &Parts, project: &str) -> Result<(), Fault> {
    let token = head.headers.get("x-auth-token").ok_or(Gateway::NoToken)?;
    if token.as_bytes() != cloud.token.as_bytes() {
        return Err(Gateway::WrongToken.into());
    }
    if project != cloud.project.as_str() {
        return Err(Gateway::OtherProject.into());
    }
    Ok(())
}
