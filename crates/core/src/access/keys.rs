//! An access key with its secret, and with the security token of a temporary one.

use std::fmt;

use zeroize::Zeroizing;

use super::SecretHeader;
use super::sign::{Message, SignFault};
use super::time::SdkDate;
use crate::request::{Api, Request};
use crate::token::{Token, TokenFault};

/// The longest access key or secret key, in bytes; the vendor's have 20 and 40.
pub const SECRET_LIMIT: usize = 256;

/// An access key (AK) and its secret (SK). The secret never leaves this machine: it signs.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    access: String,
    secret: Zeroizing<String>,
    security_token: Option<Token>,
}

/// Why texts are no access key. The texts themselves are never part of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The access key is empty, too long, or has more than letters and digits.
    Access,
    /// The secret key is empty, too long, or has a space or a character that is no ASCII.
    Secret,
    /// The security token is no token.
    SecurityToken(TokenFault),
}

impl Keys {
    /// Reads the texts of a sign-in form; white space around them is a slip of copying.
    /// An empty security token is none: the key is a permanent one.
    ///
    /// # Errors
    /// Says which of the texts is wrong, without repeating it.
    pub fn take(access: &str, secret: String, security_token: String) -> Result<Self, KeyFault> {
        let (secret, security_token) = (Zeroizing::new(secret), Zeroizing::new(security_token));
        let (access, secret) = (access.trim(), secret.trim());
        let fits = |text: &str| !text.is_empty() && text.len() <= SECRET_LIMIT;
        if !fits(access) || !access.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(KeyFault::Access);
        }
        if !fits(secret) || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(KeyFault::Secret);
        }
        let security_token = match Token::parse(&security_token) {
            Ok(token) => Some(token),
            Err(TokenFault::Empty) => None,
            Err(fault) => return Err(KeyFault::SecurityToken(fault)),
        };
        Ok(Self {
            access: access.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
            security_token,
        })
    }

    /// The access key, which is a name and no secret.
    pub fn access(&self) -> &str {
        &self.access
    }

    /// Whether the key is a temporary one.
    pub fn is_temporary(&self) -> bool {
        self.security_token.is_some()
    }

    /// `Authorization` for a message (`docs/API.md`, "The calls around them").
    pub fn authorize(&self, message: &Message) -> Zeroizing<String> {
        Zeroizing::new(message.authorization(&self.access, &self.secret))
    }

    /// The headers that carry the signature of a request: what a browser lets a page set, and
    /// `Host`, which is signed and set by whoever speaks to the cloud.
    pub(super) fn carry(
        &self,
        request: &Request,
        host: &str,
        date: SdkDate,
    ) -> Result<Vec<SecretHeader>, SignFault> {
        let secret = |text: &str| Zeroizing::new(text.to_owned());
        let mut headers = vec![("X-Sdk-Date", secret(&date.to_string()))];
        // IAM's calls are of the account, or of no project at all.
        if let Api::Service(_) = request.service() {
            headers.extend(
                request
                    .project()
                    .map(|project| ("X-Project-Id", secret(project))),
            );
        }
        if let Some(token) = &self.security_token {
            headers.push(("X-Security-Token", secret(token.reveal())));
        }
        let mut signed = vec![("Host", host)];
        signed.extend(request.headers());
        signed.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
        let message = Message::new(
            request.method().as_str(),
            request.path(),
            request.query().to_owned(),
            &signed,
            request.body().unwrap_or_default(),
        )?;
        headers.push(("Authorization", self.authorize(&message)));
        Ok(headers)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Credential;
    use crate::id::{InstanceId, NodeId, ProcessId, ProjectId};
    use crate::kill::Kill as _;
    use crate::request::Language;
    use crate::services::iam::list_projects;
    use crate::services::taurusdb::KillProcesses;

    fn keys(security_token: &str) -> Keys {
        let secret = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc".to_owned();
        Keys::take("QTWAOYTTINDUT2QVKYUC", secret, security_token.to_owned()).unwrap()
    }

    fn kill() -> Request {
        let kill = KillProcesses::new(
            ProjectId::parse("619d3e78f61b4be68bc5aa0b59edcf7b").unwrap(),
            InstanceId::parse("a23fb62bd61e4e9e9636fd2225f395bein07").unwrap(),
            NodeId::parse("18663926eacb443d98dc20f8620f28f2no07").unwrap(),
            vec![ProcessId::parse("1001").unwrap()],
            Some(Language::English),
        );
        kill.unwrap().request()
    }

    fn carried(keys: Keys, request: &Request) -> Vec<(&'static str, String)> {
        let headers = Credential::Keys(keys).carry(
            request,
            "gaussdb-mysql.eu-de.otc.t-systems.com",
            1_735_787_045_000,
        );
        let headers = headers.unwrap().into_iter();
        headers
            .map(|(name, value)| (name, value.to_string()))
            .collect()
    }

    #[test]
    fn a_kill_is_signed_with_its_project_its_language_and_the_cloud_s_host() {
        let headers = carried(keys("sts-token"), &kill());
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "X-Sdk-Date",
                "X-Project-Id",
                "X-Security-Token",
                "Authorization"
            ]
        );
        assert_eq!(headers[0].1, "20250102T030405Z");
        assert_eq!(headers[1].1, "619d3e78f61b4be68bc5aa0b59edcf7b");
        let signed = "content-type;host;x-language;x-project-id;x-sdk-date;x-security-token";
        let claim = format!(
            "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders={signed}, Signature="
        );
        assert!(headers[3].1.starts_with(&claim), "{}", headers[3].1);
        assert!(!headers[3].1.contains("MFyfvK41"));
    }

    #[test]
    fn a_call_of_iam_names_no_project() {
        let headers = carried(keys(""), &list_projects());
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["X-Sdk-Date", "Authorization"]);
    }

    #[test]
    fn keys_are_read_strictly_and_cannot_be_printed() {
        let take = |access: &str, secret: &str, token: &str| {
            Keys::take(access, secret.to_owned(), token.to_owned())
        };
        assert_eq!(format!("{:?}", keys("")), "Keys(…)");
        assert_eq!(take(" AK1\n", " s k", ""), Err(KeyFault::Secret));
        assert_eq!(take("", "s", ""), Err(KeyFault::Access));
        assert_eq!(take("AK, Signature=", "s", ""), Err(KeyFault::Access));
        assert_eq!(take("AK1", "", ""), Err(KeyFault::Secret));
        let too_long = "a".repeat(SECRET_LIMIT + 1);
        assert_eq!(take("AK1", &too_long, ""), Err(KeyFault::Secret));
        let fault = KeyFault::SecurityToken(TokenFault::BadCharacter { position: 2 });
        assert_eq!(take("AK1", "s", "a b"), Err(fault));
        assert!(take("AK1", "s", "abc").unwrap().is_temporary());
        assert_eq!(take(" AK1\n", " s ", " ").unwrap().access(), "AK1");
    }
}
