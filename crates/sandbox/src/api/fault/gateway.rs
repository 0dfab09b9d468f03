//! What the gateway before the services refuses.

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use crate::api::answer;
use crate::clock::timestamp;

/// Refusals of the gateway (`api/contracts.md`, sections 8 and 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// No API is at the path.
    NoSuchApi,
    /// Neither a token nor a signature came.
    NoToken,
    /// Nobody issued the token.
    WrongToken,
    /// The token ended at this time.
    TokenExpired(u64),
    /// The caller has no right to the project.
    OtherProject,
    /// `Authorization` or `X-Sdk-Date` is not of the form, or something signed differs.
    WrongSignature,
    /// `X-Sdk-Date` is more than 15 minutes away.
    SignatureExpired,
    /// The access key does not exist, is over, or came without its security token.
    NoSuchKey(String),
    /// The access key failed too often.
    KeyLocked,
}

const IAM: &str = "Incorrect IAM authentication information";

impl Gateway {
    fn row(&self) -> (u16, &'static str, String) {
        let iam = |text: &str| (401, "APIGW.0301", format!("{IAM}: {text}"));
        match self {
            Self::NoSuchApi => (
                404,
                "APIGW.0101",
                "The API does not exist or has not been published in the environment".to_owned(),
            ),
            Self::OtherProject => (
                403,
                "APIGW.0302",
                "The IAM user is not authorized to access the API.".to_owned(),
            ),
            Self::NoToken => iam("x-auth-token not found"),
            Self::WrongToken => iam("decrypt token fail"),
            Self::TokenExpired(time) => {
                iam(&format!("token expires, expires_at:{}", timestamp(*time)))
            }
            Self::WrongSignature => iam("verify aksk signature fail"),
            Self::SignatureExpired => iam("verify aksk signature fail, signature expired"),
            Self::NoSuchKey(access) => iam(&format!(
                "Get secretKey failed,ak:{access},err:ak not exist"
            )),
            Self::KeyLocked => iam("AK access failed to reach the limit,forbidden"),
        }
    }

    pub(super) fn code(&self) -> &'static str {
        self.row().1
    }

    pub(super) fn answer(&self, request_id: &str) -> Response<Body> {
        let (status, code, text) = self.row();
        let body = json!({ "error_msg": text, "error_code": code, "request_id": request_id });
        answer::json(status, &body)
    }
}
