//! What a caller gets: plain objects, written as JSON and read by the page's own parser; bigint is set afterwards.

use std::collections::BTreeMap;

use quell_core::access::SecretHeader;
use quell_core::answer::{Outcome, Refuser};
use quell_core::decode::CloudError;
use quell_core::id::ProcessId;
use quell_core::list::found::{Found, Instance, Node};
use quell_core::place::Cloud;
use quell_core::request::Api;
use quell_core::services::dcs::JobStatus;
use quell_core::services::look::{Finding, LOOKS, Want};
use quell_core::services::{ALL, Service};
use quell_core::session::roles;
use quell_core::target::{Screen, Target};
use quell_table::Table;
use serde::Serialize;
use serde_json::{Map, Value, json};
use wasm_bindgen::JsValue;

use crate::built::{Built, Said};
use crate::door;
use crate::fault::Mistake;
use crate::given::Written;

/// The largest whole number that JavaScript's numbers keep apart from its neighbours.
const SAFE: u64 = (1 << 53) - 1;

/// A value as a plain object. It cannot fail: what is written here is JSON.
pub(crate) fn plain(value: &impl Serialize) -> Result<JsValue, Mistake> {
    let broken = || Mistake::of("result", "internal", "cannot be written");
    let text = serde_json::to_string(value).map_err(|_| broken())?;
    js_sys::JSON::parse(&text).map_err(|_| broken())
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
    let object = plain(&json!({ "folded": folded }))?;
    put(&object, "handles", &list(handles, written));
    Ok(object)
}

fn threads(ids: &[ProcessId]) -> JsValue {
    list(
        ids.iter().map(ToString::to_string).collect(),
        Written::Integer,
    )
}

/// Every call that can be made.
pub(crate) fn operations() -> Value {
    let kills = ALL.iter().map(|kill| {
        let fields: Vec<&str> = kill.fields.iter().map(|field| field.word()).collect();
        json!({
            "id": kill.id, "kind": "kill", "service": kill.service.word(), "call": kill.call,
            "pages": kill.pages, "fields": fields, "query": [],
            "permission": { "huawei": kill.permission.huawei, "otc": kill.permission.otc },
        })
    });
    let looks = LOOKS.iter().map(|look| {
        let fields: Vec<&str> = look.wants.iter().map(|want: &Want| want.word()).collect();
        let query: Vec<&str> = look.query.iter().map(|key| key.as_str()).collect();
        json!({
            "id": look.id, "kind": "look", "service": look.api.word(), "call": look.call,
            "pages": [], "fields": fields, "query": query, "permission": null,
        })
    });
    kills.chain(looks).collect()
}

/// The public clouds with the endpoints of each region.
pub(crate) fn clouds() -> Value {
    let apis = || Service::ALL.into_iter().map(Api::from).chain([Api::Iam]);
    let cloud = |cloud: &Cloud| {
        let regions = cloud.regions().iter().map(|region| {
            let endpoint = |api: Api| {
                let known = cloud.endpoint(region.id(), api)?;
                Some((api.word().to_owned(), Value::from(known)))
            };
            let endpoints: Map<String, Value> = apis().filter_map(endpoint).collect();
            json!({ "id": region.id().as_str(), "endpoints": endpoints })
        });
        let regions: Value = regions.collect();
        json!({ "id": cloud.id.as_str(), "name": cloud.name, "regions": regions })
    };
    Cloud::all_known().iter().map(cloud).collect()
}

/// A target, as far as it is chosen.
pub(crate) fn target(target: &Target) -> Value {
    let (screen, run) = match &target.screen {
        Screen::Sessions => ("sessions", None),
        Screen::ByHand => ("byHand", None),
        Screen::History(run) => ("history", run.as_deref()),
    };
    json!({
        "service": target.service.map(Service::word),
        "cloud": target.cloud.as_ref().map(ToString::to_string),
        "region": target.region.as_ref().map(ToString::to_string),
        "project": target.project.as_ref().map(ToString::to_string),
        "instance": target.instance.as_ref().map(ToString::to_string),
        "node": target.node.as_ref().map(ToString::to_string),
        "environment": target.environment.as_ref().map(ToString::to_string),
        "operation": target.chosen_operation().map(|operation| operation.id),
        "screen": screen, "run": run,
        "filter": target.filter, "sort": target.sort,
        "fragment": target.to_fragment(),
    })
}

/// A request with what it was built from.
pub(crate) fn request(built: Built) -> Result<JsValue, Mistake> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        operation: &'a str,
        is_read: bool,
        method: &'a str,
        url: &'a str,
        host: Option<&'a str>,
        headers: BTreeMap<&'a str, &'a str>,
        body: Option<&'a str>,
        input: &'a Map<String, Value>,
        route: &'a Map<String, Value>,
    }
    let request = &built.request;
    let object = plain(&Wire {
        operation: built.call.id(),
        is_read: request.is_read(),
        method: request.method().as_str(),
        url: &built.url,
        host: Some(built.host.as_str()).filter(|host| !host.is_empty()),
        headers: request.headers().into_iter().collect(),
        body: request.body(),
        input: &built.input,
        route: &built.route,
    })?;
    if let Some((field, written)) = built.call.handles() {
        // It was just made, and is an object.
        let input = js_sys::Reflect::get(&object, &JsValue::from_str("input"));
        put(
            &input.unwrap_or_default(),
            field,
            &list(built.handles, written),
        );
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
    match outcome {
        Outcome::Accepted => plain(&json!({ "kind": "accepted" })),
        Outcome::Submitted(job) => plain(&json!({ "kind": "submitted", "job": job.as_str() })),
        Outcome::Partition(lists) => {
            let object = plain(&json!({ "kind": "partition" }))?;
            put(&object, "killed", &threads(&lists.killed));
            put(&object, "notFound", &threads(&lists.not_found));
            put(&object, "notActedOn", &threads(&lists.not_acted_on));
            Ok(object)
        }
        Outcome::Refused(refusal) => plain(&json!({
            "kind": "refused",
            "by": match refusal.by { Refuser::Cloud => "cloud", Refuser::Proxy => "proxy" },
            "status": refusal.status,
            "error": error(&refusal.error, service, refusal.status),
            "retryAfter": refusal.retry_after,
        })),
        Outcome::Unknown(unknown) => {
            let status = unknown.status.unwrap_or_default();
            let told = unknown.error.as_ref();
            plain(&json!({
                "kind": "unknown",
                "doubt": unknown.doubt.word(),
                "status": unknown.status,
                "error": told.map(|told| error(told, service, status)),
            }))
        }
    }
}

/// A decoded error.
pub(crate) fn error(error: &CloudError, service: Service, status: u16) -> Value {
    json!({
        "code": error.code, "message": error.message, "detail": error.detail,
        "requestId": error.request_id,
        "meaning": error.meaning(service, status).map(quell_core::decode::Meaning::word),
    })
}

fn finding(finding: &Finding, service: Service) -> Result<JsValue, Mistake> {
    match finding {
        Finding::Found(found) => plain(&found_rows(found)),
        Finding::Scan(job) => {
            let job = job.as_ref().map(ToString::to_string);
            plain(&json!({ "kind": "scan", "job": job }))
        }
        Finding::Job(status) => {
            let (state, reason) = match status {
                JobStatus::Pending => ("pending", None),
                JobStatus::Done => ("done", None),
                JobStatus::Failed(reason) => ("failed", Some(reason)),
            };
            plain(&json!({ "kind": "job", "state": state, "reason": reason }))
        }
        Finding::Sessions { table, total, time } => sessions(table, *total, time, service),
    }
}

fn found_rows(found: &Found) -> Value {
    let projects = found.projects.iter();
    let projects = projects.map(|project| {
        json!({ "id": project.id.as_str(), "name": project.name, "isEnabled": project.is_enabled })
    });
    json!({
        "kind": "found",
        "projects": projects.collect::<Value>(),
        "instances": found.instances.iter().map(instance).collect::<Value>(),
        "nodes": found.nodes.iter().map(node).collect::<Value>(),
        "leftOut": found.left_out,
    })
}

fn instance(instance: &Instance) -> Value {
    json!({
        "id": instance.id.as_str(), "name": instance.name, "status": instance.status,
        "engine": instance.engine, "version": instance.version, "mode": instance.mode,
        "nodes": instance.nodes.iter().map(node).collect::<Value>(),
    })
}

fn node(node: &Node) -> Value {
    json!({
        "id": node.id.as_str(), "name": node.name, "status": node.status, "role": node.role,
        "address": node.address, "part": node.part, "group": node.group,
        "isHidden": node.is_hidden(), "isProxy": node.is_proxy(),
    })
}

/// A page of sessions: each with its handle, and its fields as the service writes them.
fn sessions(
    table: &Table,
    total: Option<u64>,
    time: &str,
    service: Service,
) -> Result<JsValue, Mistake> {
    let roles = roles(service);
    let mut rows = Vec::with_capacity(table.rows());
    let mut handles = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let mut fields = Map::new();
        for (place, column) in table.columns().iter().enumerate() {
            if !table.is_missing(row, place) {
                let text = table.text(row, place).into_owned();
                fields.insert(column.key.to_owned(), Value::from(text));
            }
        }
        let mut handle = table.text(row, roles.handle);
        if let (true, Some(spare)) = (handle.is_empty(), roles.spare_handle) {
            handle = table.text(row, spare);
        }
        handles.push(handle.into_owned());
        rows.push(Value::from(fields));
    }
    let object = plain(&json!({
        "kind": "sessions",
        "sessions": rows,
        "total": total.filter(|total| *total <= SAFE),
        "time": Some(time).filter(|time| !time.is_empty()),
    }))?;
    let written = if service == Service::TaurusDb {
        Written::Integer
    } else {
        Written::Text
    };
    put(&object, "handles", &list(handles, written));
    Ok(object)
}
