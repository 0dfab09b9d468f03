//! Where a server of a test lives: a port and a folder of its own.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(30);

/// A port below those that clients are given, so that no client can take it first.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 9000).unwrap();
    loop {
        let port = 22_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Asks again and again until it is so.
#[track_caller]
pub(crate) fn until<F: Future<Output = bool>>(
    what: &str,
    mut holds: impl FnMut() -> F,
) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let asking = async {
            while !holds().await {
                sleep(Duration::from_millis(10)).await;
            }
        };
        let done = timeout(PATIENCE, asking).await;
        assert!(done.is_ok(), "{what} ({caller})");
    }
}
