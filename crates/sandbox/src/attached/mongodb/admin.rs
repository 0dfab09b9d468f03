//! The admin connection to a server: one of the driver's pools that holds exactly one.

use std::fmt;
use std::future::IntoFuture;

use mongodb::Client;
use mongodb::bson::Document;
use mongodb::error::{Error, ErrorKind};
use mongodb::options::{ClientOptions, ConnectionString, ServerMonitoringMode};
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::row::OURS;
use crate::attached::{ANSWER, CONNECT};
use crate::engine::EngineFault;

/// The account may not do this, or is not one.
const DENIED: [i32; 2] = [13, 18];

/// A held connection to one server.
pub(super) struct Admin {
    url: ConnectionString,
    client: OnceCell<Client>,
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the URL: it may hold a password.
        f.debug_struct("Admin").finish_non_exhaustive()
    }
}

impl Admin {
    pub(super) fn new(url: ConnectionString) -> Self {
        Self {
            url,
            client: OnceCell::new(),
        }
    }

    /// Sends a command once, to the database `admin`.
    pub(super) async fn command(&self, command: Document) -> Result<Document, EngineFault> {
        let admin = self.client().await?.database("admin");
        carry(async move { admin.run_command(command).await }).await
    }

    /// All documents that one stage of an aggregation gives.
    pub(super) async fn all(&self, stage: Document) -> Result<Vec<Document>, EngineFault> {
        let admin = self.client().await?.database("admin");
        let asked = async move {
            let mut cursor = admin.aggregate([stage]).await?;
            let mut all = Vec::new();
            while cursor.advance().await? {
                all.push(cursor.deserialize_current()?);
            }
            Ok(all)
        };
        carry(asked).await
    }

    async fn client(&self) -> Result<&Client, EngineFault> {
        let open = || async {
            let mut options = ClientOptions::parse(self.url.clone()).into_future().await?;
            options.app_name = Some(OURS.to_owned());
            options.connect_timeout = Some(CONNECT);
            options.server_selection_timeout = Some(CONNECT);
            // The node that is named, not the one that is primary.
            options.direct_connection = Some(true);
            options.max_pool_size = Some(1);
            options.min_pool_size = Some(1);
            // What broke half-way may have been carried out.
            options.retry_reads = Some(false);
            options.retry_writes = Some(false);
            // A full server would refuse the second connection of the other way.
            options.server_monitoring_mode = Some(ServerMonitoringMode::Poll);
            Client::with_options(options)
        };
        let opened = self.client.get_or_try_init(open).await;
        opened.map_err(|fault: Error| read(&fault))
    }
}

/// Waits for an answer, in a task of its own: a caller who leaves half-way must not take the
/// connection along.
async fn carry<T: Send + 'static>(
    asked: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, EngineFault> {
    let asked = tokio::spawn(timeout(ANSWER, asked));
    match asked.await {
        Ok(Ok(answer)) => answer.map_err(|fault| read(&fault)),
        Ok(Err(_)) => Err(EngineFault::Down("no answer in time".to_owned())),
        Err(fault) => Err(EngineFault::Down(fault.to_string())),
    }
}

fn read(fault: &Error) -> EngineFault {
    let denied = match fault.kind.as_ref() {
        ErrorKind::Command(said) => DENIED.contains(&said.code),
        ErrorKind::Authentication { .. } => true,
        _ => false,
    };
    if denied {
        EngineFault::Denied(fault.to_string())
    } else {
        EngineFault::Down(fault.to_string())
    }
}
