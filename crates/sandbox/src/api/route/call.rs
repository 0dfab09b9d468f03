//! The calls, and the path that each one has below its version.

use axum::http::Method;

use super::Api;
use crate::api::taurus::detail::Words;
use crate::estate::Service;

/// A call with the ids of its path; they are of the grammar, not yet of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::api) enum Call {
    IamLogin,
    IamProjects,
    IamOwnProjects,
    IamDomains,
    IamTemporary,
    DdsInstances,
    DdsConnections {
        instance: String,
    },
    DdsJob,
    /// A job of DDS or of `TaurusDB`: the path does not tell.
    AnyJob,
    DdsList {
        node: String,
    },
    DdsKill {
        node: String,
    },
    DcsInstances,
    DcsInstance {
        instance: String,
    },
    DcsNodes {
        instance: String,
    },
    DcsAllNodes,
    DcsGroups {
        instance: String,
    },
    DcsScan {
        instance: String,
    },
    DcsList {
        instance: String,
    },
    DcsKill {
        instance: String,
    },
    DcsKillAll {
        instance: String,
    },
    DcsJob {
        job: String,
    },
    TaurusInstances {
        words: Words,
    },
    TaurusInstance {
        instance: String,
        words: Words,
    },
    TaurusDetails,
    TaurusJob,
    TaurusList {
        instance: String,
        node: String,
    },
    TaurusKill {
        instance: String,
        node: String,
    },
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
        (Api::Of(Service::TaurusDb), "v3.1") => taurus_v31(method, rest),
        _ => None,
    }
}

fn dds(method: &Method, rest: &[&str]) -> Option<Call> {
    match (method, rest) {
        (&Method::GET, ["instances"]) => Some(Call::DdsInstances),
        (&Method::GET, ["jobs"]) => Some(Call::DdsJob),
        (&Method::GET, ["instances", instance, "conn-statistics"]) => Some(Call::DdsConnections {
            instance: (*instance).to_owned(),
        }),
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
    if *method == Method::GET
        && let Some(call) = dcs_look(rest)
    {
        return Some(call);
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

fn dcs_look(rest: &[&str]) -> Option<Call> {
    let own = |text: &&str| (*text).to_owned();
    match rest {
        ["jobs", job] => Some(Call::DcsJob { job: own(job) }),
        ["instances"] => Some(Call::DcsInstances),
        ["instances", instance] => Some(Call::DcsInstance {
            instance: own(instance),
        }),
        ["instances", instance, "logical-nodes"] => Some(Call::DcsNodes {
            instance: own(instance),
        }),
        ["instances-logical-nodes"] => Some(Call::DcsAllNodes),
        // Singular, as in the manual.
        ["instance", instance, "groups"] => Some(Call::DcsGroups {
            instance: own(instance),
        }),
        _ => None,
    }
}

fn taurus(method: &Method, rest: &[&str]) -> Option<Call> {
    let words = Words::V3;
    match (method, rest) {
        (&Method::GET, ["instances"]) => return Some(Call::TaurusInstances { words }),
        (&Method::GET, ["jobs"]) => return Some(Call::TaurusJob),
        (&Method::GET, ["instances", instance]) => {
            let instance = (*instance).to_owned();
            return Some(Call::TaurusInstance { instance, words });
        }
        _ => {}
    }
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

fn taurus_v31(method: &Method, rest: &[&str]) -> Option<Call> {
    let words = Words::V31;
    match (method, rest) {
        (&Method::GET, ["instances"]) => Some(Call::TaurusInstances { words }),
        (&Method::GET, ["instances", "details"]) => Some(Call::TaurusDetails),
        (&Method::GET, ["instances", instance]) => {
            let instance = (*instance).to_owned();
            Some(Call::TaurusInstance { instance, words })
        }
        _ => None,
    }
}
