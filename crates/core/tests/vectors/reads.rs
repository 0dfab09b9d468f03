//! The calls that only look, against the requests that the vendor's SDKs record of them.

use quell_core::id::{InstanceId, JobId, NodeId, ProjectId};
use quell_core::request::{Key, Language, Query, Request};
use quell_core::services::{dcs, dds, iam, taurusdb};
use serde_json::Value;

/// The recorded calls that are not made here, each with the reason. An entry that no record
/// needs any more fails the test.
pub(crate) const LEFT_OUT: &[(&str, &str)] = &[
    ("aksk_signing/", "signatures, not calls"),
    ("aksk_signing_node_comparison/", "signatures, not calls"),
    ("iam_token/", "signing in with a password"),
    ("node_iam_token/", "signing in with a password"),
    ("iam_temporary_access_key/", "access keys"),
    (
        "token_auth_keystoneauth/login__",
        "signing in with a password",
    ),
    (
        "iam_projects/auth_domains",
        "an account is not chosen, a project is",
    ),
    ("iam_projects/regions", "regions are data of the build"),
    ("dcs_list_instances/one", "the list has what a picker shows"),
    (
        "dcs_nodes/project_nodes",
        "the nodes of one instance are enough",
    ),
    (
        "dcs_nodes/shards",
        "fails for single nodes; logical-nodes has every node",
    ),
    ("dcs_tasks/", "background tasks are not shown"),
    (
        "dds_connection_statistics/",
        "counts by address: the sessions are counted here",
    ),
    ("dds_job/", "the kill of DDS is no job"),
    (
        "dds_list_sessions/empty_strings",
        "an empty filter means an empty field: it is never sent",
    ),
    (
        "node_taurusdb_kill_processes/bigint",
        "the SDK fails on it and sends nothing",
    ),
    (
        "taurusdb_instances/show_gauss_my_sql_instance_info_unify_status",
        "v3.1 is not on OTC",
    ),
    ("taurusdb_instances/batch_details", "v3.1 is not on OTC"),
    (
        "taurusdb_jobs_and_siblings/",
        "other kills, and a job that no kill here starts",
    ),
];

/// Why a record is left out, if it is.
pub(crate) fn left_out(name: &str) -> Option<&'static (&'static str, &'static str)> {
    LEFT_OUT.iter().find(|(known, _)| name.starts_with(known))
}

/// Makes the same request here: `None` for another call, or the reason why it is refused.
pub(crate) fn build(vector: &Value) -> Option<Result<Request, String>> {
    let request = &vector["request"];
    let path = request["path"].as_str()?;
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    Some(match (request["method"].as_str()?, segments.as_slice()) {
        ("GET", ["v3", project, "nodes", node, "sessions"]) => (|| {
            Ok(dds::list_sessions(
                &id(project)?,
                &node_id(node)?,
                &query(vector),
            ))
        })(),
        ("GET", ["v3", project, "instances"]) if is_of(vector, "gaussmysql") => (|| {
            let (query, language) = (query(vector), language(vector)?);
            Ok(taurusdb::list_instances(&id(project)?, &query, language))
        })(),
        ("GET", ["v3", project, "instances"]) => {
            id(project).map(|project| dds::list_instances(&project, &query(vector)))
        }
        ("GET", ["v2", project, "instances"]) => {
            id(project).map(|project| dcs::list_instances(&project, &query(vector)))
        }
        ("GET", ["v2", project, "instances", instance, "logical-nodes"]) => {
            (|| Ok(dcs::list_nodes(&id(project)?, &instance_id(instance)?)))()
        }
        ("POST", ["v2", project, "instances", instance, "clients"]) => (|| {
            let body = &vector["input"]["body"];
            let node = node_id(body["node_id"].as_str().ok_or("node_id is missing")?)?;
            let clean = body["clean_cache"].as_bool();
            Ok(dcs::scan_clients(
                &id(project)?,
                &instance_id(instance)?,
                &node,
                clean,
            ))
        })(),
        ("GET", ["v2", project, "instances", instance, "clients"]) => (|| {
            let node = vector["input"]["query"]["node_id"].as_str();
            let node = node_id(node.ok_or("node_id is missing")?)?;
            Ok(dcs::list_clients(
                &id(project)?,
                &instance_id(instance)?,
                &node,
                query(vector),
            ))
        })(),
        ("GET", ["v2", project, "jobs", job]) => (|| {
            let job = JobId::parse(job).map_err(|fault| format!("job_id {fault}"))?;
            Ok(dcs::show_job(&id(project)?, &job))
        })(),
        (
            "GET",
            [
                "v3",
                project,
                "instances",
                instance,
                "nodes",
                node,
                "processes",
            ],
        ) => (|| {
            let (instance, node) = (instance_id(instance)?, node_id(node)?);
            let (query, language) = (query(vector), language(vector)?);
            Ok(taurusdb::list_processes(
                &id(project)?,
                &instance,
                &node,
                &query,
                language,
            ))
        })(),
        ("GET", ["v3", project, "instances", instance]) => (|| {
            let language = language(vector)?;
            Ok(taurusdb::show_instance(
                &id(project)?,
                &instance_id(instance)?,
                language,
            ))
        })(),
        ("GET", ["v3", "projects"]) => Ok(iam::list_all_projects(&query(vector))),
        ("GET", ["v3", "auth", "projects"]) => Ok(iam::list_projects()),
        _ => return None,
    })
}

/// The path of both DDS and TaurusDB is one; the SDK's name of the call tells them apart.
fn is_of(vector: &Value, service: &str) -> bool {
    let name = vector["operation"].as_str().unwrap_or_default();
    name.to_ascii_lowercase().replace('_', "").contains(service)
}

fn id(text: &str) -> Result<ProjectId, String> {
    ProjectId::parse(text).map_err(|fault| format!("project_id {fault}"))
}

fn instance_id(text: &str) -> Result<InstanceId, String> {
    InstanceId::parse(text).map_err(|fault| format!("instance_id {fault}"))
}

fn node_id(text: &str) -> Result<NodeId, String> {
    NodeId::parse(text).map_err(|fault| format!("node_id {fault}"))
}

/// What was put into the SDK, by our keys. Numbers and truth values are written as JSON has them.
fn query(vector: &Value) -> Query {
    let input = &vector["input"]["query"];
    let keys = Key::ALL.iter().filter(|key| !input[key.as_str()].is_null());
    keys.fold(Query::default(), |query, key| {
        let value = &input[key.as_str()];
        let written = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        query.and(*key, &written)
    })
}

fn language(vector: &Value) -> Result<Option<Language>, String> {
    let input = &vector["input"];
    let text = input["x_language"]
        .as_str()
        .or(input["query"]["x_language"].as_str());
    let read = |text| Language::parse(text).ok_or_else(|| format!("x_language {text:?}"));
    text.map(read).transpose()
}

/// Compares with the record, in method, path, query, body and `X-Language`.
pub(crate) fn compare(ours: &Request, vector: &Value) -> Result<(), String> {
    let recorded = &vector["request"];
    let differ = |what: &str, ours: &str, theirs: &str| {
        let same = ours == theirs;
        same.then_some(())
            .ok_or_else(|| format!("{what}: ours {ours:?}, recorded {theirs:?}"))
    };
    let text = |key: &str| recorded[key].as_str().unwrap_or_default();
    differ("method", ours.method().as_str(), text("method"))?;
    differ("path", ours.path(), text("path"))?;
    // The Node SDK keeps the order in which a query was given; the others sort by key.
    let mut theirs: Vec<&str> = text("query").split('&').collect();
    theirs.sort_unstable();
    differ("query", ours.query(), &theirs.join("&"))?;
    if let Some(canonical) = vector["signing"]["canonical_request"].as_str() {
        let signed = canonical.split('\n').nth(2).unwrap_or_default();
        differ("signed query", ours.query(), signed)?;
    }
    let body = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    if body(ours.body().unwrap_or_default()) != body(text("body")) {
        return Err(format!(
            "body: ours {:?}, recorded {:?}",
            ours.body(),
            text("body")
        ));
    }
    let header = |key: &str| {
        let headers = recorded["headers"].as_array().into_iter().flatten();
        let mut found = headers.filter(|pair| pair[0].as_str() == Some(key));
        found
            .next()
            .and_then(|pair| pair[1].as_str())
            .map(str::to_owned)
    };
    let own = ours.headers();
    let own = own.iter().find(|(name, _)| *name == "X-Language");
    let own = own.map(|(_, value)| (*value).to_owned());
    differ(
        "X-Language",
        &format!("{own:?}"),
        &format!("{:?}", header("X-Language")),
    )
}
