//! TaurusDB with a real MariaDB behind it: what a kill does to real threads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at once, its helpers too"
)]

#[path = "support/sandbox.rs"]
mod support;

#[path = "support/mariadb.rs"]
mod mariadb;

use std::time::Duration;

use mariadb::place::until;
use mariadb::{Client, Server};
use serde_json::{Value, json};
use support::{Answer, Sandbox};

const NODE: &str = "mine / node-1";
const REPLICA: &str = "mine / node-2";

async fn sandbox(urls: &[String]) -> Sandbox {
    let words: Vec<String> = urls
        .iter()
        .map(|url| format!("--mysql=mine={url}"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Sandbox::with(&words).await
}

async fn list(sandbox: &Sandbox, node: &str) -> Vec<Value> {
    let answer = sandbox.get(&sandbox.taurus(node)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = answer.json();
    let rows = answer["processes"].as_array().unwrap();
    assert_eq!(answer["total_count"], rows.len());
    rows.clone()
}

async fn row(sandbox: &Sandbox, id: i64) -> Option<Value> {
    let rows = list(sandbox, NODE).await;
    rows.into_iter().find(|row| row["id"] == id)
}

/// Waits until so many threads are left: a server forgets those that hung up a moment later.
async fn settled(sandbox: &Sandbox, node: &str, count: usize) -> Vec<Value> {
    until("the others are forgotten", || async {
        list(sandbox, node).await.len() == count
    })
    .await;
    list(sandbox, node).await
}

async fn kill(sandbox: &Sandbox, node: &str, ids: &[i64]) -> Answer {
    let body = json!({ "processes": ids }).to_string();
    sandbox.delete(&sandbox.taurus(node), &body).await
}

fn partition(killed: &[i64], not_found: &[i64]) -> Value {
    json!({ "processes_killed": killed, "processes_not_found": not_found })
}

/// Waits until a thread runs a statement that begins so, and tells its row.
async fn runs(sandbox: &Sandbox, id: i64, start: &str) -> Value {
    let running = |row: &Value| {
        let info = row["info"].as_str();
        info.is_some_and(|info| info.starts_with(start))
    };
    until("the statement runs", || async {
        row(sandbox, id).await.is_some_and(|row| running(&row))
    })
    .await;
    row(sandbox, id).await.unwrap()
}

/// The id of the one connection that is not `watcher`'s.
async fn admin(watcher: &mut Client) -> i64 {
    let ids = "SELECT ID FROM information_schema.PROCESSLIST \
        WHERE ID <> CONNECTION_ID() AND USER = 'root'";
    let ids = watcher.numbers(ids).await;
    assert_eq!(ids.len(), 1, "{ids:?}");
    ids[0]
}

#[tokio::test]
async fn a_running_query_is_ended_and_its_neighbour_is_not() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let (chosen, mut spared) = (server.client().await, server.client().await);
    let id = chosen.id;
    let query = chosen.begin("SELECT SLEEP(600)");
    let row = runs(&sandbox, id, "SELECT SLEEP").await;
    assert_eq!(
        (&row["user"], &row["command"]),
        (&json!("root"), &json!("Query"))
    );
    assert!(row["db"].is_null() && row["host"].as_str().unwrap().starts_with("127.0.0.1:"));
    let answer = kill(&sandbox, NODE, &[id, id]).await;
    assert_eq!((answer.status, answer.json()), (200, partition(&[id], &[])));
    assert!(query.await.unwrap().is_err());
    assert!(spared.is_alive().await);
    let health = sandbox.open("/healthz").await.text;
    assert!(health.contains("\"mariadb 1"), "{health}");
}

#[tokio::test]
async fn ids_that_no_thread_has_are_not_found_and_stop_nothing() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let (one, two) = (server.client().await, server.client().await);
    let absent = [999_999_999, i64::MAX, 0, -1];
    let [a, b, c, d] = absent;
    let answer = kill(&sandbox, NODE, &[a, one.id, b, c, two.id, d]).await;
    assert_eq!(answer.json(), partition(&[one.id, two.id], &absent));
}

#[tokio::test]
async fn threads_are_listed_in_the_order_of_their_ids_page_by_page() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let mut clients = Vec::new();
    for _ in 0..7 {
        clients.push(server.client().await);
    }
    let wanted: Vec<i64> = clients.iter().map(|client| client.id).collect();
    settled(&sandbox, NODE, 7).await;
    let mut found = Vec::new();
    for offset in [0, 3, 6, 9] {
        let path = format!("{}?limit=3&offset={offset}", sandbox.taurus(NODE));
        let page = sandbox.get(&path).await.json();
        assert_eq!(page["total_count"], 7);
        let rows = page["processes"].as_array().unwrap();
        found.extend(rows.iter().map(|row| row["id"].as_i64().unwrap()));
    }
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn replication_and_the_servers_own_threads_survive_and_are_not_listed() {
    let master = Server::start(&["--server-id=1", "--log-bin", "--event-scheduler=ON"]).await;
    let replica = Server::start(&["--server-id=2", "--event-scheduler=ON"]).await;
    let (mut on_master, mut on_replica) = (master.client().await, replica.client().await);
    let port = master.port;
    let follow = format!(
        "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={port}, MASTER_USER='root', \
         MASTER_PASSWORD='', MASTER_USE_GTID=slave_pos"
    );
    on_replica.ask(&follow).await.unwrap();
    on_replica.ask("START SLAVE").await.unwrap();
    on_master.ask("CREATE DATABASE shop").await.unwrap();
    on_master.ask("CREATE TABLE shop.t (n INT)").await.unwrap();
    let internal = "SELECT ID FROM information_schema.PROCESSLIST \
        WHERE USER IN ('system user', 'event_scheduler') OR COMMAND LIKE 'Binlog Dump%' \
        ORDER BY ID";
    let mut ids = [Vec::new(), Vec::new()];
    for count in 0.. {
        ids = [
            on_master.numbers(internal).await,
            on_replica.numbers(internal).await,
        ];
        // A dump and the scheduler; both ends of the link and the scheduler.
        if ids[0].len() == 2 && ids[1].len() == 3 {
            break;
        }
        assert!(count < 1000, "no replication: {ids:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let sandbox = sandbox(&[master.url("root"), replica.url("root")]).await;
    for (node, ids) in [NODE, REPLICA].into_iter().zip(&ids) {
        settled(&sandbox, node, 1).await;
        let answer = kill(&sandbox, node, ids).await;
        assert_eq!((answer.status, answer.json()), (200, partition(&[], &[])));
    }
    on_master
        .ask("INSERT INTO shop.t VALUES (42)")
        .await
        .unwrap();
    for count in 0.. {
        if let Ok(rows) = on_replica.ask("SELECT n FROM shop.t").await
            && rows.len() == 1
        {
            break;
        }
        assert!(count < 1000, "replication stopped");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(on_master.numbers(internal).await, ids[0]);
    assert_eq!(on_replica.numbers(internal).await, ids[1]);
}

#[tokio::test]
async fn a_thread_that_rolls_back_stays_listed_as_killed() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let mut writer = server.client().await;
    for sql in [
        "CREATE DATABASE shop",
        "CREATE TABLE shop.t (n INT PRIMARY KEY, pad CHAR(200)) ENGINE=InnoDB",
        "BEGIN",
        "INSERT INTO shop.t SELECT seq, 'x' FROM shop.seq_1_to_200000",
    ] {
        writer.ask(sql).await.unwrap();
    }
    let id = writer.id;
    assert_eq!(
        kill(&sandbox, NODE, &[id]).await.json(),
        partition(&[id], &[])
    );
    let lingering = row(&sandbox, id).await.expect("it rolls back for a while");
    assert_eq!(lingering["command"], "Killed", "{lingering}");
    // Asking again changes nothing, and is no fault.
    assert_eq!(
        kill(&sandbox, NODE, &[id]).await.json(),
        partition(&[id], &[])
    );
    until("the rollback ends", || async {
        row(&sandbox, id).await.is_none()
    })
    .await;
    assert_eq!(
        kill(&sandbox, NODE, &[id]).await.json(),
        partition(&[], &[id])
    );
    let mut reader = server.client().await;
    assert_eq!(reader.number("SELECT COUNT(*) FROM shop.t").await, 0);
}

#[tokio::test]
async fn we_never_list_or_end_ourselves() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let mut watcher = server.client().await;
    let listed = settled(&sandbox, NODE, 1).await;
    assert_eq!(listed[0]["id"], watcher.id);
    let own = admin(&mut watcher).await;
    let answer = kill(&sandbox, NODE, &[own]).await;
    assert_eq!((answer.status, answer.json()), (200, partition(&[], &[])));
    assert_eq!(admin(&mut watcher).await, own);
}

#[tokio::test]
async fn a_caller_who_leaves_half_way_does_not_take_the_connection_along() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let mut watcher = server.client().await;
    settled(&sandbox, NODE, 1).await;
    let own = admin(&mut watcher).await;
    let path = sandbox.taurus(NODE);
    for micros in [0, 50, 100, 200, 400, 800] {
        let hurry = Duration::from_micros(micros);
        let _ = tokio::time::timeout(hurry, sandbox.get(&path)).await;
    }
    list(&sandbox, NODE).await;
    assert_eq!(admin(&mut watcher).await, own);
}

#[tokio::test]
async fn a_full_engine_can_still_be_relieved() {
    let server = Server::start(&["--max-connections=10"]).await;
    let mut root = server.client().await;
    for sql in [
        "CREATE USER app@'%'",
        "CREATE USER ops@'%'",
        "GRANT PROCESS, CONNECTION ADMIN ON *.* TO ops@'%'",
    ] {
        root.ask(sql).await.unwrap();
    }
    drop(root);
    let sandbox = sandbox(&[server.url("ops")]).await;
    let mut clients = Vec::new();
    while let Ok(client) = server.client_as("app", "127.0.0.1").await {
        clients.push(client);
    }
    // The one seat that is left for an operator is taken, too.
    let mut operators = Vec::new();
    while let Ok(operator) = server.client_as("root", "127.0.0.1").await {
        operators.push(operator);
    }
    assert!(list(&sandbox, NODE).await.len() >= clients.len());
    let id = clients[0].id;
    assert_eq!(
        kill(&sandbox, NODE, &[id]).await.json(),
        partition(&[id], &[])
    );
    drop(operators);
    until("there is a seat again", || async {
        server.client_as("app", "127.0.0.1").await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn an_account_without_the_right_to_kill_is_told_so() {
    let server = Server::start(&[]).await;
    let mut root = server.client().await;
    for sql in [
        "CREATE USER watcher@'%' IDENTIFIED BY 'w@tch'",
        "GRANT PROCESS ON *.* TO watcher@'%'",
        "CREATE USER ops@'%' IDENTIFIED BY 'o'",
        "GRANT PROCESS, CONNECTION ADMIN ON *.* TO ops@'%'",
    ] {
        root.ask(sql).await.unwrap();
    }
    let watcher = sandbox(&[server.url("watcher:w%40tch")]).await;
    assert!(row(&watcher, root.id).await.is_some());
    kill(&watcher, NODE, &[root.id]).await.is(403, "DBS.280015");
    assert!(root.is_alive().await);
    assert!(!watcher.ready.banner().contains("w%40tch"));
    let stranger = sandbox(&[server.url("watcher:wrong")]).await;
    stranger
        .get(&stranger.taurus(NODE))
        .await
        .is(403, "DBS.280015");
    let ops = sandbox(&[server.url("ops:o")]).await;
    let answer = kill(&ops, NODE, &[root.id]).await.json();
    assert_eq!(answer, partition(&[root.id], &[]));
    assert!(!root.is_alive().await);
}

#[tokio::test]
async fn an_engine_that_is_down_is_a_500_until_it_is_back() {
    let mut server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let holding = std::sync::Arc::clone(&sandbox.cloud.estate.attached[0]);
    let holding = tokio::spawn(async move { holding.hold().await });
    settled(&sandbox, NODE, 0).await;
    server.stop();
    let path = sandbox.taurus(NODE);
    sandbox.get(&path).await.is(500, "DBS.200005");
    kill(&sandbox, NODE, &[1]).await.is(500, "DBS.200005");
    let health = sandbox.open("/healthz").await;
    assert!(health.status == 200 && health.text.contains("mysql (down)"));
    server.start_again().await;
    let mut watcher = server.client().await;
    // The connection is opened again by itself, without a call.
    let others = "SELECT COUNT(*) FROM information_schema.PROCESSLIST \
        WHERE ID <> CONNECTION_ID() AND USER = 'root'";
    for count in 0.. {
        if watcher.number(others).await == 1 {
            break;
        }
        assert!(count < 2000, "the admin connection is not opened again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    settled(&sandbox, NODE, 1).await;
    holding.abort();
}

#[tokio::test]
async fn a_client_on_ipv6_is_listed_without_brackets() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url("root")]).await;
    let mut client = server.client_as("root", "::1").await.unwrap();
    let found = row(&sandbox, client.id).await.unwrap();
    let host = found["host"].as_str().unwrap();
    let (address, port) = host.rsplit_once(':').unwrap();
    assert!(address == "::1" && port.parse::<u16>().is_ok(), "{host}");
    let answer = kill(&sandbox, NODE, &[client.id]).await.json();
    assert_eq!(answer, partition(&[client.id], &[]));
    assert!(!client.is_alive().await);
}
