//! Logging in, and what a token is good for.

use std::time::Duration;

use crate::support::{Answer, Sandbox};
use serde_json::{Value, json};

const NODE: &str = "catalog-mongo / primary";
const TOKENS: &str = "/proxy/iam/local-1/v3/auth/tokens";

fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.header("x-subject-token").to_owned()
}

async fn login(sandbox: &Sandbox, identity: Value) -> Answer {
    let body = json!({ "auth": { "identity": identity } });
    sandbox.post(TOKENS, &body.to_string()).await
}

#[tokio::test]
async fn a_token_for_the_project_by_name_or_id_is_good_for_the_services() {
    let sandbox = Sandbox::start().await;
    let domain = sandbox.cloud.iam.account.domain.name.clone();
    let list = format!("{}/sessions", sandbox.dds(NODE));
    for scope in [
        json!({ "project": { "name": "local-1" } }),
        json!({ "project": { "name": "local-1", "domain": { "name": domain } } }),
        json!({ "project": { "id": sandbox.project() } }),
        json!({ "project": { "id": sandbox.project() }, "domain": { "name": "x" } }),
    ] {
        let answer = sandbox.login(scope).await;
        let shown = &answer.json()["token"];
        assert_eq!(shown["project"]["id"], sandbox.project());
        assert_eq!(shown["methods"], json!(["password"]));
        assert_eq!(shown["user"]["domain"]["name"], domain);
        assert_eq!(shown["catalog"][0]["type"], "identity");
        for entry in shown["catalog"].as_array().unwrap() {
            for id in [&entry["id"], &entry["endpoints"][0]["id"]] {
                let id = id.as_str().unwrap();
                assert!(
                    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
                    "{id}"
                );
            }
        }
        assert!(shown.get("mfa_authn_at").is_none());
        assert!(shown["expires_at"].as_str().unwrap().ends_with("000Z"));
        assert_eq!(sandbox.get_with(&token(&answer), &list).await.status, 200);
    }
}

#[tokio::test]
async fn a_token_for_nothing_or_the_account_is_not() {
    let sandbox = Sandbox::start().await;
    let list = format!("{}/sessions", sandbox.dds(NODE));
    let domain = json!({ "domain": { "id": sandbox.cloud.iam.account.domain.id } });
    for scope in [Value::Null, json!("unscoped"), json!({}), domain] {
        let answer = sandbox.login(scope).await;
        let shown = answer.json()["token"].clone();
        assert_eq!(shown.get("roles").is_some(), shown.get("domain").is_some());
        let token = token(&answer);
        sandbox.get_with(&token, &list).await.is(403, "APIGW.0302");
        // But it shows the projects, and can be exchanged.
        let own = "/proxy/iam/local-1/v3/auth/projects";
        let projects = sandbox.get_with(&token, own).await.json();
        assert_eq!(projects["projects"].as_array().unwrap().len(), 2);
        let body = json!({ "auth": {
            "identity": { "methods": ["token"], "token": { "id": token } },
            "scope": { "project": { "name": "local-1" } },
        } });
        let scoped = sandbox.post(TOKENS, &body.to_string()).await;
        assert_eq!(scoped.status, 201);
        let list = sandbox.get_with(scoped.header("x-subject-token"), &list);
        assert_eq!(list.await.status, 200);
    }
}

#[tokio::test]
async fn a_catalog_is_left_out_on_request() {
    let sandbox = Sandbox::start().await;
    let body = json!({ "auth": {
        "identity": { "methods": ["token"], "token": { "id": sandbox.cloud.token } },
        "scope": { "project": { "name": "local-1" } },
    } });
    for query in ["?nocatalog", "?nocatalog=true"] {
        let path = format!("{TOKENS}{query}");
        let answer = sandbox.post(&path, &body.to_string()).await;
        assert!(answer.json()["token"].get("catalog").is_none());
    }
}

#[tokio::test]
async fn a_second_factor_has_a_code() {
    let sandbox = Sandbox::start().await;
    let account = &sandbox.cloud.iam.account;
    let (user, password) = (&account.user().id, &account.user().password);
    let identity = |methods: Value, code: &str| {
        json!({
            "methods": methods,
            "password": { "user": { "id": user, "password": password } },
            "totp": { "user": { "id": user, "passcode": code } },
        })
    };
    let both = json!(["password", "totp"]);
    let good = login(&sandbox, identity(both.clone(), &account.user().mfa)).await;
    let shown = good.json()["token"].clone();
    assert_eq!(shown["methods"], both);
    assert_eq!(shown["mfa_authn_at"], shown["issued_at"]);
    for (methods, code) in [
        (both, "x"),
        (json!(["totp"]), account.user().mfa.as_str()),
        (json!(["hmac"]), ""),
    ] {
        let answer = login(&sandbox, identity(methods, code)).await;
        assert_eq!(answer.json()["error"]["code"], 401, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_login_that_fails_looks_like_keystone() {
    let sandbox = Sandbox::start().await;
    let account = &sandbox.cloud.iam.account;
    let user = json!({ "id": account.user().id, "password": "x" });
    let wrong = login(
        &sandbox,
        json!({ "methods": ["password"], "password": { "user": user } }),
    );
    assert_eq!(
        wrong.await.json(),
        json!({ "error": {
            "code": 401,
            "message": "The username or password is wrong.",
            "title": "Unauthorized",
        } })
    );
    for scope in [
        json!({ "project": { "name": "eu-de" } }),
        json!({ "project": { "id": "x" } }),
        json!({ "project": { "name": "local-1_archive" } }),
        json!({ "project": { "name": "local-1", "domain": { "name": "x" } } }),
        json!({ "domain": { "name": "x" } }),
    ] {
        assert_eq!(sandbox.login(scope.clone()).await.status, 401, "{scope}");
    }
    for body in ["", "[]", "{}", r#"{"auth":{"identity":{"methods":[]}}}"#] {
        let answer = sandbox.post(TOKENS, body).await;
        assert_eq!(answer.json()["error"]["code"], 400, "{body}");
        assert_eq!(answer.json()["error"]["title"], "Bad Request");
    }
    assert_eq!(sandbox.login(json!({ "project": {} })).await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn a_token_expires_after_a_day() {
    let sandbox = Sandbox::start().await;
    let scope = json!({ "project": { "name": "local-1" } });
    let token = token(&sandbox.login(scope).await);
    let list = format!("{}/sessions", sandbox.dds(NODE));
    tokio::time::advance(Duration::from_hours(24)).await;
    let answer = sandbox.get_with(&token, &list).await;
    let answer = answer.is(401, "APIGW.0301");
    let text = answer.json()["error_msg"].as_str().unwrap().to_owned();
    assert!(text.contains("token expires, expires_at:2"), "{text}");
    let projects = "/proxy/iam/local-1/v3/projects";
    let answer = sandbox.get_with(&token, projects).await;
    assert_eq!(answer.json()["error"]["message"], "The token has expired.");
}

#[tokio::test]
async fn projects_are_filtered_and_paged() {
    let sandbox = Sandbox::start().await;
    let names = async |query: &str| {
        let path = format!("/proxy/iam/local-1/v3/projects?{query}");
        let answer = sandbox.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let rows = answer.json()["projects"].as_array().unwrap().clone();
        let names: Vec<_> = rows.iter().map(|row| row["name"].to_string()).collect();
        names.join(" ").replace('"', "")
    };
    let domain = sandbox.cloud.iam.account.domain.id.clone();
    assert_eq!(names("").await, "local-1 MOS local-1_archive");
    assert_eq!(names("name=local-1").await, "local-1");
    assert_eq!(names("enabled=false").await, "local-1_archive");
    assert_eq!(
        names(&format!("domain_id={domain}&enabled=true")).await,
        "local-1 MOS"
    );
    assert_eq!(names("parent_id=x").await, "");
    assert_eq!(names("is_domain=true").await, "");
    assert_eq!(names("page=2&per_page=2").await, "local-1_archive");
    let page = sandbox
        .get("/proxy/iam/local-1/v3/projects?page=1&per_page=1")
        .await;
    let links = &page.json()["links"];
    assert!(links["previous"].is_null());
    assert!(
        links["next"]
            .as_str()
            .unwrap()
            .ends_with("/v3/projects?page=2&per_page=1")
    );
    for query in [
        "page=1",
        "per_page=1",
        "page=0&per_page=1",
        "page=1&per_page=5001",
        "enabled=1",
    ] {
        let path = format!("/proxy/iam/local-1/v3/projects?{query}");
        assert_eq!(sandbox.get(&path).await.status, 400, "{query}");
    }
    let nobody = sandbox.open("/proxy/iam/local-1/v3/projects").await;
    assert_eq!(nobody.json()["error"]["code"], 401);
}

#[tokio::test]
async fn a_user_with_a_second_factor_cannot_log_in_without_it() {
    let sandbox = Sandbox::start().await;
    let user = &sandbox.cloud.iam.account.users[1];
    assert!(user.needs_mfa);
    let try_code = async |methods: Value, code: &str| {
        let identity = json!({
            "methods": methods,
            "password": { "user": { "id": user.id, "password": user.password } },
            "totp": { "user": { "id": user.id, "passcode": code } },
        });
        login(&sandbox, identity).await
    };
    let alone = try_code(json!(["password"]), "").await;
    assert_eq!(alone.json()["error"]["code"], 401, "{}", alone.text);
    let both = json!(["password", "totp"]);
    let wrong = if user.mfa == "000000" {
        "000001"
    } else {
        "000000"
    };
    let wrong = try_code(both.clone(), wrong).await;
    assert_eq!(wrong.json()["error"]["message"], "Invalid TOTP passcode.");
    let right = try_code(both, &user.mfa).await;
    let shown = right.json();
    assert_eq!(shown["token"]["user"]["name"], user.name);
    // What was had with both is exchanged without them, for the same user.
    let body = json!({
        "methods": ["token"],
        "token": { "id": token(&right) },
    });
    let exchanged = login(&sandbox, body).await;
    assert_eq!(exchanged.json()["token"]["user"]["id"], user.id);
    // Somebody else's code proves nothing.
    let other = &sandbox.cloud.iam.account.user();
    let mixed = json!({
        "methods": ["password", "totp"],
        "password": { "user": { "id": user.id, "password": user.password } },
        "totp": { "user": { "id": other.id, "passcode": other.mfa } },
    });
    assert_eq!(login(&sandbox, mixed).await.status, 401);
}

#[tokio::test(start_paused = true)]
async fn five_wrong_passwords_lock_a_user_out_for_a_time() {
    let sandbox = Sandbox::with(&["--iam-lock", "60"]).await;
    let [user, other] = &sandbox.cloud.iam.account.users;
    let with = async |user: &str, password: &str| {
        let user = json!({ "id": user, "password": password });
        let identity = json!({ "methods": ["password"], "password": { "user": user } });
        login(&sandbox, identity).await
    };
    for _ in 0..2 {
        for _ in 0..4 {
            let answer = with(&user.id, "x").await.json();
            assert_eq!(
                answer["error"]["message"],
                "The username or password is wrong."
            );
        }
        // A right one in between forgives them.
        assert_eq!(with(&user.id, &user.password).await.status, 201);
    }
    for _ in 0..5 {
        assert_eq!(with(&user.id, "x").await.status, 401);
    }
    let locked = with(&user.id, &user.password).await;
    assert_eq!(locked.status, 401);
    assert_eq!(
        locked.json(),
        json!({ "error": {
            "code": 401,
            "error_code": "IAM.0061",
            "message": "Account locked.",
            "title": "Unauthorized",
        } })
    );
    let message = with(&other.id, "x").await.json()["error"]["message"].clone();
    assert_eq!(message, "The username or password is wrong.");
    tokio::time::advance(Duration::from_secs(59)).await;
    assert_eq!(with(&user.id, &user.password).await.status, 401);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(with(&user.id, &user.password).await.status, 201);
}

#[tokio::test]
async fn every_answer_of_iam_carries_its_trace() {
    let sandbox = Sandbox::start().await;
    let answers = [
        sandbox.login(Value::Null).await,
        sandbox.post(TOKENS, "{}").await,
        sandbox.get("/v3/projects").await,
    ];
    for answer in answers {
        let trace = answer.header("x-iam-trace-id").to_owned();
        assert!(trace.starts_with("token_local-1_null_"), "{trace}");
        assert!(trace.ends_with(answer.header("x-request-id")));
    }
    let list = sandbox
        .get(&format!("{}/sessions", sandbox.dds(NODE)))
        .await;
    assert_eq!(list.header("x-iam-trace-id"), "");
}
