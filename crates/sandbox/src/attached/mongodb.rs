//! A DDS node backed by a real MongoDB.

mod admin;
mod row;

use std::collections::HashSet;

use bson::{Document, doc};
use mongodb::bson;
use mongodb::options::ConnectionString;
use quell_core::id::SessionId;

use super::{Held, without_secret};
use crate::engine::{
    Dds, DdsFilter, DdsKilled, DdsSession, Ended, Engine, EngineFault, Listed, Page, Reply,
};
use admin::Admin;
use row::{Operation, Target};

/// A node of DDS with a server behind it.
#[derive(Debug)]
pub struct MongoNode {
    admin: Admin,
    label: String,
}

impl MongoNode {
    /// Takes the server at `url`; the connection is opened by the first call.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(url: &str) -> Result<Self, String> {
        if !url.starts_with("mongodb://") {
            return Err("the URL does not begin with mongodb://".to_owned());
        }
        let read = ConnectionString::parse(url).map_err(|fault| fault.to_string())?;
        Ok(Self {
            admin: Admin::new(read),
            label: without_secret(url),
        })
    }

    /// Everything that the server does and every connection to it, in the order of connections.
    async fn operations(&self) -> Result<Vec<Operation>, EngineFault> {
        let everything = doc! { "$currentOp": { "allUsers": true, "idleConnections": true } };
        let rows = self.admin.all(everything).await?;
        let mut operations: Vec<Operation> = rows.into_iter().map(Operation).collect();
        operations.sort_by_key(Operation::connection);
        Ok(operations)
    }

    async fn list(&self, filter: &DdsFilter) -> Result<Vec<DdsSession>, EngineFault> {
        let operations = self.operations().await?;
        let people = operations.iter().filter(|one| !one.is_internal());
        let rows = people.map(Operation::session);
        Ok(rows.filter(|row| filter.passes(row)).collect())
    }

    /// Interrupts operations. The server says yes to every id, so what is its own and what is
    /// ours must be left out here.
    async fn interrupt(&self, ids: &[SessionId]) -> Result<DdsKilled, EngineFault> {
        if ids.iter().any(|id| row::is_inactive(id.as_str())) {
            return Ok(DdsKilled::Inactive);
        }
        let operations = self.operations().await?;
        let internal = operations.iter().filter(|one| one.is_internal());
        let mut passed: HashSet<String> = internal.filter_map(Operation::id).collect();
        let runs = |id: &str| operations.iter().any(|one| one.id().as_deref() == Some(id));
        let mut ended = Ended::new();
        for id in ids {
            if !passed.insert(id.as_str().to_owned()) {
                continue;
            }
            let command = match Target::parse(id.as_str()) {
                Target::Number(number) => doc! { "killOp": 1, "op": number },
                Target::OnShard(name) if runs(&name) => doc! { "killOp": 1, "op": name },
                // What is not there is no fault here, but a server without shards would make it one.
                Target::OnShard(_) | Target::Nobody => continue,
            };
            self.admin.command(command).await?;
            if runs(id.as_str()) {
                ended.insert(id.as_str().to_owned());
            }
        }
        Ok(DdsKilled::Done(ended))
    }
}

impl Held for MongoNode {
    fn pulse(&self) -> Reply<'_, ()> {
        Box::pin(async {
            self.admin.command(doc! { "ping": 1 }).await?;
            Ok(())
        })
    }
}

impl Engine for MongoNode {
    fn kind(&self) -> &'static str {
        "mongodb"
    }

    fn label(&self) -> String {
        self.label.clone()
    }

    fn version(&self) -> Reply<'_, String> {
        Box::pin(async {
            let info: Document = self.admin.command(doc! { "buildInfo": 1 }).await?;
            let version = info.get_str("version").unwrap_or_default();
            Ok(format!("mongodb {version}").trim_end().to_owned())
        })
    }

    fn samples(&self) -> Reply<'_, Vec<String>> {
        Box::pin(async {
            let operations = self.operations().await?;
            let people = operations.iter().filter(|one| !one.is_internal());
            // A driver's heartbeat can be killed, but to no end.
            let work = people.filter(|one| !one.is_heartbeat());
            Ok(work.filter_map(Operation::id).take(3).collect())
        })
    }
}

impl Dds for MongoNode {
    fn sessions<'a>(&'a self, filter: &'a DdsFilter, page: Page) -> Reply<'a, Listed<DdsSession>> {
        Box::pin(async move {
            let rows = self.list(filter).await?;
            Ok(Listed {
                total: rows.len(),
                rows: page.cut(&rows).to_vec(),
            })
        })
    }

    fn kill<'a>(&'a self, ids: &'a [SessionId]) -> Reply<'a, DdsKilled> {
        Box::pin(self.interrupt(ids))
    }
}
