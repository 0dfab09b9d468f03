//! `GET /v2/{project_id}/jobs/{job_id}`
//!
//! How a job is: `INIT`, `RUNNING`, `SUCCESS` or `FAIL` (`docs/API.md`, "The calls around
//! them"). No page says which `job_type` a scan or a kill-all has, nor how long a job is
//! remembered.

use serde_json::Value;

use crate::id::{JobId, ProjectId};
use crate::list::found::text;
use crate::request::{Method, Path, Request};
use crate::services::Service;

/// Asks how a job is.
pub fn show_job(project: &ProjectId, job: &JobId) -> Request {
    let path = Path::new("v2").id(project).lit("jobs").id(job);
    Request::read(Service::Dcs, Method::Get, path)
}

/// How a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobStatus {
    /// Not at its end: every word but the two below, as the vendor's own tools read it.
    Pending,
    /// It has ended well.
    Done,
    /// It has failed, with the service's reason, which may be empty.
    Failed(String),
}

/// Reads the answer; `None` without a status.
pub(crate) fn read_job(body: &Value) -> Option<JobStatus> {
    let status = body.get("status")?.as_str()?;
    Some(match status {
        "SUCCESS" => JobStatus::Done,
        "FAIL" => JobStatus::Failed(text(body, "fail_reason")),
        _ => JobStatus::Pending,
    })
}
