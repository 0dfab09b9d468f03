//! The embedded DDS node: a session's id is its operation's, and a kill interrupts only that.

use std::collections::HashSet;

use quell_core::id::SessionId;

use super::pools::Role;
use super::population::{Life, Population, SAMPLES};
use super::{LABEL, now, texts};
use crate::engine::{Dds, DdsFilter, DdsKilled, DdsSession, Ended, Engine, Listed, Page, Reply};

/// What kind of node it is; only ids of a mongos name a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topology {
    /// A router of a cluster.
    Mongos,
    /// A member of a replica set.
    Replica,
}

/// A node of DDS without a database.
#[derive(Debug)]
pub struct EmbeddedDds {
    population: Population,
    topology: Topology,
}

impl EmbeddedDds {
    /// Puts a population behind the node.
    pub fn new(population: Population, topology: Topology) -> Self {
        Self {
            population,
            topology,
        }
    }

    /// The operation's id, or the connection's where nothing runs: that one cannot be killed.
    fn id(&self, life: &Life) -> String {
        let Some(began) = life.running else {
            let connection = self.population.serial(life, life.connected);
            return format!("conn:{connection}");
        };
        let operation = self.population.serial(life, began);
        match self.topology {
            Topology::Mongos => format!("shard_{}:{operation}", life.place % 2 + 1),
            Topology::Replica => operation.to_string(),
        }
    }

    fn row(&self, life: &Life) -> DdsSession {
        let connection = self.population.serial(life, life.connected);
        let role = life.pool.role;
        let (kind, plan, operation) = match (life.running, role) {
            (None, _) => ("none", "", String::new()),
            (Some(_), Role::Report | Role::Backup) => (
                "getmore",
                "COLLSCAN",
                r#"{"getMore":4.9473050217983027E18,"collection":"orders"}"#.to_owned(),
            ),
            (Some(_), Role::Hostile) => ("query", "COLLSCAN", hostile(life)),
            (Some(_), Role::Etl) => (
                "insert",
                "",
                r#"{"insert":"facts","ordered":false,"$db":"shop"}"#.to_owned(),
            ),
            (Some(_), _) => (
                "query",
                "IXSCAN { customer: 1 }",
                r#"{"find":"orders","filter":{"customer":48121},"$db":"shop"}"#.to_owned(),
            ),
        };
        let elapsed = life.running.map_or(0, |began| (life.now - began) * 1000);
        let active = life.running.is_some();
        DdsSession {
            id: self.id(life),
            active,
            operation,
            kind: kind.to_owned(),
            cost_time: elapsed.to_string(),
            plan_summary: plan.to_owned(),
            host: "host-172-16-27-182:8635".to_owned(),
            client: texts::address(life),
            description: format!("conn{connection}"),
            namespace: if active { "shop.orders" } else { "" }.to_owned(),
            db: "shop".to_owned(),
            user: match role {
                Role::Hostile => texts::hostile(life),
                _ => life.pool.user,
            }
            .to_owned(),
        }
    }
}

fn hostile(life: &Life) -> String {
    serde_json::json!({ "find": "orders", "comment": texts::hostile(life) }).to_string()
}

impl Engine for EmbeddedDds {
    fn kind(&self) -> &'static str {
        LABEL
    }

    fn label(&self) -> String {
        LABEL.to_owned()
    }

    fn version(&self) -> Reply<'_, String> {
        now(LABEL.to_owned())
    }

    fn samples(&self) -> Reply<'_, Vec<String>> {
        let lives = self.population.lives();
        let samples = lives.iter().filter(|life| life.place < SAMPLES);
        now(samples.map(|life| self.id(life)).collect())
    }
}

impl Dds for EmbeddedDds {
    fn sessions<'a>(&'a self, filter: &'a DdsFilter, page: Page) -> Reply<'a, Listed<DdsSession>> {
        let lives = self.population.lives();
        if *filter == DdsFilter::default() {
            // Only the page's rows are made: a list has up to 100,000.
            return now(Listed {
                total: lives.len(),
                rows: page.cut(&lives).iter().map(|life| self.row(life)).collect(),
            });
        }
        let kept: Vec<DdsSession> = lives
            .iter()
            .map(|life| self.row(life))
            .filter(|row| filter.passes(row))
            .collect();
        now(Listed {
            total: kept.len(),
            rows: page.cut(&kept).to_vec(),
        })
    }

    fn kill<'a>(&'a self, ids: &'a [SessionId]) -> Reply<'a, DdsKilled> {
        let wanted: HashSet<&str> = ids.iter().map(SessionId::as_str).collect();
        let chosen = |life: &Life| wanted.contains(self.id(life).as_str());
        let inactive = |life: &Life| life.running.is_none() && chosen(life);
        if self.population.lives().iter().any(inactive) {
            return now(DdsKilled::Inactive);
        }
        let mut ended = Ended::new();
        self.population.interrupt(|life| {
            let id = self.id(life);
            let chosen = life.running.is_some() && wanted.contains(id.as_str());
            if chosen {
                ended.insert(id);
            }
            chosen
        });
        now(DdsKilled::Done(ended))
    }
}
