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
