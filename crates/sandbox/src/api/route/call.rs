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

impl Call {
    /// Its word in the ledger and in the rules of the weather, after its service's.
    pub(in crate::api) fn name(&self) -> &'static str {
        match self {
            Self::IamLogin => "iam.login",
            Self::IamProjects => "iam.projects",
            Self::IamOwnProjects => "iam.own_projects",
            Self::IamDomains => "iam.domains",
            Self::IamTemporary => "iam.temporary_key",
            Self::DdsInstances => "dds.instances",
            Self::DdsConnections { .. } => "dds.connections",
            Self::DdsJob | Self::AnyJob => "dds.job",
            Self::DdsList { .. } => "dds.list",
            Self::DdsKill { .. } => "dds.kill",
            Self::DcsInstances => "dcs.instances",
            Self::DcsInstance { .. } => "dcs.instance",
            Self::DcsNodes { .. } => "dcs.nodes",
            Self::DcsAllNodes => "dcs.all_nodes",
            Self::DcsGroups { .. } => "dcs.groups",
            Self::DcsScan { .. } => "dcs.scan",
            Self::DcsList { .. } => "dcs.list",
            Self::DcsKill { .. } => "dcs.kill",
            Self::DcsKillAll { .. } => "dcs.kill_all",
            Self::DcsJob { .. } => "dcs.job",
            Self::TaurusInstances { .. } => "taurusdb.instances",
            Self::TaurusInstance { .. } => "taurusdb.instance",
            Self::TaurusDetails => "taurusdb.details",
            Self::TaurusJob => "taurusdb.job",
            Self::TaurusList { .. } => "taurusdb.list",
            Self::TaurusKill { .. } => "taurusdb.kill",
        }
    }

    /// The instance and the node in its path.
    pub(in crate::api) fn target(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::DdsList { node } | Self::DdsKill { node } => (None, Some(node)),
            Self::DdsConnections { instance }
            | Self::DcsInstance { instance }
            | Self::DcsNodes { instance }
            | Self::DcsGroups { instance }
            | Self::DcsScan { instance }
            | Self::DcsList { instance }
            | Self::DcsKill { instance }
            | Self::DcsKillAll { instance }
            | Self::TaurusInstance { instance, .. } => (Some(instance), None),
            Self::TaurusList { instance, node } | Self::TaurusKill { instance, node } => {
                (Some(instance), Some(node))
            }
            _ => (None, None),
        }
    }
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
