//! Error bodies in all their shapes, and what the codes mean to the person who sees them.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::services::Service;

mod codes;

/// What an error answer said, whatever its shape (`docs/API.md`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloudError {
    /// The code, such as `DBS.301071`, without white space ("DCS. 4855" exists).
    pub code: String,
    /// The service's own sentence.
    pub message: String,
    /// More of it (DCS's `error_ext_msg`).
    pub detail: Option<String>,
    /// The id by which support finds the call.
    pub request_id: Option<String>,
}

/// The pairs of keys that carry code and message, most particular first.
const PAIRS: [(&str, &str); 5] = [
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("errCode", "externalMessage"),
    ("error_code", "message"),
    ("code", "message"),
];

impl CloudError {
    /// Reads an error body: JSON with a code and a message, flat or one level down.
    ///
    /// A body with half a pair is read only when its code has the cloud's form
    /// (`DBS.1`): anyone can answer `{"message":"no"}`.
    pub fn read(answer: &Answer) -> Option<Self> {
        let body: Value = serde_json::from_str(&answer.body).ok()?;
        let outer = body.as_object()?;
        let mut error = from_object(outer).or_else(|| {
            let mut inner = outer.values().filter_map(Value::as_object);
            inner.find_map(from_object)
        })?;
        error.request_id = answer
            .header("x-request-id")
            .or_else(|| answer.header("x-iam-trace-id"))
            .map(str::to_owned)
            .or_else(|| text(outer, "request_id"));
        Some(error)
    }

    /// What the code means, if an operator is likely to meet it.
    pub fn meaning(&self, service: Service, status: u16) -> Option<Meaning> {
        codes::by_code(service, status, self).or_else(|| codes::by_status(status))
    }
}

fn from_object(object: &Map<String, Value>) -> Option<CloudError> {
    let complete = PAIRS
        .iter()
        .find_map(|(code, message)| Some((text(object, code)?, text(object, message)?)));
    let (code, message) = if let Some(pair) = complete {
        pair
    } else {
        let code = text(object, "error_code").filter(|code| is_cloud_code(code))?;
        (code, String::new())
    };
    Some(CloudError {
        code: code.split_whitespace().collect(),
        message,
        detail: text(object, "error_ext_msg").filter(|detail| !detail.is_empty()),
        request_id: None,
    })
}

/// A text, or a number as its digits: codes are both.
fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `DBS.301071`, `APIGW.0301`: letters, a dot, digits.
fn is_cloud_code(code: &str) -> bool {
    code.split_once('.').is_some_and(|(prefix, number)| {
        let number = number.trim();
        !prefix.is_empty()
            && prefix.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What an error means for the person who sees it; the view has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The request carried no token: the proxy may have dropped the header.
    TokenMissing,
    /// The token's 24 hours are over, or it was replaced.
    TokenExpired,
    /// The token cannot be read: cut off in copying, or of another cloud.
    TokenInvalid,
    /// A signature was wrong or too old.
    SignatureWrong,
    /// Five failures locked the access key for five minutes.
    KeyLocked,
    /// The gateway does not know the call: wrong region, or not offered there.
    CallNotOffered,
    /// A permission is missing.
    PermissionMissing,
    /// Too many requests.
    Throttled,
    /// Another task or operation runs on the instance, or its state forbids the call.
    Busy,
    /// The instance is not there, or belongs to another project.
    InstanceUnknown,
    /// The node is not there, or not of this instance.
    NodeUnknown,
    /// The service takes a session id for invalid.
    SessionInvalid,
    /// The kill failed: inactive sessions cannot be ended.
    KillFailed,
    /// The instance has no client management.
    NotSupported,
    /// A parameter was wrong.
    ParameterWrong,
    /// The service saw no body: a proxy may drop the body of a DELETE.
    BodyMissing,
    /// The account or the instance is frozen.
    Frozen,
    /// The request is larger than the gateway takes.
    TooLarge,
    /// The gateway does not let this network in.
    AddressBarred,
    /// The user is disabled, or may use the web console only.
    UserBarred,
    /// The service failed.
    ServiceFailed,
}

impl Meaning {
    /// The word for other programs; the catalogue's keys end in it too.
    pub fn word(self) -> &'static str {
        match self {
            Self::TokenMissing => "token_missing",
            Self::TokenExpired => "token_expired",
            Self::TokenInvalid => "token_invalid",
            Self::SignatureWrong => "signature_wrong",
            Self::KeyLocked => "key_locked",
            Self::CallNotOffered => "call_not_offered",
            Self::PermissionMissing => "permission_missing",
            Self::Throttled => "throttled",
            Self::Busy => "busy",
            Self::InstanceUnknown => "instance_unknown",
            Self::NodeUnknown => "node_unknown",
            Self::SessionInvalid => "session_invalid",
            Self::KillFailed => "kill_failed",
            Self::NotSupported => "not_supported",
            Self::ParameterWrong => "parameter_wrong",
            Self::BodyMissing => "body_missing",
            Self::Frozen => "frozen",
            Self::TooLarge => "too_large",
            Self::AddressBarred => "address_barred",
            Self::UserBarred => "user_barred",
            Self::ServiceFailed => "service_failed",
        }
    }

    /// Whether an earlier copy of the same kill can be the reason for such a refusal: the copy is at work or has
    /// ended who was meant, and the next one runs into that. A service may also have ended some of a list before
    /// it says this of the rest. So it is no proof that nothing was done.
    pub fn may_be_own(self) -> bool {
        matches!(self, Self::Busy | Self::SessionInvalid | Self::KillFailed)
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
