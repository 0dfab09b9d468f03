//! `GET /v2/{project_id}/jobs/{job_id}`: ask how a job is (`api/contracts.md`, 2.4).

use axum::body::Body;
use axum::http::Response;

use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::{Asked, answer};

/// Answers the job as it is now.
pub(in crate::api) fn answer(asked: &Asked<'_>, job: &str) -> Result<Response<Body>, Fault> {
    if job.len() != 32 || !job.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refused::JobId.into());
    }
    let job = asked.cloud.jobs.show(job).ok_or(Refused::NoSuchJob)?;
    Ok(answer::json(200, &job))
}
