//! `GET /v3/projects` and `GET /v3/auth/projects`: the projects of the account (`api/contracts.md`, section 4).

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::place;
use crate::api::fault::{Fault, Iam as Refused};
use crate::api::query::Query;
use crate::api::{Asked, answer};
use crate::cloud::Cloud;
use crate::iam::Project;

/// The largest page.
const MOST: usize = 5000;

/// Answers with the projects that pass the filters, in pages on request.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let cloud = &**asked.cloud;
    let query = Query::read(asked.query);
    let domain = &cloud.iam.account.domain.id;
    let enabled = flag(&query, "enabled")?;
    let is_domain = flag(&query, "is_domain")?;
    let passes = |project: &&Project| {
        query.get("name").is_none_or(|name| name == project.name)
            && query.get("domain_id").is_none_or(|id| id == domain)
            && query.get("parent_id").is_none_or(|id| id == domain)
            && enabled.is_none_or(|enabled| enabled == project.enabled)
            && is_domain != Some(true)
    };
    let kept: Vec<&Project> = cloud.iam.account.projects.iter().filter(passes).collect();
    let path = "/v3/projects";
    let Some((page, size)) = page(&query)? else {
        let own = place(cloud, &with_query(path, asked.query));
        return Ok(listed(cloud, &kept, &own, None, None));
    };
    let rows: Vec<&Project> = kept
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .copied()
        .collect();
    let at = |page: usize| place(cloud, &format!("{path}?page={page}&per_page={size}"));
    let previous = (page > 1).then(|| at(page - 1));
    let next = (page * size < kept.len()).then(|| at(page + 1));
    Ok(listed(cloud, &rows, &at(page), previous, next))
}

/// Answers with the projects that a token can be had for; the call has no parameters.
pub(in crate::api) fn own(asked: &Asked<'_>) -> Response<Body> {
    let cloud = &**asked.cloud;
    let projects = cloud.iam.account.projects.iter();
    let open: Vec<&Project> = projects.filter(|project| project.enabled).collect();
    let own = place(cloud, "/v3/auth/projects");
    listed(cloud, &open, &own, None, None)
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

fn flag(query: &Query, name: &'static str) -> Result<Option<bool>, Refused> {
    match query.get(name) {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(Refused::Invalid(name)),
    }
}

/// `page` and `per_page` come together or not at all.
fn page(query: &Query) -> Result<Option<(usize, usize)>, Refused> {
    let number = |name: &'static str| -> Result<Option<usize>, Refused> {
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
        let wrong = Refused::Invalid(name);
        query
            .get(name)
            .map(|text| number(text).ok_or(wrong))
            .transpose()
    };
    match (number("page")?, number("per_page")?) {
        (None, None) => Ok(None),
        (Some(page), Some(size)) if size <= MOST && page.checked_mul(size).is_some() => {
            Ok(Some((page, size)))
        }
        (Some(_), _) => Err(Refused::Invalid("per_page")),
        (None, Some(_)) => Err(Refused::Invalid("page")),
    }
}

fn listed(
    cloud: &Cloud,
    projects: &[&Project],
    own: &str,
    previous: Option<String>,
    next: Option<String>,
) -> Response<Body> {
    let domain = &cloud.iam.account.domain.id;
    let rows: Vec<Value> = projects
        .iter()
        .map(|project| {
            json!({
                "id": project.id,
                "name": project.name,
                "domain_id": domain,
                "parent_id": domain,
                "enabled": project.enabled,
                "is_domain": false,
                "description": project.description,
                "links": { "self": place(cloud, &format!("/v3/projects/{}", project.id)) },
            })
        })
        .collect();
    let links = json!({ "self": own, "previous": previous, "next": next });
    answer::json(200, &json!({ "links": links, "projects": rows }))
}
