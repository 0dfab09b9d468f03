//! What there is: the instances and nodes of the sandbox, with ids that follow from the seed.

use std::sync::Arc;

use quell_core::id::{IdFault, InstanceId, NodeId};

use crate::attached::redis::RedisNode;
use crate::chance::{hex32, uuid};
use crate::cli::Attached;
use crate::clock::Clock;
use crate::embedded::{EmbeddedDcs, EmbeddedDds, EmbeddedTaurus, Population, Topology};
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
    /// Nodes of DCS.
    pub dcs: Vec<Node<dyn Dcs>>,
    /// Nodes of `TaurusDB`.
    pub taurus: Vec<Node<dyn Taurus>>,
    /// The attached servers among them, whose connections want to be held.
    pub attached: Vec<Arc<RedisNode>>,
}

/// Why the estate cannot be built: a setting that a person must change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EstateFault {
    /// An id of ours is not of the grammar.
    Id(IdFault),
    /// The name is that of an embedded instance.
    NameTaken(String),
    /// The same server twice.
    Twice(String),
    /// The URL cannot be read; the reason does not repeat it.
    Url(String, String),
}

impl std::fmt::Display for EstateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(fault) => write!(f, "an id {fault}"),
            Self::NameTaken(name) => write!(f, "--redis {name}: the name is taken; choose another"),
            Self::Twice(name) => write!(f, "--redis {name}: the same URL was given twice"),
            Self::Url(name, reason) => write!(f, "--redis {name}: {reason}"),
        }
    }
}

impl From<IdFault> for EstateFault {
    fn from(fault: IdFault) -> Self {
        Self::Id(fault)
    }
}

/// The embedded DCS instance.
const CACHE: &str = "checkout-cache";

impl Estate {
    /// Builds all nodes.
    ///
    /// # Errors
    /// Says which attached server cannot be had, and why.
    pub fn build(
        seed: u64,
        sessions: u32,
        clock: &Clock,
        attached: &[Attached],
    ) -> Result<Self, EstateFault> {
        let crowd = |name: &str| Population::new(seed, name, sessions, clock.clone());
        let mut estate = Self {
            dds: Vec::new(),
            dcs: Vec::new(),
            taurus: Vec::new(),
            attached: Vec::new(),
        };
        for (instance, node, topology) in [
            ("orders-mongo", "mongos-1", Topology::Mongos),
            ("catalog-mongo", "primary", Topology::Replica),
        ] {
            let place = place(seed, Service::Dds, instance, node)?;
            let engine = Arc::new(EmbeddedDds::new(crowd(&place.name), topology));
            estate.dds.push(Node { place, engine });
        }
        for node in ["primary", "replica-1"] {
            let place = place(seed, Service::TaurusDb, "orders-db", node)?;
            let engine = Arc::new(EmbeddedTaurus::new(crowd(&place.name)));
            estate.taurus.push(Node { place, engine });
        }
        for node in ["node-1", "node-2"] {
            let place = place(seed, Service::Dcs, CACHE, node)?;
            let engine = Arc::new(EmbeddedDcs::new(crowd(&place.name)));
            estate.dcs.push(Node { place, engine });
        }
        estate.attach(seed, attached)?;
        Ok(estate)
    }

    fn attach(&mut self, seed: u64, attached: &[Attached]) -> Result<(), EstateFault> {
        for (index, server) in attached.iter().enumerate() {
            let earlier = attached[..index]
                .iter()
                .filter(|one| one.name == server.name);
            if server.name == CACHE {
                return Err(EstateFault::NameTaken(server.name.clone()));
            }
            if earlier.clone().any(|one| one.url == server.url) {
                return Err(EstateFault::Twice(server.name.clone()));
            }
            let node = format!("node-{}", earlier.count() + 1);
            let place = place(seed, Service::Dcs, &server.name, &node)?;
            let engine = RedisNode::new(&server.url)
                .map_err(|reason| EstateFault::Url(server.name.clone(), reason))?;
            let engine = Arc::new(engine);
            self.attached.push(Arc::clone(&engine));
            self.dcs.push(Node { place, engine });
        }
        Ok(())
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
    use super::*;

    fn build(attached: &[(&str, &str)]) -> Result<Estate, EstateFault> {
        let attached: Vec<Attached> = attached
            .iter()
            .map(|(name, url)| Attached {
                name: (*name).to_owned(),
                url: (*url).to_owned(),
            })
            .collect();
        Estate::build(7, 16, &Clock::start(1.0), &attached)
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
        let (one, two) = ("redis://127.0.0.1:1", "redis://127.0.0.1:2");
        let estate = build(&[("cache", one), ("cache", two), ("other", one)]).unwrap();
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
    async fn a_server_that_cannot_be_had_is_named() {
        let url = "redis://127.0.0.1:1";
        let fault = |attached: &[(&str, &str)]| build(attached).err().unwrap().to_string();
        assert!(fault(&[("a", url), ("a", url)]).contains("twice"));
        assert!(fault(&[(CACHE, url)]).contains("taken"));
        assert!(fault(&[("a", "http://x")]).starts_with("--redis a:"));
    }
}
