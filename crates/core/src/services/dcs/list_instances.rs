//! `GET /v2/{project_id}/instances`
//!
//! Listing All Instances: a page of up to 1,000 under `instances`, their number under
//! `instance_num` (`docs/API.md`, "The calls around them"). Nodes are another call. The
//! samples contradict the declared types, so texts and numbers stand for each other.

use serde_json::Value;

use crate::id::{InstanceId, ProjectId};
use crate::list::found::{Found, Instance, rows, text};
use crate::request::{Method, Path, Query, Request};
use crate::services::Service;

/// Asks for a page of instances. Filters: `instance_id`, `name`, `name_equal`, `status`, `ip`, `tags`.
pub fn list_instances(project: &ProjectId, query: &Query) -> Request {
    let path = Path::new("v2").id(project).lit("instances");
    Request::read(Service::Dcs, Method::Get, path).with_query(query)
}

/// Reads a page and says how many rows it held; `None` when there is no list.
pub(crate) fn read_instances(body: &Value, found: &mut Found) -> Option<usize> {
    let page = rows(body, "instances")?;
    for row in page {
        let Ok(id) = InstanceId::parse(&text(row, "instance_id")) else {
            found.left_out += 1;
            continue;
        };
        let mut instance = Instance::new(id, row);
        instance.mode = text(row, "spec_code");
        instance.version = text(row, "engine_version");
        instance.engine = text(row, "engine");
        found.add_instance(instance);
    }
    Some(page.len())
}
