//! The core for other pages and for Node: parsing, requests, signatures and the strict reading of answers.
//!
//! Nothing here sends, waits or remembers: each function takes plain objects and gives new ones, so there is nothing
//! to free. What a caller gives is read through [`door`], what it gets is written by [`told`], and all between the
//! two is the core's.

#![allow(
    clippy::missing_errors_doc,
    reason = "these comments become those of the .d.ts, which tells of errors once, at QuellError"
)]

mod built;
mod door;
mod fault;
mod json;
mod told;

use quell_core::access::{Credential, Keys};
use quell_core::answer::{Answer, BODY_LIMIT, Doubt, Reply, Silence};
use quell_core::attempt::AttemptId;
use quell_core::decode::CloudError;
use quell_core::id::{ClientAddr, ProcessId, SessionId};
use quell_core::paste::{Handle, read};
use quell_core::render::as_curl;
use quell_core::request::Api;
use quell_core::services::Service;
use quell_core::target::Target;
use quell_core::token::Token;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use built::{Built, Call};
use door::{Argument, Secret, Shape};
use fault::Mistake;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// The latest time that JavaScript's dates have, in milliseconds since 1970.
const LATEST_MS: f64 = 8.64e15;

/// Every call that can be made: those that end sessions, and those that only look.
///
/// Signing in at IAM is none of them, because its request holds a password.
#[wasm_bindgen(unchecked_return_type = "Operation[]")]
pub fn operations() -> Result<JsValue, JsValue> {
    told::plain(&told::operations())
}

/// The public clouds, with the regions and endpoints that their documents name.
#[wasm_bindgen(unchecked_return_type = "Cloud[]")]
pub fn clouds() -> Result<JsValue, JsValue> {
    told::plain(&told::clouds())
}

/// Reads the part of a console's address after `#`. What is not of its grammar is left out: an address is something
/// that anyone can send.
#[wasm_bindgen(js_name = parseTarget, unchecked_return_type = "Target")]
pub fn parse_target(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
) -> Result<JsValue, JsValue> {
    let text = door::text(text, Argument::Text)?;
    told::plain(&told::target(&Target::from_fragment(&text)))
}

/// Reads pasted text as handles of a service: lines, commas, or JSON. A repeat is folded; a piece that is no handle
/// is an error that names its `line`, and no list is given.
#[wasm_bindgen(js_name = parsePaste, unchecked_return_type = "Paste")]
pub fn parse_paste(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Service")] service: &JsValue,
) -> Result<JsValue, JsValue> {
    let text = door::text(text, Argument::Paste)?;
    match database(&door::text(service, Argument::Service)?)? {
        service @ Service::Dds => pasted::<SessionId>(&text, service),
        service @ Service::Dcs => pasted::<ClientAddr>(&text, service),
        service @ Service::TaurusDb => pasted::<ProcessId>(&text, service),
    }
}

/// Builds the request of an operation. Nothing is changed silently: an id that is not of its grammar, a list with one
/// bad piece, or a filter that the call does not have is an error.
///
/// What comes back is a plain object: change it, and `sign`, `toCurl` and `readAnswer` refuse it.
#[wasm_bindgen(js_name = buildRequest, unchecked_return_type = "BuiltRequest")]
pub fn build_request(
    #[wasm_bindgen(unchecked_param_type = "OperationId")] operation: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Input")] input: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Route")] route: &JsValue,
) -> Result<JsValue, JsValue> {
    let call = Call::named(&door::text(operation, Argument::Operation)?)?;
    let input = door::object(input, Shape::Input)?;
    let route = door::object(route, Shape::Route)?;
    let built = call.build(&door::tree(&input), &door::tree(&route))?;
    told::request(&built, &input, &route)
}

/// The headers that prove who asks: `X-Auth-Token`, or the signature of an access key. They join those of the request
/// when it is sent. `now` is the time in milliseconds since 1970, as `Date.now()` gives it; a signature is good for
/// 15 minutes around it.
///
/// The secrets are wiped from the module's memory before this returns; the texts that were given are the caller's.
#[wasm_bindgen(unchecked_return_type = "Record<string, string>")]
pub fn sign(
    #[wasm_bindgen(unchecked_param_type = "BuiltRequest")] request: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Credentials")] credentials: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] now: &JsValue,
) -> Result<JsValue, JsValue> {
    let built = again(request)?;
    let now = milliseconds(now)?;
    let credential = credential(credentials)?;
    if matches!(credential, Credential::Keys(_)) && built.host.is_empty() {
        let says = "has no host to sign: name the endpoint in the route";
        return Err(Mistake::of("request", "no_host", says).into());
    }
    let headers = credential.carry(&built.request, &built.host, now);
    told::headers(&headers.map_err(Mistake::from)?)
}

/// The id of one attempt at a kill, for the header `X-Attempt-Id`: a UUID of version 7, of the time in milliseconds since
/// 1970 and ten random bytes, as `crypto.getRandomValues(new Uint8Array(10))` gives them.
///
/// Quell's proxy lets no kill pass without one, and none twice: a browser repeats a request on its own when a
/// connection dies early.
#[wasm_bindgen(js_name = attemptId, unchecked_return_type = "string")]
pub fn attempt_id(
    #[wasm_bindgen(unchecked_param_type = "number")] now: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] chance: &JsValue,
) -> Result<String, JsValue> {
    let now = milliseconds(now)?;
    let chance = door::chance(chance)?.try_into();
    let chance = chance.map_err(|_| Mistake::of("chance", "wrong_type", "is not ten bytes"))?;
    Ok(AttemptId::new(now, chance).to_string())
}

/// The request as a command for a POSIX shell. The token comes from `$HW_TOKEN`; no secret is in it.
#[wasm_bindgen(js_name = toCurl, unchecked_return_type = "string")]
pub fn to_curl(
    #[wasm_bindgen(unchecked_param_type = "BuiltRequest")] request: &JsValue,
) -> Result<String, JsValue> {
    let built = again(request)?;
    Ok(as_curl(&built.request, built.base()))
}

/// Says what an answer proves. A success is believed only in its exact documented shape, a 4xx is a refusal only when
/// the cloud or the proxy signs it, and everything else is `unknown`.
///
/// "Accepted" is not "ended": only a list that is read again shows what happened.
#[wasm_bindgen(js_name = readAnswer, unchecked_return_type = "Outcome | Finding")]
pub fn read_answer(
    #[wasm_bindgen(unchecked_param_type = "OperationId")] operation: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "BuiltRequest")] request: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "GivenResponse")] response: &JsValue,
) -> Result<JsValue, JsValue> {
    let built = again(request)?;
    if door::text(operation, Argument::Operation)? != built.call.id() {
        let says = "is not the one of the request";
        return Err(Mistake::of("operation", "wrong_operation", says).into());
    }
    let service = decoding(built.request.service());
    told::said(&built.judge(&reply(response)?), service)
}

/// Reads the error of an answer in any of the clouds' shapes, and says what its code means in a service; `null` where
/// the answer has no error that can be read.
#[wasm_bindgen(js_name = decodeError, unchecked_return_type = "CloudError | null")]
pub fn decode_error(
    #[wasm_bindgen(unchecked_param_type = "Service | \"iam\"")] service: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "GivenResponse")] response: &JsValue,
) -> Result<JsValue, JsValue> {
    let service = match door::text(service, Argument::Service)?.as_str() {
        "iam" => decoding(Api::Iam),
        word => database(word)?,
    };
    let Reply::Answered(answer) = reply(response)? else {
        return Ok(JsValue::NULL);
    };
    let Some(error) = CloudError::read(&answer) else {
        return Ok(JsValue::NULL);
    };
    told::plain(&told::error(&error, service, answer.status))
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is in the range of dates"
)]
fn milliseconds(now: &JsValue) -> Result<u64, Mistake> {
    let now = now.as_f64().filter(|ms| (0.0..=LATEST_MS).contains(ms));
    let now = now.ok_or_else(|| Mistake::of("now", "bad_time", "is no time in milliseconds"))?;
    Ok(now as u64)
}

/// IAM's codes have a prefix of their own: any service decodes them.
fn decoding(api: Api) -> Service {
    match api {
        Api::Service(service) => service,
        Api::Iam => Service::Dds,
    }
}

fn database(word: &str) -> Result<Service, Mistake> {
    Service::parse(word)
        .ok_or_else(|| Mistake::of("service", "unknown_service", "is not dds, dcs or taurusdb"))
}

fn pasted<T: Handle>(text: &str, service: Service) -> Result<JsValue, JsValue> {
    let reading = read::<T>(text);
    if let Some(bad) = reading.bad.first() {
        return Err(Mistake::piece("text", bad).into());
    }
    let handles: Vec<String> = reading.handles.iter().map(Handle::text).collect();
    told::paste(&handles, reading.folded, service)
}

/// Reads a built request, builds it a second time and compares.
fn again(request: &JsValue) -> Result<Built, JsValue> {
    let given = door::object(request, Shape::Request)?;
    Ok(Built::again(&door::tree(&given))?)
}

fn credential(value: &JsValue) -> Result<Credential, JsValue> {
    if let Some(token) = door::secret(value, Secret::Token)? {
        let token = Token::take(token).map_err(|fault| Mistake::token("token", fault))?;
        return Ok(token.into());
    }
    let access = door::secret(value, Secret::Access)?.unwrap_or_default();
    let mut key = Zeroizing::new(door::secret(value, Secret::SigningKey)?.unwrap_or_default());
    let security_token = door::secret(value, Secret::SecurityToken)?.unwrap_or_default();
    // From here on both are the core's, which wipes them.
    let keys = Keys::take(&access, std::mem::take(&mut *key), security_token);
    Ok(Credential::Keys(keys.map_err(Mistake::from)?))
}

/// What came back, or that nothing did.
fn reply(value: &JsValue) -> Result<Reply, JsValue> {
    let given = door::tree(&door::object(value, Shape::Response)?);
    if let Some(word) = given["silent"].as_str() {
        return match Doubt::parse(word) {
            Some(Doubt::Silent(silence)) => Ok(Reply::Silent(silence)),
            _ => Err(Mistake::of("silent", "unknown_silence", "is no known word").into()),
        };
    }
    let status = given["status"].as_str().and_then(|text| text.parse().ok());
    let status = status.ok_or_else(|| Mistake::of("status", "bad_status", "is no status code"))?;
    let body = given["body"].as_str().unwrap_or_default().to_owned();
    if given["body"].is_boolean() || body.len() > BODY_LIMIT {
        return Ok(Reply::Silent(Silence::TooLarge));
    }
    let headers = given["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| {
        let value = value.as_str().unwrap_or_default();
        (name.clone(), value.to_owned())
    });
    Ok(Reply::Answered(Answer {
        status,
        headers: headers.collect(),
        body,
    }))
}
