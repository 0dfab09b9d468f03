//! Requests that are signed with an access key instead of carrying a token.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::support::{Answer, HOST, Sandbox};
use axum::http::request::Builder;
use quell_sandbox::clock::timestamp;
use quell_sandbox::sign::{ALGORITHM, canonical, signature, string_to_sign};
use serde_json::json;

const NODE: &str = "catalog-mongo / primary";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Key {
    access: String,
    secret: String,
    token: Option<String>,
    late: u64,
}

impl Key {
    fn of(sandbox: &Sandbox) -> Self {
        let account = &sandbox.cloud.iam.account;
        Self {
            access: account.access_key.clone(),
            secret: account.secret_key.clone(),
            token: None,
            late: 0,
        }
    }

    /// `20250102T030405Z`.
    fn date(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let text = timestamp((now.as_secs() - self.late) * 1000);
        let text = text.replace(".000", "");
        text.replace(['-', ':'], "")
    }

    /// A read of `wire`, signed over `path`.
    fn sign(&self, path: &str, wire: &str) -> Builder {
        let date = self.date();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut headers = vec![
            ("host".to_owned(), HOST.to_owned()),
            ("x-sdk-date".to_owned(), date.clone()),
        ];
        if let Some(token) = &self.token {
            headers.push(("x-security-token".to_owned(), token.clone()));
        }
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(";");
        let block = canonical::headers(&headers, &names).unwrap();
        let paths = canonical::paths(path);
        let query = canonical::query(query);
        let request = ["GET", &paths[0], &query, &block, &names, EMPTY].join("\n");
        let signature = signature(&self.secret, &string_to_sign(&date, &request));
        let access = &self.access;
        let value =
            format!("{ALGORITHM} Access={access}, SignedHeaders={names}, Signature={signature}");
        let mut request = axum::http::Request::builder().uri(wire);
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        request.header("authorization", value)
    }
}

async fn get(sandbox: &Sandbox, key: &Key, path: &str) -> Answer {
    let request = key.sign(path, path).body("".into()).unwrap();
    sandbox.send(request).await
}

fn text(answer: &Answer) -> String {
    answer.json()["error_msg"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_signature_is_as_good_as_a_token() {
    let sandbox = Sandbox::start().await;
    let key = Key::of(&sandbox);
    let wire = format!("{}/sessions?limit=5&namespace=a%20b", sandbox.dds(NODE));
    let cloud = wire.replace("/proxy/dds/local-1", "");
    // Over the path that was sent, over the cloud's own, and without the prefix at all.
    for (path, wire) in [(&wire, &wire), (&cloud, &wire), (&cloud, &cloud)] {
        let request = key.sign(path, wire).body("".into()).unwrap();
        let answer = sandbox.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let other = cloud.replace(sandbox.project(), "619d3e78f61b4be68bc5aa0b59edcf7b");
    get(&sandbox, &key, &other).await.is(403, "APIGW.0302");
    let projects = get(&sandbox, &key, "/v3/projects?name=local-1").await;
    assert_eq!(projects.json()["projects"][0]["id"], sandbox.project());
}

#[tokio::test]
async fn what_is_wrong_with_a_signature_is_said() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/sessions", sandbox.dds(NODE));
    let with = |change: fn(&mut Key)| {
        let mut key = Key::of(&sandbox);
        change(&mut key);
        key
    };
    for (key, words) in [
        (
            with(|key| key.secret.push('x')),
            "verify aksk signature fail",
        ),
        (with(|key| key.late = 16 * 60), "signature expired"),
        (
            with(|key| key.access = "NOBODY".to_owned()),
            "ak:NOBODY,err:ak not exist",
        ),
    ] {
        let answer = get(&sandbox, &key, &path).await.is(401, "APIGW.0301");
        assert!(text(&answer).contains(words), "{}", answer.text);
    }
    let odd = Sandbox::request("GET", &path).header("authorization", format!("{ALGORITHM} x"));
    sandbox
        .send(odd.body("".into()).unwrap())
        .await
        .is(401, "APIGW.0301");
}

#[tokio::test]
async fn more_than_five_failures_in_a_row_lock_a_key() {
    let sandbox = Sandbox::start().await;
    let path = format!("{}/sessions", sandbox.dds(NODE));
    let good = Key::of(&sandbox);
    let mut wrong = Key::of(&sandbox);
    wrong.secret.push('x');
    for _ in 0..5 {
        get(&sandbox, &wrong, &path).await.is(401, "APIGW.0301");
    }
    assert_eq!(get(&sandbox, &good, &path).await.status, 200);
    for _ in 0..6 {
        get(&sandbox, &wrong, &path).await.is(401, "APIGW.0301");
    }
    let locked = get(&sandbox, &good, &path).await.is(401, "APIGW.0301");
    let words = "AK access failed to reach the limit,forbidden";
    assert!(text(&locked).contains(words), "{}", locked.text);
    // A token is something else.
    assert_eq!(sandbox.get(&path).await.status, 200);
}

#[tokio::test]
async fn a_temporary_key_comes_from_a_token_and_needs_another() {
    let sandbox = Sandbox::start().await;
    let from = "/v3.0/OS-CREDENTIAL/securitytokens";
    let wanted = |seconds: u64| {
        let token = json!({ "duration_seconds": seconds });
        json!({ "auth": { "identity": { "methods": ["token"], "token": token } } }).to_string()
    };
    let answer = sandbox.post(from, &wanted(900)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let field = |name: &str| {
        answer.json()["credential"][name]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut key = Key {
        access: field("access"),
        secret: field("secret"),
        token: Some(field("securitytoken")),
        late: 0,
    };
    let path = format!("{}/sessions", sandbox.dds(NODE));
    assert_eq!(get(&sandbox, &key, &path).await.status, 200);
    key.token = None;
    get(&sandbox, &key, &path).await.is(401, "APIGW.0301");
    for seconds in [899, 86_401] {
        sandbox
            .post(from, &wanted(seconds))
            .await
            .is(400, "IAM.1102");
    }
    sandbox.post(from, "{}").await.is(400, "IAM.0072");
}
