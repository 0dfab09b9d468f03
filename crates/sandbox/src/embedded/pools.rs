//! The pools: who connects, for how long, and how soon they come back.

/// What a pool is for; its statements follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Short reads and writes of an application.
    App,
    /// Long queries that hold others up.
    Report,
    /// Batches that run for a while.
    Etl,
    /// The backup, which a careful person spares.
    Backup,
    /// Jobs that connect, run and leave.
    Cron,
    /// Clients whose names and statements are attacks on the reader.
    Hostile,
}

/// A pool of connections.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pool {
    /// Its database user.
    pub(super) user: &'static str,
    /// What it is for.
    pub(super) role: Role,
    /// Its share of the population, of 100.
    pub(super) share: u64,
    /// How long a connection lives, in seconds; without it, until it is killed.
    pub(super) life: Option<(i64, i64)>,
    /// The time from one operation to the next, in seconds; without it, one never ends.
    pub(super) period: Option<(i64, i64)>,
    /// How much of a period an operation takes, in percent.
    pub(super) busy: i64,
    /// How long it takes to come back after a kill, in seconds.
    pub(super) rejoin: (i64, i64),
}

/// Long-lived and always running: the sessions that the banner names.
pub(super) const REPORT: Pool = Pool {
    user: "report",
    role: Role::Report,
    share: 4,
    life: None,
    period: None,
    busy: 100,
    rejoin: (4, 9),
};

/// The backup runs all the time, too.
pub(super) const BACKUP: Pool = Pool {
    user: "backup_user",
    role: Role::Backup,
    share: 0,
    life: None,
    period: None,
    busy: 100,
    rejoin: (8, 15),
};

/// Few, but the page must survive them.
pub(super) const HOSTILE: Pool = Pool {
    user: "visitor",
    role: Role::Hostile,
    share: 0,
    life: None,
    period: None,
    busy: 100,
    rejoin: (3, 5),
};

/// The pools that share the rest of the population.
pub(super) const POOLS: [Pool; 5] = [
    Pool {
        user: "app_rw",
        role: Role::App,
        share: 56,
        life: Some((300, 900)),
        period: Some((4, 30)),
        busy: 25,
        rejoin: (2, 6),
    },
    Pool {
        user: "app_ro",
        role: Role::App,
        share: 24,
        life: Some((200, 900)),
        period: Some((3, 20)),
        busy: 35,
        rejoin: (2, 6),
    },
    Pool {
        user: "etl",
        role: Role::Etl,
        share: 8,
        life: Some((120, 600)),
        period: Some((30, 90)),
        busy: 80,
        rejoin: (5, 12),
    },
    Pool {
        user: "cron",
        role: Role::Cron,
        share: 8,
        life: Some((15, 45)),
        period: Some((10, 20)),
        busy: 60,
        rejoin: (10, 30),
    },
    REPORT,
];

/// The pool of a place, from a number that chance gave.
pub(super) fn pick(number: u64) -> &'static Pool {
    let total: u64 = POOLS.iter().map(|pool| pool.share).sum();
    let mut left = number % total;
    for pool in &POOLS {
        if left < pool.share {
            return pool;
        }
        left -= pool.share;
    }
    &POOLS[0]
}
