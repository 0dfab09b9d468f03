//! A request between its building and its use: made of a caller's input, and made again from itself.
//!
//! A built request carries what it was built from. Whoever is handed one builds it a second time and compares:
//! one that was changed on its way is refused, so that what is signed, shown and judged is what was checked.

use quell_core::answer::{Outcome, Reply, judged};
use quell_core::draft::{Draft, Field, ScopeChoice, review_given};
use quell_core::id::{CloudId, RegionId};
use quell_core::kill::Prepared;
use quell_core::place::Cloud;
use quell_core::request::{Key, Language, Query, Request};
use quell_core::route::Route;
use quell_core::services::dcs::{KillScope, ScopeFault};
use quell_core::services::look::{Asked, Finding, Look, Want, look};
use quell_core::services::{Operation, find};
use wasm_bindgen::JsValue;

use crate::fault::Mistake;
use crate::given::{Given, Written};
use crate::json::Object;

/// An object that is read, and a copy of what was read: a getter is asked once, and a change of the caller's own
/// object afterwards changes nothing.
struct Reading<'a> {
    given: Given<'a>,
    read: Object,
}

impl<'a> Reading<'a> {
    fn new(value: &'a JsValue, name: &'a str) -> Result<Self, Mistake> {
        Ok(Self {
            given: Given::new(value, name)?,
            read: Object::new(),
        })
    }

    fn text(&mut self, key: &str) -> Result<Option<String>, Mistake> {
        let text = self.given.text(key)?;
        if let Some(text) = &text {
            self.read.add_text(key, text);
        }
        Ok(text)
    }

    /// A text; an absent one is empty, which no grammar takes.
    fn word(&mut self, key: &str) -> Result<String, Mistake> {
        Ok(self.text(key)?.unwrap_or_default())
    }

    fn flag(&mut self, key: &str) -> Result<Option<bool>, Mistake> {
        let flag = self.given.flag(key)?;
        if let Some(flag) = flag {
            self.read.add(key, if flag { "true" } else { "false" });
        }
        Ok(flag)
    }

    fn language(&mut self) -> Result<Option<Language>, Mistake> {
        let text = self.text("language")?;
        let read = |text: String| {
            Language::parse(&text)
                .ok_or_else(|| Mistake::of("language", "unknown_language", "is not en-us or zh-cn"))
        };
        text.map(read).transpose()
    }
}

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
    /// The handles, as they are written.
    pub(crate) handles: Vec<String>,
    /// What else it was built from, as JSON.
    pub(crate) input: String,
    /// The route that it was built for, as JSON.
    pub(crate) route: String,
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

    /// How its handles are written, and under which field.
    pub(crate) fn handles(self) -> Option<(&'static str, Written)> {
        let Self::Kill(operation) = self else {
            return None;
        };
        let field = operation.fields.iter().find(|field| field.is_handles())?;
        let written = match field {
            Field::Threads => Written::Integer,
            _ => Written::Text,
        };
        Some((field.word(), written))
    }

    /// Builds the request of an input.
    pub(crate) fn build(self, input: &JsValue, route: &JsValue) -> Result<Built, Mistake> {
        let mut input = Reading::new(input, "input")?;
        let mut route = Reading::new(route, "route")?;
        let handles = match self.handles() {
            Some((field, written)) => input.given.handles(field, written)?,
            None => Vec::new(),
        };
        let (request, reader) = match self {
            Self::Kill(operation) => {
                let kill = prepare(operation, &mut input, &handles)?;
                (kill.request(), Reader::Kill(kill))
            }
            Self::Look(look) => (ask(look, &mut input)?, Reader::Look(look)),
        };
        let (url, host) = way(&mut route, &request)?;
        Ok(Built {
            call: self,
            request,
            url,
            host,
            handles,
            input: input.read.end(),
            route: route.read.end(),
            reader,
        })
    }
}

fn prepare(
    operation: &Operation,
    input: &mut Reading<'_>,
    handles: &[String],
) -> Result<Prepared, Mistake> {
    let mut draft = Draft {
        project: input.word("project")?,
        instance: input.word("instance")?,
        language: input.language()?,
        ..Draft::default()
    };
    let node = input.text("node")?;
    if operation.fields.contains(&Field::Scope) {
        let scope = KillScope::from_parts(node.as_deref(), input.flag("allNodes")?);
        draft.scope = Some(match scope {
            Ok(KillScope::AllNodes) => ScopeChoice::AllNodes,
            Ok(KillScope::OneNode(_)) => ScopeChoice::OneNode,
            Err(ScopeFault::Node(fault)) => return Err(Mistake::id("node", &fault)),
            Err(fault) => {
                return Err(Mistake::of("allNodes", "no_scope", &fault.to_string()));
            }
        });
    }
    draft.node = node.unwrap_or_default();
    let review = review_given(operation, &draft, handles);
    match (review.prepared, review.problems.first()) {
        (Some(kill), _) => Ok(kill),
        (None, Some(problem)) => Err(problem.into()),
        (None, None) => Err(Mistake::of("input", "refused", "makes no request")),
    }
}

fn ask(look: &Look, input: &mut Reading<'_>) -> Result<Request, Mistake> {
    let mut of = |want: Want| {
        if look.wants.contains(&want) {
            input.word(want.word())
        } else {
            Ok(String::new())
        }
    };
    let (project, instance) = (of(Want::Project)?, of(Want::Instance)?);
    let (node, job) = (of(Want::Node)?, of(Want::Job)?);
    let request = look.request(&Asked {
        project: &project,
        instance: &instance,
        node: &node,
        job: &job,
        query: query(look, input)?,
        clean_cache: input.flag("cleanCache")?,
        language: input.language()?,
    })?;
    Ok(request)
}

/// The filters; one that the call does not have is an error, for its answer would have every row.
fn query(look: &Look, input: &mut Reading<'_>) -> Result<Query, Mistake> {
    let value = input.given.field("query")?;
    if value.is_undefined() || value.is_null() {
        return Ok(Query::default());
    }
    let given = Given::new(&value, "query")?;
    let mut query = Query::default();
    let mut read = Object::new();
    for name in given.names()? {
        let key = look.query.iter().find(|key| key.as_str() == name);
        let key: Key = *key.ok_or_else(|| {
            Mistake::of(
                &["query.", &name].concat(),
                "unknown_key",
                "is no filter of this call",
            )
        })?;
        if let Some(value) = given.written(&name)? {
            query = query.and(key, &value);
            read.add_text(&name, &value);
        }
    }
    input.read.add("query", &read.end());
    Ok(query)
}

/// The URL that is fetched, and the authority that a signature is over.
fn way(route: &mut Reading<'_>, request: &Request) -> Result<(String, String), Mistake> {
    let cloud = route.word("cloud")?;
    let region = route.word("region")?;
    let cloud = CloudId::parse(&cloud).map_err(|fault| Mistake::id("route.cloud", &fault))?;
    let region = RegionId::parse(&region).map_err(|fault| Mistake::id("route.region", &fault))?;
    let endpoint = match route.text("endpoint")? {
        Some(own) => {
            // An endpoint is an origin: what follows it would be in the URL and not in the signature.
            let is_absolute = Route::parse(&own).is_ok_and(|route| !route.is_same_origin());
            if !is_absolute || authority(&own).contains(['/', '{']) {
                let says = "is no https:// origin";
                return Err(Mistake::of("route.endpoint", "bad_route", says));
            }
            Some(own)
        }
        None => Cloud::known(cloud.as_str())
            .and_then(|cloud| cloud.endpoint(&region, request.service()))
            .map(str::to_owned),
    };
    let host = authority(endpoint.as_deref().unwrap_or_default()).to_owned();
    let template = route.text("url")?.or(endpoint).ok_or_else(|| {
        Mistake::of(
            "route",
            "no_endpoint",
            "needs a url or an endpoint: none is known for this service in this region",
        )
    })?;
    let url = Route::parse(&template)?.url(&cloud, &region, request);
    Ok((url, host))
}

/// An endpoint without its scheme.
fn authority(endpoint: &str) -> &str {
    endpoint
        .split_once("://")
        .map_or(endpoint, |(_, host)| host)
}

impl Built {
    /// Builds a request again from what it carries, and compares.
    pub(crate) fn again(value: &JsValue) -> Result<Self, Mistake> {
        let given = Given::new(value, "request")?;
        let call = Call::named(&given.wanted("operation")?)?;
        let built = call.build(&given.field("input")?, &given.field("route")?)?;
        let limit = u32::try_from(built.url.len()).unwrap_or(u32::MAX);
        let same = |key: &str, limit: u32, ours: Option<&str>| {
            let theirs = given.long_text(key, limit);
            // One that is too long is another one.
            matches!(theirs, Ok(theirs) if theirs.as_deref() == ours)
                .then_some(())
                .ok_or_else(|| Mistake::of(key, "changed", "is not what was built: build it again"))
        };
        let request = &built.request;
        same("method", 16, Some(request.method().as_str()))?;
        same("url", limit, Some(&built.url))?;
        same(
            "host",
            limit.max(256),
            Some(&built.host)
                .filter(|host| !host.is_empty())
                .map(String::as_str),
        )?;
        let body = request.body();
        let length = body.map_or(0, str::len);
        same("body", u32::try_from(length).unwrap_or(u32::MAX), body)?;
        let value = given.field("headers")?;
        let headers = Given::new(&value, "headers")?;
        let ours = request.headers();
        let mut same = headers.names()?.len() == ours.len();
        for (name, value) in ours {
            same = same && headers.text(name)?.as_deref() == Some(value);
        }
        if same {
            Ok(built)
        } else {
            let says = "are not what was built: build it again";
            Err(Mistake::of("headers", "changed", says))
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
