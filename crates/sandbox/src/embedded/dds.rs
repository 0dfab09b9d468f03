//! The embedded DDS node: a session's id is its operation's, and a kill interrupts only that.

use std::collections::HashSet;

use quell_core::id::SessionId;

use super::pools::Role;
use super::population::{Life, Population};
use super::{LABEL, now, texts};
use crate::engine::{
    Dds, DdsFilter, DdsKilled, DdsSession, Ended, Engine, Listed, Page, Reply, Word,
};

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
            let connection = life.serial(life.connected);
            return format!("conn:{connection}");
        };
        let operation = life.serial(began);
        match self.topology {
            Topology::Mongos => format!("shard_{}:{operation}", life.place % 2 + 1),
            Topology::Replica => operation.to_string(),
        }
    }

    fn row(&self, life: &Life) -> DdsSession {
        let connection = life.serial(life.connected);
        let role = life.pool.role;
        let (kind, plan, operation): (_, _, Word) = match (life.running, role) {
            (None, _) => ("none", "", "".into()),
            (Some(_), Role::Report | Role::Backup) => (
                "getmore",
                "COLLSCAN",
                r#"{"getMore":4.9473050217983027E18,"collection":"orders"}"#.into(),
            ),
            (Some(_), Role::Hostile) => ("query", "COLLSCAN", hostile(life).into()),
            (Some(_), Role::Etl) => (
                "insert",
                "",
                r#"{"insert":"facts","ordered":false,"$db":"shop"}"#.into(),
            ),
            (Some(_), _) => (
                "query",
                "IXSCAN { customer: 1 }",
                r#"{"find":"orders","filter":{"customer":48121},"$db":"shop"}"#.into(),
            ),
        };
        let times = life.times;
        let elapsed = times.began.map_or(0, |began| (times.now - began) * 1000);
        let active = life.running.is_some();
        DdsSession {
            id: self.id(life).into(),
            active,
            operation,
            kind: kind.into(),
            cost_time: elapsed.to_string().into(),
            plan_summary: plan.into(),
            host: "host-172-16-27-182:8635".into(),
            client: texts::address(life).into(),
            description: format!("conn{connection}").into(),
            namespace: if active { "shop.orders" } else { "" }.into(),
            db: "shop".into(),
            user: match role {
                Role::Hostile => texts::hostile(life),
                _ => life.pool.user,
            }
            .into(),
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
        let lives = self.population.samples();
        now(lives.iter().map(|life| self.id(life)).collect())
    }
}

impl Dds for EmbeddedDds {
    fn sessions<'a>(&'a self, filter: &'a DdsFilter, page: Page) -> Reply<'a, Listed<DdsSession>> {
        if *filter == DdsFilter::default() {
            // Only the page's rows are made: a list has up to 100,000.
            let lives = self.population.page(page);
            return now(Listed {
                total: lives.total,
                rows: lives.rows.iter().map(|life| self.row(life)).collect(),
            });
        }
        let mut listed = Listed {
            total: 0,
            rows: Vec::new(),
        };
        self.population.visit(|life| {
            let row = self.row(life);
            if !filter.passes(&row) {
                return;
            }
            if listed.total >= page.offset && listed.rows.len() < page.limit {
                listed.rows.push(row);
            }
            listed.total += 1;
        });
        now(listed)
    }

    fn addresses(&self) -> Reply<'_, Vec<Word>> {
        let mut addresses = Vec::new();
        self.population
            .visit(|life| addresses.push(texts::address(life).into()));
        now(addresses)
    }

    fn kill<'a>(&'a self, ids: &'a [SessionId]) -> Reply<'a, DdsKilled> {
        let wanted: HashSet<&str> = ids.iter().map(SessionId::as_str).collect();
        // Whatever stands before it, the number tells the place.
        let number = |id: &&str| id.rsplit(':').next()?.parse().ok();
        let places = self.population.owners(wanted.iter().filter_map(number));
        let chosen = |life: &Life| wanted.contains(self.id(life).as_str());
        let inactive = |life: &Life| life.running.is_none() && chosen(life);
        if self.population.lives_of(&places).iter().any(inactive) {
            return now(DdsKilled::Inactive);
        }
        let mut ended = Ended::new();
        self.population.interrupt(&places, |life| {
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
