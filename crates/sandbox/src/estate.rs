//! What there is: the instances and nodes of the sandbox, with ids that follow from the seed.

use std::collections::HashMap;
use std::sync::Arc;

use quell_core::id::{IdFault, InstanceId, NodeId};

use crate::attached::Held;
use crate::attached::mysql::MysqlNode;
use crate::attached::redis::RedisNode;
use crate::chance::{hex32, uuid};
use crate::cli::{Attached, Cli, DdsLimit};
use crate::clock::Clock;
use crate::embedded::{EmbeddedDcs, EmbeddedDds, EmbeddedTaurus, Origin, Population, Topology};
use crate::engine::{Dcs, Dds, Engine, Taurus};

/// A service of the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Document Database Service: MongoDB.
    Dds,
    /// Distributed Cache Service: Redis.
    Dcs,
    /// `TaurusDB`: MySQL.
    TaurusDb,
}

impl Service {
    /// The word of URLs and settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dds => "dds",
            Self::Dcs => "dcs",
            Self::TaurusDb => "taurusdb",
        }
    }

    /// The service of a word.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Dds, Self::Dcs, Self::TaurusDb]
            .into_iter()
            .find(|service| service.word() == word)
    }
}

/// Where a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `orders-db / primary`.
    pub name: String,
    /// Its service.
    pub service: Service,
    /// Its instance.
    pub instance: InstanceId,
    /// Itself.
    pub node: NodeId,
}

/// A node and the engine behind it.
pub struct Node<E: ?Sized> {
    /// Where it is.
    pub place: Place,
    /// What is behind it.
    pub engine: Arc<E>,
}

/// All nodes, by service.
pub struct Estate {
    /// Nodes of DDS.
    pub dds: Vec<Node<dyn Dds>>,
    /// The largest limit of each DDS instance's lists.
    dds_limits: HashMap<InstanceId, usize>,
    /// Nodes of DCS.
    pub dcs: Vec<Node<dyn Dcs>>,
    /// Nodes of `TaurusDB`.
    pub taurus: Vec<Node<dyn Taurus>>,
    /// The attached servers among them, whose connections want to be held.
    pub attached: Vec<Arc<dyn Held>>,
}

/// Why the estate cannot be built: a setting that a person must change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EstateFault {
    /// An id of ours is not of the grammar.
    Id(IdFault),
    /// The name is that of an embedded instance.
    NameTaken(Flag, String),
    /// No instance has the name.
    Unknown(Flag, String),
    /// The same server twice.
    Twice(Flag, String),
    /// The URL cannot be read; the reason does not repeat it.
    Url(Flag, String, String),
}

/// The setting that a fault is about.
type Flag = &'static str;

impl std::fmt::Display for EstateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(fault) => write!(f, "an id {fault}"),
            Self::NameTaken(flag, name) => {
                write!(f, "{flag} {name}: the name is taken; choose another")
            }
            Self::Unknown(flag, name) => {
                write!(f, "{flag} {name}: there is no such instance")
            }
            Self::Twice(flag, name) => write!(f, "{flag} {name}: the same URL was given twice"),
            Self::Url(flag, name, reason) => write!(f, "{flag} {name}: {reason}"),
        }
    }
}

impl From<IdFault> for EstateFault {
    fn from(fault: IdFault) -> Self {
        Self::Id(fault)
    }
}

/// The largest limit of DDS lists where nothing else is said.
const DDS_LIMIT: usize = 100;

/// The embedded instances.
const CACHE: &str = "checkout-cache";
const DATABASE: &str = "orders-db";
const CLUSTER: &str = "orders-mongo";
const CATALOG: &str = "catalog-mongo";

impl Estate {
    /// Builds all nodes.
    ///
    /// # Errors
    /// Says which attached server cannot be had, and why.
    pub fn build(cli: &Cli, clock: &Clock) -> Result<Self, EstateFault> {
        let seed = cli.seed;
        let crowd = |name: &str| Population::new(seed, name, cli.sessions, clock.clone());
        let mut estate = Self {
            dds: Vec::new(),
            dds_limits: HashMap::new(),
            dcs: Vec::new(),
            taurus: Vec::new(),
            attached: Vec::new(),
        };
        for (instance, node, topology) in [
            (CLUSTER, "mongos-1", Topology::Mongos),
            (CATALOG, "primary", Topology::Replica),
        ] {
            let place = place(seed, Service::Dds, instance, node)?;
            let engine = Arc::new(EmbeddedDds::new(crowd(&place.name), topology));
            estate.dds.push(Node { place, engine });
        }
        for node in ["primary", "replica-1"] {
            let place = place(seed, Service::TaurusDb, DATABASE, node)?;
            let engine = Arc::new(EmbeddedTaurus::new(crowd(&place.name)));
            estate.taurus.push(Node { place, engine });
        }
        // The second hides where its clients come from: who kills by the wrong field ends nobody.
        for (node, origin) in [("node-1", Origin::Seen), ("node-2", Origin::Hidden)] {
            let place = place(seed, Service::Dcs, CACHE, node)?;
            let engine = Arc::new(EmbeddedDcs::new(crowd(&place.name), origin));
            estate.dcs.push(Node { place, engine });
        }
        estate.attach(cli)?;
        for DdsLimit { instance, limit } in &cli.dds_limit {
            let places = estate.dds.iter().map(|node| &node.place);
            let meant = places.filter(|place| {
                let name = instance.as_deref();
                name.is_none_or(|name| place.name.split(" / ").next() == Some(name))
            });
            let meant: Vec<_> = meant
                .map(|place| (place.instance.clone(), *limit))
                .collect();
            if let (Some(name), true) = (instance, meant.is_empty()) {
                return Err(EstateFault::Unknown("--dds-limit", name.clone()));
            }
            estate.dds_limits.extend(meant);
        }
        Ok(estate)
    }

    fn attach(&mut self, cli: &Cli) -> Result<(), EstateFault> {
        let seed = cli.seed;
        for server in servers("--redis", &[CACHE], &cli.redis)? {
            let place = place(seed, Service::Dcs, server.name, &server.node)?;
            let engine = Arc::new(server.open(RedisNode::new)?);
            self.attached.push(engine.clone());
            self.dcs.push(Node { place, engine });
        }
        for server in servers("--mysql", &[DATABASE], &cli.mysql)? {
            let place = place(seed, Service::TaurusDb, server.name, &server.node)?;
            let engine = Arc::new(server.open(MysqlNode::new)?);
            self.attached.push(engine.clone());
            self.taurus.push(Node { place, engine });
        }
        for server in servers("--mongodb", &[CLUSTER, CATALOG], &cli.mongodb)? {
            self.attach_mongodb(seed, &server)?;
        }
        Ok(())
    }

    #[cfg(feature = "mongodb")]
    fn attach_mongodb(&mut self, seed: u64, server: &Server<'_>) -> Result<(), EstateFault> {
        let place = place(seed, Service::Dds, server.name, &server.node)?;
        let engine = Arc::new(server.open(crate::attached::mongodb::MongoNode::new)?);
        self.attached.push(engine.clone());
        self.dds.push(Node { place, engine });
        Ok(())
    }

    #[cfg(not(feature = "mongodb"))]
    #[expect(clippy::unused_self, reason = "with the feature it is used")]
    fn attach_mongodb(&mut self, _seed: u64, server: &Server<'_>) -> Result<(), EstateFault> {
        let reason = "this build knows no MongoDB; build it with --features mongodb".to_owned();
        server.open(|_| Err(reason))
    }

    /// The largest limit of the lists of a DDS instance. The manuals disagree (`api/contracts.md`,
    /// 1.1): 20 on Open Telekom Cloud, 100 on Huawei Cloud.
    pub fn dds_limit(&self, instance: &InstanceId) -> usize {
        self.dds_limits.get(instance).copied().unwrap_or(DDS_LIMIT)
    }

    /// Every node with what is common to all engines.
    pub fn nodes(&self) -> Vec<(&Place, &dyn Engine)> {
        let dds = self.dds.iter().map(|node| {
            let engine: &dyn Engine = &*node.engine;
            (&node.place, engine)
        });
        let dcs = self.dcs.iter().map(|node| {
            let engine: &dyn Engine = &*node.engine;
            (&node.place, engine)
        });
        let taurus = self.taurus.iter().map(|node| {
            let engine: &dyn Engine = &*node.engine;
            (&node.place, engine)
        });
        taurus.chain(dds).chain(dcs).collect()
    }
}

/// An attached server and the node that it becomes.
struct Server<'a> {
    flag: Flag,
    name: &'a str,
    node: String,
    url: &'a str,
}

impl Server<'_> {
    fn open<T>(&self, open: impl FnOnce(&str) -> Result<T, String>) -> Result<T, EstateFault> {
        open(self.url).map_err(|reason| EstateFault::Url(self.flag, self.name.to_owned(), reason))
    }
}

/// Names the nodes of attached servers: those of one name are nodes of one instance.
fn servers<'a>(
    flag: Flag,
    taken: &[&str],
    attached: &'a [Attached],
) -> Result<Vec<Server<'a>>, EstateFault> {
    let mut servers: Vec<Server<'_>> = Vec::new();
    for Attached { name, url } in attached {
        if taken.contains(&name.as_str()) {
            return Err(EstateFault::NameTaken(flag, name.clone()));
        }
        let earlier = servers.iter().filter(|one| one.name == name);
        if earlier.clone().any(|one| one.url == url) {
            return Err(EstateFault::Twice(flag, name.clone()));
        }
        let node = format!("node-{}", earlier.count() + 1);
        servers.push(Server {
            flag,
            name,
            node,
            url,
        });
    }
    Ok(servers)
}

/// Ids in the shapes that the manuals document.
fn place(seed: u64, service: Service, instance: &str, node: &str) -> Result<Place, EstateFault> {
    let name = format!("{instance} / {node}");
    let (instance, node) = match service {
        Service::Dds => (
            format!("{}in02", hex32(seed, instance)),
            format!("{}no02", hex32(seed, &name)),
        ),
        Service::TaurusDb => (
            format!("{}in07", hex32(seed, instance)),
            format!("{}no07", hex32(seed, &name)),
        ),
        Service::Dcs => (uuid(seed, instance), hex32(seed, &name)),
    };
    Ok(Place {
        name,
        service,
        instance: InstanceId::parse(&instance)?,
        node: NodeId::parse(&node)?,
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn build(words: &[&str]) -> Result<Estate, EstateFault> {
        let words = [&["quell-sandbox", "--sessions", "16"], words].concat();
        Estate::build(&Cli::parse_from(words), &Clock::start(1.0))
    }

    #[tokio::test]
    async fn ids_have_the_documented_shapes() {
        let estate = build(&[]).unwrap();
        for (place, _) in estate.nodes() {
            let (instance, node) = match place.service {
                Service::Dds => (place.instance.advice("in02"), place.node.advice("no02")),
                Service::TaurusDb => (place.instance.advice("in07"), place.node.advice("no07")),
                Service::Dcs => {
                    assert_eq!(place.instance.as_str().len(), 36);
                    assert_eq!(place.node.as_str().len(), 32);
                    continue;
                }
            };
            assert_eq!((instance, node), (None, None), "{}", place.name);
        }
    }

    #[tokio::test]
    async fn two_urls_of_one_name_are_two_nodes_of_one_instance() {
        let estate = build(&[
            "--redis=cache=redis://127.0.0.1:1",
            "--redis=cache=redis://127.0.0.1:2",
            "--redis=other=redis://127.0.0.1:1",
        ])
        .unwrap();
        let names: Vec<_> = estate.dcs[2..]
            .iter()
            .map(|node| &node.place.name)
            .collect();
        assert_eq!(
            names,
            ["cache / node-1", "cache / node-2", "other / node-1"]
        );
        assert_eq!(estate.dcs[2].place.instance, estate.dcs[3].place.instance);
        assert_ne!(estate.dcs[2].place.node, estate.dcs[3].place.node);
        assert_ne!(estate.dcs[2].place.instance, estate.dcs[4].place.instance);
    }

    #[tokio::test]
    async fn a_database_of_ones_own_has_the_ids_of_its_service() {
        let estate = build(&["--mysql=mine=mysql://root@127.0.0.1:1"]).unwrap();
        let place = &estate.taurus[2].place;
        assert_eq!(place.name, "mine / node-1");
        assert_eq!(
            (place.instance.advice("in07"), place.node.advice("no07")),
            (None, None)
        );
        assert_eq!(estate.attached.len(), 1);
    }

    #[tokio::test]
    async fn a_server_that_cannot_be_had_is_named() {
        let fault = |words: &[&str]| build(words).err().unwrap().to_string();
        let one = "--redis=a=redis://127.0.0.1:1";
        assert!(fault(&[one, one]).contains("twice"));
        assert!(fault(&["--redis=checkout-cache=redis://127.0.0.1:1"]).contains("taken"));
        assert!(fault(&["--mysql=orders-db=mysql://127.0.0.1:1"]).contains("taken"));
        assert!(fault(&["--mongodb=orders-mongo=mongodb://127.0.0.1:1"]).contains("taken"));
        assert!(fault(&["--dds-limit=nobody=20"]).contains("no such instance"));
        assert!(fault(&["--redis=a=http://x"]).starts_with("--redis a:"));
        assert!(fault(&["--mysql=a=http://x"]).starts_with("--mysql a:"));
        assert!(fault(&["--mongodb=a=http://x"]).starts_with("--mongodb a:"));
    }
}
