//! A DCS node backed by a real Redis or Valkey.

mod admin;
mod row;

use std::collections::HashSet;

use quell_core::id::ClientAddr;
use redis::Client;

use super::{Held, without_secret};
use crate::engine::{Clients, Dcs, DcsClient, Ended, Engine, EngineFault, Reply, Swept};
use admin::Admin;
use row::Row;

/// How many kills go out in one write: 1,000 at once stall other clients for 168 ms, 50 do not.
const CHUNK: usize = 50;

/// A node of DCS with a server behind it.
#[derive(Debug)]
pub struct RedisNode {
    admin: Admin,
    label: String,
}

impl RedisNode {
    /// Takes the server at `url`; the connection is opened by the first call.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(url: &str) -> Result<Self, String> {
        let client = Client::open(url).map_err(|fault| fault.to_string())?;
        Ok(Self {
            admin: Admin::new(client),
            label: without_secret(url),
        })
    }

    /// All clients but ourselves and the replication links, from one list.
    async fn rows(&self) -> Result<Vec<Row>, EngineFault> {
        let mut pipe = redis::pipe();
        pipe.cmd("CLIENT").arg("ID").cmd("CLIENT").arg("LIST");
        let (own, list): (u64, Vec<u8>) = self.admin.ask(&pipe).await?;
        let list = String::from_utf8_lossy(&list);
        let rows = list.lines().map(Row::parse);
        Ok(rows.filter(|row| row.is_client_but(own)).collect())
    }

    async fn kill_addresses(&self, addrs: &[ClientAddr]) -> Result<Ended, EngineFault> {
        let wanted: HashSet<&str> = addrs.iter().map(ClientAddr::as_str).collect();
        let rows = self.rows().await?;
        let ids: Vec<(u64, &str)> = rows
            .iter()
            .filter(|row| row.has_own_address() && wanted.contains(row.addr()))
            .filter_map(|row| Some((row.id()?, row.addr())))
            .collect();
        let mut ended = Ended::new();
        for chunk in ids.chunks(CHUNK) {
            let mut pipe = redis::pipe();
            for (id, _) in chunk {
                // By id: an address may belong to somebody else by now.
                pipe.cmd("CLIENT").arg("KILL").arg("ID").arg(*id);
            }
            let killed: Vec<i64> = self.admin.ask(&pipe).await?;
            let gone = chunk.iter().zip(killed).filter(|(_, count)| *count > 0);
            ended.extend(gone.map(|((_, addr), _)| (*addr).to_owned()));
        }
        Ok(ended)
    }

    /// Cuts everybody off. The server says how many; who it was is what two lists tell, for it
    /// names nobody, and somebody may come or leave by themselves between. An account that may kill
    /// but not list still kills.
    async fn kill_everyone(&self) -> Result<Swept, EngineFault> {
        let before = self.rows().await.unwrap_or_default();
        let mut count = 0;
        for kind in ["normal", "pubsub"] {
            let mut pipe = redis::pipe();
            let kill = pipe.cmd("CLIENT").arg("KILL").arg("TYPE").arg(kind);
            kill.arg("SKIPME").arg("yes");
            let killed: Vec<usize> = self.admin.ask(&pipe).await?;
            count += killed.into_iter().sum::<usize>();
        }
        let mut swept = Swept::default();
        if let Ok(after) = self.rows().await {
            let after: HashSet<Option<u64>> = after.iter().map(Row::id).collect();
            for row in before.iter().filter(|row| !after.contains(&row.id())) {
                swept.note(|| row.addr().to_owned().into());
            }
        }
        swept.count = count;
        Ok(swept)
    }
}

impl Held for RedisNode {
    fn pulse(&self) -> Reply<'_, ()> {
        Box::pin(async {
            let mut pipe = redis::pipe();
            pipe.cmd("PING");
            let _pong: Vec<redis::Value> = self.admin.ask(&pipe).await?;
            Ok(())
        })
    }
}

impl Engine for RedisNode {
    fn kind(&self) -> &'static str {
        "redis"
    }

    fn label(&self) -> String {
        self.label.clone()
    }

    fn version(&self) -> Reply<'_, String> {
        Box::pin(async {
            let mut pipe = redis::pipe();
            pipe.cmd("INFO").arg("server");
            let (info,): (String,) = self.admin.ask(&pipe).await?;
            let field = |name: &str| {
                info.lines()
                    .filter_map(|line| line.split_once(':'))
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| value.trim().to_owned())
            };
            Ok(match (field("valkey_version"), field("redis_version")) {
                (Some(valkey), _) => format!("valkey {valkey}"),
                (None, Some(redis)) => format!("redis {redis}"),
                (None, None) => "redis".to_owned(),
            })
        })
    }

    fn samples(&self) -> Reply<'_, Vec<String>> {
        Box::pin(async {
            let rows = self.rows().await?;
            let rows = rows.iter().filter(|row| row.has_own_address());
            Ok(rows.take(3).map(|row| row.addr().to_owned()).collect())
        })
    }
}

impl Dcs for RedisNode {
    fn clients(&self) -> Reply<'_, Box<dyn Clients>> {
        Box::pin(async {
            let clients: Vec<DcsClient> = self.rows().await?.iter().map(Row::client).collect();
            let clients: Box<dyn Clients> = Box::new(clients);
            Ok(clients)
        })
    }

    fn kill<'a>(&'a self, addrs: &'a [ClientAddr]) -> Reply<'a, Ended> {
        Box::pin(self.kill_addresses(addrs))
    }

    fn kill_all(&self) -> Reply<'_, Swept> {
        Box::pin(self.kill_everyone())
    }
}
