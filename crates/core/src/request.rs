//! A request as a value: everything that goes on the wire but the secret and the host.

use std::fmt;

use serde::Serialize;

use crate::id::PathId;
use crate::services::Service;

mod query;

pub(crate) use query::percent_encode;
pub use query::{Key, Query};

/// Whose call a request is: a service's, or the one of identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// A database service.
    Service(Service),
    /// Identity and Access Management: tokens and projects.
    Iam,
}

impl Api {
    /// The word in URLs and routes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Service(service) => service.word(),
            Self::Iam => "iam",
        }
    }
}

impl From<Service> for Api {
    fn from(service: Service) -> Self {
        Self::Service(service)
    }
}

/// The HTTP methods of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Acts, with a body.
    Post,
    /// Acts, with a body too: the body of TaurusDB's kill.
    Delete,
}

impl Method {
    /// The word on the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The language of a service's error messages, as `X-Language` wants it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, the services' default.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// The value of the header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en-us",
            Self::Chinese => "zh-cn",
        }
    }

    /// The language that a header's value or a browser's tag names, if it is one of the two.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "en-us" | "en" => Some(Self::English),
            "zh-cn" | "zh" => Some(Self::Chinese),
            _ => None,
        }
    }
}

/// A path under construction: literals and checked identifiers, never free text.
#[derive(Clone, Debug)]
pub struct Path(String);

impl Path {
    /// Begins a path with the API's version, such as `v3`.
    pub(crate) fn new(version: &'static str) -> Self {
        Self(format!("/{version}"))
    }

    /// Adds a fixed segment.
    pub(crate) fn lit(mut self, segment: &'static str) -> Self {
        self.0.push('/');
        self.0.push_str(segment);
        self
    }

    /// Adds an identifier; only checked ones are of the type.
    pub(crate) fn id(mut self, id: &impl PathId) -> Self {
        self.0.push('/');
        self.0.push_str(id.as_str());
        self
    }
}

/// One call of an API, ready to be shown, signed or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    api: Api,
    method: Method,
    path: String,
    query: String,
    is_read: bool,
    language: Option<Language>,
    body: Option<String>,
}

impl Request {
    /// A request that ends sessions, as yet without its body.
    pub(crate) fn new(service: Service, method: Method, path: Path) -> Self {
        Self {
            api: Api::Service(service),
            method,
            path: path.0,
            query: String::new(),
            is_read: false,
            language: None,
            body: None,
        }
    }

    /// A request that only looks: it may be sent again, and has no attempt's id.
    pub(crate) fn read(api: impl Into<Api>, method: Method, path: Path) -> Self {
        Self {
            api: api.into(),
            method,
            path: path.0,
            query: String::new(),
            is_read: true,
            language: None,
            body: None,
        }
    }

    /// Gives the request a query.
    pub(crate) fn with_query(mut self, query: &Query) -> Self {
        self.query = query.encode();
        self
    }

    /// Gives the request a JSON body.
    ///
    /// Bodies are structs of texts, numbers and lists, which `serde_json` always writes.
    /// Should that change, the request must not go out without its body: hence the panic.
    pub(crate) fn with_body(mut self, body: &impl Serialize) -> Self {
        let text = serde_json::to_string(body)
            .unwrap_or_else(|fault| unreachable!("a body that is no JSON: {fault}"));
        self.body = Some(text);
        self
    }

    /// Asks for error messages in a language (`X-Language`).
    pub(crate) fn with_language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// Whose call it is.
    pub fn service(&self) -> Api {
        self.api
    }

    /// Whether it only looks: nothing ends by it, however often it is sent.
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The project that a service's call is about: each path names it behind the version.
    pub fn project(&self) -> Option<&str> {
        match self.api {
            Api::Service(_) => self.path.split('/').nth(2),
            Api::Iam => None,
        }
    }

    /// The path, from its first slash; it holds no byte that needs encoding.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text behind `?`, in the order that a signature wants; empty without one.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// What stands on the request line: the path, and the query where there is one.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        if !self.query.is_empty() {
            target.push('?');
            target.push_str(&self.query);
        }
        target
    }

    /// The body's exact text.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// The headers that are part of the call; neither secrets nor the attempt's id.
    pub fn headers(&self) -> Vec<(&'static str, &'static str)> {
        let mut headers = Vec::with_capacity(2);
        if self.body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        if let Some(language) = self.language {
            headers.push(("X-Language", language.as_str()));
        }
        headers
    }
}
