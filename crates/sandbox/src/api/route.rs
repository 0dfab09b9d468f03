//! Which call a raw path means: matched byte by byte, so that nothing hides in an encoding.

mod call;
mod root;

use axum::http::Method;
use quell_core::id::{IdFault, InstanceId};

pub(super) use call::Call;
pub(super) use root::is_root;

use super::fault::{Fault, Proxy};
use crate::cloud::REGION;
use crate::estate::Service;
use crate::host::Host;

/// Who answers a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    Iam,
    Of(Service),
}

/// A call and the project it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// Empty for calls of IAM.
    pub(super) project: String,
    pub(super) call: Call,
    /// The path as the cloud has it, without our prefix.
    pub(super) path: String,
}

/// Reads method and path. The proxy refuses services and regions that are not in its table;
/// the cloud has no API at any path that is not exactly one of ours.
pub(super) fn read(
    host: Host,
    method: &Method,
    path: &str,
    query: &str,
) -> Result<Option<Route>, Fault> {
    match host {
        Host::Own => {}
        Host::Iam => return Ok(within(Api::Iam, method, path)),
        Host::Of(service) => return Ok(within(Api::Of(service), method, path)),
    }
    if is_root(path) {
        let api = root::api(path, query);
        let route = within(api, method, path);
        return Ok(route.map(|mut route| {
            if route.call == Call::DdsJob {
                route.call = Call::AnyJob;
            }
            route
        }));
    }
    let mut parts = path.splitn(5, '/').skip(2);
    let api = match parts.next() {
        Some("iam") => Some(Api::Iam),
        service => service.and_then(Service::of).map(Api::Of),
    };
    let api = api.ok_or(Proxy::UnknownService)?;
    if parts.next() != Some(REGION) {
        return Err(Proxy::UnknownRegion.into());
    }
    let rest = parts.next().unwrap_or_default();
    Ok(within(api, method, &format!("/{rest}")))
}

/// Reads the path of the cloud itself.
fn within(api: Api, method: &Method, path: &str) -> Option<Route> {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let (version, rest) = parts.split_first()?;
    if !rest.iter().all(|part| is_plain(part)) {
        return None;
    }
    let (project, call) = if api == Api::Iam {
        ("", call::iam(method, version, rest)?)
    } else {
        let (project, rest) = rest.split_first()?;
        (*project, call::of(api, method, version, rest)?)
    };
    Some(Route {
        project: project.to_owned(),
        call,
        path: path.to_owned(),
    })
}

/// Whether a part of a path is of the grammar; an id of the wrong kind is for the service to refuse.
fn is_plain(part: &str) -> bool {
    matches!(
        InstanceId::parse(part),
        Ok(_) | Err(IdFault::LooksLike { .. })
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: Method, path: &str) -> Option<Call> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let route = read(Host::Own, &method, path, query).unwrap();
        route.map(|route| route.call)
    }

    #[test]
    fn each_call_has_one_path() {
        let node = "n".to_owned();
        assert_eq!(
            call(Method::POST, "/proxy/dds/local-1/v3/p/nodes/n/session"),
            Some(Call::DdsKill { node })
        );
        for (method, path) in [
            (Method::POST, "/proxy/dds/local-1/v3/p/nodes/n/sessions"),
            (Method::GET, "/proxy/dds/local-1/v2/p/nodes/n/sessions"),
            (Method::PUT, "/proxy/dcs/local-1/v2/p/instances/i/clients"),
            (Method::GET, "/proxy/iam/local-1/v3/auth/tokens"),
            (Method::POST, "/proxy/iam/local-1/v2/auth/tokens"),
        ] {
            assert_eq!(call(method, path), None, "{path}");
        }
    }

    #[test]
    fn a_path_without_the_prefix_says_whose_it_is() {
        let (node, instance) = ("n".to_owned(), "i".to_owned());
        assert_eq!(
            call(Method::POST, "/v3/p/nodes/n/session"),
            Some(Call::DdsKill { node: node.clone() })
        );
        assert_eq!(
            call(Method::GET, "/v2/p/instances/i/clients"),
            Some(Call::DcsList {
                instance: instance.clone()
            })
        );
        assert_eq!(
            call(Method::DELETE, "/v3/p/instances/i/nodes/n/processes"),
            Some(Call::TaurusKill { instance, node })
        );
        assert_eq!(call(Method::GET, "/v3/projects"), Some(Call::IamProjects));
        assert_eq!(call(Method::GET, "/v3/auth/tokens/x"), None);
    }

    #[test]
    fn on_a_services_own_name_every_path_is_of_that_service() {
        let call = |host, path| {
            let route = read(host, &Method::GET, path, "").unwrap();
            route.map(|route| route.call)
        };
        let (dds, taurus) = (Host::Of(Service::Dds), Host::Of(Service::TaurusDb));
        let words = crate::api::taurus::detail::Words::V3;
        assert_eq!(call(dds, "/v3/p/instances"), Some(Call::DdsInstances));
        let instances = Call::TaurusInstances { words };
        assert_eq!(call(taurus, "/v3/p/instances"), Some(instances));
        assert_eq!(call(dds, "/v3/p/jobs"), Some(Call::DdsJob));
        assert_eq!(call(taurus, "/v3/p/jobs"), Some(Call::TaurusJob));
        assert_eq!(call(Host::Iam, "/v3/projects"), Some(Call::IamProjects));
        for (host, path) in [
            (dds, "/v3/p/instances/i/nodes/n/processes"),
            (dds, "/proxy/dds/local-1/v3/p/instances"),
            (dds, "/v3/projects"),
            (dds, "/sandbox/ledger"),
            (dds, "/"),
            (Host::Iam, "/v3/p/instances"),
            (Host::Of(Service::Dcs), "/v3/p/instances"),
        ] {
            assert_eq!(call(host, path), None, "{host:?} {path}");
        }
    }

    #[test]
    fn no_trick_with_a_path_means_a_call() {
        for path in [
            "/v3/p/nodes/../session",
            "/v3/p/nodes/%2e%2e/session",
            "/v3/p/nodes/./session",
            "/v3/p/nodes//session",
            "/v3/p//nodes/n/session",
            "/v3/p/nodes/n/session/",
            "/v3/p/nodes/n;a/session",
            "/v3/p/nodes/n%2Fsession",
            "/v3/p/nodes/n/%73ession",
            "/v3/p/x/../nodes/n/session",
            "/v3",
            "/",
            "",
        ] {
            let path = format!("/proxy/dds/local-1{path}");
            let route = read(Host::Own, &Method::POST, &path, "");
            assert_eq!(route, Ok(None), "{path}");
        }
    }

    #[test]
    fn the_table_of_services_and_regions_is_closed() {
        let read = |path| read(Host::Own, &Method::GET, path, "").unwrap_err();
        assert_eq!(read("/proxy"), Proxy::UnknownService.into());
        assert_eq!(read("/proxy/ecs/local-1/v3"), Proxy::UnknownService.into());
        assert_eq!(read("/proxy//local-1/v3"), Proxy::UnknownService.into());
        assert_eq!(read("/proxy/iam/eu-de/v3"), Proxy::UnknownRegion.into());
        assert_eq!(read("/proxy/dds/local%2d1/v3"), Proxy::UnknownRegion.into());
    }
}
