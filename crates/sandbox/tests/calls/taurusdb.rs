//! The calls of TaurusDB.

use std::collections::HashMap;
use std::time::Duration;

use crate::support::Sandbox;
use serde_json::{Value, json};

const PRIMARY: &str = "orders-db / primary";
const REPLICA: &str = "orders-db / replica-1";

async fn processes(sandbox: &Sandbox) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let path = format!("{}?offset={}", sandbox.taurus(PRIMARY), all.len());
        let page = sandbox.get(&path).await.json();
        let rows = page["processes"].as_array().unwrap();
        if rows.is_empty() {
            return all;
        }
        all.extend(rows.iter().cloned());
    }
}

fn ids(rows: &[Value]) -> Vec<i64> {
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_kill_says_which_threads_it_ended_and_which_are_not_there() {
    let sandbox = Sandbox::start().await;
    let samples = sandbox.samples(PRIMARY);
    let body = format!(
        r#"{{"processes":[{},999999999,{}]}}"#,
        samples[0], samples[1]
    );
    let answer = sandbox.delete(&sandbox.taurus(PRIMARY), &body).await;
    let wanted = format!(
        r#"{{"processes_killed":[{},{}],"processes_not_found":[999999999]}}"#,
        samples[0], samples[1]
    );
    assert_eq!((answer.status, answer.text), (200, wanted));
    let left = ids(&processes(&sandbox).await);
    assert!(!left.contains(&samples[0].parse().unwrap()));
    assert!(left.contains(&samples[2].parse().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_thread_on_another_node_is_not_found() {
    let sandbox = Sandbox::start().await;
    let body = format!(r#"{{"processes":[{}]}}"#, sandbox.samples(PRIMARY)[0]);
    let answer = sandbox.delete(&sandbox.taurus(REPLICA), &body).await.json();
    assert_eq!(answer["processes_killed"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn internal_threads_are_neither_listed_nor_mentioned() {
    let sandbox = Sandbox::start().await;
    let all = ids(&processes(&sandbox).await);
    assert!([1, 2, 5, 9].iter().all(|id| !all.contains(id)));
    let answer = sandbox
        .delete(&sandbox.taurus(PRIMARY), r#"{"processes":[1,5,77]}"#)
        .await;
    let wanted = json!({ "processes_killed": [], "processes_not_found": [77] });
    assert_eq!(answer.json(), wanted);
}

#[tokio::test(start_paused = true)]
async fn ids_beyond_two_to_the_53_are_exact() {
    let sandbox = Sandbox::start().await;
    let all = ids(&processes(&sandbox).await);
    let big = all.iter().find(|id| **id > 9_007_199_254_740_992).unwrap();
    let near = json!({ "processes": [big - 1, big + 1] }).to_string();
    let missed = sandbox.delete(&sandbox.taurus(PRIMARY), &near).await.json();
    assert_eq!(missed["processes_not_found"], json!([big - 1, big + 1]));
    let exact = json!({ "processes": [big] }).to_string();
    let hit = sandbox
        .delete(&sandbox.taurus(PRIMARY), &exact)
        .await
        .json();
    assert_eq!(hit["processes_killed"], json!([big]));
}

#[tokio::test]
async fn bodies_that_are_not_a_list_of_whole_numbers_are_refused() {
    let sandbox = Sandbox::start().await;
    let path = sandbox.taurus(PRIMARY);
    sandbox.delete(&path, "").await.is(400, "DBS.200006");
    for body in [
        "{}",
        r#"{"processes":[]}"#,
        r#"{"processes":["5"]}"#,
        r#"{"processes":[5.0]}"#,
        r#"{"processes":[1e3]}"#,
        r#"{"processes":[9223372036854775808]}"#,
        r#"{"processes":5}"#,
        "{",
    ] {
        sandbox.delete(&path, body).await.is(400, "DBS.200001");
    }
}

#[tokio::test]
async fn ids_in_the_path_are_checked_in_order() {
    let sandbox = Sandbox::start().await;
    let place = sandbox.place(PRIMARY);
    let (instance, node) = (place.instance.as_str(), place.node.as_str());
    let path = |instance: &str, node: &str| {
        let project = sandbox.project();
        format!("/proxy/taurusdb/local-1/v3/{project}/instances/{instance}/nodes/{node}/processes")
    };
    let other_instance = "a23fb62bd61e4e9e9636fd2225f395bein07";
    let other_node = "18663926eacb443d98dc20f8620f28f2no07";
    for (path, status, code) in [
        (path(node, instance), 400, "DBS.280404"),
        (path("abc", node), 400, "DBS.280404"),
        (path(instance, "abc"), 400, "DBS.280404"),
        (path(other_instance, node), 404, "DBS.200002"),
        (path(instance, other_node), 404, "DBS.200013"),
    ] {
        sandbox
            .delete(&path, r#"{"processes":[1]}"#)
            .await
            .is(status, code);
        sandbox.get(&path).await.is(status, code);
    }
}

#[tokio::test]
async fn lists_have_the_limits_of_the_manual_and_hostile_text_in_them() {
    let sandbox = Sandbox::start().await;
    let path = sandbox.taurus(PRIMARY);
    let page = sandbox.get(&path).await;
    assert_eq!(page.json()["processes"].as_array().unwrap().len(), 100);
    sandbox
        .get(&format!("{path}?limit=101"))
        .await
        .is(400, "DBS.280439");
    sandbox
        .get(&format!("{path}?offset=x"))
        .await
        .is(400, "DBS.200001");
    for text in ["<script>", "\u{202e}", r"\u001b", r"\u0000"] {
        assert!(page.text.contains(text), "{text}");
    }
    let rows = processes(&sandbox).await;
    assert!(rows.iter().any(|row| row["info"].is_null()));
    assert!(rows.iter().any(|row| row["db"].is_null()));
}

async fn fail_over(sandbox: &Sandbox, node: &str) -> u16 {
    let body = json!({ "node": node }).to_string();
    sandbox.post("/sandbox/failover", &body).await.status
}

#[tokio::test(start_paused = true)]
async fn after_a_failover_the_old_threads_are_gone_and_ids_start_low_again() {
    let sandbox = Sandbox::start().await;
    let (before, old) = (ids(&processes(&sandbox).await), sandbox.samples(PRIMARY));
    assert!(before.iter().all(|id| *id > 10_000));
    let other = sandbox.samples(REPLICA);
    let node = sandbox.place(PRIMARY).node;
    assert_eq!(fail_over(&sandbox, node.as_str()).await, 204);
    assert_eq!(processes(&sandbox).await, Vec::<Value>::new());
    // An id of before is nobody's.
    let body = format!(r#"{{"processes":[{}]}}"#, old[0]);
    let answer = sandbox.delete(&sandbox.taurus(PRIMARY), &body).await.json();
    assert_eq!(answer["processes_killed"], json!([]));
    tokio::time::advance(Duration::from_mins(1)).await;
    let after = ids(&processes(&sandbox).await);
    assert!(after.len() > before.len() / 2);
    let low = after.iter().filter(|id| (10..210).contains(*id)).count();
    assert!(low > after.len() / 2, "{after:?}");
    assert!(after.iter().all(|id| !before.contains(id)));
    // Another node is another server.
    let body = format!(r#"{{"processes":[{}]}}"#, other[0]);
    let answer = sandbox.delete(&sandbox.taurus(REPLICA), &body).await.json();
    assert_eq!(answer["processes_not_found"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn after_a_second_failover_an_id_is_somebody_elses() {
    let sandbox = Sandbox::start().await;
    let owners = async || {
        assert_eq!(fail_over(&sandbox, PRIMARY).await, 204);
        tokio::time::advance(Duration::from_mins(1)).await;
        let rows = processes(&sandbox).await;
        let owner = |row: &Value| (row["id"].as_i64().unwrap(), row["host"].to_string());
        rows.iter().map(owner).collect::<HashMap<_, _>>()
    };
    let (first, second) = (owners().await, owners().await);
    let taken = second.keys().filter(|id| first.contains_key(id)).count();
    assert!(taken > second.len() / 2);
    assert!(second.iter().all(|(id, host)| first.get(id) != Some(host)));
}

#[tokio::test]
async fn only_our_own_page_lets_a_known_embedded_node_fail_over() {
    let sandbox = Sandbox::with(&["--mysql", "mine=mysql://root@127.0.0.1:1"]).await;
    assert_eq!(fail_over(&sandbox, "mine / node-1").await, 409);
    assert_eq!(fail_over(&sandbox, "catalog-mongo / primary").await, 404);
    let path = "/sandbox/failover";
    assert_eq!(sandbox.post(path, "{}").await.status, 400);
    assert_eq!(sandbox.get(path).await.status, 403);
    let body = || json!({ "node": PRIMARY }).to_string().into();
    let foreign = sandbox.kill("POST", path);
    let foreign = foreign.header("sec-fetch-site", "cross-site");
    assert_eq!(
        sandbox.send(foreign.body(body()).unwrap()).await.status,
        403
    );
    let plain = Sandbox::request("POST", path).body(body()).unwrap();
    assert_eq!(sandbox.send(plain).await.status, 415);
    assert!(!processes(&sandbox).await.is_empty());
}
