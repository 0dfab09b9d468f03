//! Bad weather, as far as an answer shows it.

use std::time::Duration;

use crate::support::{Answer, Sandbox};
use serde_json::{Value, json};

const NODE: &str = "catalog-mongo / primary";
const TAURUS: &str = "orders-db / primary";

async fn make(sandbox: &Sandbox, rules: Value) {
    let request = sandbox.kill("PUT", "/sandbox/weather");
    let body = json!({ "rules": rules }).to_string();
    let answer = sandbox.send(request.body(body.into()).unwrap()).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

async fn kill(sandbox: &Sandbox) -> Answer {
    let path = format!("{}/session", sandbox.dds(NODE));
    sandbox.post(&path, r#"{"sessions":["1"]}"#).await
}

fn last(sandbox: &Sandbox) -> Value {
    let arrivals = sandbox.cloud.ledger.show();
    serde_json::to_value(arrivals.last().unwrap()).unwrap()
}

#[tokio::test]
async fn an_error_comes_in_the_service_s_shape_and_nothing_is_applied() {
    let sandbox = Sandbox::start().await;
    make(
        &sandbox,
        json!([{ "operation": "dds.kill", "count": 1, "kind": "error", "status": 403, "code": "DBS.200011", "message": "Busy." }]),
    )
    .await;
    let answer = kill(&sandbox).await.is(403, "DBS.200011");
    assert_eq!(answer.json()["error_msg"], "Busy.");
    let noted = last(&sandbox);
    assert_eq!(
        (&noted["applied"], &noted["code"]),
        (&json!(0), &json!("DBS.200011"))
    );
    assert_eq!(noted["handles"][0]["fate"], "not_applied");
    assert_eq!(noted["weather"], json!(["error"]));
    assert_eq!(kill(&sandbox).await.status, 200);
}

#[tokio::test]
async fn every_documented_refusal_comes_with_its_status_words_and_shape() {
    let sandbox = Sandbox::start().await;
    let tables = sandbox.open("/sandbox/codes").await.json();
    let instance = sandbox.dcs("checkout-cache / node-1");
    let calls = [
        (
            "dds",
            "POST",
            format!("{}/session", sandbox.dds(NODE)),
            "error_code",
        ),
        ("dcs", "POST", format!("{instance}/kill"), "error_ext_msg"),
        ("taurusdb", "DELETE", sandbox.taurus(TAURUS), "error_code"),
    ];
    let mut seen = 0;
    for (service, method, path, field) in calls {
        for table in [service, "gateway"] {
            let mut known = std::collections::HashSet::new();
            for documented in tables[table]["codes"].as_array().unwrap() {
                let (status, code) = (&documented[0], &documented[1]);
                make(
                    &sandbox,
                    json!([{ "kind": "error", "code": code, "status": status }]),
                )
                .await;
                let request = sandbox.kill(method, &path);
                let answer = sandbox.send(request.body("{}".into()).unwrap()).await;
                let body = answer.json();
                assert_eq!((&json!(answer.status), &body["error_code"]), (status, code));
                let field = if table == "gateway" {
                    "request_id"
                } else {
                    field
                };
                assert!(body.get(field).is_some(), "{service} {}", answer.text);
                if known.insert((status.clone(), code.clone())) {
                    assert_eq!(body["error_msg"], documented[2], "{service} {code}");
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 700, "{seen}");
    // The status is the documented one where the rule has none.
    make(&sandbox, json!([{ "kind": "error", "code": "DBS.200019" }])).await;
    let answer = kill(&sandbox).await.is(403, "DBS.200019");
    assert!(answer.text.contains("Another operation is being performed"));
    // IAM has a shape of its own.
    make(
        &sandbox,
        json!([{ "kind": "error", "code": "IAM.0012", "status": 429, "message": "Busy." }]),
    )
    .await;
    let answer = sandbox
        .login(json!({ "project": { "name": "local-1" } }))
        .await;
    let error = &answer.json()["error"];
    assert_eq!(
        (&error["code"], &error["title"]),
        (&json!(429), &json!("Too Many Requests"))
    );
}

#[tokio::test]
async fn what_looks_refused_may_have_been_carried_out_and_the_other_way_round() {
    let sandbox = Sandbox::start().await;
    let samples = sandbox.samples(TAURUS);
    let stand_ins = [
        (json!({ "kind": "error", "code": "DBS.200001" }), 400),
        (json!({ "kind": "html", "status": 504 }), 504),
        (json!({ "kind": "html" }), 502),
    ];
    for (place, (rule, status)) in stand_ins.into_iter().enumerate() {
        for applied in [false, true] {
            let mut rule = rule.clone();
            rule["applied"] = json!(applied);
            make(&sandbox, json!([rule])).await;
            let body = format!(r#"{{"processes":[{}]}}"#, samples[place]);
            let answer = sandbox.delete(&sandbox.taurus(TAURUS), &body).await;
            assert_eq!(answer.status, status, "{rule}");
            let (noted, fate) = (
                last(&sandbox),
                if applied { "ended" } else { "not_applied" },
            );
            assert_eq!(noted["applied"], u64::from(applied), "{rule}");
            assert_eq!(noted["handles"][0]["fate"], fate, "{rule}");
            assert_eq!(noted["status"], status, "{rule}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_can_be_late_after_the_call_was_carried_out() {
    let sandbox = Sandbox::start().await;
    make(&sandbox, json!([{ "kind": "late_answer", "ms": 5000 }])).await;
    let start = tokio::time::Instant::now();
    let seen = async {
        while sandbox.cloud.ledger.show().is_empty() {
            tokio::task::yield_now().await;
        }
        start.elapsed()
    };
    let (answer, noted_after) = tokio::join!(kill(&sandbox), seen);
    assert_eq!(answer.status, 200);
    assert!(start.elapsed() >= Duration::from_secs(5));
    assert!(noted_after < Duration::from_secs(5));
    assert_eq!(last(&sandbox)["applied"], 1);
}

#[tokio::test]
async fn the_gateway_throttles_with_or_without_a_time() {
    let sandbox = Sandbox::start().await;
    make(
        &sandbox,
        json!([{ "count": 1, "kind": "throttle", "retry_after": 3 }, { "count": 1, "kind": "throttle" }]),
    )
    .await;
    let first = kill(&sandbox).await.is(429, "APIGW.0308");
    assert_eq!(first.header("retry-after"), "3");
    let second = kill(&sandbox).await.is(429, "APIGW.0308");
    assert_eq!(second.header("retry-after"), "");
}

#[tokio::test]
async fn pages_redirects_and_endless_answers_stand_in_for_the_cloud() {
    let sandbox = Sandbox::start().await;
    make(&sandbox, json!([{ "kind": "html_200" }])).await;
    let page = kill(&sandbox).await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    make(&sandbox, json!([{ "kind": "redirect" }])).await;
    let elsewhere = kill(&sandbox).await;
    assert_eq!(
        (elsewhere.status, elsewhere.header("location")),
        (302, "https://login.invalid/")
    );
    make(
        &sandbox,
        json!([{ "kind": "big_body", "bytes": 1_000_000 }]),
    )
    .await;
    assert_eq!(kill(&sandbox).await.text.len(), 1_000_000);
}

#[tokio::test(start_paused = true)]
async fn latency_passes_before_the_call() {
    let sandbox = Sandbox::start().await;
    make(&sandbox, json!([{ "kind": "latency", "ms": 5000 }])).await;
    let start = tokio::time::Instant::now();
    assert_eq!(kill(&sandbox).await.status, 200);
    assert!(start.elapsed() >= Duration::from_secs(5));
}

#[tokio::test]
async fn a_call_can_be_carried_out_twice() {
    let sandbox = Sandbox::start().await;
    make(
        &sandbox,
        json!([{ "operation": "taurusdb.kill", "kind": "apply_twice" }]),
    )
    .await;
    let sample = sandbox.samples(TAURUS)[0].clone();
    let body = format!(r#"{{"processes":[{sample}]}}"#);
    let answer = sandbox.delete(&sandbox.taurus(TAURUS), &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let noted = last(&sandbox);
    assert_eq!(noted["applied"], 2);
    assert_eq!(noted["handles"][0]["fate"], "ended");
    assert_eq!(noted["handles"].as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_kill_all_that_is_carried_out_twice_waits_for_its_own_first_job() {
    let sandbox = Sandbox::with(&["--speed", "0"]).await;
    make(
        &sandbox,
        json!([{ "operation": "dcs.kill_all", "kind": "apply_twice" }]),
    )
    .await;
    let cache = "checkout-cache / node-1";
    let there = sandbox.clients(cache).await.len();
    let body = format!(r#"{{"node_id":"{}"}}"#, sandbox.place(cache).node);
    let path = format!("{}/kill-all", sandbox.dcs(cache));
    let second = sandbox.post(&path, &body).await;
    let noted = last(&sandbox);
    assert_eq!(
        (&noted["status"], &noted["applied"]),
        (&json!(200), &json!(2))
    );
    assert_eq!(noted["swept"][0]["count"], there);
    assert_eq!(sandbox.job(&second).await["status"], "SUCCESS");
    assert_eq!(sandbox.clients(cache).await, Vec::<Value>::new());
}

#[tokio::test]
async fn tokens_can_be_made_to_expire_and_to_be_short() {
    let sandbox = Sandbox::start().await;
    make(
        &sandbox,
        json!([{ "count": 1, "operation": "dds.*", "kind": "expire_tokens" }]),
    )
    .await;
    let answer = kill(&sandbox).await.is(401, "APIGW.0301");
    assert!(answer.text.contains("token expires"));
    kill(&sandbox).await.is(401, "APIGW.0301");
    let scope = json!({ "project": { "name": "local-1" } });
    let new = sandbox.login(scope).await;
    let list = format!("{}/sessions", sandbox.dds(NODE));
    let new = new.header("x-subject-token");
    assert_eq!(sandbox.get_with(new, &list).await.status, 200);
    // Fine weather makes the fixed token good again.
    let clear = sandbox.kill("DELETE", "/sandbox/weather");
    assert_eq!(
        sandbox.send(clear.body("".into()).unwrap()).await.status,
        204
    );
    assert_eq!(kill(&sandbox).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn new_tokens_last_as_long_as_it_says() {
    let sandbox = Sandbox::start().await;
    let request = sandbox.kill("PUT", "/sandbox/weather");
    let answer = sandbox.send(request.body(r#"{"token_seconds":5}"#.into()).unwrap());
    assert_eq!(answer.await.status, 204);
    let scope = json!({ "project": { "name": "local-1" } });
    let token = sandbox
        .login(scope)
        .await
        .header("x-subject-token")
        .to_owned();
    let list = format!("{}/sessions", sandbox.dds(NODE));
    assert_eq!(sandbox.get_with(&token, &list).await.status, 200);
    tokio::time::advance(Duration::from_secs(5)).await;
    sandbox.get_with(&token, &list).await.is(401, "APIGW.0301");
}

#[tokio::test]
async fn rules_that_cannot_be_read_are_refused() {
    let sandbox = Sandbox::start().await;
    for body in [
        "",
        "5",
        r#"{"rules":[{"kind":"hail"}]}"#,
        r#"{"ruels":[]}"#,
        r#"{"rules":[{"kind":"error","code":"DBS.0"}]}"#,
        r#"{"rules":[{"kind":"html","status":42}]}"#,
        r#"{"rules":[{"kind":"drop_after","applied":false}]}"#,
    ] {
        let request = sandbox.kill("PUT", "/sandbox/weather");
        let answer = sandbox
            .send(request.body(body.to_owned().into()).unwrap())
            .await;
        assert_eq!(answer.status, 400, "{body}");
    }
    let other = sandbox
        .kill("PUT", "/sandbox/weather")
        .header("origin", "null");
    let other = sandbox.send(other.body("{}".into()).unwrap()).await;
    assert_eq!(other.status, 403);
}
