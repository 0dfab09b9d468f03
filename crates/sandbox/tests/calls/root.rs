//! The same calls without the prefix, as clients send them that keep only the host of an endpoint.

use crate::support::Sandbox;

const NODE: &str = "catalog-mongo / primary";

#[tokio::test]
async fn every_call_is_also_at_the_root() {
    let sandbox = Sandbox::start().await;
    let bare = |path: String| {
        let path = path.splitn(5, '/').nth(4).unwrap().to_owned();
        format!("/{path}")
    };
    let dds = bare(sandbox.dds(NODE));
    let list = sandbox.get(&format!("{dds}/sessions")).await;
    assert_eq!(list.status, 200, "{}", list.text);
    assert_eq!(list.header("connection"), "close");
    let taurus = bare(sandbox.taurus("orders-db / primary"));
    assert_eq!(sandbox.get(&taurus).await.status, 200);
    let dcs = bare(sandbox.dcs("checkout-cache / node-1"));
    sandbox.get(&dcs).await.is(400, "DCS.4800");
    assert_eq!(sandbox.get("/v3/projects").await.status, 200);
    sandbox.get("/v3/nothing").await.is(404, "APIGW.0101");
}

#[tokio::test]
async fn the_root_has_the_same_checks() {
    let sandbox = Sandbox::start().await;
    let path = format!(
        "/v3/{}/nodes/{}",
        sandbox.project(),
        sandbox.place(NODE).node
    );
    sandbox
        .open(&format!("{path}/sessions"))
        .await
        .is(401, "APIGW.0301");
    let kill = || sandbox.kill("POST", &format!("{path}/session"));
    let send = async |request: axum::http::request::Builder| {
        let body = r#"{"sessions":["1"]}"#;
        sandbox.send(request.body(body.into()).unwrap()).await
    };
    assert_eq!(send(kill()).await.status, 200);
    send(kill().header("origin", "http://evil.example"))
        .await
        .is(403, "PROXY.0403");
    send(kill().header("sec-fetch-site", "cross-site"))
        .await
        .is(403, "PROXY.0403");
    let elsewhere = axum::http::Request::builder()
        .uri(&path)
        .header("host", "evil.example");
    assert_eq!(send(elsewhere).await.status, 421);
}

async fn on(sandbox: &Sandbox, host: &str, path: &str) -> crate::support::Answer {
    let request = axum::http::Request::builder()
        .uri(path)
        .header("host", host)
        .header("x-auth-token", &sandbox.cloud.token);
    sandbox.send(request.body("".into()).unwrap()).await
}

#[tokio::test]
async fn on_its_own_name_a_service_has_every_path_to_itself() {
    let sandbox = Sandbox::start().await;
    let host = |url: &str| url.strip_prefix("http://").unwrap().to_owned();
    let hosts = &sandbox.ready.hosts;
    let (dds, dcs) = (host(&hosts.dds), host(&hosts.dcs));
    let (taurus, iam) = (host(&hosts.taurusdb), host(&hosts.iam));
    let path = format!("/v3/{}/instances", sandbox.project());
    let first = async |host: &str| {
        let list = on(&sandbox, host, &path).await;
        assert_eq!(list.status, 200, "{}", list.text);
        list.json()["instances"][0]["name"].clone()
    };
    assert_eq!(first(&dds).await, "orders-mongo");
    assert_eq!(first(&taurus).await, "orders-db");
    let newer = path.replace("/v3/", "/v2/");
    assert_eq!(on(&sandbox, &dcs, &newer).await.status, 200);
    assert_eq!(on(&sandbox, &iam, "/v3/projects").await.status, 200);
    on(&sandbox, &dcs, &path).await.is(404, "APIGW.0101");
    for elsewhere in [
        "/",
        "/healthz",
        "/config.json",
        "/sandbox/ledger",
        "/proxy/dds/local-1/v3",
    ] {
        on(&sandbox, &dds, elsewhere).await.is(404, "APIGW.0101");
    }
    for host in [
        "ecs.localhost:8640",
        "dds.localhost:8641",
        "dds.evil.example:8640",
    ] {
        on(&sandbox, host, &path).await.is(421, "PROXY.0421");
        assert_eq!(on(&sandbox, host, "/healthz").await.status, 421);
    }
}
