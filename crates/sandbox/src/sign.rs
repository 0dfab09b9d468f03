//! AK/SK: what a request's signature is made of, and whether it is right (`api/contracts.md`, section 6).

pub mod canonical;
pub mod lock;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The one algorithm, which is also the scheme of `Authorization`.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";
/// How far a client's clock may be off, in seconds.
pub const SKEW: u64 = 15 * 60;

const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
const DATE: &str = "x-sdk-date";
const CONTENT: &str = "x-sdk-content-sha256";

/// A request as it came.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The method.
    pub method: &'a str,
    /// The raw path.
    pub path: &'a str,
    /// The raw query.
    pub query: &'a str,
    /// Lower-case names and values.
    pub headers: &'a [(String, String)],
    /// The raw body.
    pub body: &'a [u8],
}

/// What `Authorization` claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The access key.
    pub access: &'a str,
    /// The names of the signed headers, with `;` between them.
    pub signed: &'a str,
    /// 64 hexadecimal digits.
    pub signature: &'a str,
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignFault {
    /// `X-Sdk-Date` is missing, not signed, or not of the form.
    Date,
    /// It is too far from now.
    Expired,
    /// Anything that was signed differs, or the secret does.
    Mismatch,
}

impl<'a> Claim<'a> {
    /// Reads `SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…`.
    pub fn read(authorization: &'a str) -> Option<Self> {
        let rest = authorization.strip_prefix(ALGORITHM)?;
        let mut fields = rest.strip_prefix(' ')?.split(',').map(str::trim);
        let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
        let (access, signed) = (field("Access")?, field("SignedHeaders")?);
        let signature = field("Signature")?;
        Some(Self {
            access,
            signed,
            signature,
        })
    }
}

impl Message<'_> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Checks a claim at a time in seconds since 1970.
    ///
    /// Vendor clients differ in small things, so each form that one of them signs is tried:
    /// paths that are decoded first or not, and the hash of an empty body.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn check(&self, claim: &Claim<'_>, secret: &str, now: u64) -> Result<(), SignFault> {
        let date = self.header(DATE).ok_or(SignFault::Date)?;
        if !claim.signed.split(';').any(|name| name == DATE) {
            return Err(SignFault::Date);
        }
        let time = canonical::seconds(date).ok_or(SignFault::Date)?;
        if time.abs_diff(now) > SKEW {
            return Err(SignFault::Expired);
        }
        let headers = canonical::headers(self.headers, claim.signed).ok_or(SignFault::Mismatch)?;
        for path in canonical::paths(self.path) {
            for hash in self.hashes() {
                let request = [
                    &self.method.to_ascii_uppercase(),
                    &path,
                    &canonical::query(self.query),
                    &headers,
                    claim.signed,
                    &hash,
                ]
                .join("\n");
                if signature(secret, &string_to_sign(date, &request)) == claim.signature {
                    return Ok(());
                }
            }
        }
        Err(SignFault::Mismatch)
    }

    /// The body's hash, or what the client put in its place.
    fn hashes(&self) -> Vec<String> {
        let hash = hex(&Sha256::digest(self.body));
        match self.header(CONTENT) {
            Some(UNSIGNED) if self.body.is_empty() => vec![hash, UNSIGNED.to_owned()],
            Some(UNSIGNED) => vec![UNSIGNED.to_owned()],
            _ => vec![hash],
        }
    }
}

/// The text that is signed.
pub fn string_to_sign(date: &str, canonical_request: &str) -> String {
    let hash = hex(&Sha256::digest(canonical_request));
    format!("{ALGORITHM}\n{date}\n{hash}")
}

/// The signature of a text; the secret is the key as it is, nothing is derived.
pub fn signature(secret: &str, text: &str) -> String {
    match Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => hex(&mac.chain_update(text).finalize().into_bytes()),
        // Keys of any length are good.
        Err(_) => String::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
