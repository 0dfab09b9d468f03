//! One object of a list to one row: of the APIs by the names of their fields, of `currentOp` by MongoDB's.

use std::borrow::Cow;

use super::names::{self, shifted};
use super::report::{Cells, INTERNAL};
use super::scan::{Shape, Value};
use crate::services::Service;

/// How an object's members become columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By the names of a service's columns.
    Named(Service),
    /// As MongoDB describes an operation.
    Operation,
}

/// What kind of list an object belongs to, told by its own members; `None` when by nothing.
pub(super) fn kind(wanted: Service, object: &Value<'_>) -> Option<Kind> {
    let mut keys = Vec::new();
    let mut scan = object.inside();
    while let Some(key) = scan.key() {
        let _ = scan.value();
        let telling = [
            "opid",
            "currentOpTime",
            "microsecs_running",
            "effectiveUsers",
            "clientMetadata",
        ];
        if telling.contains(&key.as_ref()) {
            return Some(Kind::Operation);
        }
        keys.push(key);
    }
    names::service(wanted, &keys).map(Kind::Named)
}

/// Reads an object's members; `false` when they end before the object does.
pub(super) fn cells<'t>(kind: Kind, object: &Value<'t>, cells: &mut Cells<'t>) -> bool {
    cells.clear();
    match kind {
        Kind::Named(service) => named(service, object, cells),
        Kind::Operation => operation(object, cells),
    }
    object.whole
}

fn named<'t>(service: Service, object: &Value<'t>, cells: &mut Cells<'t>) {
    let mut scan = object.inside();
    while let Some(key) = scan.key() {
        let value = scan.value();
        if let (Some(title), Some(text)) = (names::title(service, &key), value.text()) {
            title.put(cells, text);
        }
    }
}

/// The operation's own fields, in the words of the DDS list.
fn operation<'t>(object: &Value<'t>, cells: &mut Cells<'t>) {
    let mut seconds = None;
    let mut internal = false;
    let mut scan = object.inside();
    while let Some(key) = scan.key() {
        let value = scan.value();
        let mut put = |key: &'static str, text: Option<Cow<'t, str>>| {
            let text = text.filter(|_| cells.iter().all(|(known, _)| *known != key));
            cells.extend(text.map(|text| (key, text)));
        };
        match key.as_ref() {
            "opid" => put("id", value.text()),
            "active" => put("active", value.text()),
            // A router's operations name their client so.
            "client" | "client_s" => put("client", value.text()),
            "ns" => put("namespace", value.text()),
            "op" => put("type", value.text()),
            "microsecs_running" => put("cost_time", value.text()),
            "secs_running" => seconds = value.text(),
            "planSummary" => put("plan_summary", value.text()),
            "host" => put("host", value.text()),
            "desc" => put("description", value.text()),
            "command" | "query" => {
                put("db", value.member("$db").and_then(|db| db.text()));
                put("operation", value.text());
            }
            "effectiveUsers" => {
                let user = value.first().and_then(|user| user.member("user"));
                let user = user.and_then(|user| user.text());
                internal |= user.as_deref() == Some("__system");
                put("user", user);
            }
            "clientMetadata" => internal |= is_of_the_server(&value),
            _ => {}
        }
    }
    let has = |key| cells.iter().any(|(known, _)| *known == key);
    if let (false, Some(seconds)) = (has("cost_time"), seconds) {
        cells.push(("cost_time", shifted(seconds, 6)));
    }
    // An operation without a client is a thread of the server.
    if internal || !cells.iter().any(|(known, _)| *known == "client") {
        cells.push((INTERNAL, Cow::Borrowed("true")));
    }
}

/// Whether a client is another member of the replica set: its driver says so.
///
/// The old shell has the same driver, and its own name.
fn is_of_the_server(metadata: &Value<'_>) -> bool {
    let name = |part: &str| {
        let name = metadata.member(part).and_then(|part| part.member("name"));
        name.and_then(|name| name.text()).unwrap_or_default()
    };
    let (driver, program) = (name("driver"), name("application"));
    let internal = driver == "NetworkInterfaceTL" || driver.starts_with("MongoDB Internal Client");
    internal && !program.starts_with("MongoDB Shell")
}

/// Whether a list holds what is no object: ids, most likely.
pub(super) fn is_object(value: &Value<'_>) -> bool {
    value.shape == Shape::Object
}
