//! `SDK-HMAC-SHA256`: the canonical form of a request, and its signature.
//!
//! `docs/API.md`, "The calls around them"; held against the vectors `aksk_signing.json` of the vendor's SDK.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::time::SdkDate;
use crate::request::percent_encode;

/// The one algorithm, which is also the scheme of `Authorization`.
const ALGORITHM: &str = "SDK-HMAC-SHA256";
/// The time of the signature, which must be signed.
const DATE: &str = "x-sdk-date";
/// What stands for the body's hash where the body is not signed.
const CONTENT: &str = "x-sdk-content-sha256";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Why a message cannot be signed. Nothing that is refused here could reach its target unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignFault {
    /// The path has a `%`, a `.` or `..` segment, or does not begin with `/`: vendors' clients
    /// sign such paths each in a way of its own.
    Path,
    /// A header's name or value has a character that no header has, or the name comes twice.
    Header,
    /// `X-Sdk-Date` is missing, or not of the form `20250102T030405Z`.
    Date,
}

/// A request in the canonical form that is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    canonical: Zeroizing<String>,
    date: String,
    signed: String,
}

impl Message {
    /// Puts a request into the canonical form. `query` is a text of [`canonical_query`];
    /// `headers` are all that are signed, `Host` and `X-Sdk-Date` among them, in any order.
    ///
    /// # Errors
    /// Says what has no canonical form.
    pub fn new(
        method: &str,
        path: &str,
        query: String,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Self, SignFault> {
        let mut lines = Vec::with_capacity(headers.len());
        for (name, value) in headers {
            lines.push((header_name(name)?, header_value(value)?));
        }
        lines.sort_unstable();
        if lines.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(SignFault::Header);
        }
        let of = |wanted: &str| {
            let mut lines = lines.iter();
            lines
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| *value)
        };
        let date = of(DATE).ok_or(SignFault::Date)?.to_owned();
        SdkDate::parse(&date).ok_or(SignFault::Date)?;
        let hash = match of(CONTENT) {
            Some(UNSIGNED) if !body.is_empty() => UNSIGNED.to_owned(),
            _ => hex(&Sha256::digest(body)),
        };
        let signed: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
        let signed = signed.join(";");
        // A security token is among the headers. Long enough for every byte of the path encoded: a text that
        // grows would leave copies behind.
        let lengths = lines.iter().map(|(name, value)| name.len() + value.len());
        let room = method.len() + 3 * path.len() + query.len() + lengths.sum::<usize>();
        let room = room + 2 * lines.len() + signed.len() + hash.len() + 16;
        let mut canonical = Zeroizing::new(String::with_capacity(room));
        canonical.push_str(&method.to_ascii_uppercase());
        canonical.push('\n');
        canonical_path(path, &mut canonical)?;
        canonical.push('\n');
        canonical.push_str(&query);
        canonical.push('\n');
        for (name, value) in &lines {
            for part in [name.as_str(), ":", value, "\n"] {
                canonical.push_str(part);
            }
        }
        for part in ["\n", &signed, "\n", &hash] {
            canonical.push_str(part);
        }
        Ok(Self {
            canonical,
            date,
            signed,
        })
    }

    /// The canonical request: what both sides must agree on byte for byte.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The text whose HMAC is the signature.
    pub fn string_to_sign(&self) -> String {
        let hash = hex(&Sha256::digest(self.canonical.as_bytes()));
        format!("{ALGORITHM}\n{}\n{hash}", self.date)
    }

    /// The value of `Authorization`. The secret is the key as it is: nothing is derived from it.
    pub(super) fn authorization(&self, access: &str, secret: &str) -> String {
        // A key of any length will do for HMAC; the error cannot happen.
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
        let signature = mac.map_or_else(
            |_| String::new(),
            |mac| {
                let whole = mac.chain_update(self.string_to_sign()).finalize();
                hex(&whole.into_bytes())
            },
        );
        let signed = &self.signed;
        format!("{ALGORITHM} Access={access}, SignedHeaders={signed}, Signature={signature}")
    }
}

/// The canonical query of names and values, as they are before any encoding: sorted by their
/// bytes, each encoded, a value that is empty kept.
pub fn canonical_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<(&str, &str)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        percent_encode(name, &mut text);
        text.push('=');
        percent_encode(value, &mut text);
    }
    text
}

/// Each segment encoded, and a `/` at the end, which the path on the wire has not.
fn canonical_path(path: &str, out: &mut String) -> Result<(), SignFault> {
    let rest = path.strip_prefix('/').ok_or(SignFault::Path)?;
    for segment in rest.strip_suffix('/').unwrap_or(rest).split('/') {
        if matches!(segment, "." | "..") || segment.contains('%') {
            return Err(SignFault::Path);
        }
        out.push('/');
        percent_encode(segment, out);
    }
    out.push('/');
    Ok(())
}

fn header_name(name: &str) -> Result<String, SignFault> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(SignFault::Header);
    }
    Ok(name.to_ascii_lowercase())
}

/// A value without the white space around it; the one inside is kept.
fn header_value(value: &str) -> Result<&str, SignFault> {
    let value = value.trim();
    if value.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(SignFault::Header);
    }
    Ok(value)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
