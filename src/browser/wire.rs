//! `fetch`: one request goes out, and whatever comes back is a [`Reply`].

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect, Uint8Array};
use quell_core::access::{SecretHeader, Skew};
use quell_core::answer::{Answer, BODY_LIMIT, Reply, Silence};
use quell_core::envelope;
use quell_core::route::Kind;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect, Response, ResponseType,
};
use zeroize::Zeroizing;

use super::world::{Outgoing, Proof};
use super::{clock, page};
use crate::config::Credentials;

/// The page gives up after this; every time limit behind it is shorter.
const GIVE_UP_MS: u32 = 45_000;
const ATTEMPT: &str = "X-Attempt-Id";
const CONTENT_TYPE: &str = "Content-Type";
const JSON: &str = "application/json";

/// Sends once. There is no retry here or anywhere above.
///
/// Each answer tells the cloud's time; signatures are made by that.
pub async fn send(outgoing: Outgoing, credentials: Credentials, skew: Rc<Cell<Skew>>) -> Reply {
    let gave_up = Rc::new(Cell::new(false));
    let Ok(controller) = AbortController::new() else {
        return Reply::Silent(Silence::Network);
    };
    let timer = Timeout::new(GIVE_UP_MS, {
        let (controller, gave_up) = (controller.clone(), gave_up.clone());
        move || {
            gave_up.set(true);
            controller.abort();
        }
    });
    let kind = outgoing.way.kind;
    // A self-test ends in the proxy, whose clock is not the cloud's.
    let is_of_cloud = !matches!(outgoing.proof, Proof::Nobody(_));
    let reply = exchange(outgoing, credentials, &skew, &controller).await;
    drop(timer);
    let reply = match reply {
        Err(_) if gave_up.get() => Reply::Silent(Silence::TimedOut),
        Err(silence) => Reply::Silent(silence),
        Ok(answer) if kind == Kind::Envelope => envelope::open(answer),
        Ok(answer) => Reply::Answered(answer),
    };
    if let Reply::Answered(answer) = &reply
        && is_of_cloud
    {
        let date = answer.header("date");
        let seen = date.and_then(|date| Skew::seen(date, clock::epoch_ms()));
        skew.set(seen.unwrap_or_else(|| skew.get()));
    }
    reply
}

async fn exchange(
    outgoing: Outgoing,
    credentials: Credentials,
    skew: &Cell<Skew>,
    controller: &AbortController,
) -> Result<Answer, Silence> {
    let now = skew.get().there(clock::epoch_ms());
    let init = prepare(&outgoing, credentials, now).map_err(|_| Silence::Network)?;
    init.set_signal(Some(&controller.signal()));
    let window = web_sys::window().ok_or(Silence::Network)?;
    let response: Response =
        JsFuture::from(window.fetch_with_str_and_init(&outgoing.way.url, &init))
            .await
            .and_then(JsCast::dyn_into)
            .map_err(|_| Silence::Network)?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(Silence::Redirected);
    }
    Ok(Answer {
        status: response.status(),
        headers: headers(&response.headers()),
        body: body(&response).await?,
    })
}

/// What goes out: method, headers and body, bare or in an envelope.
fn prepare(
    outgoing: &Outgoing,
    credentials: Credentials,
    now_ms: u64,
) -> Result<RequestInit, JsValue> {
    let request = &outgoing.request;
    let plain = |text: &str| Zeroizing::new(text.to_owned());
    let mut all: Vec<SecretHeader> = Vec::new();
    for (name, value) in request.headers() {
        all.push((name, plain(value)));
    }
    if let Some(attempt) = outgoing.attempt {
        all.push((ATTEMPT, plain(&attempt.to_string())));
    }
    let mut login = None;
    match &outgoing.proof {
        Proof::Credential(credential) => {
            let own = page::host();
            let host = match outgoing.way.host() {
                "" => &own,
                host => host,
            };
            let proof = credential.carry(request, host, now_ms);
            all.extend(proof.map_err(|_| JsValue::UNDEFINED)?);
        }
        Proof::Login(wish) => {
            all.push((CONTENT_TYPE, plain(JSON)));
            login = Some(wish.body());
        }
        Proof::Nobody(padding) => {
            if let Some(padding) = padding {
                all.push(("X-Auth-Token", plain(padding)));
            }
        }
    }
    let login = login.as_ref().map(|body| body.as_str());
    let body = login.or_else(|| request.body());
    let init = RequestInit::new();
    let headers = Headers::new()?;
    if outgoing.way.kind == Kind::Envelope {
        headers.set(CONTENT_TYPE, JSON)?;
        // A guard in front of the proxy sees the attempt without opening the envelope.
        if let Some(attempt) = outgoing.attempt {
            headers.set(ATTEMPT, &attempt.to_string())?;
        }
        let all: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let inner = outgoing.way.at_cloud(request);
        let wrapped = envelope::wrap(request.method(), &inner, &all, body);
        init.set_method("POST");
        init.set_body(&JsValue::from_str(&wrapped));
    } else {
        for (name, value) in &all {
            headers.set(name, value)?;
        }
        init.set_method(request.method().as_str());
        if let Some(body) = body {
            init.set_body(&JsValue::from_str(body));
        }
    }
    init.set_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    // No other origin ever gets a cookie.
    init.set_credentials(match credentials {
        Credentials::Omit => RequestCredentials::Omit,
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
    });
    init.set_redirect(RequestRedirect::Manual);
    Ok(init)
}

fn headers(headers: &Headers) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in headers.entries().into_iter().flatten() {
        let pair: Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            found.push((name, value));
        }
    }
    found
}

/// Reads the body as it comes, and stops at the limit: an endless answer costs no memory.
async fn body(response: &Response) -> Result<String, Silence> {
    let Some(stream) = response.body() else {
        return Ok(String::new());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read())
            .await
            .map_err(|_| Silence::Truncated)?;
        let field = |name: &str| Reflect::get(&chunk, &JsValue::from_str(name)).ok();
        if field("done").is_none_or(|done| done.is_truthy()) {
            break;
        }
        let Some(part) = field("value").and_then(|value| value.dyn_into::<Uint8Array>().ok())
        else {
            return Err(Silence::Truncated);
        };
        if bytes.len() + part.length() as usize > BODY_LIMIT {
            // The rest is not wanted; whether the cancel arrives changes nothing here.
            _ = reader.cancel();
            return Err(Silence::TooLarge);
        }
        bytes.extend_from_slice(&part.to_vec());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
