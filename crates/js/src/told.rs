//! What a caller gets: plain objects, written as JSON and read by the page's own parser; bigint is set afterwards.

use quell_core::access::SecretHeader;
use quell_core::answer::{Outcome, Refuser};
use quell_core::decode::{CloudError, Meaning};
use quell_core::id::{CloudId, InstanceId, NodeId, ProcessId, ProjectId, RegionId};
use quell_core::list::found::{Found, Instance, Node};
use quell_core::place::Cloud;
use quell_core::request::Api;
use quell_core::services::dcs::JobStatus;
use quell_core::services::look::{Finding, LOOKS, Page};
use quell_core::services::{ALL, Service};
use quell_core::target::{Screen, Target};
use wasm_bindgen::JsValue;

use crate::built::{Built, Said};
use crate::door;
use crate::fault::Mistake;
use crate::given::Written;
use crate::json::{Object, list as rows, texts};

/// JSON as a plain object. It cannot fail: what is written here is JSON.
pub(crate) fn plain(json: &str) -> Result<JsValue, Mistake> {
    let broken = |_| Mistake::of("result", "internal", "cannot be written");
    js_sys::JSON::parse(json).map_err(broken)
}

/// Puts a field on an object that was made here.
fn put(object: &JsValue, key: &str, value: &JsValue) {
    // Nothing can stand in the way of a new, plain object.
    let _ = js_sys::Reflect::set(object, &JsValue::from_str(key), value);
}

/// Texts, or the bigints that they write; `null` for an empty one.
pub(crate) fn list(texts: Vec<String>, written: Written) -> JsValue {
    match written {
        Written::Integer => door::integers(texts),
        Written::Text => texts
            .iter()
            .map(|text| match text.as_str() {
                "" => JsValue::NULL,
                text => JsValue::from_str(text),
            })
            .collect::<js_sys::Array>()
            .into(),
    }
}

/// What was read of a paste.
pub(crate) fn paste(
    handles: Vec<String>,
    written: Written,
    folded: usize,
) -> Result<JsValue, Mistake> {
    let object = plain(&Object::new().number("folded", Some(folded)).end())?;
    put(&object, "handles", &list(handles, written));
    Ok(object)
}

fn threads(ids: &[ProcessId]) -> JsValue {
    let texts = ids.iter().map(ToString::to_string).collect();
    list(texts, Written::Integer)
}

/// Every call that can be made.
pub(crate) fn operations() -> String {
    let kills = ALL.iter().map(|kill| {
        let permission = Object::new()
            .text("huawei", kill.permission.huawei)
            .text("otc", kill.permission.otc);
        Object::of("kill")
            .text("id", kill.id)
            .text("service", kill.service.word())
            .text("call", kill.call)
            .raw("pages", &texts(&mut kill.pages.iter().copied()))
            .raw(
                "fields",
                &texts(&mut kill.fields.iter().map(|it| it.word())),
            )
            .raw("query", "[]")
            .raw("permission", &permission.end())
            .end()
    });
    let looks = LOOKS.iter().map(|look| {
        Object::of("look")
            .text("id", look.id)
            .text("service", look.api.word())
            .text("call", look.call)
            .raw("pages", "[]")
            .raw("fields", &texts(&mut look.wants.iter().map(|it| it.word())))
            .raw(
                "query",
                &texts(&mut look.query.iter().map(|it| it.as_str())),
            )
            .raw("permission", "null")
            .end()
    });
    rows(&mut kills.chain(looks))
}

/// The public clouds with the endpoints of each region.
pub(crate) fn clouds() -> String {
    let cloud = |cloud: &Cloud| {
        let regions = cloud.regions().iter().map(|region| {
            let mut endpoints = Object::new();
            for api in Service::ALL.into_iter().map(Api::from).chain([Api::Iam]) {
                if let Some(endpoint) = cloud.endpoint(region.id(), api) {
                    endpoints.add_text(api.word(), endpoint);
                }
            }
            Object::new()
                .text("id", region.id().as_str())
                .raw("endpoints", &endpoints.end())
                .end()
        });
        Object::new()
            .text("id", cloud.id.as_str())
            .text("name", &cloud.name)
            .raw("regions", &rows(&mut { regions }))
            .end()
    };
    rows(&mut Cloud::all_known().iter().map(cloud))
}

/// A target, as far as it is chosen.
pub(crate) fn target(target: &Target) -> String {
    let (screen, run) = match &target.screen {
        Screen::Sessions => ("sessions", None),
        Screen::ByHand => ("byHand", None),
        Screen::History(run) => ("history", run.as_deref()),
    };
    Object::new()
        .maybe("service", target.service.map(Service::word))
        .maybe("cloud", target.cloud.as_ref().map(CloudId::as_str))
        .maybe("region", target.region.as_ref().map(RegionId::as_str))
        .maybe("project", target.project.as_ref().map(ProjectId::as_str))
        .maybe("instance", target.instance.as_ref().map(InstanceId::as_str))
        .maybe("node", target.node.as_ref().map(NodeId::as_str))
        .maybe(
            "environment",
            target.environment.as_ref().map(CloudId::as_str),
        )
        .maybe(
            "operation",
            target.chosen_operation().map(|chosen| chosen.id),
        )
        .text("screen", screen)
        .maybe("run", run)
        .text("filter", &target.filter)
        .text("sort", &target.sort)
        .text("fragment", &target.to_fragment())
        .end()
}

/// A request with what it was built from.
pub(crate) fn request(built: Built) -> Result<JsValue, Mistake> {
    let request = &built.request;
    let mut headers = Object::new();
    for (name, value) in request.headers() {
        headers.add_text(name, value);
    }
    let host = Some(built.host.as_str()).filter(|host| !host.is_empty());
    let object = Object::new()
        .text("operation", built.call.id())
        .flag("isRead", request.is_read())
        .text("method", request.method().as_str())
        .text("url", &built.url)
        .maybe("host", host)
        .raw("headers", &headers.end())
        .maybe("body", request.body())
        .raw("input", &built.input)
        .raw("route", &built.route);
    let object = plain(&object.end())?;
    if let Some((field, written)) = built.call.handles() {
        // It was just made, and is an object.
        let input = js_sys::Reflect::get(&object, &JsValue::from_str("input"));
        let handles = list(built.handles, written);
        put(&input.unwrap_or_default(), field, &handles);
    }
    Ok(object)
}

/// Headers that carry a proof; each value goes straight into an object of the page.
pub(crate) fn headers(headers: &[SecretHeader]) -> JsValue {
    let object = js_sys::Object::new().into();
    for (name, value) in headers {
        put(&object, name, &JsValue::from_str(value));
    }
    object
}

/// What an answer says.
pub(crate) fn said(said: &Said, service: Service) -> Result<JsValue, Mistake> {
    match said {
        Said::Outcome(outcome) => self::outcome(outcome, service),
        Said::Finding(finding) => self::finding(finding, service),
    }
}

fn outcome(outcome: &Outcome, service: Service) -> Result<JsValue, Mistake> {
    let told = match outcome {
        Outcome::Accepted => Object::of("accepted"),
        Outcome::Submitted(job) => Object::of("submitted").text("job", job.as_str()),
        Outcome::Partition(lists) => {
            let object = plain(&Object::of("partition").end())?;
            put(&object, "killed", &threads(&lists.killed));
            put(&object, "notFound", &threads(&lists.not_found));
            put(&object, "notActedOn", &threads(&lists.not_acted_on));
            return Ok(object);
        }
        Outcome::Refused(refusal) => {
            let by = match refusal.by {
                Refuser::Cloud => "cloud",
                Refuser::Proxy => "proxy",
            };
            let wait = refusal.retry_after.and_then(|it| it.try_into().ok());
            Object::of("refused")
                .text("by", by)
                .number("status", Some(refusal.status.into()))
                .raw("error", &error(&refusal.error, service, refusal.status))
                .number("retryAfter", wait)
        }
        Outcome::Unknown(unknown) => {
            let status = unknown.status.unwrap_or_default();
            let told = match &unknown.error {
                Some(told) => error(told, service, status),
                None => "null".to_owned(),
            };
            Object::of("unknown")
                .text("doubt", unknown.doubt.word())
                .number("status", unknown.status.map(usize::from))
                .raw("error", &told)
        }
    };
    plain(&told.end())
}

/// A decoded error.
pub(crate) fn error(error: &CloudError, service: Service, status: u16) -> String {
    let meaning = error.meaning(service, status);
    Object::new()
        .text("code", &error.code)
        .text("message", &error.message)
        .maybe("detail", error.detail.as_deref())
        .maybe("requestId", error.request_id.as_deref())
        .maybe("meaning", meaning.map(Meaning::word))
        .end()
}

fn finding(finding: &Finding, service: Service) -> Result<JsValue, Mistake> {
    let told = match finding {
        Finding::Found(found) => found_rows(found),
        Finding::Scan(job) => {
            let job = job.as_ref().map(quell_core::id::JobId::as_str);
            Object::of("scan").maybe("job", job)
        }
        Finding::Job(status) => {
            let (state, reason) = match status {
                JobStatus::Pending => ("pending", None),
                JobStatus::Done => ("done", None),
                JobStatus::Failed(reason) => ("failed", Some(reason.as_str())),
            };
            Object::of("job")
                .text("state", state)
                .maybe("reason", reason)
        }
        Finding::Sessions(page) => return sessions(page, service),
    };
    plain(&told.end())
}

fn found_rows(found: &Found) -> Object {
    let projects = found.projects.iter();
    let mut projects = projects.map(|project| {
        Object::new()
            .text("id", project.id.as_str())
            .text("name", &project.name)
            .flag("isEnabled", project.is_enabled)
            .end()
    });
    Object::of("found")
        .raw("projects", &rows(&mut projects))
        .raw(
            "instances",
            &rows(&mut found.instances.iter().map(instance)),
        )
        .raw("nodes", &rows(&mut found.nodes.iter().map(node)))
        .number("leftOut", Some(found.left_out))
}

fn instance(instance: &Instance) -> String {
    Object::new()
        .text("id", instance.id.as_str())
        .text("name", &instance.name)
        .text("status", &instance.status)
        .text("engine", &instance.engine)
        .text("version", &instance.version)
        .text("mode", &instance.mode)
        .raw("nodes", &rows(&mut instance.nodes.iter().map(node)))
        .end()
}

fn node(node: &Node) -> String {
    Object::new()
        .text("id", node.id.as_str())
        .text("name", &node.name)
        .text("status", &node.status)
        .text("role", &node.role)
        .text("address", &node.address)
        .text("part", &node.part)
        .text("group", &node.group)
        .flag("isHidden", node.is_hidden())
        .flag("isProxy", node.is_proxy())
        .end()
}

/// A page of sessions: each with its handle, and its fields as the service writes them.
fn sessions(page: &Page, service: Service) -> Result<JsValue, Mistake> {
    let mut sessions = page.rows.iter().map(|row| {
        let mut fields = Object::new();
        for (key, text) in &row.fields {
            fields.add_text(key, text);
        }
        fields.end()
    });
    let object = Object::of("sessions")
        .raw("sessions", &rows(&mut sessions))
        .number("total", page.total)
        .maybe("time", Some(page.time.as_str()).filter(|it| !it.is_empty()));
    let object = plain(&object.end())?;
    let written = if service == Service::TaurusDb {
        Written::Integer
    } else {
        Written::Text
    };
    // What is no thread's id names no thread, whatever it looks like to JavaScript.
    let is_handle = |handle: &String| written == Written::Text || ProcessId::parse(handle).is_ok();
    let handles = page.rows.iter().map(|row| &row.handle);
    let handles = handles
        .map(|handle| Some(handle).filter(|it| is_handle(it)))
        .map(|handle| handle.cloned().unwrap_or_default());
    let handles = handles.collect();
    put(&object, "handles", &list(handles, written));
    Ok(object)
}
