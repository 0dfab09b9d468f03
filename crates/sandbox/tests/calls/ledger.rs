//! What the ledger says of each call.

use crate::support::Sandbox;
use serde_json::{Value, json};

const DDS: &str = "catalog-mongo / primary";
const TAURUS: &str = "orders-db / primary";

async fn arrivals(sandbox: &Sandbox) -> Vec<Value> {
    let answer = sandbox.open("/sandbox/ledger").await;
    assert_eq!(answer.status, 200);
    answer.json()["arrivals"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_arrival_says_what_became_of_each_handle() {
    let sandbox = Sandbox::start().await;
    let sample: i64 = sandbox.samples(TAURUS)[0].parse().unwrap();
    let body = json!({ "processes": [sample, 999_999_999] }).to_string();
    let kill = sandbox
        .kill("DELETE", &sandbox.taurus(TAURUS))
        .header("x-attempt-id", "a-1");
    let answer = sandbox.send(kill.body(body.into()).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let arrivals = arrivals(&sandbox).await;
    let [arrival] = arrivals.as_slice() else {
        panic!("{arrivals:?}");
    };
    assert_eq!(arrival["operation"], "taurusdb.kill");
    assert_eq!(arrival["attempt"], "a-1");
    assert_eq!(arrival["request_id"], answer.header("x-request-id"));
    assert_eq!(arrival["node"], sandbox.place(TAURUS).node.as_str());
    assert_eq!(arrival["instance"], sandbox.place(TAURUS).instance.as_str());
    assert_eq!(
        (&arrival["status"], &arrival["applied"]),
        (&json!(200), &json!(1))
    );
    assert_eq!(
        arrival["handles"],
        json!([
            { "handle": sample.to_string(), "fate": "ended" },
            { "handle": "999999999", "fate": "not_there" },
        ])
    );
}

#[tokio::test]
async fn the_ledger_knows_what_dds_and_dcs_do_not_tell() {
    let sandbox = Sandbox::start().await;
    let one = "checkout-cache / node-1";
    let (sample, node) = (&sandbox.samples(one)[0], sandbox.place(one).node);
    let body = json!({ "node_id": node.as_str(), "client_addrs": [sample, "10.9.9.9:1"] });
    let path = format!("{}/kill", sandbox.dcs(one));
    assert_eq!(sandbox.post(&path, &body.to_string()).await.status, 204);
    let list = format!("{}/sessions?limit=100", sandbox.dds(DDS));
    let list = sandbox.get(&list).await.json();
    let rows = list["sessions"].as_array().unwrap();
    let active = rows.iter().find(|row| row["active"] == true).unwrap();
    let body = json!({ "sessions": [active["id"], "999999999"] });
    let path = format!("{}/session", sandbox.dds(DDS));
    assert_eq!(sandbox.post(&path, &body.to_string()).await.status, 200);
    for arrival in arrivals(&sandbox).await {
        if arrival["operation"].as_str().unwrap().ends_with("kill") {
            assert_eq!(arrival["handles"][0]["fate"], "ended", "{arrival}");
            assert_eq!(arrival["handles"][1]["fate"], "not_there", "{arrival}");
            assert!(arrival["node"].is_string());
        }
    }
}

#[tokio::test]
async fn a_refusal_is_noted_with_its_code() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/session", sandbox.dds(DDS));
    let wrong = path.replace(
        sandbox.place(DDS).node.as_str(),
        &format!("{}no02", "a".repeat(32)),
    );
    sandbox.post(&wrong, r#"{"sessions":["1"]}"#).await;
    sandbox.open(&path.replace("/session", "/sessions")).await;
    sandbox.get("/proxy/dds/local-1/x").await;
    let arrivals = arrivals(&sandbox).await;
    assert_eq!(arrivals[0]["code"], "DBS.200013");
    assert_eq!(
        arrivals[0]["handles"],
        json!([{ "handle": "1", "fate": "refused" }])
    );
    assert_eq!(arrivals[0]["applied"], 0);
    assert_eq!(arrivals[1]["code"], "APIGW.0301");
    assert_eq!(
        (&arrivals[2]["operation"], &arrivals[2]["status"]),
        (&json!(""), &json!(404))
    );
}

#[tokio::test]
async fn the_ledger_can_be_emptied_by_our_own_page_only() {
    let sandbox = Sandbox::start().await;
    sandbox.get("/proxy/dds/local-1/x").await;
    let empty = |site: &'static str| {
        let request = Sandbox::request("DELETE", "/sandbox/ledger");
        let request = request.header("sec-fetch-site", site);
        sandbox.send(request.body("".into()).unwrap())
    };
    assert_eq!(empty("cross-site").await.status, 403);
    assert_eq!(arrivals(&sandbox).await.len(), 1);
    assert_eq!(empty("same-origin").await.status, 204);
    assert_eq!(arrivals(&sandbox).await.len(), 0);
    let elsewhere = axum::http::Request::builder()
        .uri("/sandbox/ledger")
        .header("host", "evil.example");
    let elsewhere = sandbox.send(elsewhere.body("".into()).unwrap()).await;
    assert_eq!(elsewhere.status, 421);
}

#[tokio::test(start_paused = true)]
async fn a_kill_all_names_those_whom_it_ended_once_its_job_has() {
    // In a life that stands still, so that the same are there when the job comes to them.
    let sandbox = Sandbox::with(&["--speed", "0"]).await;
    let (one, two) = ("checkout-cache / node-1", "checkout-cache / node-2");
    let mut before = Vec::new();
    for name in [one, two] {
        let rows = sandbox.clients(name).await;
        let peers: Vec<Value> = rows.iter().map(|row| row["peer"].clone()).collect();
        before.push((sandbox.place(name).node, peers));
    }
    let path = format!("{}/kill-all", sandbox.dcs(one));
    let started = sandbox.post(&path, r#"{"kill_all_nodes":true}"#).await;
    let arrival = async || {
        arrivals(&sandbox)
            .await
            .into_iter()
            .rfind(is_kill_all)
            .unwrap()
    };
    assert_eq!(arrival().await["swept"], Value::Null);
    assert_eq!(sandbox.job(&started).await["status"], "SUCCESS");
    let swept = before.iter().map(
        |(node, peers)| json!({ "node": node.as_str(), "count": peers.len(), "handles": peers }),
    );
    assert_eq!(arrival().await["swept"], Value::Array(swept.collect()));
}

fn is_kill_all(arrival: &Value) -> bool {
    arrival["operation"] == "dcs.kill_all"
}

#[tokio::test(start_paused = true)]
async fn a_large_kill_all_is_counted_exactly_and_named_in_part() {
    let sandbox = Sandbox::with(&["--sessions", "5000", "--speed", "0"]).await;
    let one = "checkout-cache / node-1";
    let node = sandbox.place(one).node;
    let scan = format!(r#"{{"node_id":"{node}"}}"#);
    sandbox
        .job(&sandbox.post(&sandbox.dcs(one), &scan).await)
        .await;
    let list = format!("{}?node_id={node}", sandbox.dcs(one));
    let count = sandbox.get(&list).await.json()["count"].clone();
    let path = format!("{}/kill-all", sandbox.dcs(one));
    let job = sandbox.post(&path, &scan).await;
    sandbox.job(&job).await;
    let arrival = arrivals(&sandbox)
        .await
        .into_iter()
        .rfind(is_kill_all)
        .unwrap();
    let swept = &arrival["swept"][0];
    assert!(count.as_i64() > Some(4000), "{count}");
    assert_eq!(swept["count"], count);
    let handles = swept["handles"].as_array().unwrap();
    assert_eq!(handles.len(), 1000);
    assert!(handles.iter().all(Value::is_string));
}
