//! The refusals that the error tables of the services and of the gateway document.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// By service: `dds`, `dcs`, `taurusdb`, `iam`; and `gateway`, which stands before all of them.
pub type Tables = BTreeMap<String, Table>;

/// What a service documents.
#[derive(Debug, Deserialize, Serialize)]
pub struct Table {
    /// The pages, and of which day.
    pub source: Vec<String>,
    /// The refusals, in their order.
    pub codes: Vec<Documented>,
}

/// A refusal: its status, its code, its words.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Documented(pub u16, pub String, pub String);

const GATEWAY: &str = "gateway";

/// All of it.
pub fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../data/codes.json")).unwrap_or_default()
    });
    &TABLES
}

/// What a code means, coming from this service; with a status too, for some codes have two.
pub fn documented(service: &str, code: &str, status: Option<u16>) -> Option<&'static Documented> {
    // Its older pages call the gateway by four letters.
    let older = code.replace("APIGW.", "APIG.");
    let is_it = |one: &&Documented| {
        (one.1 == code || one.1 == older) && status.is_none_or(|status| status == one.0)
    };
    let of = |service: &str| tables().get(service)?.codes.iter().find(is_it);
    of(service).or_else(|| of(GATEWAY))
}

/// Whether any table has the code.
pub fn is_documented(code: &str) -> bool {
    tables()
        .keys()
        .any(|service| documented(service, code, None).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_is_there_and_has_refusals_only() {
        let names: Vec<&str> = tables().keys().map(String::as_str).collect();
        assert_eq!(names, ["dcs", "dds", GATEWAY, "iam", "taurusdb"]);
        for (name, table) in tables() {
            assert!(table.codes.len() > 50 && !table.source.is_empty(), "{name}");
            for Documented(status, code, message) in &table.codes {
                assert!((400..600).contains(status), "{code}: {status}");
                assert!(!code.is_empty() && !message.is_empty(), "{code}");
            }
        }
    }

    #[test]
    fn a_code_means_what_its_own_service_says_of_it() {
        let means = |service, code| documented(service, code, None).map(|one| one.2.as_str());
        assert_eq!(
            means("taurusdb", "DBS.200013"),
            Some("The original DB instance does not exist.")
        );
        assert_eq!(
            means("dds", "DBS.200013"),
            Some("This node does not exist.")
        );
        assert!(means("dcs", "APIGW.0308").is_some());
        assert_eq!(means("dcs", "DBS.200013"), None);
        assert!(is_documented("DBS.200013") && !is_documented("DBS.0"));
    }
}
