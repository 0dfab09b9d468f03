//! The calls of DCS, with embedded nodes.

use crate::support;

use std::collections::HashSet;

use crate::support::Sandbox;
use serde_json::{Value, json};

const ONE: &str = "checkout-cache / node-1";
const TWO: &str = "checkout-cache / node-2";

fn peers(clients: &[Value]) -> HashSet<&str> {
    clients
        .iter()
        .map(|row| row["peer"].as_str().unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_kill_is_204_whether_or_not_somebody_was_there() {
    let sandbox = Sandbox::start().await;
    let node = sandbox.place(ONE).node;
    let sample = &sandbox.samples(ONE)[0];
    assert!(peers(&sandbox.clients(ONE).await).contains(sample.as_str()));
    for addr in [sample.as_str(), "127.0.0.1:6379", "[::1]:1"] {
        let body = json!({ "node_id": node.as_str(), "client_addrs": [addr] }).to_string();
        let answer = sandbox
            .post(&format!("{}/kill", sandbox.dcs(ONE)), &body)
            .await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    }
    assert!(!peers(&sandbox.clients(ONE).await).contains(sample.as_str()));
}

#[tokio::test]
async fn bad_requests_are_refused_in_the_shape_of_dcs() {
    let sandbox = Sandbox::start().await;
    let node = sandbox.place(ONE).node;
    let with = |addrs: &str| format!(r#"{{"node_id":"{node}","client_addrs":{addrs}}}"#);
    let kill = format!("{}/kill", sandbox.dcs(ONE));
    for (body, code) in [
        (String::new(), "DCS.4004"),
        ("{".to_owned(), "DCS.4005"),
        ("{}".to_owned(), "DCS.4800"),
        ("[]".to_owned(), "DCS.4800"),
        (with("[]"), "DCS.4800"),
        (with("[5]"), "DCS.4800"),
        (with(r#"["/run/r.sock:0"]"#), "DCS.4800"),
        (with(r#"["10.0.0.1"]"#), "DCS.4800"),
        (with("null"), "DCS.4800"),
        (
            with(r#"["10.0.0.1:1"]"#).replace(node.as_str(), "x"),
            "DCS.3053",
        ),
    ] {
        let answer = sandbox.post(&kill, &body).await.is(400, code);
        assert_eq!(answer.json().get("error_ext_msg"), Some(&Value::Null));
    }
    let text = |answer: support::Answer| answer.json()["error_msg"].as_str().unwrap().to_owned();
    let answer = sandbox.post(&kill, &with("[]")).await;
    assert_eq!(text(answer), "Invalid client_addrs in the request.");
    let project = sandbox.project();
    let path = |instance: &str| {
        format!("/proxy/dcs/local-1/v2/{project}/instances/{instance}/clients/kill")
    };
    let stranger = path("5560df16-cebf-4473-95c4-d1b573c16e79");
    sandbox
        .post(&stranger, &with("[]"))
        .await
        .is(404, "DCS.3022");
    sandbox
        .post(&path("abc"), &with("[]"))
        .await
        .is(400, "DCS.4061");
}

#[tokio::test(start_paused = true)]
async fn a_kill_all_is_a_job_and_nothing_else_may_run_beside_it() {
    let sandbox = Sandbox::start().await;
    let node = sandbox.place(ONE).node;
    let path = sandbox.dcs(ONE);
    let body = format!(r#"{{"node_id":"{node}","kill_all_nodes":false}}"#);
    let started = sandbox.post(&format!("{path}/kill-all"), &body).await;
    let kill = format!(r#"{{"node_id":"{node}","client_addrs":["10.0.0.1:1"]}}"#);
    for (path, body) in [
        (format!("{path}/kill"), kill.as_str()),
        (format!("{path}/kill-all"), body.as_str()),
        (path.clone(), body.as_str()),
    ] {
        let answer = sandbox.post(&path, body).await.is(400, "DCS.4957");
        assert_eq!(
            answer.json()["error_msg"],
            "This operation is not allowed when the task is in the current state."
        );
    }
    let job = sandbox.job(&started).await;
    assert_eq!(job["status"], "SUCCESS");
    assert!(job["begin_time"].is_string() && job["end_time"].is_string());
    assert!(job["fail_reason"].is_null());
    assert_eq!(sandbox.clients(ONE).await, Vec::<Value>::new());
    assert!(sandbox.clients(TWO).await.len() > 100);
}

#[tokio::test(start_paused = true)]
async fn all_nodes_win_over_a_node_that_is_named_too() {
    let sandbox = Sandbox::start().await;
    let node = sandbox.place(ONE).node;
    let body = format!(r#"{{"node_id":"{node}","kill_all_nodes":true}}"#);
    let started = sandbox
        .post(&format!("{}/kill-all", sandbox.dcs(ONE)), &body)
        .await;
    assert_eq!(sandbox.job(&started).await["status"], "SUCCESS");
    assert_eq!(sandbox.clients(TWO).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_kill_all_without_a_target_is_refused() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/kill-all", sandbox.dcs(ONE));
    for body in [
        "{}",
        r#"{"kill_all_nodes":false}"#,
        r#"{"kill_all_nodes":"true"}"#,
    ] {
        sandbox.post(&path, body).await.is(400, "DCS.4800");
    }
    sandbox
        .post(&path, r#"{"node_id":"x"}"#)
        .await
        .is(400, "DCS.3053");
}

#[tokio::test]
async fn a_list_needs_a_scan_before_it() {
    let sandbox = Sandbox::start().await;
    let list = format!("{}?node_id={}", sandbox.dcs(ONE), sandbox.place(ONE).node);
    sandbox.get(&list).await.is(500, "DCS.5000");
    let scan = format!(
        r#"{{"node_id":"{}","clean_cache":true}}"#,
        sandbox.place(ONE).node
    );
    assert_eq!(sandbox.post(&sandbox.dcs(ONE), &scan).await.status, 200);
    let page = sandbox.get(&list).await.json();
    assert_eq!(page["clients"].as_array().unwrap().len(), 10);
    assert!(page["time"].as_str().unwrap().ends_with('Z'));
    // The other node was not scanned.
    let other = format!("{}?node_id={}", sandbox.dcs(TWO), sandbox.place(TWO).node);
    sandbox.get(&other).await.is(500, "DCS.5000");
}

#[tokio::test(start_paused = true)]
async fn a_list_can_be_paged_filtered_and_sorted() {
    let sandbox = Sandbox::start().await;
    let count = sandbox.clients(ONE).await.len();
    let list = |query: &str| {
        let node = sandbox.place(ONE).node;
        format!("{}?node_id={node}&{query}", sandbox.dcs(ONE))
    };
    let page = sandbox
        .get(&list(&format!("offset={}&limit=1000", count - 3)))
        .await
        .json();
    assert_eq!(page["clients"].as_array().unwrap().len(), 3);
    assert_eq!(page["count"], count);
    let old = sandbox
        .get(&list("sort=age&order=desc&limit=1000"))
        .await
        .json();
    let ages: Vec<_> = old["clients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["age"].as_i64())
        .collect();
    assert!(ages.windows(2).all(|pair| pair[0] >= pair[1]));
    let six = sandbox.get(&list("addr=2001:db8&limit=1000")).await.json();
    assert!(six["count"].as_u64().unwrap() > 0 && six["count"].as_u64().unwrap() < count as u64);
    for query in [
        "limit=1001",
        "limit=0",
        "offset=-1",
        "sort=nothing",
        "order=up",
    ] {
        sandbox.get(&list(query)).await.is(400, "DCS.4800");
    }
    let bare = sandbox.dcs(ONE);
    sandbox.get(&bare).await.is(400, "DCS.4800");
    sandbox
        .get(&format!("{bare}?node_id=x"))
        .await
        .is(400, "DCS.3053");
}

#[tokio::test]
async fn jobs_are_asked_for_by_id() {
    let sandbox = Sandbox::start().await;
    let path = |id: &str| format!("/proxy/dcs/local-1/v2/{}/jobs/{id}", sandbox.project());
    sandbox.get(&path("abc")).await.is(400, "DCS.4070");
    let unknown = "8abf6e1e824dfcb201824e02ee9a0015";
    sandbox.get(&path(unknown)).await.is(404, "DCS.4001");
}

#[tokio::test(start_paused = true)]
async fn where_the_clients_addresses_are_hidden_only_the_peer_can_be_killed() {
    let sandbox = Sandbox::start().await;
    let kill = async |addr: &Value| {
        let node = sandbox.place(TWO).node;
        let body = json!({ "node_id": node.as_str(), "client_addrs": [addr] }).to_string();
        let path = format!("{}/kill", sandbox.dcs(TWO));
        assert_eq!(sandbox.post(&path, &body).await.status, 204);
        sandbox.clients(TWO).await
    };
    let before = sandbox.clients(TWO).await;
    let row = &before[20];
    let inner = row["addr"].as_str().unwrap();
    assert!(inner.starts_with("198.19."), "{inner}");
    let peer = row["peer"].as_str().unwrap();
    let after = kill(&row["addr"]).await;
    assert!(peers(&after).contains(peer));
    let after = kill(&row["peer"]).await;
    assert!(!peers(&after).contains(peer));
    let seen = sandbox.clients(ONE).await;
    assert!(seen.iter().all(|row| row["addr"] == row["peer"]));
}

#[tokio::test(start_paused = true)]
async fn a_sorted_or_filtered_page_is_cut_from_the_whole() {
    let sandbox = Sandbox::start().await;
    let all = sandbox.clients(ONE).await;
    let page = async |query: &str| {
        let node = sandbox.place(ONE).node;
        let path = format!(
            "{}?node_id={node}&limit=5&offset=7&{query}",
            sandbox.dcs(ONE)
        );
        let page = sandbox.get(&path).await.json();
        page["clients"].as_array().unwrap().clone()
    };
    assert_eq!(page("").await, all[7..12]);
    let mut sorted = all.clone();
    sorted.sort_by_key(|row| row["age"].as_i64());
    assert_eq!(page("sort=age").await, sorted[7..12]);
    let last = all.iter().rev().skip(7).take(5).cloned();
    assert_eq!(page("order=desc").await, last.collect::<Vec<_>>());
    let ten = all
        .iter()
        .filter(|row| row["addr"].as_str().unwrap().contains("10.20."));
    let ten: Vec<_> = ten.skip(7).take(5).cloned().collect();
    assert_eq!(page("addr=10.20.").await, ten);
}
