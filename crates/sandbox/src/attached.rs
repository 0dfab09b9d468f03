//! Attached engines: real servers that the person who starts the sandbox names.

#[cfg(feature = "mongodb")]
pub mod mongodb;
pub mod mysql;
pub mod redis;

use std::time::Duration;

use tokio::time::sleep;

use crate::engine::{EngineFault, Reply};

/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(2);
/// How long a server may take for one answer.
const ANSWER: Duration = Duration::from_secs(5);
/// How often an idle connection is looked at.
const PULSE: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A server whose one admin connection wants to be held.
pub trait Held: Send + Sync {
    /// Asks the server for a sign of life, over a new connection if there is none.
    fn pulse(&self) -> Reply<'_, ()>;
}

impl dyn Held {
    /// Keeps the admin connection open, for as long as this future is polled: a full server
    /// refuses new ones exactly when people want to end sessions.
    pub async fn hold(&self) {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.pulse().await {
                Err(EngineFault::Down(_)) => {
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                // An account that may not even ping still has its connection.
                Ok(()) | Err(EngineFault::Denied(_)) => {
                    pause = FIRST_PAUSE;
                    sleep(PULSE).await;
                }
            }
        }
    }
}

/// A URL as it may be shown: without user, password and parameters.
fn without_secret(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
            format!("{scheme}://{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_never_shows_a_password() {
        assert_eq!(
            without_secret("redis://ops:s3cr@t@127.0.0.1:6379/0?protocol=resp3"),
            "redis://127.0.0.1:6379/0"
        );
        assert_eq!(
            without_secret("redis+unix:///run/r.sock?pass=x"),
            "redis+unix:///run/r.sock"
        );
        assert_eq!(
            without_secret("mysql://root:p%40w@[::1]:3306/shop"),
            "mysql://[::1]:3306/shop"
        );
    }
}
