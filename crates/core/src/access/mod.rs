//! In whose name a request goes out: a token, or an access key that signs it.
//!
//! Secrets live in memory only. None of these types can be printed, their memory is wiped,
//! and a secret joins a request at the last moment, in [`Credential::carry`]: requests that
//! are shown, journaled or exported never held one.

mod keys;
mod lens;
mod login;
mod sign;
mod time;

pub use keys::{KeyFault, Keys, SECRET_LIMIT};
pub use lens::{Lens, Life, WARNING_MS};
pub use login::{Granted, Login, LoginFault, Proof, Refusal, Scope, token_request};
pub use sign::{Message, SignFault, canonical_query};
pub use time::{SdkDate, Skew, epoch_ms};

use zeroize::Zeroizing;

use crate::request::Request;
use crate::token::Token;

/// What proves to a service who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A token of IAM, in `X-Auth-Token`.
    Token(Token),
    /// An access key, whose secret signs each request.
    Keys(Keys),
}

/// A header with a value that is wiped after use.
pub type SecretHeader = (&'static str, Zeroizing<String>);

impl Credential {
    /// The headers that carry the proof of a request.
    ///
    /// `host` is the authority at which the cloud takes the request: a proxy that carries it
    /// sets this as `Host`. `now_ms` is the cloud's time as far as it is known, in
    /// milliseconds since 1970: a signature is good for 15 minutes around it.
    ///
    /// # Errors
    /// Says what cannot be signed.
    pub fn carry(
        &self,
        request: &Request,
        host: &str,
        now_ms: u64,
    ) -> Result<Vec<SecretHeader>, SignFault> {
        match self {
            Self::Token(token) => Ok(vec![(
                "X-Auth-Token",
                Zeroizing::new(token.reveal().to_owned()),
            )]),
            Self::Keys(keys) => keys.carry(request, host, SdkDate::at(now_ms)),
        }
    }
}

impl From<Token> for Credential {
    fn from(token: Token) -> Self {
        Self::Token(token)
    }
}
