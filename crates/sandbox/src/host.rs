//! The names we answer to: without this check, a web page that renames its host could call us.

use axum::http::Request;
use axum::http::header::HOST;

use crate::estate::Service;

/// Whose name a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The sandbox's: the console, the calls below `/proxy/` and, for clients that keep only the
    /// host of an endpoint, at the root.
    Own,
    /// IAM's alone.
    Iam,
    /// A service's alone, as in a real cloud: there no path is of two services.
    Of(Service),
}

/// Every name, of which the port follows; or none after a service's, where something with a
/// certificate stands before us on the port of https. What ends in `.localhost` never leaves a machine
/// (RFC 6761, section 6.3), so nobody else can own one of them.
const NAMES: [(&str, Host); 6] = [
    ("127.0.0.1", Host::Own),
    ("localhost", Host::Own),
    ("iam.localhost", Host::Iam),
    ("dds.localhost", Host::Of(Service::Dds)),
    ("dcs.localhost", Host::Of(Service::Dcs)),
    ("taurusdb.localhost", Host::Of(Service::TaurusDb)),
];

impl Host {
    /// The name that a request is for, if it names one of ours, exactly, and nobody else.
    pub fn of<B>(request: &Request<B>, port: u16) -> Option<Self> {
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return None;
        };
        let target = request.uri().authority();
        if target.is_some_and(|name| name.as_str().as_bytes() != host.as_bytes()) {
            return None;
        }
        let host = host.to_str().ok()?;
        let (name, asked) = match host.split_once(':') {
            Some((name, asked)) => (name, Some(asked)),
            None => (host, None),
        };
        if asked.is_some_and(|asked| asked != port.to_string()) {
            return None;
        }
        let found = NAMES.iter().find(|(own, _)| *own == name);
        let found = found.map(|(_, host)| *host)?;
        (found != Self::Own || asked.is_some()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(uri: &str, hosts: &[&str]) -> Option<Host> {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        Host::of(&request.body(()).unwrap(), 8640)
    }

    #[test]
    fn only_our_own_names_pass() {
        assert_eq!(asks("/", &["127.0.0.1:8640"]), Some(Host::Own));
        assert_eq!(asks("/", &["localhost:8640"]), Some(Host::Own));
        let whole = asks("http://localhost:8640/", &["localhost:8640"]);
        assert_eq!(whole, Some(Host::Own));
        for hosts in [
            vec![],
            vec!["127.0.0.1"],
            vec!["127.0.0.1:"],
            vec!["127.0.0.1:8641"],
            vec!["127.0.0.1:08640"],
            vec!["localhost.:8640"],
            vec!["LOCALHOST:8640"],
            vec!["[::1]:8640"],
            vec!["rebind.example:8640"],
            vec!["127.0.0.1:8640@evil"],
            vec!["127.0.0.1:8640:8640"],
            vec!["127.0.0.1:8640", "127.0.0.1:8640"],
        ] {
            assert_eq!(asks("/", &hosts), None, "{hosts:?}");
        }
        assert_eq!(asks("http://evil.example/", &["127.0.0.1:8640"]), None);
    }

    #[test]
    fn each_service_has_a_name_of_its_own_and_no_other_name_below_localhost_is_ours() {
        assert_eq!(asks("/", &["iam.localhost:8640"]), Some(Host::Iam));
        for service in [Service::Dds, Service::Dcs, Service::TaurusDb] {
            let host = format!("{}.localhost:8640", service.word());
            assert_eq!(asks("/", &[&host]), Some(Host::Of(service)));
            let plain = format!("{}.localhost", service.word());
            assert_eq!(asks("/", &[&plain]), Some(Host::Of(service)));
        }
        for host in [
            "ecs.localhost:8640",
            "evil.dds.localhost:8640",
            ".localhost:8640",
            "dds.localhost:",
            "dds.localhost:8641",
            "dds.localhost.:8640",
            "dds.localhost.evil.example:8640",
            "dds.127.0.0.1:8640",
        ] {
            assert_eq!(asks("/", &[host]), None, "{host}");
        }
    }
}
