//! DCS with a real Redis behind it: what a kill does to real connections.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at once, its helpers too"
)]

#[path = "support/sandbox.rs"]
mod support;

#[path = "support/server.rs"]
mod server;

use std::time::Duration;

use serde_json::{Value, json};
use server::Server;
use support::{Answer, Sandbox};

const NODE: &str = "cache / node-1";

async fn sandbox(urls: &[String]) -> Sandbox {
    let words: Vec<String> = urls
        .iter()
        .map(|url| format!("--redis=cache={url}"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Sandbox::with(&words).await
}

async fn kill(sandbox: &Sandbox, addrs: &[&str]) -> Answer {
    let node = sandbox.place(NODE).node;
    let body = json!({ "node_id": node.as_str(), "client_addrs": addrs }).to_string();
    sandbox
        .post(&format!("{}/kill", sandbox.dcs(NODE)), &body)
        .await
}

async fn kill_all(sandbox: &Sandbox, body: &str) -> Value {
    let started = sandbox
        .post(&format!("{}/kill-all", sandbox.dcs(NODE)), body)
        .await;
    sandbox.job(&started).await
}

async fn scan(sandbox: &Sandbox) -> Answer {
    let body = json!({ "node_id": sandbox.place(NODE).node.as_str() }).to_string();
    sandbox.post(&sandbox.dcs(NODE), &body).await
}

#[tokio::test]
async fn the_chosen_see_the_end_and_the_others_still_answer() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let mut clients = server.clients(50).await;
    let mut chosen = clients.split_off(30);
    let addrs: Vec<&str> = chosen
        .iter()
        .map(|client| client.address.as_str())
        .collect();
    assert_eq!(kill(&sandbox, &addrs).await.status, 204);
    for client in &mut chosen {
        client.sees_the_end().await;
    }
    for client in &mut clients {
        assert!(client.is_alive().await);
    }
    assert_eq!(kill(&sandbox, &["127.0.0.1:1"]).await.status, 204);
}

#[tokio::test]
async fn more_clients_than_one_pipeline_holds_are_all_cut_off() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let mut clients = server.clients(120).await;
    let mut spared = clients.pop().unwrap();
    let addrs: Vec<&str> = clients
        .iter()
        .map(|client| client.address.as_str())
        .collect();
    assert_eq!(kill(&sandbox, &addrs).await.status, 204);
    for client in &mut clients {
        client.sees_the_end().await;
    }
    assert!(spared.is_alive().await);
}

#[tokio::test]
async fn the_list_shows_real_clients_and_never_ourselves() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let mut client = server.client().await;
    client.ask("CLIENT SETNAME a=b|c").await;
    let list = sandbox.clients(NODE).await;
    assert_eq!(list.len(), 1, "{list:?}");
    assert_eq!(list[0]["name"], "a=b|c");
    assert_eq!(list[0]["peer"], client.address);
    assert_eq!(list[0]["addr"], client.address);
    let health = sandbox.open("/healthz").await.json();
    let nodes = health["nodes"].as_array().unwrap();
    let node = nodes.iter().find(|node| node["name"] == NODE).unwrap();
    assert!(
        node["engine"].as_str().unwrap().starts_with("redis "),
        "{node}"
    );
}

#[tokio::test]
async fn a_kill_all_spares_the_admin_connection() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    scan(&sandbox).await;
    let admin = server.ids("").await;
    assert_eq!(admin.len(), 1, "{admin:?}");
    let mut clients = server.clients(50).await;
    let mut subscriber = server.client().await;
    subscriber.ask("SUBSCRIBE news").await;
    wait_until_free(&sandbox).await;
    let job = kill_all(&sandbox, r#"{"kill_all_nodes":true}"#).await;
    assert_eq!(job["status"], "SUCCESS");
    for client in &mut clients {
        client.sees_the_end().await;
    }
    subscriber.sees_the_end().await;
    assert_eq!(server.ids("").await, admin);
    assert_eq!(sandbox.clients(NODE).await, Vec::<Value>::new());
}

/// Waits until no job runs on the instance.
async fn wait_until_free(sandbox: &Sandbox) {
    let instance = sandbox.place(NODE).instance;
    while sandbox.cloud.jobs.is_busy(&instance) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_kill_all_reaches_one_node_or_every_node() {
    let (one, two) = (Server::start(&[]).await, Server::start(&[]).await);
    let sandbox = sandbox(&[one.url(), two.url()]).await;
    let (mut on_one, mut on_two) = (one.client().await, two.client().await);
    assert!(on_one.is_alive().await && on_two.is_alive().await);
    let node = sandbox.place(NODE).node;
    let body = format!(r#"{{"node_id":"{node}","kill_all_nodes":false}}"#);
    assert_eq!(kill_all(&sandbox, &body).await["status"], "SUCCESS");
    on_one.sees_the_end().await;
    assert!(on_two.is_alive().await);
    kill_all(&sandbox, r#"{"kill_all_nodes":true}"#).await;
    on_two.sees_the_end().await;
}

#[tokio::test]
async fn the_ledger_names_whom_a_kill_all_cut_off_from_a_real_server() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let mut clients = vec![server.client().await, server.client().await];
    for client in &mut clients {
        assert!(client.is_alive().await);
    }
    let rows = sandbox.clients(NODE).await;
    let mut before: Vec<Value> = rows.iter().map(|row| row["peer"].clone()).collect();
    assert_eq!(before.len(), 2);
    let job = kill_all(&sandbox, r#"{"kill_all_nodes":true}"#).await;
    assert_eq!(job["status"], "SUCCESS");
    for mut client in clients {
        client.sees_the_end().await;
    }
    let ledger = sandbox.open("/sandbox/ledger").await.json();
    let arrivals = ledger["arrivals"].as_array().unwrap();
    let mut arrivals = arrivals.iter();
    let arrival = arrivals.find(|one| one["operation"] == "dcs.kill_all");
    let swept = &arrival.unwrap()["swept"][0];
    assert_eq!(swept["node"], sandbox.place(NODE).node.as_str());
    assert_eq!(swept["count"], 2);
    let mut ended = swept["handles"].as_array().unwrap().clone();
    for list in [&mut before, &mut ended] {
        list.sort_by_key(Value::to_string);
    }
    assert_eq!(ended, before);
}

#[tokio::test]
async fn a_replication_link_survives_and_is_not_listed() {
    let master = Server::start(&[]).await;
    let port = master.port.to_string();
    let replica = Server::start(&[
        "--replicaof",
        "127.0.0.1",
        &port,
        "--repl-diskless-sync-delay",
        "0",
    ])
    .await;
    let mut watcher = replica.client().await;
    let link = async {
        while !watcher
            .ask("INFO replication")
            .await
            .contains("master_link_status:up")
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), link)
        .await
        .unwrap();
    let links = master.ids("flags=S").await;
    assert_eq!(links.len(), 1);
    let sandbox = sandbox(&[master.url()]).await;
    assert_eq!(sandbox.clients(NODE).await, Vec::<Value>::new());
    let address = master_address(&master).await;
    assert_eq!(kill(&sandbox, &[&address]).await.status, 204);
    kill_all(&sandbox, r#"{"kill_all_nodes":true}"#).await;
    assert_eq!(master.ids("flags=S").await, links);
}

/// The address of the replica's link, as the master sees it.
async fn master_address(master: &Server) -> String {
    let list = master.client().await.ask("CLIENT LIST").await;
    let line = list
        .lines()
        .find(|line| line.contains(" flags=S "))
        .unwrap();
    let address = line.split(' ').find_map(|word| word.strip_prefix("addr="));
    address.unwrap().to_owned()
}

#[tokio::test]
async fn a_client_on_ipv6_is_killed_by_its_address_in_brackets() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let (mut chosen, mut spared) = (server.client_at("::1").await, server.client_at("::1").await);
    assert!(chosen.is_alive().await && spared.is_alive().await);
    assert!(chosen.address.starts_with("[::1]:"));
    assert_eq!(kill(&sandbox, &[&chosen.address]).await.status, 204);
    chosen.sees_the_end().await;
    assert!(spared.is_alive().await);
}

#[tokio::test]
async fn two_clients_of_a_unix_socket_are_not_killed_by_the_address_they_share() {
    let server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let (mut one, mut two) = (server.unix_client().await, server.unix_client().await);
    assert!(one.is_alive().await && two.is_alive().await);
    let list = sandbox.clients(NODE).await;
    assert_eq!(list.len(), 2);
    let address = list[0]["peer"].as_str().unwrap();
    assert!(address.ends_with("s.sock:0"), "{address}");
    for address in [address, one.address.as_str()] {
        kill(&sandbox, &[address]).await.is(400, "DCS.4800");
    }
    assert!(one.is_alive().await && two.is_alive().await);
}

#[tokio::test]
async fn an_engine_that_is_down_is_a_500_until_it_is_back() {
    let mut server = Server::start(&[]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let holding = std::sync::Arc::clone(&sandbox.cloud.estate.attached[0]);
    let holding = tokio::spawn(async move { holding.hold().await });
    assert_eq!(scan(&sandbox).await.status, 200);
    wait_until_free(&sandbox).await;
    server.stop();
    scan(&sandbox).await.is(500, "DCS.5000");
    kill(&sandbox, &["127.0.0.1:1"]).await.is(500, "DCS.5000");
    let job = kill_all(&sandbox, r#"{"kill_all_nodes":true}"#).await;
    assert_eq!(job["status"], "FAIL");
    assert!(
        job["fail_reason"]
            .as_str()
            .unwrap()
            .starts_with("cache / node-1: ")
    );
    let health = sandbox.open("/healthz").await;
    assert!(health.status == 200 && health.text.contains("redis (down)"));
    server.start_again().await;
    // The connection is opened again by itself, without a call.
    let held = async {
        while server.ids("").await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), held)
        .await
        .expect("the admin connection is not opened again");
    assert_eq!(scan(&sandbox).await.status, 200);
    holding.abort();
}

#[tokio::test]
async fn an_account_without_the_right_to_kill_is_told_so() {
    let server = Server::start(&[]).await;
    let mut admin = server.client().await;
    for user in [
        "ACL SETUSER reader on >r -@all +client|list +client|id +info +ping",
        "ACL SETUSER killer on >k -@all +client|list +client|kill +client|id +info +ping",
    ] {
        assert!(admin.ask(user).await.starts_with("+OK"));
    }
    let with = |account: &str| format!("redis://{account}@127.0.0.1:{}", server.port);
    let reader = sandbox(&[with("reader:r")]).await;
    assert_eq!(scan(&reader).await.status, 200);
    wait_until_free(&reader).await;
    let mut client = server.client().await;
    assert!(client.is_alive().await);
    kill(&reader, &[&client.address]).await.is(403, "DCS.2003");
    assert!(client.is_alive().await);
    let killer = sandbox(&[with("killer:k")]).await;
    assert_eq!(kill(&killer, &[&client.address]).await.status, 204);
    client.sees_the_end().await;
    assert!(!killer.ready.banner().contains("killer:k"));
}

#[tokio::test]
async fn a_full_engine_can_still_be_relieved() {
    let server = Server::start(&["--maxclients", "20"]).await;
    let sandbox = sandbox(&[server.url()]).await;
    let mut clients = Vec::new();
    loop {
        let mut client = server.client().await;
        if !client.is_alive().await {
            break;
        }
        clients.push(client);
    }
    assert!(clients.len() < 20);
    let address = clients[0].address.clone();
    assert_eq!(kill(&sandbox, &[&address]).await.status, 204);
    clients[0].sees_the_end().await;
    assert!(server.client().await.is_alive().await);
}
