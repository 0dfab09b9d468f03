//! Paths without the prefix, as the vendor's clients send them: an endpoint of theirs is a host, and the path after it is dropped.

use super::Api;
use crate::api::query::Query;
use crate::estate::Service;

/// Whether a path is one of the cloud, without the prefix.
pub(in crate::api) fn is_root(path: &str) -> bool {
    let version = path.split('/').nth(1);
    matches!(version, Some("v2" | "v3" | "v3.0" | "v3.1"))
}

/// Whose path it is. DDS and `TaurusDB` share two: there the query tells, and without a hint it is
/// DDS, because `TaurusDB` has `/v3.1/…/instances` as well; a job is looked for in both.
pub(super) fn api(path: &str, query: &str) -> Api {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let service = match parts.as_slice() {
        ["v3", "auth" | "projects", ..] | ["v3.0", ..] => return Api::Iam,
        ["v2", ..] => Service::Dcs,
        ["v3", _, "instances"] if !is_taurus(query) => Service::Dds,
        ["v3", _, "instances", _, "conn-statistics"] | ["v3", _, "nodes" | "jobs", ..] => {
            Service::Dds
        }
        _ => Service::TaurusDb,
    };
    Api::Of(service)
}

/// Whether a list of instances asks for something that only `TaurusDB` has.
fn is_taurus(query: &str) -> bool {
    let query = Query::read(query);
    let has = |name| query.get(name).is_some();
    let id = query.get("id").is_some_and(|id| id.ends_with("in07"));
    query.get("datastore_type") == Some("gaussdb-mysql")
        || id
        || ["type", "private_ip", "readonly_private_ip", "proxy_ip"]
            .into_iter()
            .any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_instances_is_told_apart_by_its_query() {
        let api = |query| api("/v3/p/instances", query);
        for query in ["", "datastore_type=DDS-Community", "mode=Single", "limit=5"] {
            assert_eq!(api(query), Api::Of(Service::Dds), "{query}");
        }
        for query in ["datastore_type=gaussdb-mysql", "type=Cluster", "id=xin07"] {
            assert_eq!(api(query), Api::Of(Service::TaurusDb), "{query}");
        }
    }
}
