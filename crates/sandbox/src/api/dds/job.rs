//! `GET /v3/{project_id}/jobs?id=`: ask how a job is (`api/contracts.md`, 1.4).

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use crate::api::fault::{Dds as Refused, Fault};
use crate::api::fleet;
use crate::api::query::Query;
use crate::api::{Asked, answer, taurus};
use crate::estate::Service;

/// Answers with the job that once made an instance: nothing else that is done here is a job.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let query = Query::read(asked.query);
    let id = query.get("id").filter(|id| !id.is_empty());
    let id = id.ok_or(Refused::Parameter)?;
    let instances = fleet::of(asked.cloud, Service::Dds);
    let made = instances.iter().find(|one| fleet::job(one.id) == id);
    let instance = made.ok_or(Refused::NoSuchJob)?;
    let job = json!({
        "id": id,
        "name": "Create_MongoDB",
        "status": "Completed",
        "created": format!("{}+0000", fleet::CREATED),
        "ended": format!("{}+0000", fleet::CREATED),
        "progress": "",
        "instance": { "id": instance.id, "name": instance.name },
        "fail_reason": null,
    });
    Ok(answer::json(200, &json!({ "job": job })))
}

/// Without the prefix the path is that of `TaurusDB` too: whose the job is, answers.
pub(in crate::api) fn anybody(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    match answer(asked) {
        Err(Fault::Dds(Refused::NoSuchJob)) => {
            taurus::job::answer(asked).or_else(|_| answer(asked))
        }
        answered => answered,
    }
}
