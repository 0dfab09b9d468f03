//! What IAM refuses, in its two shapes.

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use crate::api::answer;

/// Refusals of IAM (`api/contracts.md`, sections 4 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are beside them, in `row`")]
pub enum Iam {
    Body,
    Required(&'static str),
    Invalid(&'static str),
    Unauthorized,
    WrongPassword,
    Locked,
    WrongPasscode,
    WrongToken,
    ExpiredToken,
    Range(&'static str),
}

impl Iam {
    fn row(self) -> (u16, &'static str, String) {
        match self {
            Self::Body => (400, "IAM.0011", "Request body is invalid.".to_owned()),
            Self::Required(name) => (400, "IAM.0072", format!("'{name}' is a required property.")),
            Self::Invalid(name) => (
                400,
                "IAM.0007",
                format!("Request parameter {name} is invalid."),
            ),
            Self::Range(name) => (
                400,
                "IAM.1102",
                format!("The {name} in the request body is invalid."),
            ),
            Self::Unauthorized => (
                401,
                "IAM.0001",
                "The request you have made requires authentication.".to_owned(),
            ),
            Self::WrongPassword => (
                401,
                "IAM.0062",
                "The username or password is wrong.".to_owned(),
            ),
            Self::Locked => (401, "IAM.0061", "Account locked.".to_owned()),
            Self::WrongPasscode => (401, "IAM.1061", "Invalid TOTP passcode.".to_owned()),
            Self::WrongToken => (401, "IAM.0067", "Invalid token.".to_owned()),
            Self::ExpiredToken => (401, "IAM.0066", "The token has expired.".to_owned()),
        }
    }

    pub(super) fn code(self) -> &'static str {
        self.row().1
    }

    /// The shape that comes from Keystone: the code is a number.
    pub(super) fn nested(self) -> Response<Body> {
        let (status, code, text) = self.row();
        let title = match status {
            400 => "Bad Request",
            _ => "Unauthorized",
        };
        let mut body = json!({ "error": { "code": status, "message": text, "title": title } });
        // Keystone has no word for it, so it comes in the mixed shape (`api/contracts.md`, section 4).
        if self == Self::Locked {
            body["error"]["error_code"] = json!(code);
        }
        answer::json(status, &body)
    }

    /// The shape of the calls that Keystone does not have.
    pub(super) fn flat(self) -> Response<Body> {
        let (status, code, text) = self.row();
        answer::json(status, &json!({ "error_msg": text, "error_code": code }))
    }
}
