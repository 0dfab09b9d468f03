//! `GET /v3/auth/projects`
//!
//! The projects that the caller may use (`docs/API.md`, "The calls around them"). A token
//! without a project will do for it. `GET /v3/projects` is its sister for administrators:
//! all projects of an account, with filters.

use serde_json::Value;

use crate::id::ProjectId;
use crate::list::found::{Found, Project, rows, text};
use crate::request::{Api, Method, Path, Query, Request};

/// A project that the object storage makes for itself in every account.
const BUILT_IN: &str = "MOS";

/// Asks for the projects that the caller may use.
pub fn list_projects() -> Request {
    let path = Path::new("v3").lit("auth").lit("projects");
    Request::read(Api::Iam, Method::Get, path)
}

/// Asks for all projects of the account. Filters: `name`, `domain_id`, `parent_id`,
/// `enabled`, and `page` with `per_page` (up to 5,000).
pub fn list_all_projects(query: &Query) -> Request {
    let path = Path::new("v3").lit("projects");
    Request::read(Api::Iam, Method::Get, path).with_query(query)
}

/// Reads the projects and says how many rows there were; `None` when there is no list.
pub(crate) fn read_projects(body: &Value, found: &mut Found) -> Option<usize> {
    let page = rows(body, "projects")?;
    for row in page {
        let name = text(row, "name");
        if name == BUILT_IN {
            continue;
        }
        match ProjectId::parse(&text(row, "id")) {
            Ok(id) => found.projects.push(Project {
                id,
                name,
                // Only what says that it is off is off.
                is_enabled: row.get("enabled").and_then(Value::as_bool) != Some(false),
            }),
            Err(_) => found.left_out += 1,
        }
    }
    Some(page.len())
}
