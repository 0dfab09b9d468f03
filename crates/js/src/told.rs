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
use zeroize::Zeroizing;

use crate::built::{Built, Said};
use crate::door;
use crate::json::{Object, list as rows, quoted, texts};

/// JSON as a plain object.
pub(crate) fn plain(json: &str) -> Result<JsValue, JsValue> {
    door::plain(json, "")
}

fn threads(ids: &[ProcessId]) -> String {
    let digits: Vec<String> = ids.iter().map(ToString::to_string).collect();
    texts(&mut digits.iter().map(String::as_str))
}

/// What was read of a paste; the handles of TaurusDB are integers.
pub(crate) fn paste(
    handles: &[String],
    folded: usize,
    service: Service,
) -> Result<JsValue, JsValue> {
    let object = Object::new()
        .raw("handles", &texts(&mut handles.iter().map(String::as_str)))
        .number("folded", Some(folded));
    door::plain(&object.end(), integers(service, "handles"))
}

/// The fields to make bigint of, where a service's handles are integers.
fn integers(service: Service, fields: &'static str) -> &'static str {
    match service {
        Service::TaurusDb => fields,
        Service::Dds | Service::Dcs => "",
    }
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
        Screen::Settings => ("settings", None),
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

/// A request with what it was built from, both as JSON.
pub(crate) fn request(built: &Built, input: &str, route: &str) -> Result<JsValue, JsValue> {
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
        .raw("input", input)
        .raw("route", route);
    plain(&object.end())
}

/// Headers that carry a proof; the text that brings them over is wiped.
pub(crate) fn headers(headers: &[SecretHeader]) -> Result<JsValue, JsValue> {
    // Long enough: a text that grows would leave copies behind.
    let room = headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 3);
    let mut lines = Zeroizing::new(String::with_capacity(room.sum()));
    for (name, value) in headers {
        if !lines.is_empty() {
            lines.push('\n');
        }
        for part in [name, ": ", value.as_str()] {
            lines.push_str(part);
        }
    }
    door::headers(&lines)
}

/// What an answer says.
pub(crate) fn said(said: &Said, service: Service) -> Result<JsValue, JsValue> {
    match said {
        Said::Outcome(outcome) => self::outcome(outcome, service),
        Said::Finding(finding) => self::finding(finding, service),
    }
}

fn outcome(outcome: &Outcome, service: Service) -> Result<JsValue, JsValue> {
    let told = match outcome {
        Outcome::Accepted => Object::of("accepted"),
        Outcome::Submitted(job) => Object::of("submitted").text("job", job.as_str()),
        Outcome::Partition(lists) => {
            let object = Object::of("partition")
                .raw("killed", &threads(&lists.killed))
                .raw("notFound", &threads(&lists.not_found))
                .raw("notActedOn", &threads(&lists.not_acted_on));
            return door::plain(&object.end(), "killed notFound notActedOn");
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

fn finding(finding: &Finding, service: Service) -> Result<JsValue, JsValue> {
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
fn sessions(page: &Page, service: Service) -> Result<JsValue, JsValue> {
    let mut sessions = page.rows.iter().map(|row| {
        let mut fields = Object::new();
        for (key, text) in &row.fields {
            fields.add_text(key, text);
        }
        fields.end()
    });
    let mut handles = page.rows.iter().map(|row| {
        // What is no thread's id names no thread, whatever it looks like to JavaScript.
        let is_handle = service != Service::TaurusDb || ProcessId::parse(&row.handle).is_ok();
        if is_handle && !row.handle.is_empty() {
            quoted(&row.handle)
        } else {
            "null".to_owned()
        }
    });
    let object = Object::of("sessions")
        .raw("sessions", &rows(&mut sessions))
        .raw("handles", &rows(&mut handles))
        .number("total", page.total)
        .maybe("time", Some(page.time.as_str()).filter(|it| !it.is_empty()));
    door::plain(&object.end(), integers(service, "handles"))
}
