//! A TaurusDB node backed by a real MariaDB or MySQL.

mod admin;
mod row;

use std::collections::HashSet;
use std::str::FromStr as _;

use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use super::{Held, without_secret};
use crate::engine::{Engine, EngineFault, Listed, Page, Partition, Reply, Taurus, TaurusProcess};
use admin::{Admin, SqlFault};

/// A node of TaurusDB with a server behind it.
#[derive(Debug)]
pub struct MysqlNode {
    admin: Admin,
    label: String,
}

impl MysqlNode {
    /// Takes the server at `url`; the connection is opened by the first call.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(url: &str) -> Result<Self, String> {
        if !url.starts_with("mysql://") && !url.starts_with("mariadb://") {
            return Err("the URL does not begin with mysql://".to_owned());
        }
        let options = MySqlConnectOptions::from_str(url).map_err(|fault| fault.to_string())?;
        // The session's own settings stay as the server has them.
        let options = options
            .ssl_mode(MySqlSslMode::Disabled)
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(None);
        Ok(Self {
            admin: Admin::new(options),
            label: without_secret(url),
        })
    }

    async fn list(&self, page: Page) -> Result<Listed<TaurusProcess>, EngineFault> {
        let rows = self.admin.ask(row::list(page)).await?;
        let total = match rows.first() {
            Some(row) => row::total_beside(row),
            None if page.offset == 0 => 0,
            None => self
                .admin
                .ask(row::count())
                .await?
                .first()
                .map_or(0, row::total),
        };
        Ok(Listed {
            total,
            rows: rows.iter().map(row::process).collect(),
        })
    }

    /// Ends threads one by one, because a batch of statements would stop at the first id that is
    /// not there. Internal threads are ours to spare: the server lets a kill stop replication.
    async fn end(&self, ids: &[i64]) -> Result<Partition, EngineFault> {
        let internal = self.admin.ask(row::internal()).await?;
        let mut passed: HashSet<i64> = internal.iter().map(row::id).collect();
        let mut partition = Partition::default();
        for &id in ids {
            if !passed.insert(id) {
                continue;
            }
            // No thread has such an id, and some servers read it as a very large one.
            let asked = match id {
                ..=0 => Err(SqlFault::NoSuchThread),
                1.. => self.admin.ask(format!("KILL CONNECTION {id}")).await,
            };
            match asked {
                Ok(_) => partition.processes_killed.push(id),
                Err(SqlFault::NoSuchThread) => partition.processes_not_found.push(id),
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(partition)
    }
}

impl Held for MysqlNode {
    fn pulse(&self) -> Reply<'_, ()> {
        Box::pin(async {
            self.admin.ask("SELECT 1".to_owned()).await?;
            Ok(())
        })
    }
}

impl Engine for MysqlNode {
    fn kind(&self) -> &'static str {
        "mysql"
    }

    fn label(&self) -> String {
        self.label.clone()
    }

    fn version(&self) -> Reply<'_, String> {
        Box::pin(async {
            let rows = self.admin.ask("SELECT VERSION()".to_owned()).await?;
            Ok(row::version(
                &rows.first().and_then(row::first).unwrap_or_default(),
            ))
        })
    }

    fn samples(&self) -> Reply<'_, Vec<String>> {
        Box::pin(async {
            let page = Page {
                offset: 0,
                limit: 3,
            };
            let rows = self.admin.ask(row::list(page)).await?;
            Ok(rows.iter().map(|row| row::id(row).to_string()).collect())
        })
    }
}

impl Taurus for MysqlNode {
    fn processes(&self, page: Page) -> Reply<'_, Listed<TaurusProcess>> {
        Box::pin(self.list(page))
    }

    fn kill<'a>(&'a self, ids: &'a [i64]) -> Reply<'a, Partition> {
        Box::pin(self.end(ids))
    }
}
