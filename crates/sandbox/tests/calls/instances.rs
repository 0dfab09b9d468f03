//! Instances and their nodes, of every service.

use crate::support::Sandbox;
use quell_sandbox::estate::Service;
use serde_json::Value;

fn names(list: &Value) -> Vec<&str> {
    let rows = list["instances"].as_array().unwrap();
    rows.iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect()
}

/// A path of a service, after the version and the project.
fn path(sandbox: &Sandbox, service: &str, version: &str, rest: &str) -> String {
    let project = sandbox.project();
    format!("/proxy/{service}/local-1/{version}/{project}/{rest}")
}

async fn get(sandbox: &Sandbox, service: &str, version: &str, rest: &str) -> Value {
    let answer = sandbox.get(&path(sandbox, service, version, rest)).await;
    assert_eq!(answer.status, 200, "{rest}: {}", answer.text);
    answer.json()
}

/// Every node id of a service.
fn nodes(sandbox: &Sandbox, service: Service) -> Vec<String> {
    let nodes = sandbox.cloud.estate.nodes();
    let nodes = nodes.iter().filter(|(place, _)| place.service == service);
    nodes
        .map(|(place, _)| place.node.as_str().to_owned())
        .collect()
}

#[tokio::test]
async fn a_list_of_dds_instances_holds_their_nodes() {
    let sandbox = Sandbox::start().await;
    let list = get(&sandbox, "dds", "v3", "instances").await;
    assert_eq!(names(&list), ["orders-mongo", "catalog-mongo"]);
    assert_eq!(list["total_count"], 2);
    let cluster = &list["instances"][0];
    assert_eq!(cluster["mode"], "Sharding");
    assert_eq!(cluster["groups"][0]["type"], "mongos");
    assert_eq!(cluster["groups"][0]["nodes"][0]["role"], "master");
    assert_eq!(
        list["instances"][1]["groups"][0]["nodes"][0]["role"],
        "Primary"
    );
    for node in nodes(&sandbox, Service::Dds) {
        assert!(list.to_string().contains(&node), "{node}");
    }
}

#[tokio::test]
async fn dds_instances_are_filtered_and_paged() {
    let sandbox = Sandbox::start().await;
    let catalog = sandbox.place("catalog-mongo / primary").instance;
    let id = format!("id={catalog}");
    for (query, expected) in [
        ("name=catalog-mongo", vec!["catalog-mongo"]),
        ("name=mongo", vec![]),
        ("name=%2Acatalog", vec!["catalog-mongo"]),
        (id.as_str(), vec!["catalog-mongo"]),
        ("mode=Sharding", vec!["orders-mongo"]),
        ("datastore_type=DDS-Community&limit=1", vec!["orders-mongo"]),
        ("limit=1&offset=1", vec!["catalog-mongo"]),
        ("tags=a%3Db", vec![]),
        ("vpc_id=x", vec![]),
    ] {
        let list = get(&sandbox, "dds", "v3", &format!("instances?{query}")).await;
        assert_eq!(names(&list), expected, "{query}");
    }
    for (query, code) in [
        ("limit=101", "DBS.280439"),
        ("limit=0", "DBS.280439"),
        ("offset=-1", "DBS.280440"),
        ("name=%2A", "DBS.200001"),
        ("mode=x", "DBS.200001"),
        ("tags=a", "DBS.200001"),
    ] {
        let path = path(&sandbox, "dds", "v3", &format!("instances?{query}"));
        sandbox.get(&path).await.is(400, code);
    }
}

#[tokio::test]
async fn connections_are_counted_by_client() {
    let sandbox = Sandbox::start().await;
    let place = sandbox.place("catalog-mongo / primary");
    let rest = format!("instances/{}/conn-statistics", place.instance);
    let all = get(&sandbox, "dds", "v3", &rest).await;
    let rows = all["outer_connections"].as_array().unwrap();
    let sum: u64 = rows.iter().map(|row| row["count"].as_u64().unwrap()).sum();
    assert!(sum > 100 && rows.len() > 3 && rows.len() <= 200);
    assert_eq!(all["total_connections"], all["total_outer_connections"]);
    let one = get(
        &sandbox,
        "dds",
        "v3",
        &format!("{rest}?node_id={}", place.node),
    )
    .await;
    assert_eq!(one["total_inner_connections"], 0);
    for (rest, status, code) in [
        (
            format!("{rest}?node_id={}no02", "a".repeat(32)),
            404,
            "DBS.200013",
        ),
        (
            format!("instances/{}in02/conn-statistics", "a".repeat(32)),
            403,
            "DBS.201028",
        ),
        ("instances/x/conn-statistics".to_owned(), 400, "DBS.280404"),
    ] {
        let path = path(&sandbox, "dds", "v3", &rest);
        sandbox.get(&path).await.is(status, code);
    }
}

#[tokio::test]
async fn dcs_instances_are_listed_and_shown() {
    let sandbox = Sandbox::with(&["--redis", "cache=redis://127.0.0.1:1"]).await;
    let list = get(&sandbox, "dcs", "v2", "instances").await;
    assert_eq!(names(&list), ["checkout-cache", "cache"]);
    assert_eq!(list["instance_num"], 2);
    for (query, expected) in [
        ("name=cache", vec!["checkout-cache", "cache"]),
        ("name=cache&name_equal=true", vec!["cache"]),
        ("status=FROZEN", vec![]),
        ("limit=1&offset=1", vec!["cache"]),
    ] {
        let list = get(&sandbox, "dcs", "v2", &format!("instances?{query}")).await;
        assert_eq!(names(&list), expected, "{query}");
    }
    for query in [
        "limit=1001",
        "offset=x",
        "name_equal=1",
        "include_failure=x",
    ] {
        let path = path(&sandbox, "dcs", "v2", &format!("instances?{query}"));
        sandbox.get(&path).await.is(400, "DCS.4800");
    }
    let id = sandbox.place("checkout-cache / node-1").instance;
    let one = get(&sandbox, "dcs", "v2", &format!("instances/{id}")).await;
    assert_eq!(one, list["instances"][0]);
    let stranger = "instances/5560df16-cebf-4473-95c4-d1b573c16e79";
    let stranger = path(&sandbox, "dcs", "v2", stranger);
    sandbox.get(&stranger).await.is(404, "DCS.3022");
}

#[tokio::test]
async fn dcs_nodes_are_shown_in_three_ways() {
    let sandbox = Sandbox::with(&["--redis", "cache=redis://127.0.0.1:1"]).await;
    let id = sandbox.place("checkout-cache / node-1").instance;
    let own = get(
        &sandbox,
        "dcs",
        "v2",
        &format!("instances/{id}/logical-nodes"),
    )
    .await;
    assert_eq!(own["total"], 2);
    assert_eq!(own["nodes"][1]["node_type"], "slave");
    let batch = get(&sandbox, "dcs", "v2", "instances-logical-nodes?limit=1").await;
    assert_eq!(batch["count"], 2);
    assert_eq!(batch["instances"].as_array().unwrap().len(), 1);
    assert_eq!(batch["instances"][0]["nodes"], own["nodes"]);
    let groups = get(&sandbox, "dcs", "v2", &format!("instance/{id}/groups")).await;
    let first = &groups["group_list"][0]["replication_list"][0];
    assert_eq!(first["node_id"], own["nodes"][0]["node_id"]);
    assert_eq!(first["replication_role"], "master");
    let single = sandbox.place("cache / node-1").instance;
    let path = path(&sandbox, "dcs", "v2", &format!("instance/{single}/groups"));
    sandbox.get(&path).await.is(400, "DCS.4027");
}

#[tokio::test]
async fn taurusdb_instances_are_listed_without_nodes_and_shown_with_them() {
    let sandbox = Sandbox::start().await;
    for (version, status) in [("v3", "ACTIVE"), ("v3.1", "normal")] {
        let list = get(&sandbox, "taurusdb", version, "instances").await;
        assert_eq!(names(&list), ["orders-db"]);
        assert_eq!(list["instances"][0]["status"], status);
        let id = list["instances"][0]["id"].as_str().unwrap();
        let detail = get(&sandbox, "taurusdb", version, &format!("instances/{id}")).await;
        let shown = detail["instance"]["nodes"].as_array().unwrap();
        let shown: Vec<_> = shown
            .iter()
            .map(|row| row["id"].as_str().unwrap())
            .collect();
        assert_eq!(shown, nodes(&sandbox, Service::TaurusDb));
        for ids in [format!("{id}%2C{id}"), format!("{id}&instance_ids={id}")] {
            let several = format!("instances/details?instance_ids={ids}");
            let several = get(&sandbox, "taurusdb", "v3.1", &several).await;
            assert_eq!(names(&several), ["orders-db", "orders-db"]);
        }
    }
    for (query, count) in [
        ("name=%2Aorders", 1),
        ("type=Single", 0),
        ("datastore_type=x", 0),
    ] {
        let list = get(&sandbox, "taurusdb", "v3", &format!("instances?{query}")).await;
        assert_eq!(list["total_count"], count, "{query}");
    }
    for (rest, status, code) in [
        ("instances?limit=101", 400, "DBS.280439"),
        ("instances?name=%2A", 400, "DBS.200001"),
        ("instances/x", 400, "DBS.280404"),
        (
            "instances/a23fb62bd61e4e9e9636fd2225f395bein07",
            404,
            "DBS.200002",
        ),
    ] {
        let path = path(&sandbox, "taurusdb", "v3", rest);
        sandbox.get(&path).await.is(status, code);
    }
}

#[tokio::test]
async fn a_job_is_known_or_not() {
    let sandbox = Sandbox::start().await;
    for service in ["dds", "taurusdb"] {
        let unknown = path(
            &sandbox,
            service,
            "v3",
            "jobs?id=a9767ede-fe0f-4888-9003-e843a4c90514",
        );
        sandbox.get(&unknown).await.is(400, "DBS.200543");
        let bare = path(&sandbox, service, "v3", "jobs");
        sandbox.get(&bare).await.is(400, "DBS.200001");
    }
    // The job that once made each instance; without the prefix it is looked for in both services.
    for (service, name, kind) in [
        ("dds", "catalog-mongo / primary", "Create_MongoDB"),
        ("taurusdb", "orders-db / primary", "CreateMysqlInstance"),
    ] {
        let made = quell_sandbox::chance::uuid(0, sandbox.place(name).instance.as_str());
        let own = get(&sandbox, service, "v3", &format!("jobs?id={made}")).await;
        assert_eq!(own["job"]["name"], kind);
        assert_eq!(own["job"]["status"], "Completed");
        let root = format!("/v3/{}/jobs?id={made}", sandbox.project());
        assert_eq!(sandbox.get(&root).await.json(), own);
    }
}

#[tokio::test]
async fn without_the_prefix_the_query_tells_whose_instances_are_meant() {
    let sandbox = Sandbox::start().await;
    let root = format!("/v3/{}/instances", sandbox.project());
    for (query, expected) in [
        ("", "orders-mongo"),
        ("?datastore_type=DDS-Community", "orders-mongo"),
        ("?datastore_type=gaussdb-mysql", "orders-db"),
    ] {
        let list = sandbox.get(&format!("{root}{query}")).await.json();
        assert_eq!(names(&list)[0], expected, "{query}");
    }
    let newer = root.replace("/v3/", "/v3.1/");
    assert_eq!(names(&sandbox.get(&newer).await.json()), ["orders-db"]);
}
