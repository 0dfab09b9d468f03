//! Time: what the lists say of ages goes with the clock, whatever the speed of the lives.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Sandbox;

const PATH: &str = "/sandbox/pass";
const PRIMARY: &str = "orders-db / primary";
const CACHE: &str = "checkout-cache / node-1";
const ROUTER: &str = "orders-mongo / mongos-1";

/// By session how old it is, or how long it has done what it does, in seconds.
async fn ages(sandbox: &Sandbox) -> HashMap<String, i64> {
    let mut ages = HashMap::new();
    for row in sandbox.clients(CACHE).await {
        ages.insert(
            format!("client {}", row["id"]),
            row["age"].as_i64().unwrap(),
        );
    }
    let path = format!("{}?limit=100&offset=0", sandbox.taurus(PRIMARY));
    let rows = sandbox.get(&path).await.json();
    for row in rows["processes"].as_array().unwrap() {
        // Of one that sleeps it is since when.
        ages.insert(
            format!("thread {}", row["id"]),
            row["time"].as_i64().unwrap(),
        );
    }
    let path = format!("{}/sessions?limit=100&offset=0", sandbox.dds(ROUTER));
    let rows = sandbox.get(&path).await.json();
    for row in rows["sessions"].as_array().unwrap() {
        let micros: i64 = row["cost_time"].as_str().unwrap().parse().unwrap();
        if row["active"] == true {
            ages.insert(format!("session {}", row["id"]), micros / 1_000_000);
        }
    }
    ages
}

#[tokio::test(start_paused = true)]
async fn ages_go_with_the_clock_while_lives_stand_still() {
    let sandbox = Sandbox::with(&["--speed", "0"]).await;
    let before = ages(&sandbox).await;
    assert!(before.len() > 200, "{}", before.len());
    // A client that was scanned is listed as it was; its age is of the time that the list names.
    tokio::time::advance(Duration::from_secs(70)).await;
    let later = ages(&sandbox).await;
    assert_eq!(later.len(), before.len());
    for (id, age) in &before {
        let grown = later[id] - age;
        // The scans take their time, too.
        assert!((70..=71).contains(&grown), "{id}: {grown}");
    }
}

#[tokio::test(start_paused = true)]
async fn time_passes_at_once_and_lives_on_request() {
    let sandbox = Sandbox::with(&["--speed", "0"]).await;
    let before = ages(&sandbox).await;
    assert_eq!(sandbox.post(PATH, r#"{"ms":60000}"#).await.status, 204);
    let later = ages(&sandbox).await;
    assert_eq!(later.len(), before.len());
    assert!(
        before
            .iter()
            .all(|(id, age)| (60..=61).contains(&(later[id] - age)))
    );
    let body = r#"{"ms":1000,"lives":600000}"#;
    assert_eq!(sandbox.post(PATH, body).await.status, 204);
    let others = ages(&sandbox).await;
    let stayed = others.keys().filter(|id| later.contains_key(*id)).count();
    assert!(stayed < later.len() && stayed > 0, "{stayed}");
    assert!(
        others
            .iter()
            .all(|(id, age)| later.contains_key(id) || *age <= 2)
    );
}

#[tokio::test]
async fn only_our_own_page_lets_time_pass_and_a_day_at_most() {
    let sandbox = Sandbox::start().await;
    for body in [
        "",
        "7",
        r#"{"hours":1}"#,
        r#"{"ms":-1}"#,
        r#"{"ms":86400001}"#,
        r#"{"lives":86400001}"#,
    ] {
        assert_eq!(sandbox.post(PATH, body).await.status, 400, "{body}");
    }
    assert_eq!(sandbox.get(PATH).await.status, 403);
    let body = || json!({ "ms": 1 }).to_string().into();
    let foreign = sandbox.kill("POST", PATH);
    let foreign = foreign.header("sec-fetch-site", "cross-site");
    assert_eq!(
        sandbox.send(foreign.body(body()).unwrap()).await.status,
        403
    );
    let plain = Sandbox::request("POST", PATH).body(body()).unwrap();
    assert_eq!(sandbox.send(plain).await.status, 415);
    assert_eq!(sandbox.post(PATH, "{}").await.json(), Value::Null);
}
