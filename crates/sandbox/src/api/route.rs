//! Which call a raw path means: matched byte by byte, so that nothing hides in an encoding.

use axum::http::Method;
use quell_core::id::{IdFault, InstanceId};

use super::fault::{Fault, Proxy};
use crate::cloud::REGION;
use crate::estate::Service;

/// A call with the ids of its path; they are of the grammar, not yet of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Call {
    DdsList { node: String },
    DdsKill { node: String },
    DcsScan { instance: String },
    DcsList { instance: String },
    DcsKill { instance: String },
    DcsKillAll { instance: String },
    DcsJob { job: String },
    TaurusList { instance: String, node: String },
    TaurusKill { instance: String, node: String },
}

/// A call and the project it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) project: String,
    pub(super) call: Call,
}

/// Reads method and path. The proxy refuses services and regions that are not in its table;
/// the cloud has no API at any path that is not exactly one of ours.
pub(super) fn read(method: &Method, path: &str) -> Result<Option<Route>, Fault> {
    let mut parts = path.split('/').skip(2);
    let service = parts.next().and_then(Service::of);
    let service = service.ok_or(Proxy::UnknownService)?;
    if parts.next() != Some(REGION) {
        return Err(Proxy::UnknownRegion.into());
    }
    let parts: Vec<&str> = parts.collect();
    if !parts.iter().all(|part| is_plain(part)) {
        return Ok(None);
    }
    let [version, project, rest @ ..] = parts.as_slice() else {
        return Ok(None);
    };
    let call = match (service, *version) {
        (Service::Dds, "v3") => dds(method, rest),
        (Service::Dcs, "v2") => dcs(method, rest),
        (Service::TaurusDb, "v3") => taurus(method, rest),
        _ => None,
    };
    Ok(call.map(|call| Route {
        project: (*project).to_owned(),
        call,
    }))
}

/// Whether a part of a path is of the grammar; an id of the wrong kind is for the service to refuse.
fn is_plain(part: &str) -> bool {
    matches!(
        InstanceId::parse(part),
        Ok(_) | Err(IdFault::LooksLike { .. })
    )
}

fn dds(method: &Method, rest: &[&str]) -> Option<Call> {
    match (method, rest) {
        (&Method::GET, ["nodes", node, "sessions"]) => Some(Call::DdsList {
            node: (*node).to_owned(),
        }),
        (&Method::POST, ["nodes", node, "session"]) => Some(Call::DdsKill {
            node: (*node).to_owned(),
        }),
        _ => None,
    }
}

fn dcs(method: &Method, rest: &[&str]) -> Option<Call> {
    if let (&Method::GET, ["jobs", job]) = (method, rest) {
        let job = (*job).to_owned();
        return Some(Call::DcsJob { job });
    }
    let ["instances", instance, "clients", action @ ..] = rest else {
        return None;
    };
    let instance = (*instance).to_owned();
    match (method, action) {
        (&Method::GET, []) => Some(Call::DcsList { instance }),
        (&Method::POST, []) => Some(Call::DcsScan { instance }),
        (&Method::POST, ["kill"]) => Some(Call::DcsKill { instance }),
        (&Method::POST, ["kill-all"]) => Some(Call::DcsKillAll { instance }),
        _ => None,
    }
}

fn taurus(method: &Method, rest: &[&str]) -> Option<Call> {
    let ["instances", instance, "nodes", node, "processes"] = rest else {
        return None;
    };
    let (instance, node) = ((*instance).to_owned(), (*node).to_owned());
    match *method {
        Method::GET => Some(Call::TaurusList { instance, node }),
        Method::DELETE => Some(Call::TaurusKill { instance, node }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_has_one_path() {
        let call = |method, path: &str| read(&method, path).unwrap().map(|route| route.call);
        let node = "n".to_owned();
        assert_eq!(
            call(Method::POST, "/proxy/dds/local-1/v3/p/nodes/n/session"),
            Some(Call::DdsKill { node })
        );
        assert_eq!(
            call(Method::POST, "/proxy/dds/local-1/v3/p/nodes/n/sessions"),
            None
        );
        assert_eq!(
            call(Method::GET, "/proxy/dds/local-1/v2/p/nodes/n/sessions"),
            None
        );
        assert_eq!(
            call(Method::PUT, "/proxy/dcs/local-1/v2/p/instances/i/clients"),
            None
        );
    }

    #[test]
    fn no_trick_with_a_path_means_a_call() {
        for path in [
            "/proxy/dds/local-1/v3/p/nodes/../session",
            "/proxy/dds/local-1/v3/p/nodes/%2e%2e/session",
            "/proxy/dds/local-1/v3/p/nodes/./session",
            "/proxy/dds/local-1/v3/p/nodes//session",
            "/proxy/dds/local-1/v3/p//nodes/n/session",
            "/proxy/dds/local-1/v3/p/nodes/n/session/",
            "/proxy/dds/local-1/v3/p/nodes/n;a/session",
            "/proxy/dds/local-1/v3/p/nodes/n%2Fsession",
            "/proxy/dds/local-1/v3/p/nodes/n/%73ession",
            "/proxy/dds/local-1/v3/p/x/../nodes/n/session",
            "/proxy/dds/local-1/v3",
            "/proxy/dds/local-1/",
            "/proxy/dds/local-1",
        ] {
            assert_eq!(read(&Method::POST, path), Ok(None), "{path}");
        }
    }

    #[test]
    fn the_table_of_services_and_regions_is_closed() {
        let read = |path| read(&Method::GET, path).unwrap_err();
        assert_eq!(read("/proxy"), Proxy::UnknownService.into());
        assert_eq!(read("/proxy/iam/local-1/v3"), Proxy::UnknownService.into());
        assert_eq!(read("/proxy//local-1/v3"), Proxy::UnknownService.into());
        assert_eq!(read("/proxy/dds/eu-de/v3"), Proxy::UnknownRegion.into());
        assert_eq!(read("/proxy/dds/local%2d1/v3"), Proxy::UnknownRegion.into());
    }
}
