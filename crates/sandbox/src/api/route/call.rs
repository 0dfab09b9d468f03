//! The calls, and the path that each one has below its version.

use axum::http::Method;

use super::Api;
use crate::estate::Service;

/// A call with the ids of its path; they are of the grammar, not yet of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::api) enum Call {
    IamLogin,
    IamProjects,
    IamOwnProjects,
    IamDomains,
    IamTemporary,
    DdsList { node: String },
    DdsKill { node: String },
    DcsScan { instance: String },
    DcsList { instance: String },
    DcsKill { instance: String },
    DcsKillAll { instance: String },
    DcsJob { job: String },
    TaurusList { instance: String, node: String },
    TaurusKill { instance: String, node: String },
}

/// The calls of IAM.
pub(super) fn iam(method: &Method, version: &str, rest: &[&str]) -> Option<Call> {
    match (method, version, rest) {
        (&Method::POST, "v3", ["auth", "tokens"]) => Some(Call::IamLogin),
        (&Method::GET, "v3", ["projects"]) => Some(Call::IamProjects),
        (&Method::GET, "v3", ["auth", "projects"]) => Some(Call::IamOwnProjects),
        (&Method::GET, "v3", ["auth", "domains"]) => Some(Call::IamDomains),
        (&Method::POST, "v3.0", ["OS-CREDENTIAL", "securitytokens"]) => Some(Call::IamTemporary),
        _ => None,
    }
}

/// The calls of a service, after the project.
pub(super) fn of(api: Api, method: &Method, version: &str, rest: &[&str]) -> Option<Call> {
    match (api, version) {
        (Api::Of(Service::Dds), "v3") => dds(method, rest),
        (Api::Of(Service::Dcs), "v2") => dcs(method, rest),
        (Api::Of(Service::TaurusDb), "v3") => taurus(method, rest),
        _ => None,
    }
}

fn dds(method: &Method, rest: &[&str]) -> Option<Call> {
    match (method, rest) {
        (&Method::GET, ["nodes", node, "sessions"]) => Some(Call::DdsList {
            node: (*node).to_owned(),
        }),
        (&Method::POST, ["nodes", node, "session"]) => Some(Call::DdsKill {
            node: (*node).to_owned(),
        }),
        _ => None,
    }
}

fn dcs(method: &Method, rest: &[&str]) -> Option<Call> {
    if let (&Method::GET, ["jobs", job]) = (method, rest) {
        let job = (*job).to_owned();
        return Some(Call::DcsJob { job });
    }
    let ["instances", instance, "clients", action @ ..] = rest else {
        return None;
    };
    let instance = (*instance).to_owned();
    match (method, action) {
        (&Method::GET, []) => Some(Call::DcsList { instance }),
        (&Method::POST, []) => Some(Call::DcsScan { instance }),
        (&Method::POST, ["kill"]) => Some(Call::DcsKill { instance }),
        (&Method::POST, ["kill-all"]) => Some(Call::DcsKillAll { instance }),
        _ => None,
    }
}

fn taurus(method: &Method, rest: &[&str]) -> Option<Call> {
    let ["instances", instance, "nodes", node, "processes"] = rest else {
        return None;
    };
    let (instance, node) = ((*instance).to_owned(), (*node).to_owned());
    match *method {
        Method::GET => Some(Call::TaurusList { instance, node }),
        Method::DELETE => Some(Call::TaurusKill { instance, node }),
        _ => None,
    }
}
