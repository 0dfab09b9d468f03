//! Why a session cannot be ended.

use quell_table::{Bits, Table};

use super::columns::roles;
use crate::services::Service;

/// A reason that bars a session from being ended. Its row keeps a disabled tick and says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// The list that was read last does not have it any more.
    Gone,
    /// DDS ends active sessions only.
    Inactive,
    /// It has no id or address by which it could be named.
    NoHandle,
    /// Its address is a Unix socket, which all clients of that socket share.
    UnixSocket,
    /// It is a link of the replication.
    Replication,
    /// It is a thread of the server itself.
    Internal,
    /// It was killed and is being rolled back: another kill changes nothing.
    RollingBack,
    /// The portal's configuration protects it.
    Protected,
}

/// The bars that the cells of a table tell of, column by column; of two the later one counts.
pub(super) fn read(service: Service, table: &Table) -> Vec<Option<Bar>> {
    let mut bars = vec![None; table.rows()];
    let mut set = |rows: &Bits, bar: Bar| {
        for row in rows.iter() {
            if let Some(place) = bars.get_mut(row) {
                *place = Some(bar);
            }
        }
    };
    let by = |key: &str, test: fn(&str) -> bool| {
        let column = table.column(key).unwrap_or(usize::MAX);
        table.find_by(column, test)
    };
    match service {
        Service::Dds => {}
        Service::Dcs => {
            set(&by("addr", |addr| addr.starts_with('/')), Bar::UnixSocket);
            set(&by("flags", |flags| flags.contains('U')), Bar::UnixSocket);
            // S is a replica on its master, M the master on its replica.
            set(
                &by("flags", |flags| flags.contains(['S', 'M'])),
                Bar::Replication,
            );
        }
        Service::TaurusDb => {
            set(
                &by("command", |command| command == "Killed"),
                Bar::RollingBack,
            );
            set(
                &by("user", |user| {
                    matches!(user, "system user" | "event_scheduler")
                }),
                Bar::Internal,
            );
            set(
                &by("command", |command| {
                    matches!(command, "Daemon" | "Slave_IO" | "Slave_SQL")
                        || command.starts_with("Binlog Dump")
                }),
                Bar::Internal,
            );
        }
    }
    let roles = roles(service);
    let mut unnamed = table.find_empty(roles.handle);
    if let Some(spare) = roles.spare_handle {
        unnamed.and(&table.find_empty(spare));
    }
    set(&unnamed, Bar::NoHandle);
    if service == Service::Dds {
        set(&by("active", |active| active == "false"), Bar::Inactive);
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::columns;

    fn bar(service: Service, json: &str) -> Option<Bar> {
        let mut table = Table::new(columns(service));
        table
            .append(&format!(r#"{{"rows":[{json}]}}"#), "rows")
            .unwrap();
        read(service, &table)[0]
    }

    #[test]
    fn what_the_services_cannot_end_says_why() {
        let dds = |json| bar(Service::Dds, json);
        assert_eq!(dds(r#"{"id":"34631","active":true}"#), None);
        assert_eq!(dds(r#"{"id":"34631","active":false}"#), Some(Bar::Inactive));
        assert_eq!(dds(r#"{"id":"","active":"false"}"#), Some(Bar::Inactive));
        assert_eq!(dds(r#"{"active":true}"#), Some(Bar::NoHandle));
        let dcs = |json| bar(Service::Dcs, json);
        assert_eq!(dcs(r#"{"peer":"10.0.0.1:1","flags":"N"}"#), None);
        assert_eq!(dcs(r#"{"addr":"10.0.0.1:1"}"#), None);
        assert_eq!(dcs(r#"{"peer":"","addr":""}"#), Some(Bar::NoHandle));
        assert_eq!(
            dcs(r#"{"peer":"10.0.0.1:1","flags":"S"}"#),
            Some(Bar::Replication)
        );
        assert_eq!(
            dcs(r#"{"addr":"/r.sock:0","flags":"U"}"#),
            Some(Bar::UnixSocket)
        );
        let taurus = |json| bar(Service::TaurusDb, json);
        assert_eq!(taurus(r#"{"id":1,"user":"app","command":"Sleep"}"#), None);
        assert_eq!(
            taurus(r#"{"id":1,"user":"app","command":"Killed"}"#),
            Some(Bar::RollingBack)
        );
        assert_eq!(
            taurus(r#"{"id":1,"user":"system user"}"#),
            Some(Bar::Internal)
        );
        assert_eq!(
            taurus(r#"{"id":1,"command":"Binlog Dump GTID"}"#),
            Some(Bar::Internal)
        );
        assert_eq!(taurus("{}"), Some(Bar::NoHandle));
    }
}
