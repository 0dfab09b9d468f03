//! The one admin connection to a server: held open, opened again with back-off, never waiting for ever.

use std::fmt;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, Pipeline, RedisError};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::attached::{ANSWER, CONNECT};
use crate::engine::EngineFault;

/// A held connection to one server.
pub(super) struct Admin {
    client: Client,
    held: Mutex<Option<MultiplexedConnection>>,
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the client: its URL may hold a password.
        f.debug_struct("Admin").finish_non_exhaustive()
    }
}

impl Admin {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            held: Mutex::new(None),
        }
    }

    /// Sends commands once. A broken connection is dropped, and the commands are not sent again:
    /// they may have been carried out.
    pub(super) async fn ask<T: FromRedisValue>(&self, pipe: &Pipeline) -> Result<T, EngineFault> {
        // Others may be opening it, so the wait for them has an end, too.
        let late = |_| EngineFault::Down("no connection in time".to_owned());
        let mut connection = timeout(ANSWER, self.connection()).await.map_err(late)??;
        match timeout(ANSWER, pipe.query_async(&mut connection)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault)) => {
                let fault = read(&fault);
                if matches!(fault, EngineFault::Down(_)) {
                    self.held.lock().await.take();
                }
                Err(fault)
            }
            Err(_) => {
                self.held.lock().await.take();
                Err(EngineFault::Down("no answer in time".to_owned()))
            }
        }
    }

    async fn connection(&self) -> Result<MultiplexedConnection, EngineFault> {
        let mut held = self.held.lock().await;
        if let Some(connection) = held.as_ref() {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(ANSWER));
        let connection = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .map_err(|fault| read(&fault))?;
        *held = Some(connection.clone());
        Ok(connection)
    }
}

fn read(fault: &RedisError) -> EngineFault {
    let text = fault.to_string();
    let denied = fault.code() == Some("NOPERM") || text.contains("NOPERM");
    if denied {
        EngineFault::Denied(text)
    } else {
        EngineFault::Down(text)
    }
}
