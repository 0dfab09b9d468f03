//! `fetch`: one request goes out, and whatever comes back is a [`Reply`].

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Reflect, Uint8Array};
use quell_core::access::Skew;
use quell_core::answer::{Answer, BODY_LIMIT, Reply, Silence};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect, Response, ResponseType,
};

use super::world::{Outgoing, Proof};
use super::{clock, page};
use crate::config::Credentials;

/// The page gives up after this; every time limit behind it is shorter.
const GIVE_UP_MS: u32 = 45_000;

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
    let reply = exchange(outgoing, credentials, &skew, &controller).await;
    drop(timer);
    match reply {
        Err(_) if gave_up.get() => Reply::Silent(Silence::TimedOut),
        Err(silence) => Reply::Silent(silence),
        Ok(answer) => Reply::Answered(answer),
    }
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
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(&outgoing.url, &init))
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|_| Silence::Network)?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(Silence::Redirected);
    }
    let headers = headers(&response.headers());
    let date = headers.iter().find(|(name, _)| name == "date");
    // The self-test ends in the proxy, and the proxy's clock is not the cloud's.
    let date = date.filter(|_| !matches!(outgoing.proof, Proof::Nobody(_)));
    let seen = date.and_then(|(_, date)| Skew::seen(date, clock::epoch_ms()));
    skew.set(seen.unwrap_or_else(|| skew.get()));
    Ok(Answer {
        status: response.status(),
        headers,
        body: body(&response).await?,
    })
}

fn prepare(
    outgoing: &Outgoing,
    credentials: Credentials,
    now_ms: u64,
) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in outgoing.request.headers() {
        headers.set(name, value)?;
    }
    if let Some(attempt) = outgoing.attempt {
        headers.set("X-Attempt-Id", &attempt.to_string())?;
    }
    let mut login = None;
    match &outgoing.proof {
        Proof::Credential(credential) => {
            let own = page::host();
            let host = if outgoing.host.is_empty() {
                &own
            } else {
                &outgoing.host
            };
            let proof = credential.carry(&outgoing.request, host, now_ms);
            for (name, value) in proof.map_err(|_| JsValue::UNDEFINED)? {
                headers.set(name, &value)?;
            }
        }
        Proof::Login(wish) => {
            headers.set("Content-Type", "application/json")?;
            login = Some(wish.body());
        }
        Proof::Nobody(padding) => {
            if let Some(padding) = padding {
                headers.set("X-Auth-Token", padding)?;
            }
        }
    }
    let init = RequestInit::new();
    init.set_method(outgoing.request.method().as_str());
    init.set_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    // No other origin ever gets a cookie.
    init.set_credentials(match credentials {
        Credentials::Omit => RequestCredentials::Omit,
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
    });
    init.set_redirect(RequestRedirect::Manual);
    let login = login.as_ref().map(|body| body.as_str());
    if let Some(body) = login.or_else(|| outgoing.request.body()) {
        init.set_body(&JsValue::from_str(body));
    }
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
