//! The embedded DCS node: clients by address, some of them subscribers, some on IPv6.

use std::collections::HashSet;

use quell_core::id::ClientAddr;

use super::pools::Role;
use super::population::{Life, Population, SAMPLES};
use super::{LABEL, now, texts};
use crate::engine::{Dcs, DcsClient, Engine, Reply};

/// A node of DCS without a Redis.
#[derive(Debug)]
pub struct EmbeddedDcs(Population);

impl EmbeddedDcs {
    /// Puts a population behind the node.
    pub fn new(population: Population) -> Self {
        Self(population)
    }

    fn row(&self, life: &Life) -> DcsClient {
        let address = texts::address(life);
        let subscribes = life.pool.role == Role::App && life.place % 31 == 7;
        let name = match life.pool.role {
            Role::Hostile => texts::hostile(life).to_owned(),
            // Some pools give their connections no name.
            _ if life.place.is_multiple_of(7) => String::new(),
            _ => format!("{}-{}", life.pool.user, texts::machine(life)),
        };
        DcsClient {
            id: self.0.serial(life, life.connected).to_string(),
            addr: address.clone(),
            fd: (8 + life.place).to_string(),
            name,
            cmd: if subscribes {
                "subscribe"
            } else {
                texts::command(life)
            }
            .to_owned(),
            age: (life.now - life.connected) / 1000,
            idle: (life.now - life.running.map_or(life.touched, |_| life.now)) / 1000,
            db: "0".to_owned(),
            flags: if subscribes { "P" } else { "N" }.to_owned(),
            sub: i64::from(subscribes),
            psub: 0,
            multi: -1,
            qbuf: if life.running.is_some() { 26 } else { 0 },
            qbuf_free: 32_742,
            obl: 0,
            oll: 0,
            omem: 0,
            events: "r".to_owned(),
            network: "vpc".to_owned(),
            peer: address,
            user: life.pool.user.to_owned(),
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
        now(self.0.lives().iter().map(|life| self.row(life)).collect())
    }

    fn kill<'a>(&'a self, addrs: &'a [ClientAddr]) -> Reply<'a, ()> {
        let wanted: HashSet<&str> = addrs.iter().map(ClientAddr::as_str).collect();
        self.0
            .cut_off(|life| wanted.contains(texts::address(life).as_str()));
        now(())
    }

    fn kill_all(&self) -> Reply<'_, ()> {
        self.0.cut_off(|_| true);
        now(())
    }
}
