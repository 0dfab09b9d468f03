//! The console in a real browser: the wire, the memory, and the one send of a kill.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and clippy does not know these for tests"
)]

use std::rc::Rc;

use js_sys::{Function, Reflect};
use quell::browser::clock;
use quell::browser::conduct::now;
use quell::browser::keep::{self, Choice};
use quell::browser::wire;
use quell::browser::world::{Outgoing, Proof};
use quell::config::Credentials;
use quell::ui::shown;
use quell_core::access::Credential;
use quell_core::answer::{Answer, BODY_LIMIT, Reply, Silence};
use quell_core::attempt::AttemptId;
use quell_core::draft::{Draft, review};
use quell_core::request::Request;
use quell_core::route::{Kind, Way};
use quell_core::services::find;
use quell_core::token::Token;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::window;
use yew::prelude::*;
use yew::scheduler::flush;

#[path = "browser/channel.rs"]
mod channel;
#[path = "browser/journal.rs"]
mod journal;
#[path = "browser/lease.rs"]
mod lease;
#[path = "browser/page.rs"]
mod page;
#[path = "browser/room.rs"]
mod room;

use page::{NODE, Page, SECRET, root};

wasm_bindgen_test_configure!(run_in_browser);

fn request() -> Request {
    let draft = Draft {
        project: "p1".to_owned(),
        node: NODE.to_owned(),
        handles: "34631".to_owned(),
        ..Draft::default()
    };
    let review = review(find("dds.kill").unwrap(), &draft);
    review.prepared.unwrap().request()
}

fn outgoing() -> Outgoing {
    Outgoing {
        way: Way {
            kind: Kind::Prefix,
            url: "/proxy/dds/local-1/x".to_owned(),
            endpoint: None,
        },
        request: request(),
        proof: Proof::Credential(Token::parse(SECRET).unwrap().into()),
        attempt: Some(AttemptId::new(1, clock::chance().unwrap())),
    }
}

/// Replaces `fetch` by a function of the body `js`, which sees `url` and `init`; counts calls.
fn fetch_is(js: &str) {
    let window: JsValue = window().unwrap().into();
    let body = format!("window.calls = (window.calls || 0) + 1; window.seen = {{url, init}}; {js}");
    let function = Function::new_with_args("url, init", &body);
    Reflect::set(&window, &"calls".into(), &0.into()).unwrap();
    Reflect::set(&window, &"fetch".into(), &function).unwrap();
}

fn evaluated(js: &str) -> String {
    js_sys::eval(js).unwrap().as_string().unwrap()
}

#[wasm_bindgen_test]
async fn a_request_goes_out_once_with_all_that_belongs_to_it() {
    fetch_is(
        "return Promise.resolve(new Response('{}', {headers: {'content-type': 'application/json'}}));",
    );
    let out = outgoing();
    let attempt = out.attempt.unwrap().to_string();
    let Reply::Answered(answer) = wire::send(out, Credentials::Omit, Rc::default()).await else {
        panic!("an answer was given");
    };
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    let told = "const i = seen.init, h = new Headers(i.headers); [calls, seen.url, i.method, i.body, \
        h.get('x-auth-token'), h.get('x-attempt-id'), h.get('content-type'), i.redirect, i.cache, i.credentials].join(' ')";
    assert_eq!(
        evaluated(told),
        format!(
            "1 /proxy/dds/local-1/x POST {{\"sessions\":[\"34631\"]}} {SECRET} {attempt} \
             application/json manual no-store omit"
        )
    );
}

#[wasm_bindgen_test]
async fn cookies_go_out_only_where_the_configuration_says_so() {
    let answer = "return Promise.resolve(new Response('{}'));";
    for (credentials, word) in [
        (Credentials::Omit, "omit"),
        (Credentials::SameOrigin, "same-origin"),
    ] {
        fetch_is(answer);
        wire::send(outgoing(), credentials, Rc::default()).await;
        assert_eq!(evaluated("seen.init.credentials"), word);
    }
}

#[wasm_bindgen_test]
async fn the_clouds_own_id_of_a_request_is_kept() {
    fetch_is(
        "return Promise.resolve(new Response('{}', {headers: {'X-Request-Id': 'a1b2', 'X-IAM-Trace-Id': 't'}}));",
    );
    let Reply::Answered(answer) = wire::send(outgoing(), Credentials::Omit, Rc::default()).await
    else {
        panic!("an answer was given");
    };
    assert_eq!(answer.header("x-request-id"), Some("a1b2"));
    assert_eq!(answer.header("x-iam-trace-id"), Some("t"));
}

/// Lets the deadline pass at the first moment at which everything waits for it.
fn the_deadline_comes_at_once() {
    js_sys::eval(
        "window.timeout = window.setTimeout; window.deadlines = []; \
         window.setTimeout = (call, ms, ...rest) => { if (ms < 10000) return timeout(call, ms, ...rest); \
             deadlines.push(ms); return timeout(call, 0); };",
    )
    .unwrap();
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_come_is_given_up_at_the_deadline() {
    let never = "new Promise((_, failed) => init.signal.addEventListener('abort', () => failed(init.signal.reason)))";
    let half = "Promise.resolve(new Response(new ReadableStream({ start(c) { \
        c.enqueue(new Uint8Array([123])); \
        init.signal.addEventListener('abort', () => c.error(init.signal.reason)); } })))";
    for answer in [never, half] {
        fetch_is(&format!("return {answer};"));
        the_deadline_comes_at_once();
        let reply = wire::send(outgoing(), Credentials::Omit, Rc::default()).await;
        js_sys::eval("window.setTimeout = timeout;").unwrap();
        assert_eq!(reply, Reply::Silent(Silence::TimedOut));
        assert_eq!(evaluated("[calls, ...deadlines].join()"), "1,45000");
        assert_eq!(evaluated("String(seen.init.signal.aborted)"), "true");
    }
}

#[wasm_bindgen_test]
async fn an_answer_without_a_body_has_an_empty_one() {
    fetch_is("return Promise.resolve(new Response(null, {status: 204}));");
    let expected = Answer {
        status: 204,
        ..Answer::default()
    };
    assert_eq!(
        wire::send(outgoing(), Credentials::Omit, Rc::default()).await,
        Reply::Answered(expected)
    );
}

#[wasm_bindgen_test]
async fn a_failed_fetch_is_silence() {
    fetch_is("return Promise.reject(new TypeError('Failed to fetch'));");
    assert_eq!(
        wire::send(outgoing(), Credentials::Omit, Rc::default()).await,
        Reply::Silent(Silence::Network)
    );
    assert_eq!(evaluated("String(calls)"), "1", "nothing is tried again");
}

#[wasm_bindgen_test]
async fn an_endless_answer_is_given_up_at_the_limit() {
    fetch_is(
        "window.pulled = 0; return Promise.resolve(new Response(new ReadableStream({ \
         pull(c) { window.pulled += 65536; c.enqueue(new Uint8Array(65536)); } })));",
    );
    assert_eq!(
        wire::send(outgoing(), Credentials::Omit, Rc::default()).await,
        Reply::Silent(Silence::TooLarge)
    );
    let pulled: usize = evaluated("String(pulled)").parse().unwrap();
    assert!(
        pulled <= BODY_LIMIT + 4 * 65_536,
        "{pulled} bytes were read"
    );
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_not_an_answer() {
    fetch_is(
        "return Promise.resolve(new Response(new ReadableStream({ start(c) { \
         c.enqueue(new Uint8Array([123])); }, pull(c) { c.error(new Error('cut')); } })));",
    );
    assert_eq!(
        wire::send(outgoing(), Credentials::Omit, Rc::default()).await,
        Reply::Silent(Silence::Truncated)
    );
}

#[wasm_bindgen_test]
fn no_two_moments_have_the_same_chance() {
    assert_ne!(now().chance, now().chance);
}

#[wasm_bindgen_test]
fn choices_are_remembered_and_forgotten() {
    keep::keep_choice(Choice::Settings, Some("dark"));
    assert_eq!(keep::choice(Choice::Settings).as_deref(), Some("dark"));
    keep::keep_choice(Choice::Settings, None);
    assert_eq!(keep::choice(Choice::Settings), None);
}

#[derive(PartialEq, Properties)]
struct HostileProps {
    text: String,
}

#[component]
fn Hostile(props: &HostileProps) -> Html {
    html! { <p id="hostile">{ shown(&props.text) }</p> }
}

#[wasm_bindgen_test]
async fn hostile_text_is_only_text_and_its_tricks_are_visible() {
    let root = root();
    let text = "<img src=x onerror=alert(1)>\u{202e}gpj.exe\u{0}\n&amp;".to_owned();
    let app = yew::Renderer::<Hostile>::with_root_and_props(root.clone(), HostileProps { text });
    let handle = app.render();
    flush().await;
    let shown = root.query_selector("#hostile").unwrap().unwrap();
    assert_eq!(
        shown.text_content().unwrap(),
        "<img src=x onerror=alert(1)>U+202Egpj.exeU+0000\n&amp;"
    );
    assert!(shown.query_selector("img").unwrap().is_none());
    handle.destroy();
}

#[wasm_bindgen_test]
async fn three_fast_clicks_make_one_send() {
    let page = Page::open().await;
    page.ask().await;
    let button = page.find("dialog .btn.kill");
    button.click();
    button.click();
    button.click();
    page.until(|page| !page.sent.borrow().is_empty()).await;
    assert!(!page.has("dialog.confirm"));
    page.until(|page| page.find(".run-line").inner_text().contains("1 of 1 sent"))
        .await;
    assert_eq!(page.sent.borrow().len(), 1);
    let sent = page.sent.borrow()[0].clone();
    assert_eq!(
        sent.way.url,
        format!(
            "/proxy/dds/local-1/v3/{}/nodes/{NODE}/session",
            page.project
        )
    );
    assert!(sent.attempt.is_some());
    page.close();
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_the_button_in_the_dialog() {
    let page = Page::open().await;
    page.ask().await;
    assert_eq!(page.sent.borrow().len(), 0);
    page.click("dialog .dialog-foot .btn:not(.kill)").await;
    assert!(!page.has("dialog"));
    assert_eq!(page.sent.borrow().len(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn without_a_token_the_console_asks_for_one_and_keeps_the_form() {
    let page = Page::open().await;
    page.write("#sessions", "34631").await;
    page.click(".form .btn.kill").await;
    assert!(page.has("dialog.sign-in"));
    assert!(!page.has("dialog.confirm"));
    page.close();
}

#[wasm_bindgen_test]
async fn a_place_that_wants_a_reason_gets_no_kill_without_one() {
    let page = Page::open().await;
    page.pick(".env select", "prod").await;
    page.ask().await;
    page.click("dialog .btn.kill").await;
    assert!(page.has("dialog.confirm"));
    page.write("#reason", "INC-1").await;
    page.click("dialog .btn.kill").await;
    page.until(|page| !page.sent.borrow().is_empty()).await;
    assert_eq!(page.sent.borrow().len(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn the_token_is_on_the_wire_and_nowhere_else() {
    let page = Page::open().await;
    page.ask().await;
    page.click("dialog .btn.kill").await;
    page.until(|page| !page.sent.borrow().is_empty()).await;
    let token = Credential::from(Token::parse(SECRET).unwrap());
    assert!(page.sent.borrow()[0].proof == Proof::Credential(token));
    let journal = quell::browser::journal::Journal::open().await.unwrap();
    let kept = journal.export().await.unwrap();
    assert!(kept.contains("34631"), "the intent is in the journal");
    assert!(!kept.contains(SECRET));
    let kept = evaluated(
        "JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage}) + location.href \
         + document.documentElement.outerHTML + [...document.querySelectorAll('input')].map(i => i.value).join()",
    );
    assert!(!kept.contains(SECRET));
    assert!(kept.contains("34631"), "the typed text is kept");
    page.close();
}

#[wasm_bindgen_test]
async fn a_choice_shows_what_is_so_after_a_pick_and_after_a_link() {
    let page = Page::open().await;
    let shown = || {
        let select = page.find("#known");
        select.unchecked_ref::<web_sys::HtmlSelectElement>().value()
    };
    page.pick("#known", "0").await;
    assert_eq!(shown(), "0");
    // Another node than any that is known by name: the choice must not go on naming one.
    page.write("#node", &format!("{}no02", "9".repeat(32)))
        .await;
    assert_eq!(shown(), "");
    page.write("#node", NODE).await;
    assert_eq!(shown(), "0");
    // To pick the empty entry means nothing, and must not look as if it did.
    page.pick("#known", "").await;
    assert_eq!(shown(), "0");
    page.close();
}

#[wasm_bindgen_test]
async fn without_secure_chance_nothing_is_sent_and_the_page_says_so() {
    let page = Page::open().await;
    page.ask().await;
    js_sys::eval(
        "window.chance = Crypto.prototype.getRandomValues; \
         Crypto.prototype.getRandomValues = () => { throw new Error('none'); };",
    )
    .unwrap();
    page.click("dialog .btn.kill").await;
    js_sys::eval("Crypto.prototype.getRandomValues = window.chance;").unwrap();
    assert_eq!(page.sent.borrow().len(), 0);
    assert!(!page.has("dialog"), "an open dialog would hide the reason");
    let told = page.find("#main .notice.wrong").text_content().unwrap();
    assert!(told.starts_with("Nothing was sent"), "{told}");
    page.close();
}
