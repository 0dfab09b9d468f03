//! Why a call is not carried out, with the status, code and words of whoever says so.

mod gateway;
mod iam;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response};
use serde_json::json;

pub use gateway::Gateway;
pub use iam::Iam;

use super::answer;
use crate::engine::EngineFault;

/// A fault of any of those who answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The proxy refuses: nothing was sent on.
    Proxy(Proxy),
    /// The gateway of the cloud.
    Gateway(Gateway),
    /// IAM, in the shape that comes from Keystone.
    Iam(Iam),
    /// IAM, in its own shape.
    FlatIam(Iam),
    /// The service DDS.
    Dds(Dds),
    /// The service DCS.
    Dcs(Dcs),
    /// The service `TaurusDB`.
    Taurus(Taurus),
}

/// Refusals of the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are beside them, in `row`")]
pub enum Proxy {
    WrongHost,
    UnknownService,
    UnknownRegion,
    OtherSite,
    NotJson,
    TooLarge,
    BrokenBody,
    Duplicate,
}

/// Refusals of DDS (`api/contracts.md`, sections 1 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are beside them, in `row`")]
pub enum Dds {
    Parameter,
    NoSuchNode,
    NodeId,
    InstanceId,
    NoSuchInstance,
    NoSuchJob,
    Limit,
    Offset,
    Kind,
    CostTime,
    KillFailed,
    Denied,
    Down,
}

/// Refusals of DCS (sections 2 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are beside them, in `row`")]
pub enum Dcs {
    InstanceId,
    NoSuchInstance,
    NoSuchJob,
    NodeId,
    EmptyBody,
    NotJson,
    Invalid(&'static str),
    Busy,
    JobId,
    NotSupported,
    Denied,
    Down,
}

/// Refusals of `TaurusDB` (sections 3 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are beside them, in `row`")]
pub enum Taurus {
    Parameter,
    EmptyBody,
    IdFormat,
    NoSuchInstance,
    NoSuchNode,
    OtherInstance,
    NoSuchJob,
    Limit,
    Denied,
    Down,
}

/// The code of a refusal, kept beside its answer for the ledger.
#[derive(Clone, Debug)]
pub(super) struct Code(pub(super) String);

type Row = (u16, &'static str, &'static str);

impl Proxy {
    fn row(self) -> Row {
        match self {
            Self::WrongHost => (421, "PROXY.0421", "This is not the host you asked for."),
            Self::UnknownService => (403, "PROXY.0403", "This service is not in the table."),
            Self::UnknownRegion => (403, "PROXY.0403", "This region is not in the table."),
            Self::OtherSite => (403, "PROXY.0403", "The request comes from another site."),
            Self::NotJson => (
                415,
                "PROXY.0415",
                "The content type must be application/json.",
            ),
            Self::TooLarge => (413, "PROXY.0413", "The body is larger than 64 KiB."),
            Self::BrokenBody => (400, "PROXY.0400", "The body could not be read."),
            Self::Duplicate => (409, "PROXY.0409", "This attempt was sent before."),
        }
    }
}

impl Dds {
    fn row(self) -> Row {
        match self {
            Self::Parameter => (400, "DBS.200001", "Parameter Error"),
            Self::NoSuchNode => (404, "DBS.200013", "This node does not exist."),
            Self::NodeId => (400, "DBS.280407", "Invalid node ID."),
            Self::InstanceId => (400, "DBS.280404", "Invalid DB instance ID."),
            Self::NoSuchInstance => (403, "DBS.201028", "The DB instance does not exist."),
            Self::NoSuchJob => (400, "DBS.200543", "The job does not exist."),
            Self::Limit => (400, "DBS.280439", "Invalid limit."),
            Self::Offset => (400, "DBS.280440", "Invalid offset."),
            Self::Kind => (400, "DBS.301073", "Invalid operation type."),
            Self::CostTime => (400, "DBS.301075", "Invalid cost time."),
            Self::KillFailed => (400, "DBS.301077", "Kill session failed."),
            Self::Denied => (400, "DBS.280015", "Permission denied."),
            Self::Down => (500, "DBS.280005", "Server error. Try again later."),
        }
    }
}

impl Dcs {
    fn row(self) -> Row {
        match self {
            Self::InstanceId => (400, "DCS.4061", "Invalid instance ID format."),
            Self::NoSuchInstance => (404, "DCS.3022", "This DCS instance does not exist."),
            Self::NoSuchJob => (404, "DCS.4001", "The requested URL does not exist."),
            Self::NodeId => (400, "DCS.3053", "Incorrect node ID."),
            Self::EmptyBody => (400, "DCS.4004", "Empty request body."),
            Self::NotJson => (
                400,
                "DCS.4005",
                "The message body contains invalid characters or is not in JSON format.",
            ),
            Self::Invalid(_) => (400, "DCS.4800", "Invalid {0} in the request."),
            Self::Busy => (
                400,
                "DCS.4957",
                "This operation is not allowed when the task is in the current state.",
            ),
            Self::NotSupported => (
                400,
                "DCS.4027",
                "This operation is not supported on this node.",
            ),
            Self::JobId => (400, "DCS.4070", "Invalid task ID format."),
            Self::Denied => (
                403,
                "DCS.2003",
                "This role does not have the permission to perform this operation.",
            ),
            Self::Down => (500, "DCS.5000", "Internal service error."),
        }
    }

    fn text(self) -> String {
        let (_, _, text) = self.row();
        match self {
            Self::Invalid(name) => text.replace("{0}", name),
            _ => text.to_owned(),
        }
    }
}

impl Taurus {
    fn row(self) -> Row {
        match self {
            Self::Parameter => (400, "DBS.200001", "Parameter error."),
            Self::EmptyBody => (
                400,
                "DBS.200006",
                "The request is null. Enter a request parameter.",
            ),
            Self::IdFormat => (
                400,
                "DBS.280404",
                "Invalid DB instance ID or node ID format.",
            ),
            Self::NoSuchInstance => (404, "DBS.200002", "The DB instance does not exist."),
            Self::NoSuchNode => (
                404,
                "DBS.200013",
                "The original DB instance does not exist.",
            ),
            Self::NoSuchJob => (400, "DBS.200543", "The job does not exist."),
            Self::OtherInstance => (400, "DBS.212005", "The node does not belong to the group."),
            Self::Limit => (
                400,
                "DBS.280439",
                "Invalid records. Enter a positive integer less than 100.",
            ),
            Self::Denied => (403, "DBS.280015", "Permission denied."),
            Self::Down => (500, "DBS.200005", "Server failure."),
        }
    }
}

macro_rules! fault_of {
    ($($name:ident),*) => {$(
        impl From<$name> for Fault {
            fn from(fault: $name) -> Self {
                Self::$name(fault)
            }
        }
    )*};
}
fault_of!(Proxy, Gateway, Iam, Dds, Dcs, Taurus);

impl From<EngineFault> for Dds {
    fn from(fault: EngineFault) -> Self {
        match fault {
            EngineFault::Down(_) => Self::Down,
            EngineFault::Denied(_) => Self::Denied,
        }
    }
}

impl From<EngineFault> for Dcs {
    fn from(fault: EngineFault) -> Self {
        match fault {
            EngineFault::Down(_) => Self::Down,
            EngineFault::Denied(_) => Self::Denied,
        }
    }
}

impl From<EngineFault> for Taurus {
    fn from(fault: EngineFault) -> Self {
        match fault {
            EngineFault::Down(_) => Self::Down,
            EngineFault::Denied(_) => Self::Denied,
        }
    }
}

impl Fault {
    /// The answer in the shape of whoever refuses.
    pub(super) fn answer(&self, request_id: &str) -> Response<Body> {
        let mut answer = self.shaped(request_id);
        answer.extensions_mut().insert(Code(self.code().to_owned()));
        answer
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Proxy(fault) => fault.row().1,
            Self::Gateway(fault) => fault.code(),
            Self::Iam(fault) | Self::FlatIam(fault) => fault.code(),
            Self::Dds(fault) => fault.row().1,
            Self::Dcs(fault) => fault.row().1,
            Self::Taurus(fault) => fault.row().1,
        }
    }

    fn shaped(&self, request_id: &str) -> Response<Body> {
        match self {
            Self::Proxy(fault) => {
                let mut answer = plain(fault.row());
                let stage = match fault {
                    Proxy::Duplicate => "duplicate",
                    _ => "refused",
                };
                answer.headers_mut().insert(
                    HeaderName::from_static("x-proxy-stage"),
                    HeaderValue::from_static(stage),
                );
                answer
            }
            Self::Gateway(fault) => fault.answer(request_id),
            Self::Iam(fault) => fault.nested(),
            Self::FlatIam(fault) => fault.flat(),
            Self::Dds(fault) => plain(fault.row()),
            Self::Taurus(fault) => plain(fault.row()),
            Self::Dcs(fault) => {
                let (status, code, _) = fault.row();
                let text = fault.text();
                let body = json!({ "error_code": code, "error_msg": text, "error_ext_msg": null });
                answer::json(status, &body)
            }
        }
    }
}

fn plain((status, code, text): Row) -> Response<Body> {
    answer::json(status, &json!({ "error_code": code, "error_msg": text }))
}
