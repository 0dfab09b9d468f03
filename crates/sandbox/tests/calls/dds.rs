//! The calls of DDS.

use std::collections::HashSet;
use std::time::Duration;

use crate::support::Sandbox;
use serde_json::{Value, json};

const MONGOS: &str = "orders-mongo / mongos-1";
const REPLICA: &str = "catalog-mongo / primary";

async fn sessions(sandbox: &Sandbox, node: &str) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let path = format!(
            "{}/sessions?limit=100&offset={}",
            sandbox.dds(node),
            all.len()
        );
        let page = sandbox.get(&path).await.json();
        let rows = page["sessions"].as_array().unwrap();
        if rows.is_empty() {
            return all;
        }
        all.extend(rows.iter().cloned());
    }
}

fn ids(sessions: &[Value]) -> HashSet<&str> {
    sessions
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_kill_ends_the_operation_and_says_nothing_about_it() {
    let sandbox = Sandbox::start().await;
    for node in [MONGOS, REPLICA] {
        let id = sandbox.samples(node)[0].clone();
        assert_eq!(id.contains("shard_"), node == MONGOS, "{id}");
        assert!(ids(&sessions(&sandbox, node).await).contains(id.as_str()));
        let path = format!("{}/session", sandbox.dds(node));
        let answer = sandbox
            .post(&path, &json!({ "sessions": [id, "99"] }).to_string())
            .await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
        assert!(!ids(&sessions(&sandbox, node).await).contains(id.as_str()));
        // Gone is gone, and no fault.
        let again = sandbox
            .post(&path, &json!({ "sessions": [id] }).to_string())
            .await;
        assert_eq!(again.status, 200);
        tokio::time::advance(Duration::from_secs(30)).await;
        assert!(!ids(&sessions(&sandbox, node).await).contains(id.as_str()));
    }
}

#[tokio::test(start_paused = true)]
async fn an_inactive_session_in_the_list_spares_all_of_it() {
    let sandbox = Sandbox::start().await;
    let before = sessions(&sandbox, REPLICA).await;
    let inactive = before.iter().find(|row| row["active"] == false).unwrap();
    let sample = &sandbox.samples(REPLICA)[0];
    let body = json!({ "sessions": [sample, inactive["id"]] }).to_string();
    let path = format!("{}/session", sandbox.dds(REPLICA));
    sandbox.post(&path, &body).await.is(400, "DBS.301077");
    assert_eq!(ids(&sessions(&sandbox, REPLICA).await), ids(&before));
}

#[tokio::test]
async fn bodies_that_are_not_a_list_of_ids_are_refused() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/session", sandbox.dds(MONGOS));
    for body in [
        "",
        "{}",
        "[]",
        "{\"sessions\":[]}",
        "{\"sessions\":\"1\"}",
        "{\"sessions\":[1]}",
        "{\"sessions\":[\"\"]}",
        "{\"sessions\":[\"1\"]",
    ] {
        let answer = sandbox.post(&path, body).await.is(400, "DBS.200001");
        assert_eq!(answer.json()["error_msg"], "Parameter Error");
    }
}

#[tokio::test]
async fn a_node_that_is_not_there_is_told_from_one_that_cannot_be() {
    let sandbox = Sandbox::start().await;
    let body = r#"{"sessions":["1"]}"#;
    let path = |node: &str| {
        let project = sandbox.project();
        format!("/proxy/dds/local-1/v3/{project}/nodes/{node}/session")
    };
    let stranger = path("520c58ba00a3497e97ce0b9604874dd6no02");
    sandbox.post(&stranger, body).await.is(404, "DBS.200013");
    let instance = path("520c58ba00a3497e97ce0b9604874dd6in02");
    sandbox.post(&instance, body).await.is(400, "DBS.280407");
    sandbox.post(&path("n"), body).await.is(400, "DBS.280407");
}

#[tokio::test]
async fn lists_have_the_limits_of_the_manual() {
    let sandbox = Sandbox::start().await;
    let list = |query: &str| format!("{}/sessions{query}", sandbox.dds(MONGOS));
    let page = sandbox.get(&list("")).await.json();
    assert_eq!(page["sessions"].as_array().unwrap().len(), 10);
    assert!(page["total_count"].as_u64().unwrap() > 150);
    assert_eq!(sandbox.get(&list("?limit=100")).await.status, 200);
    for (query, code) in [
        ("?limit=101", "DBS.280439"),
        ("?limit=0", "DBS.280439"),
        ("?offset=-1", "DBS.280440"),
        ("?type=select", "DBS.301073"),
        ("?cost_time=x", "DBS.301075"),
    ] {
        sandbox.get(&list(query)).await.is(400, code);
    }
}

#[tokio::test(start_paused = true)]
async fn filters_narrow_the_list_and_an_empty_one_means_an_empty_field() {
    let sandbox = Sandbox::start().await;
    let list = |query: &str| format!("{}/sessions?limit=100&{query}", sandbox.dds(MONGOS));
    let sandbox = &sandbox;
    let rows = |query: &str| {
        let path = list(query);
        async move {
            sandbox.get(&path).await.json()["sessions"]
                .as_array()
                .unwrap()
                .clone()
        }
    };
    let getmore = rows("type=getmore&plan_summary=COLLSCAN&namespace=shop.orders").await;
    assert!(getmore.len() >= 4 && getmore.iter().all(|row| row["type"] == "getmore"));
    let idle = rows("namespace=").await;
    assert!(!idle.is_empty() && idle.iter().all(|row| row["active"] == false));
    let long = rows("cost_time=50000000").await;
    let over =
        |row: &Value| row["cost_time"].as_str().unwrap().parse::<u64>().unwrap() > 50_000_000;
    assert!(!long.is_empty() && long.iter().all(over));
}

#[tokio::test]
async fn a_node_like_those_of_open_telekom_cloud_lists_twenty_at_once() {
    let sandbox = Sandbox::with(&["--dds-limit", "catalog-mongo=20"]).await;
    let list = |node: &str, limit: u32| format!("{}/sessions?limit={limit}", sandbox.dds(node));
    let answer = sandbox.get(&list(REPLICA, 21)).await;
    let answer = answer.is(400, "DBS.280439");
    assert_eq!(answer.json()["error_msg"], "Invalid limit.");
    sandbox.get(&list(REPLICA, 100)).await.is(400, "DBS.280439");
    let page = sandbox.get(&list(REPLICA, 20)).await.json();
    assert_eq!(page["sessions"].as_array().unwrap().len(), 20);
    assert_eq!(sandbox.get(&list(MONGOS, 100)).await.status, 200);
    let all = Sandbox::with(&["--dds-limit", "20", "--dds-limit", "orders-mongo=100"]).await;
    let status = async |node: &str, limit| all.get(&list(node, limit)).await.status;
    assert_eq!(status(REPLICA, 21).await, 400);
    assert_eq!(status(MONGOS, 100).await, 200);
}
