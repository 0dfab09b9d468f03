//! Bad weather that only a connection shows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at once, its helpers too"
)]

use std::io::ErrorKind;
use std::sync::Arc;

use clap::Parser as _;
use quell_sandbox::api::control;
use quell_sandbox::cli::Cli;
use quell_sandbox::cloud::Cloud;
use quell_sandbox::server;
use quell_sandbox::weather::Forecast;
use quell_sandbox::weather::wire::{Cut, Wire};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Serves a cloud, and reads one list of it in this weather.
async fn read(kind: &str) -> (Arc<Cloud>, TcpStream) {
    read_in(&format!(r#""kind":"{kind}""#)).await
}

async fn read_in(rule: &str) -> (Arc<Cloud>, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let cli = Cli::parse_from(["quell-sandbox", "--sessions", "50"]);
    let cloud = Arc::new(Cloud::build(&cli, port).unwrap());
    let rules = format!(r#"{{"rules":[{{{rule}}}]}}"#);
    control::set(&cloud, Forecast::read(rules.as_bytes()).unwrap());
    let router = server::router(Arc::clone(&cloud)).into_make_service_with_connect_info::<Cut>();
    tokio::spawn(async move { axum::serve(Wire(listener), router).await });
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (token, project) = (&cloud.token, &cloud.project);
    let node = &cloud.estate.dds[0].place.node;
    let request = format!(
        "GET /v3/{project}/nodes/{node}/sessions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Auth-Token: {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    (cloud, stream)
}

async fn all(stream: &mut TcpStream) -> (String, Option<ErrorKind>) {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (text, ended.err().map(|fault| fault.kind()))
}

#[tokio::test]
async fn a_dropped_connection_ends_without_a_byte() {
    for (kind, applied) in [("drop_before", 0), ("drop_after", 1)] {
        let (cloud, mut stream) = read(kind).await;
        assert_eq!(all(&mut stream).await, (String::new(), None), "{kind}");
        assert_eq!(cloud.ledger.show()[0].applied, applied, "{kind}");
    }
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let (cloud, mut stream) = read("reset").await;
    let (text, fault) = all(&mut stream).await;
    assert_eq!(
        (text.as_str(), fault),
        ("", Some(ErrorKind::ConnectionReset))
    );
    assert_eq!(cloud.ledger.show()[0].applied, 1);
}

#[tokio::test]
async fn a_reset_and_a_silence_can_come_before_anything_is_carried_out() {
    for kind in ["reset", "no_answer"] {
        let (cloud, mut stream) = read_in(&format!(r#""kind":"{kind}","applied":false"#)).await;
        while cloud.ledger.show().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(cloud.ledger.show()[0].applied, 0, "{kind}");
        if kind == "reset" {
            let fault = all(&mut stream).await.1;
            assert_eq!(fault, Some(ErrorKind::ConnectionReset));
        }
    }
}

#[tokio::test]
async fn a_truncated_answer_is_shorter_than_it_says() {
    let (_cloud, mut stream) = read("truncate").await;
    let (text, _) = all(&mut stream).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    assert_eq!(body.len(), length / 2);
    assert!(body.starts_with('{') && length > 100);
}

#[tokio::test]
async fn no_answer_keeps_the_connection() {
    let (cloud, mut stream) = read("no_answer").await;
    while cloud.ledger.show().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(cloud.ledger.show()[0].applied, 1);
    let mut byte = [0];
    let silence = stream.read(&mut byte);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(100), silence).await;
    assert!(waited.is_err(), "{waited:?}");
}
