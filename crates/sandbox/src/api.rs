//! The calls: what a portal's proxy lets through, and the cloud that answers behind it.

pub mod answer;
pub mod attempts;
mod caller;
pub mod control;
mod dcs;
mod dds;
pub mod fault;
mod fleet;
mod gate;
mod iam;
pub mod jobs;
mod query;
mod record;
mod route;
pub mod scans;
mod self_test;
mod storm;
mod taurus;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::Response;

use crate::cloud::{Cloud, REGION};
use crate::ledger::Trace;
use crate::weather::wire::Cut;
use crate::weather::{Kind, Met};
use fault::{Fault, Gateway};
use record::Visit;
use route::Call;

/// A call that passed the proxy and the gateway.
struct Asked<'a> {
    cloud: &'a Arc<Cloud>,
    /// The raw query.
    query: &'a str,
    /// The raw body.
    body: &'a [u8],
    /// What becomes of the handles.
    trace: &'a Trace,
}

/// Whether a path is one of the calls, below `/proxy/` or, as the vendor's clients send it, without.
pub fn is_call(path: &str) -> bool {
    path == "/proxy" || path.starts_with("/proxy/") || route::is_root(path)
}

/// Where a service is.
pub fn link(cloud: &Cloud, service: &str) -> String {
    format!("{}/proxy/{service}/{REGION}", cloud.url())
}

/// The name of a service that nothing else has, for clients that keep only the host of an endpoint.
pub fn own_host(cloud: &Cloud, service: &str) -> String {
    format!("http://{service}.localhost:{}", cloud.port)
}

/// Answers a call. What was begun is finished and noted, also when the caller leaves.
pub async fn enter(cloud: &Arc<Cloud>, request: Request) -> Response<Body> {
    if self_test::is_asked(&request) {
        return self_test::answer(cloud, request).await;
    }
    let cut = request.extensions().get::<ConnectInfo<Cut>>();
    let cut = cut.map(|info| info.0.clone());
    let own = Arc::clone(cloud);
    let done = tokio::spawn(async move { answered(&own, request).await });
    let Ok((mut answer, weather)) = done.await else {
        return answer::json(500, &serde_json::json!({}));
    };
    for met in &weather {
        answer = storm::after(&met.kind, answer, cut.as_ref()).await;
    }
    answer
}

async fn answered(cloud: &Arc<Cloud>, request: Request) -> (Response<Body>, Vec<Met>) {
    let request_id = answer::request_id();
    let mut visit = Visit::new(&request, &request_id);
    let mut answer = match carry(cloud, request, &mut visit).await {
        Ok(answer) => answer,
        Err(fault) => fault.answer(&request_id),
    };
    // What was carried out may still look as if it was not.
    if let Some(other) = visit.instead(true) {
        answer = other;
    }
    answer::finish(&mut answer, &request_id);
    if visit.arrival.operation.starts_with("iam.") {
        answer::trace(&mut answer, &request_id);
    }
    let weather = visit.end(cloud, &answer);
    (answer, weather)
}

async fn carry(
    cloud: &Arc<Cloud>,
    request: Request,
    visit: &mut Visit,
) -> Result<Response<Body>, Fault> {
    let host = gate::host(&request, cloud.port)?;
    let (head, body) = request.into_parts();
    let query = head.uri.query().unwrap_or_default();
    // Raw, as it came: a path that was decoded or tidied up could mean another call.
    let route = route::read(host, &head.method, head.uri.path(), query)?;
    let route = route.ok_or(Gateway::NoSuchApi)?;
    visit.is_for(&route.call);
    gate::side_effects(&head)?;
    let body = gate::body(body).await?;
    visit.names(&route.call, &body);
    gate::attempt(&head, &cloud.attempts)?;
    if let Some(answer) = visit.weather(cloud).await {
        return Ok(answer);
    }
    match route.call {
        // Whoever logs in has nothing to show yet; a signature is not looked at.
        Call::IamLogin => {}
        _ if route.project.is_empty() => caller::of_iam(cloud, &head, &body, &route)?,
        _ => caller::of_service(cloud, &head, &body, &route)?,
    }
    let asked = Asked {
        cloud,
        query,
        body: &body,
        trace: &visit.trace,
    };
    let answer = dispatch(&asked, &route.call).await?;
    visit.arrival.applied += 1;
    let is_twice = visit.weather.iter().any(|met| met.kind == Kind::ApplyTwice);
    if !is_twice {
        return Ok(answer);
    }
    visit.names(&route.call, &body);
    if let Some(instance) = route.call.target().0 {
        // An instance refuses a second job; that is not what was asked for.
        cloud.jobs.free(instance).await;
    }
    let asked = Asked {
        cloud,
        query,
        body: &body,
        trace: &visit.trace,
    };
    let again = dispatch(&asked, &route.call).await?;
    visit.arrival.applied += 1;
    Ok(again)
}

async fn dispatch(asked: &Asked<'_>, call: &Call) -> Result<Response<Body>, Fault> {
    match call {
        Call::IamLogin => iam::login::answer(asked),
        Call::IamProjects => iam::projects::answer(asked),
        Call::IamOwnProjects => Ok(iam::projects::own(asked)),
        Call::IamDomains => Ok(iam::domains::answer(asked)),
        Call::IamTemporary => iam::temporary::answer(asked),
        Call::DdsInstances => dds::instances::answer(asked),
        Call::DdsConnections { instance } => dds::connections::answer(asked, instance).await,
        Call::DdsJob => dds::job::answer(asked),
        Call::AnyJob => dds::job::anybody(asked),
        Call::DdsList { node } => dds::list::answer(asked, node).await,
        Call::DdsKill { node } => dds::kill::answer(asked, node).await,
        Call::DcsInstances => dcs::instances::answer(asked),
        Call::DcsInstance { instance } => dcs::instances::one(asked, instance),
        Call::DcsNodes { instance } => dcs::logical_nodes::answer(asked, instance),
        Call::DcsAllNodes => dcs::logical_nodes::batch(asked),
        Call::DcsGroups { instance } => dcs::logical_nodes::groups(asked, instance),
        Call::DcsScan { instance } => dcs::scan::answer(asked, instance).await,
        Call::DcsList { instance } => dcs::list::answer(asked, instance),
        Call::DcsKill { instance } => dcs::kill::answer(asked, instance).await,
        Call::DcsKillAll { instance } => dcs::kill_all::answer(asked, instance),
        Call::DcsJob { job } => dcs::job::answer(asked, job),
        Call::TaurusInstances { words } => taurus::instances::answer(asked, *words),
        Call::TaurusInstance { instance, words } => taurus::detail::answer(asked, instance, *words),
        Call::TaurusDetails => taurus::detail::several(asked),
        Call::TaurusJob => taurus::job::answer(asked),
        Call::TaurusList { instance, node } => taurus::list::answer(asked, instance, node).await,
        Call::TaurusKill { instance, node } => taurus::kill::answer(asked, instance, node).await,
    }
}
