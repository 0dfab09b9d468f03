//! Which proxy carries a request: request and route give the URL that `fetch` sees.

use std::fmt;

use crate::id::{CloudId, RegionId};
use crate::request::Request;

/// The way to a cloud: a path on the page's own origin, or an absolute prefix.
///
/// `{cloud}`, `{service}` and `{region}` are replaced; the API's path follows. The
/// client never sends a host or a URL to a proxy: which upstream a service and a
/// region mean is the proxy's own table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    template: String,
    /// The address of its self-test, where the configuration names one.
    self_test: Option<String>,
}

/// Why a text is no route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteFault {
    /// Neither a path that begins with one `/` nor an `https://` or loopback `http://` URL.
    NoStart,
    /// Plain http to a host other than this machine: a token would go in clear.
    PlainHttp,
    /// A `{word}` that is not one of the three.
    UnknownPlaceholder(String),
    /// A character or a segment that does not belong in a prefix (`?`, `#`, `..`, space).
    BadText(String),
}

impl fmt::Display for RouteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => f.write_str("must begin with / or https://"),
            Self::PlainHttp => f.write_str("must use https"),
            Self::UnknownPlaceholder(word) => write!(f, "has the unknown placeholder {{{word}}}"),
            Self::BadText(text) => write!(f, "may not contain {text:?}"),
        }
    }
}

impl Route {
    /// Reads a route from the configuration; a slash at the end is dropped.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, RouteFault> {
        let rest = strip_origin(text)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let text = text.strip_suffix('/').unwrap_or(text);
        let mut plain = String::new();
        let mut left = rest;
        while let Some((before, after)) = left.split_once('{') {
            let (word, after) = after
                .split_once('}')
                .ok_or_else(|| RouteFault::BadText("{".to_owned()))?;
            if !matches!(word, "cloud" | "service" | "region") {
                return Err(RouteFault::UnknownPlaceholder(word.to_owned()));
            }
            plain.push_str(before);
            plain.push('x');
            left = after;
        }
        plain.push_str(left);
        check_path(&plain)?;
        Ok(Self {
            template: text.to_owned(),
            self_test: None,
        })
    }

    /// The same route with an address of its own for the self-test, of the same grammar.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn with_self_test(self, text: &str) -> Result<Self, RouteFault> {
        let address = Self::parse(text)?;
        if let Some((_, word)) = address.template.split_once('{') {
            let word = word.split('}').next().unwrap_or_default();
            return Err(RouteFault::UnknownPlaceholder(word.to_owned()));
        }
        Ok(Self {
            self_test: Some(address.template),
            ..self
        })
    }

    /// Where the route tests itself: the address of the configuration, or `self-test` in the folder in which
    /// services and regions begin. A route without such a folder has none: what is below it is a cloud's.
    pub fn self_test(&self) -> Option<String> {
        if self.self_test.is_some() {
            return self.self_test.clone();
        }
        let (before, _) = self.template.split_once('{')?;
        let (folder, _) = before.rsplit_once('/')?;
        Some(format!("{folder}/self-test"))
    }

    /// Whether requests stay on the page's own origin, where the CSP lets them.
    pub fn is_same_origin(&self) -> bool {
        self.template.is_empty() || self.template.starts_with('/')
    }

    /// The text of the configuration.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The URL for a request: the filled template and, byte for byte, the request's path and query.
    pub fn url(&self, cloud: &CloudId, region: &RegionId, request: &Request) -> String {
        let prefix = self
            .template
            .replace("{cloud}", cloud.as_str())
            .replace("{service}", request.service().word())
            .replace("{region}", region.as_str());
        prefix + &request.target()
    }
}

/// Drops scheme and host, and checks them.
fn strip_origin(text: &str) -> Result<&str, RouteFault> {
    if text.starts_with('/') && !text.starts_with("//") {
        return Ok(text);
    }
    let (rest, plain) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (_, Some(rest)) => (rest, true),
        _ => return Err(RouteFault::NoStart),
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if host.is_empty() || !host.bytes().all(is_host_byte) {
        return Err(RouteFault::BadText(host.to_owned()));
    }
    if plain && !matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
        return Err(RouteFault::PlainHttp);
    }
    Ok(path)
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
}

/// A prefix has plain segments only, so that nothing collapses or decodes on the way.
fn check_path(path: &str) -> Result<(), RouteFault> {
    for segment in path.split('/').skip(1) {
        let fine = segment
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~'));
        if segment.is_empty() || segment == "." || segment == ".." || !fine {
            return Err(RouteFault::BadText(segment.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Api, Key, Method, Path, Query};
    use crate::services::Service;

    fn url(template: &str) -> String {
        let request = Request::new(Service::Dcs, Method::Post, Path::new("v2").lit("clients"));
        let region = RegionId::parse("eu-de").unwrap();
        let cloud = CloudId::parse("otc").unwrap();
        Route::parse(template)
            .unwrap()
            .url(&cloud, &region, &request)
    }

    #[test]
    fn a_route_is_a_path_of_this_site_or_an_absolute_prefix() {
        assert_eq!(
            url("/proxy/{service}/{region}"),
            "/proxy/dcs/eu-de/v2/clients"
        );
        assert_eq!(
            url("https://proxy.intra:8443/{cloud}/{service}.{region}/"),
            "https://proxy.intra:8443/otc/dcs.eu-de/v2/clients"
        );
        assert_eq!(url("/"), "/v2/clients");
        assert_eq!(url("https://proxy.intra"), "https://proxy.intra/v2/clients");
        assert_eq!(
            url("http://127.0.0.1:8640/x"),
            "http://127.0.0.1:8640/x/v2/clients"
        );
    }

    #[test]
    fn a_query_goes_every_way_behind_the_path() {
        let region = RegionId::parse("eu-de").unwrap();
        let cloud = CloudId::parse("otc").unwrap();
        let path = Path::new("v3").lit("auth").lit("projects");
        let request = Request::read(Api::Iam, Method::Get, path)
            .with_query(&Query::default().and(Key::NAME, "a b"));
        for (template, prefix) in [
            ("/", ""),
            ("/proxy/{service}/{region}", "/proxy/iam/eu-de"),
            (
                "https://p.intra/{cloud}/{service}",
                "https://p.intra/otc/iam",
            ),
            ("http://127.0.0.1:8640", "http://127.0.0.1:8640"),
        ] {
            let url = Route::parse(template)
                .unwrap()
                .url(&cloud, &region, &request);
            assert_eq!(url, format!("{prefix}/v3/auth/projects?name=a%20b"));
        }
    }

    #[test]
    fn a_route_tests_itself_beside_its_services_or_where_it_is_told() {
        let of = |text: &str| Route::parse(text).unwrap().self_test();
        let proxy = "/proxy/{service}/{region}";
        assert_eq!(of(proxy).as_deref(), Some("/proxy/self-test"));
        assert_eq!(
            of("https://p.intra/{cloud}/{service}.{region}").as_deref(),
            Some("https://p.intra/self-test")
        );
        assert_eq!(of("/x/p-{service}").as_deref(), Some("/x/self-test"));
        assert_eq!(of("/{service}").as_deref(), Some("/self-test"));
        // Below these, any path is one of a cloud.
        assert_eq!(
            (of("/"), of("/dds"), of("https://p.intra")),
            (None, None, None)
        );
        let told = |text| Route::parse("/dds").unwrap().with_self_test(text);
        let address = told("/check/quell/").unwrap().self_test();
        assert_eq!(address.as_deref(), Some("/check/quell"));
        let refused = |text| told(text).unwrap_err().to_string();
        assert_eq!(refused("check"), "must begin with / or https://");
        assert_eq!(refused("/a?b"), "may not contain \"a?b\"");
        let filled = refused("/{region}/x");
        assert_eq!(filled, "has the unknown placeholder {region}");
    }

    #[test]
    fn a_route_that_could_lead_elsewhere_is_refused() {
        let refused = |text: &str| Route::parse(text).unwrap_err().to_string();
        assert_eq!(refused("proxy"), "must begin with / or https://");
        assert_eq!(refused("//evil.example"), "must begin with / or https://");
        assert_eq!(
            refused("javascript:alert(1)"),
            "must begin with / or https://"
        );
        assert_eq!(refused("http://proxy.intra/x"), "must use https");
        assert_eq!(refused("/a/../b"), "may not contain \"..\"");
        assert_eq!(refused("/a?url="), "may not contain \"a?url=\"");
        assert_eq!(refused("/a//b"), "may not contain \"\"");
        assert_eq!(refused("/{host}/x"), "has the unknown placeholder {host}");
        assert_eq!(refused("/{service"), "may not contain \"{\"");
        assert_eq!(
            refused("https://user@evil.example/x"),
            "may not contain \"user@evil.example\""
        );
    }
}
