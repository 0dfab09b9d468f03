//! A request between its building and its use: made of a caller's input, and made again from itself.
//!
//! A built request carries what it was built from. Whoever is handed one builds it a second time and compares:
//! one that was changed on its way is refused, so that what is signed, shown and judged is what was checked.

use quell_core::answer::{Outcome, Reply, judged};
use quell_core::draft::{Draft, Field, ScopeChoice, review_given};
use quell_core::id::{CloudId, RegionId};
use quell_core::kill::Prepared;
use quell_core::place::Cloud;
use quell_core::request::{Language, Query, Request};
use quell_core::route::{Kind, Route, check_endpoint};
use quell_core::services::dcs::{KillScope, ScopeFault};
use quell_core::services::look::{Asked, Finding, Look, look};
use quell_core::services::{Operation, find};
use serde_json::Value;

use crate::fault::Mistake;

/// One of the calls that can be made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call {
    /// It ends sessions.
    Kill(&'static Operation),
    /// It only looks.
    Look(&'static Look),
}

/// What an answer to a call says.
#[derive(Debug)]
pub(crate) enum Said {
    /// What became of a kill, or why a call has no answer that is believed.
    Outcome(Outcome),
    /// What a look brought.
    Finding(Finding),
}

/// A request, where it goes, and what reads its answer.
#[derive(Debug)]
pub(crate) struct Built {
    /// The call.
    pub(crate) call: Call,
    /// What goes on the wire.
    pub(crate) request: Request,
    /// The URL that is fetched.
    pub(crate) url: String,
    /// The authority at which the cloud takes it; empty where none is known.
    pub(crate) host: String,
    reader: Reader,
}

/// What reads the answer: a kill believes only one that fits its question.
#[derive(Debug)]
enum Reader {
    Kill(Prepared),
    Look(&'static Look),
}

impl Call {
    /// The call of an id.
    pub(crate) fn named(id: &str) -> Result<Self, Mistake> {
        let kill = find(id).map(Self::Kill);
        kill.or_else(|| look(id).map(Self::Look))
            .ok_or_else(|| Mistake::of("operation", "unknown_operation", "is none of operations()"))
    }

    /// Its id.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Kill(operation) => operation.id,
            Self::Look(look) => look.id,
        }
    }

    /// Builds the request of an input; both are trees of what the door has read.
    pub(crate) fn build(self, input: &Value, route: &Value) -> Result<Built, Mistake> {
        let (request, reader) = match self {
            Self::Kill(operation) => {
                let kill = prepare(operation, input)?;
                (kill.request(), Reader::Kill(kill))
            }
            Self::Look(look) => (ask(look, input)?, Reader::Look(look)),
        };
        let (url, host) = way(route, &request)?;
        Ok(Built {
            call: self,
            request,
            url,
            host,
            reader,
        })
    }
}

/// A field's text; an absent one is empty, which no grammar takes.
fn word<'v>(tree: &'v Value, key: &str) -> &'v str {
    tree[key].as_str().unwrap_or_default()
}

/// A field that the draft has a text for.
fn owned(tree: &Value, key: &str) -> String {
    word(tree, key).to_owned()
}

fn language(input: &Value) -> Result<Option<Language>, Mistake> {
    let read = |text: &str| {
        Language::parse(text)
            .ok_or_else(|| Mistake::of("language", "unknown_language", "is not en-us or zh-cn"))
    };
    input["language"].as_str().map(read).transpose()
}

fn prepare(operation: &Operation, input: &Value) -> Result<Prepared, Mistake> {
    let mut draft = Draft {
        project: owned(input, "project"),
        instance: owned(input, "instance"),
        node: owned(input, "node"),
        language: language(input)?,
        ..Draft::default()
    };
    if operation.fields.contains(&Field::Scope) {
        let node = input["node"].as_str();
        draft.scope = Some(
            match KillScope::from_parts(node, input["allNodes"].as_bool()) {
                Ok(KillScope::AllNodes) => ScopeChoice::AllNodes,
                Ok(KillScope::OneNode(_)) => ScopeChoice::OneNode,
                Err(ScopeFault::Node(fault)) => return Err(Mistake::id("node", &fault)),
                Err(fault) => {
                    return Err(Mistake::of("allNodes", "no_scope", &fault.to_string()));
                }
            },
        );
    }
    let field = operation.fields.iter().find(|field| field.is_handles());
    let handles = field.and_then(|field| input[field.word()].as_array());
    let handles: Vec<String> = handles
        .into_iter()
        .flatten()
        .map(|handle| handle.as_str().unwrap_or_default().to_owned())
        .collect();
    let review = review_given(operation, &draft, &handles);
    match (review.prepared, review.problems.first()) {
        (Some(kill), _) => Ok(kill),
        (None, Some(problem)) => Err(problem.into()),
        (None, None) => Err(Mistake::of("input", "refused", "makes no request")),
    }
}

fn ask(look: &Look, input: &Value) -> Result<Request, Mistake> {
    let request = look.request(&Asked {
        project: word(input, "project"),
        instance: word(input, "instance"),
        node: word(input, "node"),
        job: word(input, "job"),
        query: query(look, &input["query"])?,
        clean_cache: input["cleanCache"].as_bool(),
        language: language(input)?,
    })?;
    Ok(request)
}

/// The filters; one that the call does not have is an error, for its answer would have every row.
fn query(look: &Look, given: &Value) -> Result<Query, Mistake> {
    let mut query = Query::default();
    for (name, value) in given.as_object().into_iter().flatten() {
        let key = look.query.iter().find(|key| key.as_str() == name);
        let key = key.ok_or_else(|| {
            let field = ["query.", name].concat();
            Mistake::of(&field, "unknown_key", "is no filter of this call")
        })?;
        query = query.and(*key, value.as_str().unwrap_or_default());
    }
    Ok(query)
}

/// The URL that is fetched, and the authority that a signature is over.
fn way(route: &Value, request: &Request) -> Result<(String, String), Mistake> {
    let cloud =
        CloudId::parse(word(route, "cloud")).map_err(|fault| Mistake::id("route.cloud", &fault))?;
    let region = RegionId::parse(word(route, "region"))
        .map_err(|fault| Mistake::id("route.region", &fault))?;
    let endpoint = match route["endpoint"].as_str() {
        Some(own) => {
            // What followed an origin would be in the URL and not in the signature.
            check_endpoint(own)
                .map_err(|fault| Mistake::of("route.endpoint", "bad_route", &fault.to_string()))?;
            Some(own.trim_end_matches('/'))
        }
        None => Cloud::known(cloud.as_str())
            .and_then(|cloud| cloud.endpoint(&region, request.service())),
    };
    let to = match route["url"].as_str() {
        Some(url) => Route::parse(url)?,
        None => Route::of(Kind::Direct, "")?,
    };
    let lead = to.towards(&cloud, &region, endpoint).ok_or_else(|| {
        Mistake::of(
            "route",
            "no_endpoint",
            "needs a url or an endpoint: none is known for this service in this region",
        )
    })?;
    let way = lead.way(request);
    let host = way.host().to_owned();
    Ok((way.url, host))
}

impl Built {
    /// Builds a request again from what it carries, and compares.
    pub(crate) fn again(given: &Value) -> Result<Self, Mistake> {
        let built =
            Call::named(word(given, "operation"))?.build(&given["input"], &given["route"])?;
        let request = &built.request;
        let host = Some(built.host.as_str()).filter(|host| !host.is_empty());
        let same = [
            ("method", Some(request.method().as_str())),
            ("url", Some(built.url.as_str())),
            ("host", host),
            ("body", request.body()),
        ];
        let ours = request.headers();
        let headers = given["headers"].as_object();
        let same_headers = headers.is_some_and(|theirs| {
            theirs.len() == ours.len()
                && ours
                    .iter()
                    .all(|(name, value)| theirs.get(*name).and_then(Value::as_str) == Some(value))
        });
        let changed = same
            .iter()
            .find(|(key, ours)| given[*key].as_str() != *ours);
        let changed = changed.map(|(key, _)| *key);
        match changed.or(Some("headers").filter(|_| !same_headers)) {
            None => Ok(built),
            Some(key) => {
                let says = "is not what was built: build it again";
                Err(Mistake::of(key, "changed", says))
            }
        }
    }

    /// Where the request goes, without the call's own path and query.
    pub(crate) fn base(&self) -> &str {
        let target = self.request.target();
        self.url.strip_suffix(&target).unwrap_or(&self.url)
    }

    /// Judges what came back.
    pub(crate) fn judge(&self, reply: &Reply) -> Said {
        match &self.reader {
            Reader::Kill(kill) => Said::Outcome(kill.judge(reply)),
            Reader::Look(look) => match judged(reply, |answer| look.success(answer)) {
                Ok(finding) => Said::Finding(finding),
                Err(outcome) => Said::Outcome(outcome),
            },
        }
    }
}
