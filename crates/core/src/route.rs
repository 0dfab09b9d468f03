//! The ways to a cloud: route, region and request give the URL that `fetch` sees, or a person's command.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{CloudId, RegionId};
use crate::request::{Request, percent_encode};

/// What kind of way it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A path of this site or an absolute prefix; the API's path follows.
    #[default]
    Prefix,
    /// A prefix that ends with a query's key; the cloud's own URL follows as its value.
    Query,
    /// A URL that takes the request as JSON, and answers with JSON around the cloud's answer.
    Envelope,
    /// The cloud's own endpoint: for clouds that let this page's origin call them.
    Direct,
    /// None: a person runs each request as a command, and pastes back what came.
    None,
}

impl Kind {
    /// All kinds, in the order of the documents.
    pub const ALL: [Self; 5] = [
        Self::Prefix,
        Self::Query,
        Self::Envelope,
        Self::Direct,
        Self::None,
    ];

    /// The word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Prefix => "prefix",
            Self::Query => "query",
            Self::Envelope => "envelope",
            Self::Direct => "direct",
            Self::None => "none",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether the configuration gives it a URL.
    pub fn has_url(self) -> bool {
        !matches!(self, Self::Direct | Self::None)
    }

    /// Whether it leads to the cloud's own URL, so that the endpoint must be known.
    pub fn needs_endpoint(self) -> bool {
        self != Self::Prefix
    }

    /// Whether a person carries the requests.
    pub fn is_by_hand(self) -> bool {
        self == Self::None
    }
}

/// The way to a cloud, as the configuration has it.
///
/// `{cloud}`, `{service}` and `{region}` are replaced in a URL. A prefix is handed no host and
/// no URL: which upstream a service and a region mean is the proxy's own table. The other kinds
/// are handed the endpoint that the configuration or the documents name, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    kind: Kind,
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
    /// It does not end with a query's key.
    NoKey,
    /// An endpoint with more than scheme, host and port.
    NotAHost,
    /// A kind of route that has no URL of its own was given one.
    Needless,
}

impl fmt::Display for RouteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => f.write_str("must begin with / or https://"),
            Self::PlainHttp => f.write_str("must use https"),
            Self::UnknownPlaceholder(word) => write!(f, "has the unknown placeholder {{{word}}}"),
            Self::BadText(text) => write!(f, "may not contain {text:?}"),
            Self::NoKey => f.write_str("must end with a query key, such as ?url="),
            Self::NotAHost => f.write_str("may have no more than scheme, host and port"),
            Self::Needless => f.write_str("has no meaning for this kind of route; leave it out"),
        }
    }
}

impl Route {
    /// Reads a prefix from the configuration; a slash at the end is dropped.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, RouteFault> {
        check_url(text)?;
        let text = text.strip_suffix('/').unwrap_or(text);
        Ok(Self {
            kind: Kind::Prefix,
            template: text.to_owned(),
            self_test: None,
        })
    }

    /// The same route with an address of its own for the self-test, of the same grammar.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn with_self_test(self, text: &str) -> Result<Self, RouteFault> {
        if !self.kind.has_url() {
            return Err(RouteFault::Needless);
        }
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

    /// Where the route tests itself: the address of the configuration, or for a prefix `self-test` in the folder in
    /// which services and regions begin. One without such a folder has none: what is below it is a cloud's.
    pub fn self_test(&self) -> Option<String> {
        if self.self_test.is_some() || self.kind != Kind::Prefix {
            return self.self_test.clone();
        }
        let (before, _) = self.template.split_once('{')?;
        let (folder, _) = before.rsplit_once('/')?;
        Some(format!("{folder}/self-test"))
    }

    /// Reads a route of a kind; the kinds without a URL take an empty text.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn of(kind: Kind, text: &str) -> Result<Self, RouteFault> {
        match kind {
            Kind::Prefix => return Self::parse(text),
            Kind::Query => {
                let (url, key) = text.split_once('?').ok_or(RouteFault::NoKey)?;
                let name = key.strip_suffix('=').ok_or(RouteFault::NoKey)?;
                if name.is_empty() || !name.bytes().all(is_path_byte) {
                    return Err(RouteFault::BadText(key.to_owned()));
                }
                check_url(url)?;
            }
            Kind::Envelope => check_url(text)?,
            Kind::Direct | Kind::None if text.is_empty() => {}
            Kind::Direct | Kind::None => return Err(RouteFault::Needless),
        }
        Ok(Self {
            kind,
            template: text.to_owned(),
            self_test: None,
        })
    }

    /// What kind of way it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether its URL is on the page's own origin, where the CSP lets requests go.
    pub fn is_same_origin(&self) -> bool {
        self.kind.has_url() && (self.template.is_empty() || self.template.starts_with('/'))
    }

    /// The text of the configuration; empty where the kind has none.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The route towards one service of a region, whose endpoint is this; `None` where the
    /// endpoint is needed and nobody has named one.
    pub fn towards(
        &self,
        cloud: &CloudId,
        region: &RegionId,
        endpoint: Option<&str>,
    ) -> Option<Lead> {
        if self.kind.needs_endpoint() && endpoint.is_none() {
            return None;
        }
        Some(Lead {
            route: self.clone(),
            cloud: cloud.clone(),
            region: region.clone(),
            endpoint: endpoint.map(str::to_owned),
        })
    }
}

/// A route towards one service of a region. With a request it is a [`Way`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    route: Route,
    cloud: CloudId,
    region: RegionId,
    endpoint: Option<String>,
}

impl Lead {
    /// The route, as the configuration has it.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// What kind of way it is.
    pub fn kind(&self) -> Kind {
        self.route.kind
    }

    /// The way of a request.
    pub fn way(&self, request: &Request) -> Way {
        let fill = || {
            self.route
                .template
                .replace("{cloud}", self.cloud.as_str())
                .replace("{service}", request.service().word())
                .replace("{region}", self.region.as_str())
        };
        let endpoint = self.endpoint.clone().unwrap_or_default();
        let url = match self.route.kind {
            // Byte for byte the request's path and query behind the filled template.
            Kind::Prefix => fill() + &request.target(),
            Kind::Query => {
                let mut url = fill();
                percent_encode(&(endpoint + &request.target()), &mut url);
                url
            }
            Kind::Envelope => fill(),
            Kind::Direct | Kind::None => endpoint + &request.target(),
        };
        Way {
            kind: self.route.kind,
            url,
            endpoint: self.endpoint.clone(),
        }
    }
}

/// The way of one request: nothing goes another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What kind of way it is.
    pub kind: Kind,
    /// The URL that is fetched; by hand it is the one in the command.
    pub url: String,
    /// The cloud's own endpoint, where one is known.
    pub endpoint: Option<String>,
}

impl Way {
    /// The authority at which the cloud itself takes the request, which a signature is over;
    /// empty where no endpoint is known: then it is the page's own, as with the sandbox.
    pub fn host(&self) -> &str {
        let endpoint = self.endpoint.as_deref().unwrap_or_default();
        endpoint
            .split_once("://")
            .map_or(endpoint, |(_, host)| host)
    }

    /// The request's URL at the cloud itself; empty where no endpoint is known.
    pub fn at_cloud(&self, request: &Request) -> String {
        let endpoint = self.endpoint.as_ref();
        endpoint.map_or_else(String::new, |endpoint| endpoint.clone() + &request.target())
    }
}

/// Checks the endpoint of a cloud: scheme, host and port, for a URL is made of it.
///
/// # Errors
/// Says what is wrong with the text.
pub fn check_endpoint(text: &str) -> Result<(), RouteFault> {
    match strip_origin(text)? {
        _ if text.starts_with('/') => Err(RouteFault::NoStart),
        "" | "/" => Ok(()),
        _ => Err(RouteFault::NotAHost),
    }
}

/// Checks a URL with placeholders.
fn check_url(text: &str) -> Result<(), RouteFault> {
    let rest = strip_origin(text)?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
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
    check_path(&plain)
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

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~')
}

/// A prefix has plain segments only, so that nothing collapses or decodes on the way.
fn check_path(path: &str) -> Result<(), RouteFault> {
    for segment in path.split('/').skip(1) {
        let fine = segment.bytes().all(is_path_byte);
        if segment.is_empty() || segment == "." || segment == ".." || !fine {
            return Err(RouteFault::BadText(segment.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;
