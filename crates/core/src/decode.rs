//! Error bodies in all their shapes, and what the codes mean to the person who sees them.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::services::Service;

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
        by_code(service, &self.code, &self.message).or_else(|| by_status(status))
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
    /// Another task or operation runs on the instance.
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
            Self::ServiceFailed => "service_failed",
        }
    }
}

/// The codes of `docs/API.md`. The same DBS code can mean different
/// things in DDS and TaurusDB, so the service is part of the key.
fn by_code(service: Service, code: &str, message: &str) -> Option<Meaning> {
    use Meaning as M;
    let (prefix, number) = code.split_once('.').unwrap_or(("", code));
    let meaning = match (prefix, number) {
        ("APIGW" | "APIG", "0101") => M::CallNotOffered,
        ("APIGW" | "APIG", "0301" | "0303") => authentication(message),
        ("APIGW" | "APIG", "0307") | ("IAM", "0066") | ("", "111401002") => M::TokenExpired,
        ("APIGW" | "APIG", "0308") | ("IAM", "0012") => M::Throttled,
        ("APIGW" | "APIG", "0302" | "0310" | "0802") | ("IAM", "0002" | "0003") => {
            M::PermissionMissing
        }
        ("DBS", number) => return by_dbs_code(service, number),
        ("DCS", number) => return by_dcs_code(number),
        // The legacy twins of DCS have no prefix: 111401002 is DCS.1002.
        ("IAM", "0001" | "0067") | ("", "111401001" | "111401003" | "111401004") => M::TokenInvalid,
        _ => return None,
    };
    Some(meaning)
}

/// The gateway has one code for all that can be wrong with a credential.
fn authentication(message: &str) -> Meaning {
    let message = message.to_ascii_lowercase();
    let has = |part| message.contains(part);
    if has("expire") && !has("signature") {
        Meaning::TokenExpired
    } else if has("not found") && has("token") {
        Meaning::TokenMissing
    } else if has("limit") {
        Meaning::KeyLocked
    } else if has("sign") || has("secretkey") || has("aksk") {
        Meaning::SignatureWrong
    } else {
        Meaning::TokenInvalid
    }
}

fn by_dbs_code(service: Service, number: &str) -> Option<Meaning> {
    use Meaning as M;
    let meaning = match number {
        "301071" => M::SessionInvalid,
        "301077" => M::KillFailed,
        "280443" => M::Throttled,
        "280056" => M::TokenInvalid,
        "280407" | "200013" | "200451" | "216026" | "216030" | "212005" => M::NodeUnknown,
        "201028" | "200002" | "200045" | "200408" => M::InstanceUnknown,
        "200604" | "280015" | "280032" | "280063" | "280064" | "200044" => M::PermissionMissing,
        "200010" if service == Service::TaurusDb => M::PermissionMissing,
        "280019" | "280449" => M::Frozen,
        "200006" => M::BodyMissing,
        "200001" | "200004" | "280001" | "290000" | "280404" | "280408" => M::ParameterWrong,
        "280343" => M::NotSupported,
        "200011" | "200018" | "200019" | "200047" | "200076" | "200998" | "201000" | "201014"
        | "201015" | "201202" | "239037" => M::Busy,
        "280005" | "200005" | "213002" | "213004" | "108000" | "290006" => M::ServiceFailed,
        _ => return None,
    };
    Some(meaning)
}

fn by_dcs_code(number: &str) -> Option<Meaning> {
    use Meaning as M;
    let meaning = match number {
        "4848" | "4027" => M::NotSupported,
        "4957" | "4017" | "4026" | "4049" | "4096" | "4097" | "4111" | "4113" | "4114" | "4115"
        | "4116" | "4117" | "4118" | "4121" | "4231" | "4975" => M::Busy,
        "4120" => M::Frozen,
        "3053" | "5053" => M::NodeUnknown,
        "3022" => M::InstanceUnknown,
        "4001" => M::CallNotOffered,
        "1002" => M::TokenExpired,
        "1001" | "1004" => M::TokenInvalid,
        "1003" => M::TokenMissing,
        "2003" | "2007" | "3002" | "3003" => M::PermissionMissing,
        "4004" => M::BodyMissing,
        "4002" | "4005" | "4061" | "4062" | "4063" | "4070" | "4800" => M::ParameterWrong,
        "5000" | "5006" | "5091" | "4842" => M::ServiceFailed,
        _ => return None,
    };
    Some(meaning)
}

fn by_status(status: u16) -> Option<Meaning> {
    match status {
        401 => Some(Meaning::TokenInvalid),
        403 => Some(Meaning::PermissionMissing),
        429 => Some(Meaning::Throttled),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: body.to_owned(),
        }
    }

    fn read(body: &str) -> Option<(String, String)> {
        CloudError::read(&answer(400, body)).map(|error| (error.code, error.message))
    }

    #[test]
    fn every_documented_shape_is_read() {
        let some = |code: &str, message: &str| Some((code.to_owned(), message.to_owned()));
        assert_eq!(
            read(r#"{"error_code":"DBS.1","error_msg":"a"}"#),
            some("DBS.1", "a")
        );
        assert_eq!(
            read(r#"{"errorCode":"X.1","errorMsg":"b"}"#),
            some("X.1", "b")
        );
        assert_eq!(read(r#"{"code":"X.2","message":"c"}"#), some("X.2", "c"));
        assert_eq!(
            read(r#"{"error":{"code":401,"message":"d"}}"#),
            some("401", "d")
        );
        assert_eq!(
            read(r#"{"badRequest":{"message":"e","code":400}}"#),
            some("400", "e")
        );
        assert_eq!(
            read(r#"{"errCode":"X.3","externalMessage":"f"}"#),
            some("X.3", "f")
        );
        assert_eq!(
            read(r#"{"error":{"message":"g","code":401,"error_code":"IAM.0001"}}"#),
            some("IAM.0001", "g")
        );
        assert_eq!(
            read(r#"{"error_code":111400063,"error_msg":"h"}"#),
            some("111400063", "h")
        );
        assert_eq!(
            read(r#"{"error_code":"DCS. 4855","error_msg":"i"}"#),
            some("DCS.4855", "i")
        );
        assert_eq!(read(r#"{"error_code":"DBS.1"}"#), some("DBS.1", ""));
    }

    #[test]
    fn what_anyone_could_have_said_is_not_the_cloud() {
        for body in [
            "",
            "404 page not found",
            "[]",
            "{}",
            "null",
            r#"{"error_msg":"only a message"}"#,
            r#"{"error":"unauthorized"}"#,
            r#"{"error_code":"login"}"#,
            r#"{"error_code":null,"error_msg":"x"}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }

    #[test]
    fn details_and_request_ids_are_kept() {
        let mut answer = answer(
            400,
            r#"{"error_code":"DCS.4062","error_msg":"m","error_ext_msg":"node_id","request_id":"6a1f"}"#,
        );
        let error = CloudError::read(&answer).unwrap();
        assert_eq!(error.detail.as_deref(), Some("node_id"));
        assert_eq!(error.request_id.as_deref(), Some("6a1f"));
        answer
            .headers
            .push(("X-Request-Id".to_owned(), "7f3e".to_owned()));
        let error = CloudError::read(&answer).unwrap();
        assert_eq!(error.request_id.as_deref(), Some("7f3e"));
    }

    #[test]
    fn a_code_is_decoded_for_its_service() {
        let meaning = |service, code: &str, message: &str| {
            let error = CloudError {
                code: code.to_owned(),
                message: message.to_owned(),
                ..CloudError::default()
            };
            error.meaning(service, 400)
        };
        let dds = |code| meaning(Service::Dds, code, "");
        assert_eq!(dds("DBS.301071"), Some(Meaning::SessionInvalid));
        assert_eq!(dds("DBS.200010"), None);
        assert_eq!(
            meaning(Service::TaurusDb, "DBS.200010", ""),
            Some(Meaning::PermissionMissing)
        );
        let dcs = |code| meaning(Service::Dcs, code, "");
        assert_eq!(dcs("DCS.4957"), Some(Meaning::Busy));
        assert_eq!(dcs("DCS.1003"), Some(Meaning::TokenMissing));
        assert_eq!(dcs("DCS.4001"), Some(Meaning::CallNotOffered));
        let gateway = |message| meaning(Service::Dds, "APIGW.0301", message);
        assert_eq!(
            gateway("x-auth-token not found"),
            Some(Meaning::TokenMissing)
        );
        assert_eq!(
            gateway("token expires, expires_at:…"),
            Some(Meaning::TokenExpired)
        );
        assert_eq!(gateway("decrypt token fail"), Some(Meaning::TokenInvalid));
        assert_eq!(
            gateway("verify aksk signature fail"),
            Some(Meaning::SignatureWrong)
        );
        assert_eq!(
            gateway("AK access failed to reach the limit,forbidden"),
            Some(Meaning::KeyLocked)
        );
        assert_eq!(dds("DBS.999"), None);
    }
}
