//! DDS with a real MongoDB behind it: what a kill does to real operations.
#![cfg(feature = "mongodb")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at once, its helpers too"
)]

#[path = "support/sandbox.rs"]
mod support;

#[path = "support/mongodb.rs"]
mod mongod;

use std::time::Duration;

use ::mongodb::bson::doc;
use mongod::place::until;
use mongod::{Client, Server};
use serde_json::{Value, json};
use support::{Answer, Sandbox};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

const NODE: &str = "mine / node-1";
/// The code of an operation that was interrupted.
const INTERRUPTED: i32 = 11_601;

async fn sandbox(url: &str) -> Sandbox {
    Sandbox::with(&[&format!("--mongodb=mine={url}")]).await
}

async fn list(sandbox: &Sandbox) -> Vec<Value> {
    let path = format!("{}/sessions?limit=100", sandbox.dds(NODE));
    let answer = sandbox.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = answer.json();
    let rows = answer["sessions"].as_array().unwrap();
    assert_eq!(answer["total_count"], rows.len());
    rows.clone()
}

/// The row of a connection.
async fn row(sandbox: &Sandbox, connection: i32) -> Option<Value> {
    let name = format!("conn{connection}");
    let rows = list(sandbox).await;
    rows.into_iter().find(|row| row["description"] == name)
}

/// Waits until a connection runs its endless operation, and tells the row.
async fn runs(sandbox: &Sandbox, connection: i32) -> Value {
    until("the operation runs", || async {
        let row = row(sandbox, connection).await;
        row.is_some_and(|row| row["plan_summary"] == "COLLSCAN")
    })
    .await;
    row(sandbox, connection).await.unwrap()
}

async fn kill(sandbox: &Sandbox, ids: &[&str]) -> Answer {
    let body = json!({ "sessions": ids }).to_string();
    let path = format!("{}/session", sandbox.dds(NODE));
    sandbox.post(&path, &body).await
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_killed_operation_leaves_its_connection_usable() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&server.url("")).await;
    let (chosen, spared) = (server.client("").await, server.client("").await);
    let connections = (chosen.connection().await, spared.connection().await);
    let (ended, mut goes_on) = (chosen.begin().await, spared.begin().await);
    let row = runs(&sandbox, connections.0).await;
    let other = runs(&sandbox, connections.1).await;
    assert!(id(&row).parse::<i32>().is_ok(), "{row}");
    assert_eq!((&row["active"], &row["db"]), (&json!(true), &json!("shop")));
    assert_eq!(
        (&row["type"], &row["plan_summary"]),
        (&json!("query"), &json!("COLLSCAN"))
    );
    assert!(row["operation"].as_str().unwrap().contains("$where"));
    let answer = kill(&sandbox, &[id(&row)]).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
    assert_eq!(ended.await.unwrap(), INTERRUPTED);
    assert_eq!(chosen.connection().await, connections.0);
    let untouched = tokio::time::timeout(Duration::from_millis(100), &mut goes_on).await;
    assert!(untouched.is_err());
    kill(&sandbox, &[id(&other)]).await;
    assert_eq!(goes_on.await.unwrap(), INTERRUPTED);
    let health = sandbox.open("/healthz").await.text;
    assert!(health.contains("\"mongodb 6.0.27\""), "{health}");
}

#[tokio::test]
async fn ids_that_no_operation_has_are_no_fault() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&server.url("")).await;
    let client = server.client("").await;
    let ended = client.begin().await;
    let row = runs(&sandbox, client.connection_of(&sandbox).await).await;
    let mut ids = vec![
        "999999999",
        "0",
        "-5",
        "99999999999",
        "shard_1:7201646",
        "abc",
    ];
    ids.push(id(&row));
    let answer = kill(&sandbox, &ids).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
    assert_eq!(ended.await.unwrap(), INTERRUPTED);
    assert_eq!(kill(&sandbox, &[id(&row)]).await.status, 200);
}

#[tokio::test]
async fn an_inactive_session_is_listed_and_spares_all_that_are_named_with_it() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&server.url("")).await;
    let (idle, busy) = (server.client("").await, server.client("").await);
    let connections = (idle.connection().await, busy.connection().await);
    let ended = busy.begin().await;
    let running = runs(&sandbox, connections.1).await;
    let inactive = row(&sandbox, connections.0).await.unwrap();
    assert_eq!(inactive["active"], false);
    assert_eq!(id(&inactive), format!("conn:{}", connections.0));
    let refused = kill(&sandbox, &[id(&running), id(&inactive)]).await;
    refused.is(400, "DBS.301077");
    assert_eq!(id(&runs(&sandbox, connections.1).await), id(&running));
    kill(&sandbox, &[id(&running)]).await;
    assert_eq!(ended.await.unwrap(), INTERRUPTED);
    assert_eq!(idle.connection().await, connections.0);
}

#[tokio::test]
async fn what_the_server_and_we_do_is_not_listed() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&server.url("")).await;
    let client = server.client("").await;
    let rows = client.operations().await;
    let internal = rows.iter().filter(|row| row.get("client").is_none());
    let ours = |row: &&::mongodb::bson::Document| {
        row.get_str("appName")
            .is_ok_and(|name| name == "quell-sandbox")
    };
    // Operations and connections are numbered apart, so each keeps its own form.
    let hidden: Vec<String> = internal
        .chain(rows.iter().filter(ours))
        .flat_map(|row| {
            let operation = row.get_i32("opid").map(|id| id.to_string());
            let connection = row.get_i32("connectionId").map(|id| format!("conn:{id}"));
            operation.into_iter().chain(connection)
        })
        .collect();
    assert!(hidden.len() > 3, "{rows:?}");
    assert!(rows.iter().filter(ours).count() >= 2, "{rows:?}");
    let listed = list(&sandbox).await;
    assert!(!listed.is_empty());
    for row in &listed {
        assert!(row["client"].as_str().unwrap().starts_with("127.0.0.1:"));
        assert!(!hidden.iter().any(|hidden| hidden == id(row)), "{row}");
    }
    // The journal's flusher and its like are passed over, not interrupted.
    let operations = hidden.iter().filter(|id| !id.starts_with("conn:"));
    let ids: Vec<&str> = operations.map(String::as_str).collect();
    assert_eq!(kill(&sandbox, &ids).await.status, 200);
    assert!(client.operations().await.len() + 3 > rows.len());
}

#[tokio::test]
async fn filters_and_pages_narrow_the_list_of_real_operations() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&server.url("")).await;
    let (idle, busy) = (server.client("").await, server.client("").await);
    let connections = (idle.connection().await, busy.connection().await);
    let ended = busy.begin().await;
    let running = runs(&sandbox, connections.1).await;
    let path = format!("{}/sessions", sandbox.dds(NODE));
    let query = format!("{path}?plan_summary=COLLSCAN&type=query&namespace=shop.orders");
    let found = sandbox.get(&query).await.json();
    assert_eq!(found["total_count"], 1);
    assert_eq!(found["sessions"][0]["id"], running["id"]);
    let total = list(&sandbox).await.len();
    let page = sandbox
        .get(&format!("{path}?limit=1&offset=1"))
        .await
        .json();
    assert_eq!(page["sessions"].as_array().unwrap().len(), 1);
    assert!(page["total_count"].as_u64().unwrap() >= 2 && total >= 2);
    kill(&sandbox, &[id(&running)]).await;
    assert_eq!(ended.await.unwrap(), INTERRUPTED);
}

#[tokio::test]
async fn a_full_engine_can_still_be_relieved() {
    let server = Server::start(&["--maxConns", "12"]).await;
    let sandbox = sandbox(&server.url("")).await;
    let client = server.client("").await;
    let connection = client.connection().await;
    let ended = client.begin().await;
    let running = runs(&sandbox, connection).await;
    let mut seats = Vec::new();
    loop {
        let mut seat = TcpStream::connect(("127.0.0.1", server.port))
            .await
            .unwrap();
        // Whoever is let in hears nothing; whoever is not is cut off.
        let mut word = [0; 1];
        let heard = tokio::time::timeout(Duration::from_millis(300), seat.read(&mut word)).await;
        if heard.is_ok() {
            break;
        }
        seats.push(seat);
    }
    assert!(seats.len() < 12);
    assert!(!list(&sandbox).await.is_empty());
    assert_eq!(kill(&sandbox, &[id(&running)]).await.status, 200);
    assert_eq!(ended.await.unwrap(), INTERRUPTED);
}

#[tokio::test]
async fn an_account_without_the_right_to_kill_is_told_so() {
    let server = Server::start(&["--auth"]).await;
    let user = |name: &str, role: &str| {
        doc! { "createUser": name, "pwd": "p@ss", "roles": [role] }
    };
    // The first account may be made by anybody on this machine.
    let nobody = server.client("").await;
    nobody.ask(user("root", "root")).await.unwrap();
    let root = server.client("root:p%40ss@").await;
    for (name, role) in [
        ("app", "readWriteAnyDatabase"),
        ("watcher", "clusterMonitor"),
        ("ops", "clusterAdmin"),
    ] {
        root.ask(user(name, role)).await.unwrap();
    }
    let app = server.client("app:p%40ss@").await;
    let connection = app.connection().await;
    let ended = app.begin().await;
    let watcher = sandbox(&server.url("watcher:p%40ss@")).await;
    let running = runs(&watcher, connection).await;
    assert_eq!(running["user"], "app");
    let refused = kill(&watcher, &[id(&running)]).await;
    refused.is(400, "DBS.280015");
    assert!(!watcher.ready.banner().contains("p%40ss"));
    for account in ["", "watcher:wrong@", "app:p%40ss@"] {
        let stranger = sandbox(&server.url(account)).await;
        let path = format!("{}/sessions", stranger.dds(NODE));
        stranger.get(&path).await.is(400, "DBS.280015");
    }
    let ops = sandbox(&server.url("ops:p%40ss@")).await;
    assert_eq!(kill(&ops, &[id(&running)]).await.status, 200);
    assert_eq!(ended.await.unwrap(), INTERRUPTED);
}

#[tokio::test]
async fn an_engine_that_is_down_is_a_500_until_it_is_back() {
    let mut server = Server::start(&[]).await;
    let sandbox = sandbox(&server.url("")).await;
    let holding = std::sync::Arc::clone(&sandbox.cloud.estate.attached[0]);
    let holding = tokio::spawn(async move { holding.hold().await });
    list(&sandbox).await;
    server.stop();
    let path = format!("{}/sessions", sandbox.dds(NODE));
    sandbox.get(&path).await.is(500, "DBS.280005");
    kill(&sandbox, &["1"]).await.is(500, "DBS.280005");
    let health = sandbox.open("/healthz").await;
    assert!(health.status == 200 && health.text.contains("mongodb (down)"));
    server.start_again().await;
    // The connection is opened again by itself, without a call.
    let client = server.client("").await;
    until("the admin connection is opened again", || async {
        let rows = client.operations().await;
        let mut names = rows.iter().map(|row| row.get_str("appName"));
        names.any(|name| name.is_ok_and(|name| name == "quell-sandbox"))
    })
    .await;
    until("it lists again", || async {
        sandbox.get(&path).await.status == 200
    })
    .await;
    holding.abort();
}

impl Client {
    /// The connection that runs the endless operation.
    async fn connection_of(&self, sandbox: &Sandbox) -> i32 {
        let found = async || {
            let rows = list(sandbox).await;
            let row = rows
                .into_iter()
                .find(|row| row["plan_summary"] == "COLLSCAN");
            row.map(|row| row["description"].as_str().unwrap()[4..].parse().unwrap())
        };
        until("the operation runs", || async { found().await.is_some() }).await;
        found().await.unwrap()
    }
}
