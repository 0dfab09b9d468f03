//! The names we answer to: without this check, a web page that renames its host could call us.

use axum::http::Request;
use axum::http::header::HOST;

/// Whether a request names us, exactly, and nobody else.
pub fn is_ours<B>(request: &Request<B>, port: u16) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let ours = |name: &[u8]| {
        ["127.0.0.1", "localhost"]
            .iter()
            .any(|own| name == format!("{own}:{port}").as_bytes())
    };
    let target = request.uri().authority();
    ours(host.as_bytes()) && target.is_none_or(|name| name.as_str().as_bytes() == host.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(uri: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        is_ours(&request.body(()).unwrap(), 8640)
    }

    #[test]
    fn only_our_own_names_pass() {
        assert!(asks("/", &["127.0.0.1:8640"]));
        assert!(asks("/", &["localhost:8640"]));
        assert!(asks("http://localhost:8640/", &["localhost:8640"]));
        for hosts in [
            vec![],
            vec!["127.0.0.1"],
            vec!["127.0.0.1:8641"],
            vec!["localhost.:8640"],
            vec!["LOCALHOST:8640"],
            vec!["[::1]:8640"],
            vec!["rebind.example:8640"],
            vec!["127.0.0.1:8640@evil"],
            vec!["127.0.0.1:8640", "127.0.0.1:8640"],
        ] {
            assert!(!asks("/", &hosts), "{hosts:?}");
        }
        assert!(!asks("http://evil.example/", &["127.0.0.1:8640"]));
    }
}
