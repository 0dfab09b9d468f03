//! One document of `$currentOp`: whose it is, and the session that the service shows for it.

use mongodb::bson::{Bson, Document};

use crate::engine::{DdsSession, Word};

/// The name that our own connections give themselves.
pub(super) const OURS: &str = "quell-sandbox";

/// What servers call themselves when they talk to each other.
const SERVERS: [&str; 2] = ["MongoDB Internal Client", "NetworkInterfaceTL"];

/// Idle connections have no operation, so no id of one: this one can be shown, but not killed.
const INACTIVE: &str = "conn:";

/// Whether an id is that of an inactive session.
pub(super) fn is_inactive(id: &str) -> bool {
    id.starts_with(INACTIVE)
}

/// Whom a session id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An operation of this server.
    Number(i32),
    /// An operation of a shard, `shard_1:7201646`, through a mongos.
    OnShard(String),
    /// Nothing that could be.
    Nobody,
}

impl Target {
    pub(super) fn parse(id: &str) -> Self {
        if let Ok(number) = id.parse() {
            return Self::Number(number);
        }
        match id.rsplit_once(':') {
            Some((shard, number)) if !shard.is_empty() && number.parse::<i32>().is_ok() => {
                Self::OnShard(id.to_owned())
            }
            _ => Self::Nobody,
        }
    }
}

/// A document of `$currentOp`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Operation(pub(super) Document);

impl Operation {
    fn text(&self, key: &str) -> &str {
        self.0.get_str(key).unwrap_or_default()
    }

    fn number(&self, key: &str) -> i64 {
        match self.0.get(key) {
            Some(Bson::Int32(number)) => i64::from(*number),
            Some(Bson::Int64(number)) => *number,
            _ => 0,
        }
    }

    fn is_active(&self) -> bool {
        self.0.get_bool("active").unwrap_or_default()
    }

    /// The address of the client; a mongos has another name for it.
    fn client(&self) -> &str {
        match self.text("client") {
            "" => self.text("client_s"),
            client => client,
        }
    }

    /// The connection's number.
    pub(super) fn connection(&self) -> i64 {
        self.number("connectionId")
    }

    /// The operation's id, if one runs.
    pub(super) fn id(&self) -> Option<String> {
        match self.0.get("opid")? {
            Bson::String(id) => Some(id.clone()),
            Bson::Int32(id) => Some(id.to_string()),
            Bson::Int64(id) => Some(id.to_string()),
            _ => None,
        }
        .filter(|_| self.is_active())
    }

    fn user(&self) -> &str {
        let users = self.0.get_array("effectiveUsers");
        let first = users.ok().and_then(|users| users.first());
        let first = first.and_then(Bson::as_document);
        first.map_or("", |user| user.get_str("user").unwrap_or_default())
    }

    /// Whether it is the server's own, another server's, or ours.
    pub(super) fn is_internal(&self) -> bool {
        let driver = self.0.get_document("clientMetadata");
        let driver = driver.and_then(|data| data.get_document("driver"));
        let driver = driver.map_or("", |driver| driver.get_str("name").unwrap_or_default());
        self.client().is_empty()
            || self.text("appName") == OURS
            || SERVERS.iter().any(|name| driver.starts_with(name))
            || self.user() == "__system"
    }

    /// Whether it is a driver that waits for news of the server.
    pub(super) fn is_heartbeat(&self) -> bool {
        let command = self.0.get_document("command");
        let first = command.ok().and_then(|command| command.keys().next());
        first.is_some_and(|name| ["hello", "isMaster", "ismaster"].contains(&name.as_str()))
    }

    /// The row of the service's list.
    pub(super) fn session(&self) -> DdsSession {
        let command = self.0.get_document("command").ok();
        let db = command.and_then(|command| command.get_str("$db").ok());
        let operation = command
            .filter(|command| !command.is_empty())
            .and_then(|command| serde_json::to_string(command).ok());
        let text = |key| Word::from(self.text(key).to_owned());
        let id = self.id();
        DdsSession {
            active: id.is_some(),
            id: id
                .unwrap_or_else(|| format!("{INACTIVE}{}", self.connection()))
                .into(),
            operation: operation.unwrap_or_default().into(),
            kind: text("op"),
            cost_time: self.number("microsecs_running").to_string().into(),
            plan_summary: text("planSummary"),
            host: text("host"),
            client: self.client().to_owned().into(),
            description: text("desc"),
            namespace: text("ns"),
            db: db.unwrap_or_default().to_owned().into(),
            user: self.user().to_owned().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use mongodb::bson::doc;

    use super::*;

    #[test]
    fn an_id_names_an_operation_here_or_on_a_shard_or_nothing() {
        assert_eq!(Target::parse("34631"), Target::Number(34_631));
        assert_eq!(Target::parse("-5"), Target::Number(-5));
        let sharded = "shard_1:-7201646";
        assert_eq!(Target::parse(sharded), Target::OnShard(sharded.to_owned()));
        for id in ["abc", "99999999999", "12.5", ":7", "shard:", "shard:x"] {
            assert_eq!(Target::parse(id), Target::Nobody, "{id}");
        }
    }

    #[test]
    fn an_operation_on_a_mongos_keeps_the_name_of_its_shard() {
        let operation = Operation(doc! {
            "active": true, "opid": "shard_1:7201646", "client_s": "10.0.0.7:4711",
            "op": "getmore", "ns": "shop.orders", "microsecs_running": 12_i64, "desc": "conn20",
            "command": { "getMore": 5_i64, "collection": "orders", "$db": "shop" },
        });
        let session = operation.session();
        assert!(session.active && !operation.is_internal());
        assert_eq!(&*session.id, "shard_1:7201646");
        assert_eq!(&*session.client, "10.0.0.7:4711");
        assert_eq!((&*session.cost_time, &*session.db), ("12", "shop"));
        assert!(session.operation.starts_with(r#"{"getMore":5"#));
    }

    #[test]
    fn an_id_of_something_that_does_not_run_is_no_id() {
        let idle = Operation(doc! {
            "active": false, "opid": 7, "client": "10.0.0.7:1", "connectionId": 20,
        });
        assert_eq!(idle.id(), None);
        assert_eq!(&*idle.session().id, "conn:20");
        assert!(!idle.session().active && is_inactive("conn:20"));
    }

    #[test]
    fn what_servers_and_we_do_is_internal() {
        let with = |more: Document| {
            let mut row = doc! { "client": "10.0.0.7:1", "active": true, "opid": 7 };
            row.extend(more);
            Operation(row).is_internal()
        };
        assert!(!with(doc! { "appName": "shop" }));
        assert!(with(doc! { "appName": OURS }));
        assert!(with(doc! { "client": "" }));
        assert!(with(
            doc! { "effectiveUsers": [{ "user": "__system", "db": "local" }] }
        ));
        let driver = doc! { "driver": { "name": "MongoDB Internal Client" } };
        assert!(with(doc! { "clientMetadata": driver }));
    }
}
