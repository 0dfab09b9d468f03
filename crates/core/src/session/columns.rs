//! The columns of each service's sessions, and the part that each plays.
//!
//! The fields are those of "Querying Sessions" (DDS, Table 4), `ClientInfo` (DCS) and "Querying
//! Session Threads" (TaurusDB); `docs/API.md` has their meaning.

use quell_table::{Column, Kind, Unit};

use crate::services::Service;

const fn text(key: &'static str) -> Column {
    Column {
        key,
        kind: Kind::Text,
    }
}

const fn words(key: &'static str) -> Column {
    Column {
        key,
        kind: Kind::Words,
    }
}

const fn number(key: &'static str, unit: Unit) -> Column {
    Column {
        key,
        kind: Kind::Number(unit),
    }
}

static DDS: [Column; 12] = [
    text("id"),
    words("active"),
    text("client"),
    words("user"),
    words("db"),
    words("namespace"),
    words("type"),
    number("cost_time", Unit::Micros),
    words("plan_summary"),
    words("host"),
    text("description"),
    text("operation"),
];

static DCS: [Column; 21] = [
    text("peer"),
    text("addr"),
    words("name"),
    words("user"),
    words("db"),
    words("cmd"),
    number("age", Unit::Seconds),
    number("idle", Unit::Seconds),
    words("flags"),
    number("sub", Unit::Count),
    number("psub", Unit::Count),
    number("omem", Unit::Bytes),
    text("id"),
    text("fd"),
    number("multi", Unit::Count),
    number("qbuf", Unit::Bytes),
    number("qbuf_free", Unit::Bytes),
    number("obl", Unit::Bytes),
    number("oll", Unit::Count),
    words("events"),
    words("network"),
];

static TAURUS: [Column; 8] = [
    number("id", Unit::Count),
    words("user"),
    text("host"),
    words("db"),
    words("command"),
    number("time", Unit::Seconds),
    words("state"),
    text("info"),
];

/// The columns of a service, in the order in which they are shown.
pub fn columns(service: Service) -> &'static [Column] {
    match service {
        Service::Dds => &DDS,
        Service::Dcs => &DCS,
        Service::TaurusDb => &TAURUS,
    }
}

/// Which column plays which part, as places in [`columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    /// By which the service ends the session.
    pub handle: usize,
    /// What stands in where the handle is empty.
    pub spare_handle: Option<usize>,
    /// Where the connection comes from.
    pub client: usize,
    /// Who is logged in.
    pub user: usize,
    /// The database.
    pub db: usize,
    /// What it is doing, in one word.
    pub state: usize,
    /// For how long it has been doing it, or has been there.
    pub age: usize,
    /// The longest text: the statement, the operation, the last command.
    pub statement: usize,
    /// How many of the columns are shown unless a person asks for more.
    pub shown: usize,
}

/// The parts of a service's columns.
pub fn roles(service: Service) -> Roles {
    match service {
        Service::Dds => Roles {
            handle: 0,
            spare_handle: None,
            client: 2,
            user: 3,
            db: 4,
            state: 6,
            age: 7,
            statement: 11,
            shown: 12,
        },
        // The manual asks for the peer; proxies may leave it empty.
        Service::Dcs => Roles {
            handle: 0,
            spare_handle: Some(1),
            client: 0,
            user: 3,
            db: 4,
            state: 5,
            age: 6,
            statement: 5,
            shown: 12,
        },
        Service::TaurusDb => Roles {
            handle: 0,
            spare_handle: None,
            client: 2,
            user: 1,
            db: 3,
            state: 4,
            age: 5,
            statement: 7,
            shown: 8,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_played_by_the_column_of_its_name() {
        let of = |service| {
            let roles = roles(service);
            let key = |at: usize| columns(service)[at].key;
            [
                key(roles.handle),
                roles.spare_handle.map_or("", key),
                key(roles.client),
                key(roles.user),
                key(roles.db),
                key(roles.state),
                key(roles.age),
                key(roles.statement),
            ]
        };
        assert_eq!(
            of(Service::Dds),
            [
                "id",
                "",
                "client",
                "user",
                "db",
                "type",
                "cost_time",
                "operation"
            ]
        );
        assert_eq!(
            of(Service::Dcs),
            ["peer", "addr", "peer", "user", "db", "cmd", "age", "cmd"]
        );
        assert_eq!(
            of(Service::TaurusDb),
            ["id", "", "host", "user", "db", "command", "time", "info"]
        );
    }

    #[test]
    fn an_age_is_a_time_and_fits_the_set_of_filled_columns() {
        for service in Service::ALL {
            let Kind::Number(unit) = columns(service)[roles(service).age].kind else {
                panic!("the age of {service} is no number");
            };
            assert!(unit.per_second().is_some());
            assert!(
                columns(service).len() < 64,
                "a row's columns fit a 64-bit set"
            );
            assert!(roles(service).shown <= columns(service).len());
        }
    }
}
