//! The embedded DCS node: clients by address, some of them subscribers, some on IPv6.

use std::collections::HashSet;

use quell_core::id::ClientAddr;

use super::pools::Role;
use super::population::{Life, Population, SAMPLES};
use super::{LABEL, now, texts};
use crate::engine::{Dcs, DcsClient, Ended, Engine, Reply, Word};

/// A node of DCS without a Redis.
#[derive(Debug)]
pub struct EmbeddedDcs(Population);

impl EmbeddedDcs {
    /// Puts a population behind the node.
    pub fn new(population: Population) -> Self {
        Self(population)
    }

    fn row(&self, life: &Life) -> DcsClient {
        let address = Word::from(texts::address(life));
        let subscribes = life.pool.role == Role::App && life.place % 31 == 7;
        let name = match life.pool.role {
            Role::Hostile => Word::from(texts::hostile(life)),
            // Some pools give their connections no name.
            _ if life.place.is_multiple_of(7) => Word::from(""),
            _ => format!("{}-{}", life.pool.user, texts::machine(life)).into(),
        };
        DcsClient {
            id: self.0.serial(life, life.connected).unsigned_abs(),
            addr: address.clone(),
            fd: i64::try_from(8 + life.place).unwrap_or(i64::MAX),
            name,
            cmd: if subscribes {
                "subscribe"
            } else {
                texts::command(life)
            }
            .into(),
            age: (life.now - life.connected) / 1000,
            idle: (life.now - life.running.map_or(life.touched, |_| life.now)) / 1000,
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
            peer: address,
            user: life.pool.user.into(),
        }
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
        let lives = self.0.lives();
        let samples = lives.iter().filter(|life| life.place < SAMPLES);
        now(samples.map(texts::address).collect())
    }
}

impl Dcs for EmbeddedDcs {
    fn clients(&self) -> Reply<'_, Vec<DcsClient>> {
        now(self.0.each(|life| self.row(life)))
    }

    fn kill<'a>(&'a self, addrs: &'a [ClientAddr]) -> Reply<'a, Ended> {
        let wanted: HashSet<&str> = addrs.iter().map(ClientAddr::as_str).collect();
        let mut ended = Ended::new();
        self.0.cut_off(|life| {
            let address = texts::address(life);
            let chosen = wanted.contains(address.as_str());
            if chosen {
                ended.insert(address);
            }
            chosen
        });
        now(ended)
    }

    fn kill_all(&self) -> Reply<'_, ()> {
        self.0.cut_off(|_| true);
        now(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::time::Duration;

    use super::*;
    use crate::clock::Clock;

    #[tokio::test(start_paused = true)]
    async fn no_two_clients_share_an_address_but_a_later_one_may_have_it() {
        let node = EmbeddedDcs::new(Population::new(7, "node", 2000, Clock::start(1.0)));
        let mut owners: HashMap<String, (u64, i64)> = HashMap::new();
        let mut taken_over = 0;
        for _ in 0..500 {
            let clients = node.clients().await.unwrap();
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
