//! The proxy and the gateway before the services.

use crate::support::{Answer, HOST, Sandbox};
use axum::http::request::Builder;

const NODE: &str = "catalog-mongo / primary";
const BODY: &str = r#"{"sessions":["1"]}"#;

async fn kill(sandbox: &Sandbox, change: impl FnOnce(Builder) -> Builder) -> Answer {
    let request = sandbox.kill("POST", &format!("{}/session", sandbox.dds(NODE)));
    sandbox
        .send(change(request).body(BODY.into()).unwrap())
        .await
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_the_proxy() {
    let sandbox = Sandbox::start().await;
    for answer in [
        kill(&sandbox, |request| request).await,
        sandbox.open("/proxy/dds/local-1/x").await,
        sandbox.open("/proxy/nothing").await,
    ] {
        assert_eq!(answer.header("connection"), "close");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; sandbox; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let id = answer.header("x-request-id");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}

#[tokio::test]
async fn an_attempt_passes_once_even_if_the_first_was_refused_by_the_cloud() {
    let sandbox = Sandbox::start().await;
    let once = |request: Builder| request.header("x-attempt-id", "a");
    assert_eq!(kill(&sandbox, once).await.status, 200);
    let twice = kill(&sandbox, once).await.is(409, "PROXY.0409");
    assert_eq!(twice.header("x-proxy-stage"), "duplicate");
    let wrong = |request: Builder| {
        let headers = |request: Builder| request.header("x-attempt-id", "b");
        let mut request = headers(request);
        request
            .headers_mut()
            .unwrap()
            .insert("x-auth-token", "x".parse().unwrap());
        request
    };
    kill(&sandbox, wrong).await.is(401, "APIGW.0301");
    kill(&sandbox, |request| request.header("x-attempt-id", "b"))
        .await
        .is(409, "PROXY.0409");
    // What the proxy refuses was never sent, so it does not count.
    let elsewhere = |request: Builder| request.header("x-attempt-id", "c").header("origin", "null");
    kill(&sandbox, elsewhere).await.is(403, "PROXY.0403");
    assert_eq!(
        kill(&sandbox, |request| request.header("x-attempt-id", "c"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn of_many_at_once_one_attempt_passes() {
    let sandbox = std::sync::Arc::new(Sandbox::start().await);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let sandbox = std::sync::Arc::clone(&sandbox);
        tasks.spawn(async move {
            kill(&sandbox, |request| request.header("x-attempt-id", "a"))
                .await
                .status
        });
    }
    let all = tasks.join_all().await;
    assert_eq!(all.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(all.iter().filter(|status| **status == 409).count(), 49);
}

#[tokio::test]
async fn only_our_own_page_can_change_something() {
    let sandbox = Sandbox::start().await;
    for (name, value, status) in [
        ("sec-fetch-site", "same-origin", 200),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "none", 403),
        ("origin", "http://127.0.0.1:8640", 200),
        ("origin", "http://localhost:8640", 403),
        ("origin", "https://127.0.0.1:8640", 403),
        ("origin", "http://evil.example", 403),
        ("origin", "null", 403),
    ] {
        let answer = kill(&sandbox, |request| request.header(name, value)).await;
        assert_eq!(answer.status, status, "{name}: {value}");
        let stage = if status == 403 { "refused" } else { "" };
        assert_eq!(answer.header("x-proxy-stage"), stage);
    }
    let twice = |request: Builder| {
        let request = request.header("sec-fetch-site", "same-origin");
        request.header("sec-fetch-site", "cross-site")
    };
    assert_eq!(kill(&sandbox, twice).await.status, 403);
}

#[tokio::test]
async fn a_kill_must_be_json() {
    let sandbox = Sandbox::start().await;
    for (kind, status) in [
        ("application/json", 200),
        ("application/json;charset=utf-8", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ("text/plain", 415),
        ("application/jsonx", 415),
        ("text/plain;application/json", 415),
        ("", 415),
    ] {
        let answer = kill(&sandbox, |mut request| {
            let headers = request.headers_mut().unwrap();
            headers.insert("content-type", kind.parse().unwrap());
            request
        });
        let answer = answer.await;
        assert_eq!(answer.status, status, "{kind}");
        assert_eq!(answer.header("x-proxy-stage").is_empty(), status == 200);
    }
}

#[tokio::test]
async fn a_body_has_a_limit_of_64_kib() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/session", sandbox.dds(NODE));
    let body = |size: usize| format!("{BODY}{}", " ".repeat(size - BODY.len()));
    assert_eq!(sandbox.post(&path, &body(65_536)).await.status, 200);
    let answer = sandbox
        .post(&path, &body(65_537))
        .await
        .is(413, "PROXY.0413");
    assert_eq!(answer.header("x-proxy-stage"), "refused");
}

#[tokio::test]
async fn the_gateway_wants_the_token_and_the_project() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/sessions", sandbox.dds(NODE));
    let answer = sandbox.open(&path).await.is(401, "APIGW.0301");
    let text = "Incorrect IAM authentication information: x-auth-token not found";
    assert_eq!(answer.json()["error_msg"], text);
    assert_eq!(answer.json()["request_id"], answer.header("x-request-id"));
    let request = Sandbox::request("GET", &path).header("x-auth-token", "x");
    let answer = sandbox
        .send(request.body("".into()).unwrap())
        .await
        .is(401, "APIGW.0301");
    let text = "Incorrect IAM authentication information: decrypt token fail";
    assert_eq!(answer.json()["error_msg"], text);
    let other = path.replace(sandbox.project(), "619d3e78f61b4be68bc5aa0b59edcf7b");
    sandbox.get(&other).await.is(403, "APIGW.0302");
}

#[tokio::test]
async fn paths_that_are_encoded_or_hold_steps_have_no_api() {
    let sandbox = Sandbox::start().await;
    let project = sandbox.project();
    for node in [
        "%2e%2e", "..", ".", "a%2Fb", "a;b", "", "%61", "a.b", "-a", "a%00",
    ] {
        let path = format!("/proxy/dds/local-1/v3/{project}/nodes/{node}/session");
        let answer = sandbox.post(&path, BODY).await.is(404, "APIGW.0101");
        assert_eq!(answer.header("x-proxy-stage"), "");
    }
    let place = format!("{}/session", sandbox.dds(NODE));
    sandbox.delete(&place, BODY).await.is(404, "APIGW.0101");
    sandbox
        .post(&format!("{place}/"), BODY)
        .await
        .is(404, "APIGW.0101");
    sandbox
        .post(&place.replace("/session", "/%73ession"), BODY)
        .await
        .is(404, "APIGW.0101");
}

#[tokio::test]
async fn services_and_regions_that_are_not_in_the_table_are_refused() {
    let sandbox = Sandbox::start().await;
    for path in [
        "/proxy/ecs/local-1/v3/auth/tokens",
        "/proxy/dds/eu-de/v3/x",
        "/proxy",
    ] {
        let answer = sandbox.get(path).await.is(403, "PROXY.0403");
        assert_eq!(answer.header("x-proxy-stage"), "refused");
    }
}

#[tokio::test]
async fn other_hosts_are_misdirected_everywhere() {
    let sandbox = Sandbox::start().await;
    let api = format!("{}/sessions", sandbox.dds(NODE));
    for path in ["/", "/config.json", "/healthz", api.as_str()] {
        for host in [
            "evil.example:8640",
            "127.0.0.1",
            "[::1]:8640",
            "localhost.:8640",
        ] {
            let request = axum::http::Request::builder()
                .uri(path)
                .header("host", host);
            let request = request.header("x-auth-token", &sandbox.cloud.token);
            let answer = sandbox.send(request.body("".into()).unwrap()).await;
            assert_eq!(answer.status, 421, "{host}{path}");
            assert!(!answer.text.contains(sandbox.project()));
        }
    }
    assert_eq!(HOST, "127.0.0.1:8640");
}

#[tokio::test]
async fn the_self_test_answers_past_the_checks_of_a_kill_and_no_cloud_hears_of_it() {
    let sandbox = Sandbox::start().await;
    let probe = |more: &[(&str, &str)]| {
        let request = Sandbox::request("DELETE", "/proxy/self-test");
        let request = request.header("content-type", "application/json");
        let more = more
            .iter()
            .fold(request, |all, (name, value)| all.header(*name, *value));
        sandbox.send(more.body(r#"{"quell":"self-test"}"#.into()).unwrap())
    };
    let arrived = |body: usize, header: usize, method: &str| serde_json::json!({ "method": method, "body": body, "header": header });
    let look = sandbox.open("/proxy/self-test").await;
    assert_eq!(look.json(), arrived(0, 0, "GET"));
    assert_eq!(look.header("x-subject-token"), "self-test");
    assert_eq!(look.header("retry-after"), "1");
    let large = "0".repeat(12 * 1024);
    let whole = probe(&[("x-attempt-id", "a"), ("x-auth-token", &large)]).await;
    assert_eq!(whole.json(), arrived(21, 12_288, "DELETE"));
    let cut = probe(&[("x-auth-token", &large[1..])]).await;
    assert_eq!(cut.json(), arrived(21, 0, "DELETE"));
    let twice = probe(&[("x-attempt-id", "a")]).await.is(409, "PROXY.0409");
    assert_eq!(twice.header("x-proxy-stage"), "duplicate");
    probe(&[("origin", "https://evil.example")])
        .await
        .is(403, "PROXY.0403");
    for path in [
        "/proxy/self-test/%2e%2e%2fself-test",
        "/proxy/self-test/",
        "/proxy/self-test?a=b",
        "/proxy/self%2dtest",
    ] {
        let answer = sandbox.delete(path, "{}").await.is(403, "PROXY.0403");
        assert_eq!(answer.header("x-proxy-stage"), "refused", "{path}");
    }
    let noted = sandbox.open("/sandbox/ledger").await.text;
    assert!(!noted.contains(r#""attempt":"a""#), "{noted}");
}
