//! The embedded DCS node: clients by address, some of them subscribers, some on IPv6.

use std::collections::HashSet;

use quell_core::id::ClientAddr;

use super::pools::Role;
use super::population::{Fate, Life, Moment, Population};
use super::{LABEL, now, texts};
use crate::engine::{Clients, Dcs, DcsClient, Ended, Engine, Page, Reply, Swept, Word};

/// What a node sees of the addresses that its clients come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The clients' own.
    Seen,
    /// With the pass-through of client addresses off, `addr` is one of the service's own network,
    /// and only `peer` is the client's (`api/contracts.md`, section 2).
    Hidden,
}

/// A node of DCS without a Redis.
#[derive(Debug)]
pub struct EmbeddedDcs {
    population: Population,
    origin: Origin,
}

/// A look at the node.
struct Look {
    moment: Moment,
    origin: Origin,
}

impl EmbeddedDcs {
    /// Puts a population behind the node.
    pub fn new(population: Population, origin: Origin) -> Self {
        Self { population, origin }
    }
}

fn row(life: &Life, origin: Origin) -> DcsClient {
    let times = life.times;
    let peer = Word::from(texts::address(life));
    let subscribes = life.pool.role == Role::App && life.place % 31 == 7;
    let name = match life.pool.role {
        Role::Hostile => Word::from(texts::hostile(life)),
        // Some pools give their connections no name.
        _ if life.place.is_multiple_of(7) => Word::from(""),
        _ => format!("{}-{}", life.pool.user, texts::machine(life)).into(),
    };
    DcsClient {
        id: life.serial(life.connected).unsigned_abs(),
        addr: match origin {
            Origin::Seen => peer.clone(),
            Origin::Hidden => texts::inner_address(life).into(),
        },
        fd: i64::try_from(8 + life.place).unwrap_or(i64::MAX),
        name,
        cmd: if subscribes {
            "subscribe"
        } else {
            texts::command(life)
        }
        .into(),
        age: (times.now - times.opened) / 1000,
        idle: times.began.map_or(times.now - times.touched, |_| 0) / 1000,
        db: "0".into(),
        flags: if subscribes { "P" } else { "N" }.into(),
        sub: i64::from(subscribes),
        psub: 0,
        multi: -1,
        qbuf: if life.running.is_some() { 26 } else { 0 },
        qbuf_free: 32_742,
        obl: 0,
        oll: 0,
        omem: 0,
        events: "r".into(),
        network: "vpc".into(),
        peer,
        user: life.pool.user.into(),
    }
}

impl Look {
    fn row(&self, life: &Life) -> DcsClient {
        row(life, self.origin)
    }
}

impl Clients for Look {
    fn count(&self) -> usize {
        self.moment.count()
    }

    fn page(&self, page: Page) -> Vec<DcsClient> {
        let lives = self.moment.page(page);
        lives.iter().map(|life| self.row(life)).collect()
    }

    fn visit(&self, see: &mut dyn FnMut(DcsClient)) {
        self.moment.visit(|life| see(self.row(life)));
    }
}

impl Engine for EmbeddedDcs {
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
        now(lives.iter().map(texts::address).collect())
    }
}

impl Dcs for EmbeddedDcs {
    fn clients(&self) -> Reply<'_, Box<dyn Clients>> {
        let look = Look {
            moment: self.population.moment(),
            origin: self.origin,
        };
        now(Box::new(look))
    }

    fn kill<'a>(&'a self, addrs: &'a [ClientAddr]) -> Reply<'a, Ended> {
        let wanted: HashSet<&str> = addrs.iter().map(ClientAddr::as_str).collect();
        let owners = wanted.iter().filter_map(|address| texts::owners(address));
        let mut owners: Vec<usize> = owners.flatten().collect();
        owners.sort_unstable();
        owners.dedup();
        let mut ended = Ended::new();
        self.population.end(&owners, |life| {
            let address = texts::address(life);
            if !wanted.contains(address.as_str()) {
                return Fate::Spared;
            }
            ended.insert(address);
            Fate::Gone
        });
        now(ended)
    }

    fn kill_all(&self) -> Reply<'_, Swept> {
        let mut swept = Swept::default();
        self.population
            .end_all(|life| swept.note(|| texts::address(life).into()));
        now(swept)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use super::*;
    use crate::clock::Clock;
    use crate::engine::NAMED;

    fn node(origin: Origin) -> EmbeddedDcs {
        EmbeddedDcs::new(Population::new(7, "node", 2000, Clock::start(1.0)), origin)
    }

    async fn rows(node: &EmbeddedDcs) -> Vec<DcsClient> {
        let mut rows = Vec::new();
        let look = node.clients().await.unwrap();
        look.visit(&mut |row| rows.push(row));
        let page = Page {
            offset: 3,
            limit: 4,
        };
        assert_eq!(look.page(page), rows[3..7]);
        assert_eq!(look.count(), rows.len());
        rows
    }

    fn addresses(texts: &[&str]) -> Vec<ClientAddr> {
        let parse = |text: &&str| ClientAddr::parse(text).unwrap();
        texts.iter().map(parse).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn every_client_can_be_found_by_its_address() {
        let node = node(Origin::Seen);
        for row in rows(&node).await {
            let ended = node.kill(&addresses(&[&row.peer])).await.unwrap();
            assert_eq!(ended.len(), 1, "{}", &*row.peer);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn behind_a_proxy_only_the_peer_is_an_address_that_a_kill_knows() {
        let node = node(Origin::Hidden);
        let before = rows(&node).await;
        let inner: HashSet<&str> = before.iter().map(|row| &*row.addr).collect();
        assert_eq!(inner.len(), before.len());
        assert!(inner.iter().all(|addr| addr.starts_with("198.19.")));
        let (wrong, right) = (&before[20].addr, &before[20].peer);
        let ended = node.kill(&addresses(&[wrong])).await.unwrap();
        assert_eq!(ended, Ended::new());
        let ended = node.kill(&addresses(&[right])).await.unwrap();
        assert_eq!(ended, Ended::from([right.to_string()]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_kill_all_tells_whom_it_ended() {
        let node = node(Origin::Hidden);
        let before = rows(&node).await;
        let swept = node.kill_all().await.unwrap();
        assert_eq!(swept.count, before.len());
        let peers = before.iter().map(|row| row.peer.clone());
        assert!(swept.handles.iter().cloned().eq(peers.take(NAMED)));
        assert_eq!(node.clients().await.unwrap().count(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn no_two_clients_share_an_address_but_a_later_one_may_have_it() {
        let node = node(Origin::Seen);
        let mut owners: HashMap<String, (u64, i64)> = HashMap::new();
        let mut taken_over = 0;
        for _ in 0..500 {
            let clients = rows(&node).await;
            let addresses: HashSet<&str> = clients.iter().map(|one| &*one.peer).collect();
            assert_eq!(addresses.len(), clients.len());
            for one in clients {
                let owner = (one.id, one.fd);
                if let Some(earlier) = owners.insert(one.peer.to_string(), owner) {
                    // Another connection, of another place.
                    let other = earlier.0 != owner.0 && earlier.1 != owner.1;
                    assert!(other || earlier == owner);
                    taken_over += usize::from(other);
                }
            }
            tokio::time::advance(Duration::from_secs(10)).await;
        }
        assert!(taken_over > 5, "{taken_over}");
    }
}
