//! `POST /v3/auth/tokens`: get a token (`api/contracts.md`, section 4).

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response};
use serde_json::{Value, json};

use super::{domain, methods, object, place, text};
use crate::api::fault::{Fault, Iam as Refused};
use crate::api::query::Query;
use crate::api::{Asked, answer, link};
use crate::chance::hex32;
use crate::clock::timestamp;
use crate::cloud::{Cloud, REGION};
use crate::iam::{Grant, Scope};

/// Answers with the token in a header, and what it is good for in the body.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Result<Response<Body>, Fault> {
    let cloud = &**asked.cloud;
    let body: Value = serde_json::from_slice(asked.body).map_err(|_| Refused::Body)?;
    let auth = object(&body, "auth")?;
    let identity = object(auth, "identity")?;
    let methods = methods(identity)?;
    let mut users = Vec::new();
    for method in &methods {
        users.push(match *method {
            "password" => password(cloud, object(identity, "password")?)?,
            "totp" => passcode(cloud, object(identity, "totp")?)?,
            "token" => token(cloud, object(identity, "token")?)?,
            _ => return Err(Refused::Unauthorized.into()),
        });
    }
    let user = the_user(cloud, &methods, &users)?;
    let (token, grant) = cloud.iam.issue(user, scope(cloud, auth.get("scope"))?);
    let catalog = Query::read(asked.query).get("nocatalog").is_none();
    let body = json!({ "token": described(cloud, &grant, &methods, catalog) });
    let mut answer = answer::json(201, &body);
    if let Ok(value) = HeaderValue::from_str(&token) {
        let name = HeaderName::from_static("x-subject-token");
        answer.headers_mut().insert(name, value);
    }
    Ok(answer)
}

/// The one whom all methods prove, with as many of them as the user needs.
fn the_user(cloud: &Cloud, methods: &[&str], users: &[usize]) -> Result<usize, Refused> {
    // A second factor is nothing without the first.
    if methods.iter().all(|method| *method == "totp") {
        return Err(Refused::Unauthorized);
    }
    let user = users.first().copied().ok_or(Refused::Unauthorized)?;
    if users.iter().any(|other| *other != user) {
        return Err(Refused::Unauthorized);
    }
    let has = |method| methods.contains(&method);
    // A token was had with both. That the answer is Keystone's for a login that lacks something is
    // not written anywhere; no page names a code of its own for it.
    if cloud.iam.account.users[user].needs_mfa && has("password") && !has("totp") {
        return Err(Refused::Unauthorized);
    }
    Ok(user)
}

/// A user who is not there and a password that is wrong look the same; one who is locked out does not.
fn password(cloud: &Cloud, given: &Value) -> Result<usize, Refused> {
    let user = object(given, "user")?;
    let password = text(user, "password")?;
    let index = find_user(cloud, user)?.ok_or(Refused::WrongPassword)?;
    let user = &cloud.iam.account.users[index];
    let (locks, now) = (&cloud.iam.locks, cloud.clock.epoch_ms() / 1000);
    if locks.is_locked(&user.id, now) {
        return Err(Refused::Locked);
    }
    if password != user.password {
        locks.fail(&user.id, now);
        return Err(Refused::WrongPassword);
    }
    locks.succeed(&user.id);
    Ok(index)
}

fn passcode(cloud: &Cloud, given: &Value) -> Result<usize, Refused> {
    let user = object(given, "user")?;
    let passcode = text(user, "passcode")?;
    let index = find_user(cloud, user)?;
    let right = |index: &usize| passcode == cloud.iam.account.users[*index].mfa;
    index.filter(right).ok_or(Refused::WrongPasscode)
}

/// A token can be exchanged for one of another scope.
fn token(cloud: &Cloud, given: &Value) -> Result<usize, Refused> {
    let token = text(given, "id")?;
    cloud.iam.scope(token)?;
    Ok(cloud.iam.owner(token))
}

/// A user is named by id, or by name and account.
fn find_user(cloud: &Cloud, user: &Value) -> Result<Option<usize>, Refused> {
    let mut users = cloud.iam.account.users.iter();
    if user.get("id").is_some() {
        let id = text(user, "id")?;
        return Ok(users.position(|user| user.id == id));
    }
    let name = text(user, "name")?;
    let ours = is_domain(cloud, object(user, "domain")?)?;
    Ok(users.position(|user| ours && user.name == name))
}

fn is_domain(cloud: &Cloud, given: &Value) -> Result<bool, Refused> {
    let domain = &cloud.iam.account.domain;
    if given.get("id").is_some() {
        return Ok(text(given, "id")? == domain.id);
    }
    Ok(text(given, "name")? == domain.name)
}

/// Of two scopes the project wins. A project that is not there, or closed, is no secret to keep
/// from the caller, but the answer is that of a login that failed.
fn scope(cloud: &Cloud, scope: Option<&Value>) -> Result<Scope, Refused> {
    let Some(scope) = scope.filter(|scope| scope.is_object()) else {
        return match scope {
            None | Some(Value::Null) => Ok(Scope::Unscoped),
            Some(text) if text == "unscoped" => Ok(Scope::Unscoped),
            Some(_) => Err(Refused::Invalid("scope")),
        };
    };
    if scope.get("project").is_none() {
        return match scope.get("domain") {
            None => Ok(Scope::Unscoped),
            Some(given) if is_domain(cloud, given)? => Ok(Scope::Domain),
            Some(_) => Err(Refused::Unauthorized),
        };
    }
    let wanted = object(scope, "project")?;
    if wanted.get("domain").is_some() && !is_domain(cloud, object(wanted, "domain")?)? {
        return Err(Refused::Unauthorized);
    }
    let mut projects = cloud.iam.account.projects.iter();
    let found = if wanted.get("id").is_some() {
        let id = text(wanted, "id")?;
        projects.find(|project| project.id == id)
    } else {
        let name = text(wanted, "name")?;
        projects.find(|project| project.name == name)
    };
    let project = found.filter(|project| project.enabled);
    let project = project.ok_or(Refused::Unauthorized)?;
    Ok(Scope::Project(project.id.clone()))
}

fn described(cloud: &Cloud, grant: &Grant, methods: &[&str], catalog: bool) -> Value {
    let user = &cloud.iam.account.users[grant.user];
    let mut token = json!({
        "expires_at": time(grant.expires),
        "issued_at": time(grant.issued),
        "methods": methods,
        "user": {
            "id": user.id,
            "name": user.name,
            "domain": domain(cloud),
            "password_expires_at": "",
        },
    });
    if methods.contains(&"totp") {
        token["mfa_authn_at"] = json!(time(grant.issued));
    }
    match &grant.scope {
        Scope::Unscoped => return token,
        Scope::Domain => token["domain"] = domain(cloud),
        Scope::Project(id) => {
            let projects = &cloud.iam.account.projects;
            let name = projects.iter().find(|project| project.id == *id);
            let name = name.map_or("", |project| &project.name);
            token["project"] = json!({ "id": id, "name": name, "domain": domain(cloud) });
        }
    }
    token["roles"] = json!([{ "id": "0", "name": "te_admin" }]);
    if catalog {
        token["catalog"] = endpoints(cloud, &grant.scope);
    }
    token
}

/// Keystone's times have six digits after the point.
fn time(epoch_ms: u64) -> String {
    timestamp(epoch_ms).replace('Z', "000Z")
}

fn endpoints(cloud: &Cloud, scope: &Scope) -> Value {
    let entry = |name: &str, kind: &str, region: &str, url: String| {
        json!({
            "id": hex32(0, name),
            "name": name,
            "type": kind,
            "endpoints": [{
                "id": hex32(0, &format!("{name} public")),
                "interface": "public",
                "region": region,
                "region_id": region,
                "url": url,
            }],
        })
    };
    let mut entries = vec![entry("iam", "identity", "*", place(cloud, "/v3"))];
    if let Scope::Project(id) = scope {
        for (service, kind, version) in [
            ("dds", "ddsv3", "v3"),
            ("dcs", "dcsv2", "v2"),
            ("taurusdb", "gaussdbv3", "v3"),
        ] {
            let url = format!("{}/{version}/{id}", link(cloud, service));
            entries.push(entry(service, kind, REGION, url));
        }
    }
    Value::Array(entries)
}
