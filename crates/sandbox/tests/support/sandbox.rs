//! A sandbox in this process, and requests that read like sentences.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, Response};
use clap::Parser as _;
use http_body_util::BodyExt as _;
use quell_sandbox::cli::Cli;
use quell_sandbox::cloud::Cloud;
use quell_sandbox::estate::Place;
use quell_sandbox::ready::Ready;
use quell_sandbox::server;
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub(crate) const HOST: &str = "127.0.0.1:8640";

pub(crate) struct Sandbox {
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) ready: Ready,
    router: Router,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) response: Response<()>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.response.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn is(self, status: u16, code: &str) -> Self {
        let found = self.json()["error_code"].as_str().unwrap_or("").to_owned();
        assert_eq!(
            (self.status, found.as_str()),
            (status, code),
            "{}",
            self.text
        );
        self
    }
}

impl Sandbox {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(words: &[&str]) -> Self {
        let few = ["quell-sandbox", "--sessions", "200"];
        let few = if words.contains(&"--sessions") {
            &few[..1]
        } else {
            &few
        };
        let cli = Cli::parse_from([few, words].concat());
        let cloud = Arc::new(Cloud::build(&cli, 8640).unwrap());
        Self {
            router: server::router(Arc::clone(&cloud)),
            ready: Ready::of(&cloud).await,
            cloud,
        }
    }

    pub(crate) async fn with_dist(dist: &Path) -> Self {
        Self::with(&["--dist", dist.to_str().unwrap()]).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status.as_u16(),
            response: Response::from_parts(head, ()),
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// A request as the console makes it, before anything is added or taken away.
    pub(crate) fn request(method: &str, path: &str) -> Builder {
        let request = Request::builder().method(method).uri(path);
        request.header("host", HOST)
    }

    pub(crate) async fn open(&self, path: &str) -> Answer {
        self.send(Self::request("GET", path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Self::request("GET", path);
        let request = request.header("x-auth-token", &self.cloud.token);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) fn kill(&self, method: &str, path: &str) -> Builder {
        Self::request(method, path)
            .header("x-auth-token", &self.cloud.token)
            .header("content-type", "application/json")
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send(
            self.kill("POST", path)
                .body(body.to_owned().into())
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn delete(&self, path: &str, body: &str) -> Answer {
        self.send(
            self.kill("DELETE", path)
                .body(body.to_owned().into())
                .unwrap(),
        )
        .await
    }

    /// A login with the user's password, in this scope.
    pub(crate) async fn login(&self, scope: Value) -> Answer {
        let account = &self.cloud.iam.account;
        let body = json!({ "auth": {
            "identity": {
                "methods": ["password"],
                "password": { "user": {
                    "name": account.user().name,
                    "password": account.user().password,
                    "domain": { "name": account.domain.name },
                } },
            },
            "scope": scope,
        } });
        self.post("/proxy/iam/local-1/v3/auth/tokens", &body.to_string())
            .await
    }

    /// A read with another token than the fixed one.
    pub(crate) async fn get_with(&self, token: &str, path: &str) -> Answer {
        let request = Self::request("GET", path).header("x-auth-token", token);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) fn project(&self) -> &str {
        self.cloud.project.as_str()
    }

    pub(crate) fn place(&self, name: &str) -> Place {
        let nodes = self.cloud.estate.nodes();
        let (place, _) = nodes.iter().find(|(place, _)| place.name == name).unwrap();
        (*place).clone()
    }

    pub(crate) fn samples(&self, name: &str) -> Vec<String> {
        let node = self.ready.nodes.iter().find(|node| node.name == name);
        node.unwrap().sample_ids.clone()
    }

    /// `…/nodes/{node}` of DDS.
    pub(crate) fn dds(&self, name: &str) -> String {
        let (project, node) = (self.project(), self.place(name).node);
        format!("/proxy/dds/local-1/v3/{project}/nodes/{node}")
    }

    /// `…/instances/{instance}/clients` of DCS.
    pub(crate) fn dcs(&self, name: &str) -> String {
        let (project, instance) = (self.project(), self.place(name).instance);
        format!("/proxy/dcs/local-1/v2/{project}/instances/{instance}/clients")
    }

    /// `…/processes` of TaurusDB.
    pub(crate) fn taurus(&self, name: &str) -> String {
        let (project, place) = (self.project(), self.place(name));
        let (instance, node) = (place.instance, place.node);
        format!("/proxy/taurusdb/local-1/v3/{project}/instances/{instance}/nodes/{node}/processes")
    }

    /// Waits for a job of DCS, and tells how it ended.
    pub(crate) async fn job(&self, started: &Answer) -> Value {
        assert_eq!(started.status, 200, "{}", started.text);
        let id = started.json()["job_id"].as_str().unwrap().to_owned();
        let path = format!("/proxy/dcs/local-1/v2/{}/jobs/{id}", self.project());
        for _ in 0..1000 {
            let job = self.get(&path).await.json();
            if matches!(job["status"].as_str(), Some("SUCCESS" | "FAIL")) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the job does not end");
    }

    /// Scans a node of DCS and reads its whole list.
    pub(crate) async fn clients(&self, name: &str) -> Vec<Value> {
        let node = self.place(name).node;
        let path = self.dcs(name);
        let scan = self
            .post(&path, &format!(r#"{{"node_id":"{node}"}}"#))
            .await;
        self.job(&scan).await;
        let list = self.get(&format!("{path}?node_id={node}&limit=1000")).await;
        assert_eq!(list.status, 200, "{}", list.text);
        list.json()["clients"].as_array().unwrap().clone()
    }
}
