//! `GET /v3/{project_id}/instances`
//!
//! Querying DB Instances: a page of up to 100 under `instances`, without their nodes
//! (`docs/API.md`, "The calls around them").

use serde_json::Value;

use crate::id::{InstanceId, ProjectId};
use crate::list::found::{Found, Instance, rows, text};
use crate::request::{Language, Method, Path, Query, Request};
use crate::services::Service;

/// Asks for a page of instances. Filters: `id`, `name` (a leading `*` is fuzzy), `type`,
/// `datastore_type`, `vpc_id`, `subnet_id`, `private_ip`, `tags`.
pub fn list_instances(project: &ProjectId, query: &Query, language: Option<Language>) -> Request {
    let path = Path::new("v3").id(project).lit("instances");
    Request::read(Service::TaurusDb, Method::Get, path)
        .with_query(query)
        .with_language(language)
}

/// Reads a page and says how many rows it held; `None` when there is no list.
pub(crate) fn read_instances(body: &Value, found: &mut Found) -> Option<usize> {
    let page = rows(body, "instances")?;
    for row in page {
        match InstanceId::parse(&text(row, "id")) {
            Ok(id) => {
                let mut instance = Instance::new(id, row);
                instance.mode = text(row, "type");
                instance.version = text(&row["datastore"], "version");
                found.add_instance(instance);
            }
            Err(_) => found.left_out += 1,
        }
    }
    Some(page.len())
}
