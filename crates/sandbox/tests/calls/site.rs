//! The console's files and what is said about the sandbox.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::support::Sandbox;
use serde_json::json;

/// A folder of a built console that goes away with the value.
struct Dist(PathBuf);

impl Dist {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("quell-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("icons")).unwrap();
        for (file, text) in [
            ("index.html", "<!doctype html>the page"),
            ("boot.js", "boot"),
            ("config.json", "{\"from\":\"dist\"}"),
            ("quell-0123456789abcdef_bg.wasm", "plain"),
            ("quell-0123456789abcdef_bg.wasm.br", "br"),
            ("quell-0123456789abcdef_bg.wasm.gz", "gz"),
            ("icons/quell.svg", "<svg/>"),
        ] {
            fs::write(folder.join(file), text).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Dist {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

#[tokio::test]
async fn every_answer_to_the_page_carries_the_headers_of_production() {
    let dist = Dist::new("headers");
    let sandbox = Sandbox::with_dist(&dist.0).await;
    for path in [
        "/",
        "/missing.js",
        "/config.json",
        "/healthz",
        "/icons/quell.svg",
    ] {
        let answer = sandbox.open(path).await;
        for (name, value) in [
            ("content-security-policy", POLICY),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("origin-agent-cluster", "?1"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        for feature in ["camera", "microphone", "geolocation", "payment", "usb"] {
            assert!(
                answer
                    .header("permissions-policy")
                    .contains(&format!("{feature}=()"))
            );
        }
    }
}

#[tokio::test]
async fn files_are_kept_as_long_as_their_names_allow() {
    let dist = Dist::new("kept");
    let sandbox = Sandbox::with_dist(&dist.0).await;
    for (path, kind, keep) in [
        ("/", "text/html", "no-store"),
        ("/index.html", "text/html", "no-store"),
        ("/boot.js", "text/javascript", "no-store"),
        ("/config.json", "application/json", "no-store"),
        ("/icons/quell.svg", "image/svg+xml", "no-cache"),
        (
            "/quell-0123456789abcdef_bg.wasm",
            "application/wasm",
            "public, max-age=31536000, immutable",
        ),
    ] {
        let answer = sandbox.open(path).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, keep),
            "{path}"
        );
        assert!(answer.header("content-type").starts_with(kind), "{path}");
    }
}

#[tokio::test]
async fn compressed_neighbours_are_served_to_those_who_take_them() {
    let dist = Dist::new("compressed");
    let sandbox = Sandbox::with_dist(&dist.0).await;
    for (accepts, encoding, text) in [
        ("br, gzip", "br", "br"),
        ("gzip", "gzip", "gz"),
        ("identity", "", "plain"),
    ] {
        let request = Sandbox::request("GET", "/quell-0123456789abcdef_bg.wasm");
        let request = request.header("accept-encoding", accepts);
        let answer = sandbox.send(request.body("".into()).unwrap()).await;
        assert_eq!(
            (answer.header("content-encoding"), answer.text.as_str()),
            (encoding, text)
        );
        assert_eq!(answer.header("content-type"), "application/wasm");
    }
}

#[tokio::test]
async fn a_missing_asset_is_never_the_page() {
    let dist = Dist::new("missing");
    let sandbox = Sandbox::with_dist(&dist.0).await;
    for path in [
        "/missing",
        "/a/b.js",
        "/icons",
        "/icons/",
        "/%2e%2e/secret",
        "/../secret",
    ] {
        let answer = sandbox.open(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text.contains("the page"));
    }
    let bare = Sandbox::start().await;
    let answer = bare.open("/").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("--dist"));
}

#[tokio::test]
async fn the_settings_name_every_node() {
    let dist = Dist::new("settings");
    let sandbox = Sandbox::with_dist(&dist.0).await;
    let settings = sandbox.open("/config.json").await.json();
    assert_eq!(settings["sandbox"], true);
    assert_eq!(
        settings["clouds"][0]["regions"],
        json!([{ "id": "local-1" }])
    );
    assert_eq!(settings["routes"][0]["url"], "/proxy/{service}/{region}");
    assert_eq!(settings["defaults"]["project"], sandbox.project());
    let place = sandbox.place("orders-db / primary");
    let target = json!({
        "name": "orders-db / primary",
        "service": "taurusdb",
        "instance": place.instance.as_str(),
        "node": place.node.as_str(),
    });
    let targets = settings["targets"].as_array().unwrap();
    assert!(targets.len() == 6 && targets.contains(&target));
}

#[tokio::test]
async fn health_names_the_engine_behind_each_node() {
    let sandbox = Sandbox::start().await;
    let health = sandbox.open("/healthz").await.json();
    assert_eq!(health["status"], "ok");
    let nodes = health["nodes"].as_array().unwrap();
    assert!(nodes.len() == 6 && nodes.iter().all(|node| node["engine"] == "embedded"));
}

#[tokio::test(start_paused = true)]
async fn engines_that_do_not_answer_are_waited_for_together_and_not_for_long() {
    // Takes connections and says nothing.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = deaf.local_addr().unwrap().port();
    let urls: Vec<String> = (0..5)
        .map(|number| format!("cache-{number}=redis://127.0.0.1:{port}"))
        .collect();
    let words: Vec<&str> = urls.iter().flat_map(|url| ["--redis", url]).collect();
    let sandbox = Sandbox::with(&words).await;
    let asked = tokio::time::Instant::now();
    let health = sandbox.open("/healthz").await.json();
    assert!(asked.elapsed() < Duration::from_secs(3));
    let nodes = health["nodes"].as_array().unwrap();
    let down = nodes.iter().filter(|node| node["engine"] == "redis (down)");
    assert_eq!((nodes.len(), down.count()), (11, 5));
}

#[tokio::test]
async fn the_ready_file_is_whole_and_the_token_is_of_the_grammar() {
    let sandbox = Sandbox::start().await;
    let again = Sandbox::start().await;
    assert_eq!(sandbox.cloud.token, again.cloud.token);
    assert!(
        sandbox
            .cloud
            .token
            .bytes()
            .all(|byte| (0x21..=0x7e).contains(&byte))
    );
    let path = std::env::temp_dir().join(format!("quell-ready-{}.json", std::process::id()));
    sandbox.ready.write(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(ready["url"], "http://127.0.0.1:8640");
    assert_eq!(ready["nodes"].as_array().unwrap().len(), 6);
    assert_eq!(ready["hosts"]["dds"], "http://dds.localhost:8640");
    assert_eq!(ready["users"][0]["name"], ready["user"]);
    assert_eq!(ready["users"][1]["needs_mfa"], true);
    for node in ready["nodes"].as_array().unwrap() {
        assert_eq!(node["sample_ids"].as_array().unwrap().len(), 3);
        assert_eq!(node["engine"], "embedded");
    }
    let banner = sandbox.ready.banner();
    assert!(banner.trim_start().starts_with("http://127.0.0.1:8640"));
    assert!(banner.contains(&sandbox.cloud.token));
}
