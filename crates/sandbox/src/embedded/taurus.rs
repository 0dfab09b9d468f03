//! The embedded TaurusDB node: 64-bit thread ids, statements, and internal threads that nobody sees.

use std::collections::HashMap;

use super::pools::Role;
use super::population::{Fate, Life, Population, SAMPLES};
use super::{LABEL, now, texts};
use crate::engine::{Engine, Listed, Page, Partition, Reply, Taurus, TaurusProcess};

/// Threads of the server itself (`system user`, `event_scheduler`, a replica's dump):
/// never listed, and a kill passes them over without a word.
pub(super) const INTERNAL: [i64; 4] = [1, 2, 5, 9];

/// The place whose ids lie beyond 2^53, where a number of JavaScript is no longer exact.
const BEYOND: usize = SAMPLES + 1;
const BEYOND_BASE: i64 = 9_007_199_254_740_992;

/// The sample whose statement holds up those that want the same table.
const BLOCKER: usize = SAMPLES - 1;
const BLOCKING: &str = "ALTER TABLE orders ADD INDEX ix_orders_day (created_at)";

/// A node of TaurusDB without a database.
#[derive(Debug)]
pub struct EmbeddedTaurus(Population);

impl EmbeddedTaurus {
    /// Puts a population behind the node.
    pub fn new(population: Population) -> Self {
        Self(population)
    }

    /// The row of a thread; `lock` is since when the table is held, if it is.
    fn row(life: &Life, lock: Option<i64>) -> TaurusProcess {
        let waits = lock.filter(|_| waits(life));
        let times = life.times;
        let running = waits.map(|lock| lock.max(times.opened)).or(times.began);
        let (command, state) = match running {
            _ if life.undoes => ("Killed", "Rollback"),
            None => ("Sleep", ""),
            Some(_) if waits.is_some() => ("Query", "Waiting for table metadata lock"),
            Some(_) if life.place == BLOCKER => ("Query", "altering table"),
            Some(_) => ("Query", "Sending data"),
        };
        let user = match life.pool.role {
            Role::Hostile => texts::hostile(life),
            _ => life.pool.user,
        };
        let statement = match life.place {
            BLOCKER => BLOCKING,
            _ => texts::sql(life),
        };
        TaurusProcess {
            id: id(life),
            user: user.to_owned(),
            // MySQL writes IPv6 hosts without brackets.
            host: texts::address(life).replace(['[', ']'], ""),
            db: (life.pool.role != Role::Backup).then(|| "shop".to_owned()),
            command: command.to_owned(),
            time: (times.now - running.unwrap_or(times.touched)) / 1000,
            state: Some(state.to_owned()),
            info: running.map(|_| statement.to_owned()),
        }
    }
}

/// The id of a connection's thread.
fn id(life: &Life) -> i64 {
    if let Some(handle) = life.handle {
        return handle;
    }
    let serial = life.serial(life.connected);
    if life.place == BEYOND {
        return BEYOND_BASE + (serial | 1);
    }
    serial
}

/// Whether it is one of those that want the table that the report holds.
fn waits(life: &Life) -> bool {
    life.pool.role == Role::App && life.place % 23 == 5 && !life.undoes
}

/// Those that write have work to undo.
fn fate(life: &Life) -> Fate {
    match life.pool.role {
        _ if life.undoes => Fate::Spared,
        Role::Etl | Role::Cron if life.running.is_some() => Fate::RollsBack,
        _ => Fate::Gone,
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
        let lives = self.0.samples();
        now(lives.iter().map(|life| id(life).to_string()).collect())
    }
}

impl Taurus for EmbeddedTaurus {
    fn processes(&self, page: Page) -> Reply<'_, Listed<TaurusProcess>> {
        let lives = self.0.page(page);
        // Since when the table is held.
        let blocker = self.0.lives_of(&[BLOCKER]);
        let lock = blocker.first().and_then(|life| life.times.began);
        now(Listed {
            total: lives.total,
            rows: lives
                .rows
                .iter()
                .map(|life| Self::row(life, lock))
                .collect(),
        })
    }

    fn kill<'a>(&'a self, ids: &'a [i64]) -> Reply<'a, Partition> {
        // In the order asked for, and each id once.
        let mut wanted: HashMap<i64, bool> = ids.iter().map(|id| (*id, false)).collect();
        let mut places = self.0.owners(ids.iter().copied());
        if ids.iter().any(|id| *id > BEYOND_BASE) && !places.contains(&BEYOND) {
            places.push(BEYOND);
        }
        self.0.end(&places, |life| match wanted.get_mut(&id(life)) {
            Some(found) => {
                *found = true;
                fate(life)
            }
            None => Fate::Spared,
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

    fn fail_over(&self) -> bool {
        self.0.fail_over();
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::Clock;

    fn node() -> EmbeddedTaurus {
        EmbeddedTaurus::new(Population::new(7, "node", 500, Clock::start(1.0)))
    }

    async fn rows(node: &EmbeddedTaurus) -> Vec<TaurusProcess> {
        let page = Page {
            offset: 0,
            limit: 500,
        };
        node.processes(page).await.unwrap().rows
    }

    #[tokio::test(start_paused = true)]
    async fn who_ends_the_statement_that_blocks_frees_those_that_wait() {
        let node = node();
        let waiting = |rows: &[TaurusProcess]| {
            let waits = |row: &&TaurusProcess| {
                row.state.as_deref() == Some("Waiting for table metadata lock")
            };
            rows.iter().filter(waits).count()
        };
        let before = rows(&node).await;
        assert!(waiting(&before) > 5);
        let blocker = before
            .iter()
            .find(|row| row.info.as_deref() == Some(BLOCKING));
        let id = blocker.unwrap().id;
        node.kill(&[id]).await.unwrap();
        assert_eq!(waiting(&rows(&node).await), 0);
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(waiting(&rows(&node).await) > 5);
    }

    #[tokio::test(start_paused = true)]
    async fn a_thread_that_wrote_stays_as_killed_while_it_rolls_back() {
        let node = node();
        let writes = |row: &&TaurusProcess| row.user == "etl" && row.command == "Query";
        let id = rows(&node).await.iter().find(writes).unwrap().id;
        let command = async || {
            let rows = rows(&node).await;
            let row = rows.into_iter().find(|row| row.id == id);
            row.map(|row| row.command)
        };
        for _ in 0..2 {
            let partition = node.kill(&[id]).await.unwrap();
            assert_eq!(partition.processes_killed, [id]);
            assert_eq!(command().await.as_deref(), Some("Killed"));
            tokio::time::advance(Duration::from_millis(900)).await;
        }
        tokio::time::advance(Duration::from_secs(8)).await;
        assert_eq!(command().await, None);
        let partition = node.kill(&[id]).await.unwrap();
        assert_eq!(partition.processes_not_found, [id]);
    }
}
