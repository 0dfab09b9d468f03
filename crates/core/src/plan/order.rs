//! What a plan would end, as texts and numbers alone: what is confirmed, journaled and recorded.

use serde::{Deserialize, Serialize};

use crate::route::Kind;
use crate::session::Identity;

/// At most two kills in a second: the least time between two sends, in milliseconds.
pub(crate) const PACE_MS: u32 = 500;

/// How much of a place is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The sessions that are named.
    Sessions,
    /// Every client of the node (DCS).
    Node,
    /// Every client of every node of the instance (DCS); the items are those of the node that was
    /// looked at.
    Instance,
}

/// Whose connection a session is, in the service's own words; empty where it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Who is logged in.
    pub user: Box<str>,
    /// Where the connection comes from, with its port.
    pub client: Box<str>,
    /// The database, or the namespace.
    pub db: Box<str>,
}

/// One session that is to end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Who it is.
    pub identity: Identity,
    /// Whose it is.
    pub who: Who,
}

impl Item {
    /// By what the service ends it.
    pub fn handle(&self) -> &str {
        self.identity.handle()
    }

    /// When it, or its operation, began: milliseconds since 1970, as far as its age told.
    pub fn start_ms(&self) -> Option<i64> {
        self.identity.start_ms()
    }
}

/// A session that was ticked and is not part of the plan, as the record keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Its handle.
    pub handle: Box<str>,
    /// Why, in a word: `gone`, `changed`, `unseen`, or the word of its bar.
    pub why: Box<str>,
}

/// A plan as texts and numbers: what a journal keeps and a record shows. No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The operation's id, such as `dds.kill`.
    pub operation: String,
    /// The environment's id in the configuration; empty without one.
    pub environment: String,
    /// The cloud's id.
    pub cloud: String,
    /// The region's id.
    pub region: String,
    /// The project's id.
    pub project: String,
    /// The instance's id; empty where it is not known.
    pub instance: String,
    /// The instance's name.
    pub instance_name: String,
    /// The node's id.
    pub node: String,
    /// The node's name.
    pub node_name: String,
    /// The kill's method.
    #[serde(default)]
    pub method: String,
    /// The URL the kill goes to; by hand the one in the command.
    pub url: String,
    /// By what kind of way.
    #[serde(default)]
    pub route: Kind,
    /// The kill's URL at the cloud itself, where the way is told it; else empty.
    #[serde(default)]
    pub cloud_url: String,
    /// How much is meant.
    pub scope: Scope,
    /// The sessions, in the order in which they are sent.
    pub items: Vec<Item>,
    /// How many sessions each batch has, in order; together they are all items.
    pub batches: Vec<u32>,
    /// What was ticked and is left out.
    pub left_out: Vec<Skipped>,
    /// How many sessions lived on the node when this was confirmed.
    pub living: u32,
    /// By how many percent that number may change before the run stops; `None` where nothing is held.
    pub drift_percent: Option<u8>,
    /// The least time between two sends, in milliseconds.
    #[serde(default = "pace_ms")]
    pub pace_ms: u32,
}

/// What every run kept to when none said so.
fn pace_ms() -> u32 {
    PACE_MS
}

impl Order {
    /// The places of a batch's items.
    pub fn batch(&self, number: usize) -> std::ops::Range<usize> {
        let mut from = 0;
        for (place, size) in self.batches.iter().enumerate() {
            let size = *size as usize;
            if place == number {
                return from..(from + size).min(self.items.len());
            }
            from += size;
        }
        0..0
    }

    /// The name of the lock under which this place is acted on: one kill in flight per instance.
    pub fn lease(&self) -> String {
        let instance = if self.instance.is_empty() {
            &self.node
        } else {
            &self.instance
        };
        format!("quell-send:{}/{}/{instance}", self.cloud, self.project)
    }

    /// The names of locks of which a run holds one besides: two kills in flight per account. Whose
    /// account it is nobody knows here; it is one of this cloud.
    pub fn slots(&self) -> [String; 2] {
        ["1", "2"].map(|slot| format!("quell-slot:{}/{slot}", self.cloud))
    }

    /// By which way a kill of it goes, with its method and what wraps it.
    pub fn sent_to(&self) -> String {
        let (method, url, inner) = (&self.method, &self.url, &self.cloud_url);
        match self.route {
            Kind::Envelope => format!("POST {url}, which wraps {method} {inner}"),
            Kind::Query => format!("{method} {url}, which is {inner}"),
            Kind::None => format!("{method} {url}, by hand"),
            Kind::Prefix | Kind::Direct => format!("{method} {url}").trim_start().to_owned(),
        }
    }

    /// Whether another order is for the same node, by the same way.
    pub fn is_same_place(&self, other: &Self) -> bool {
        self.url == other.url
            && self.route == other.route
            && self.cloud_url == other.cloud_url
            && self.cloud == other.cloud
            && self.region == other.region
            && self.environment == other.environment
            && self.operation == other.operation
            && self.node == other.node
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::plan::testing::{place, plan, threads};
    use crate::plan::{KillPlan, Settings, testing};
    use crate::route::Route;
    use crate::services::Service;

    #[test]
    fn an_order_of_an_older_journal_went_by_a_prefix() {
        let plan = plan(Service::TaurusDb, &threads(1..2), Settings::default());
        let mut value: Value = serde_json::to_value(&**plan.order()).unwrap();
        let fields = value.as_object_mut().unwrap();
        for key in ["method", "route", "cloud_url"] {
            assert!(fields.remove(key).is_some(), "{key}");
        }
        let older: Order = serde_json::from_value(value).unwrap();
        assert_eq!(older.route, Kind::Prefix);
        assert_eq!(older.sent_to(), plan.order().url);
    }

    #[test]
    fn an_order_says_by_which_way_it_goes_and_what_wraps_it() {
        let order = |kind, url: &str| {
            let mut place = place(Service::Dds);
            let route = Route::of(kind, url).unwrap();
            let endpoint = Some("https://dds.example");
            let lead = route.towards(&place.cloud, &place.region, endpoint);
            place.lead = lead.unwrap();
            let rows = r#"{"id":"a:1","active":true,"user":"app","client":"10.0.0.1:1"}"#;
            let look = testing::look(Service::Dds, rows, 0);
            let handles = ["a:1".to_owned()];
            let plan = KillPlan::of_handles(place, &handles, look, Settings::default());
            plan.unwrap().order().as_ref().clone()
        };
        let path = order(Kind::Prefix, "/p").url.split_off(2);
        let cloud = format!("https://dds.example{path}");
        assert_eq!(
            order(Kind::Prefix, "/p").sent_to(),
            format!("POST /p{path}")
        );
        let query = order(Kind::Query, "/relay?url=");
        assert!(
            query
                .sent_to()
                .starts_with("POST /relay?url=https%3A%2F%2Fdds")
        );
        assert!(query.sent_to().ends_with(&format!(", which is {cloud}")));
        assert_eq!(
            order(Kind::Envelope, "/envelope").sent_to(),
            format!("POST /envelope, which wraps POST {cloud}")
        );
        assert_eq!(order(Kind::Direct, "").sent_to(), format!("POST {cloud}"));
        let none = order(Kind::None, "");
        assert_eq!(none.sent_to(), format!("POST {cloud}, by hand"));
        // The same URL by another way is another place.
        assert!(!none.is_same_place(&order(Kind::Direct, "")));
    }
}
