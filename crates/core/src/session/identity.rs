//! Who a session is, so that another one with the same number is not taken for it.
//!
//! Numbers and addresses are used again: ports wrap, thread ids begin low after a restart.
//! A session is the same one when everything below is the same:
//!
//! - DDS: id, client, namespace, and the start of the operation;
//! - DCS: id, address, and the start of the connection (the snapshot's time less its age);
//! - TaurusDB: id, user and host. The host has the client's port, which parts one connection from
//!   the next. Where it has none (`localhost` is a Unix socket), the start of the statement has to
//!   be the same too. It is not asked for otherwise: with each statement of a pool it is another.

use quell_table::{Table, Unit};

use super::Kind;
use super::columns::{columns, roles};
use crate::services::Service;

/// How far two readings of one start may lie apart: ages are whole seconds, and pages take time.
const TOLERANCE_MS: i64 = 2_000;

/// A row of a table that was read at a time, in milliseconds since 1970.
#[derive(Clone, Copy)]
pub(super) struct Reading<'t> {
    pub(super) service: Service,
    pub(super) table: &'t Table,
    pub(super) row: usize,
    pub(super) taken_ms: i64,
}

impl<'t> Reading<'t> {
    /// The columns whose texts are part of who it is.
    fn parts(self) -> &'static [&'static str] {
        match self.service {
            Service::Dds => &["id", "client", "namespace"],
            Service::Dcs => &["id", "addr", "peer"],
            Service::TaurusDb => &["id", "user", "host"],
        }
    }

    fn text(self, key: &str) -> std::borrow::Cow<'t, str> {
        let column = self.table.column(key).unwrap_or(usize::MAX);
        self.table.text(self.row, column)
    }

    /// When it began, as far as its age tells.
    pub(super) fn start_ms(self) -> Option<i64> {
        let column = roles(self.service).age;
        let age = self.table.number(self.row, column)?;
        let age_ms = match columns(self.service).get(column)?.kind {
            Kind::Number(Unit::Micros) => age / 1_000,
            _ => age.checked_mul(1_000)?,
        };
        self.taken_ms.checked_sub(age_ms)
    }

    fn start_counts(self) -> bool {
        self.service != Service::TaurusDb || !self.text("host").contains(':')
    }

    /// A number that the same session always has, and another one hardly ever.
    pub(super) fn hash(self) -> u64 {
        const FACTOR: u64 = 0x0100_0000_01b3;
        let mut hash = 0xcbf2_9ce4_8422_2325;
        for part in self.parts() {
            for byte in self.text(part).bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(FACTOR);
            }
        }
        hash
    }

    /// Whether the other reading is of the same session.
    pub(super) fn same(self, other: Self) -> bool {
        let parts = self.parts().iter();
        parts
            .clone()
            .all(|part| self.text(part) == other.text(part))
            && (!self.start_counts() || self.same_start(other))
    }

    fn same_start(self, other: Self) -> bool {
        match (self.start_ms(), other.start_ms()) {
            (Some(mine), Some(theirs)) => mine.abs_diff(theirs) <= TOLERANCE_MS.cast_unsigned(),
            (None, None) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(service: Service, before: (&str, i64), after: (&str, i64)) -> bool {
        let table = |json: &str| {
            let mut table = Table::new(columns(service));
            table
                .append(&format!(r#"{{"rows":[{json}]}}"#), "rows")
                .unwrap();
            table
        };
        let (before_table, after_table) = (table(before.0), table(after.0));
        let reading = |table, taken_ms| Reading {
            service,
            table,
            row: 0,
            taken_ms,
        };
        let (a, b) = (
            reading(&before_table, before.1),
            reading(&after_table, after.1),
        );
        assert_eq!(a.same(b), b.same(a));
        assert!(!a.same(b) || a.hash() == b.hash());
        a.same(b)
    }

    #[test]
    fn a_redis_address_used_again_is_another_session() {
        let one = r#"{"id":"7","addr":"10.0.0.1:5000","age":100}"#;
        let later = r#"{"id":"7","addr":"10.0.0.1:5000","age":111}"#;
        let again = r#"{"id":"7","addr":"10.0.0.1:5000","age":3}"#;
        let other = r#"{"id":"8","addr":"10.0.0.1:5000","age":111}"#;
        assert!(same(Service::Dcs, (one, 1_000_000), (later, 1_010_000)));
        assert!(!same(Service::Dcs, (one, 1_000_000), (again, 1_010_000)));
        assert!(!same(Service::Dcs, (one, 1_000_000), (other, 1_010_000)));
    }

    #[test]
    fn an_operation_is_known_by_its_start() {
        let one = r#"{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"5000000"}"#;
        let later =
            r#"{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"9100000"}"#;
        let fresh = r#"{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"10"}"#;
        assert!(same(Service::Dds, (one, 100_000), (later, 104_000)));
        assert!(!same(Service::Dds, (one, 100_000), (fresh, 104_000)));
    }

    #[test]
    fn a_pooled_connection_stays_itself_from_statement_to_statement() {
        let one = r#"{"id":12,"user":"app","host":"10.0.0.1:4000","time":90}"#;
        let next = r#"{"id":12,"user":"app","host":"10.0.0.1:4000","time":0}"#;
        let other = r#"{"id":12,"user":"app","host":"10.0.0.1:4001","time":90}"#;
        assert!(same(Service::TaurusDb, (one, 0), (next, 5_000)));
        assert!(!same(Service::TaurusDb, (one, 0), (other, 0)));
    }

    #[test]
    fn of_a_host_without_a_port_the_start_has_to_be_the_same() {
        let one = r#"{"id":12,"user":"app","host":"localhost","time":90}"#;
        let same_start = r#"{"id":12,"user":"app","host":"localhost","time":95}"#;
        let next = r#"{"id":12,"user":"app","host":"localhost","time":0}"#;
        assert!(same(Service::TaurusDb, (one, 0), (same_start, 5_000)));
        assert!(!same(Service::TaurusDb, (one, 0), (next, 5_000)));
    }
}
