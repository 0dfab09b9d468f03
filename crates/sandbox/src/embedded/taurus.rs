//! The embedded TaurusDB node: 64-bit thread ids, statements, and internal threads that nobody sees.

use std::collections::HashMap;

use super::pools::Role;
use super::population::{Life, Population, SAMPLES};
use super::{LABEL, now, texts};
use crate::engine::{Engine, Listed, Page, Partition, Reply, Taurus, TaurusProcess};

/// Threads of the server itself (`system user`, `event_scheduler`, a replica's dump):
/// never listed, and a kill passes them over without a word.
pub(super) const INTERNAL: [i64; 4] = [1, 2, 5, 9];

/// The place whose ids lie beyond 2^53, where a number of JavaScript is no longer exact.
const BEYOND: usize = SAMPLES + 1;
const BEYOND_BASE: i64 = 9_007_199_254_740_992;

/// A node of TaurusDB without a database.
#[derive(Debug)]
pub struct EmbeddedTaurus(Population);

impl EmbeddedTaurus {
    /// Puts a population behind the node.
    pub fn new(population: Population) -> Self {
        Self(population)
    }

    fn id(&self, life: &Life) -> i64 {
        let serial = self.0.serial(life, life.connected);
        if life.place == BEYOND {
            return BEYOND_BASE + (serial | 1);
        }
        serial
    }

    fn row(&self, life: &Life) -> TaurusProcess {
        let since = life.running.unwrap_or(life.touched);
        let blocked = life.pool.role == Role::App && life.place % 23 == 5;
        let state = match (life.running, blocked) {
            (None, _) => "",
            (Some(_), true) => "Waiting for table metadata lock",
            (Some(_), false) => "Sending data",
        };
        let user = match life.pool.role {
            Role::Hostile => texts::hostile(life),
            _ => life.pool.user,
        };
        TaurusProcess {
            id: self.id(life),
            user: user.to_owned(),
            // MySQL writes IPv6 hosts without brackets.
            host: texts::address(life).replace(['[', ']'], ""),
            db: (life.pool.role != Role::Backup).then(|| "shop".to_owned()),
            command: if life.running.is_some() {
                "Query"
            } else {
                "Sleep"
            }
            .to_owned(),
            time: (life.now - since) / 1000,
            state: Some(state.to_owned()),
            info: life.running.map(|_| texts::sql(life).to_owned()),
        }
    }
}

impl Engine for EmbeddedTaurus {
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
        now(samples.map(|life| self.id(life).to_string()).collect())
    }
}

impl Taurus for EmbeddedTaurus {
    fn processes(&self, page: Page) -> Reply<'_, Listed<TaurusProcess>> {
        let lives = self.0.lives();
        now(Listed {
            total: lives.len(),
            rows: page.cut(&lives).iter().map(|life| self.row(life)).collect(),
        })
    }

    fn kill<'a>(&'a self, ids: &'a [i64]) -> Reply<'a, Partition> {
        // In the order asked for, and each id once.
        let mut wanted: HashMap<i64, bool> = ids.iter().map(|id| (*id, false)).collect();
        self.0.cut_off(|life| match wanted.get_mut(&self.id(life)) {
            Some(found) => {
                *found = true;
                true
            }
            None => false,
        });
        let mut partition = Partition::default();
        for id in ids {
            match wanted.remove(id) {
                Some(true) => partition.processes_killed.push(*id),
                Some(false) if !INTERNAL.contains(id) => partition.processes_not_found.push(*id),
                _ => {}
            }
        }
        now(partition)
    }
}
