//! IAM: tokens, projects and temporary keys.

pub(super) mod domains;
pub(super) mod login;
pub(super) mod projects;
pub(super) mod temporary;

use serde_json::{Value, json};

use super::fault::Iam as Refused;
use super::link;
use crate::cloud::Cloud;
use crate::iam::TokenFault;

impl From<TokenFault> for Refused {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Unknown => Self::WrongToken,
            TokenFault::Expired(_) => Self::ExpiredToken,
        }
    }
}

/// The object in a field.
fn object<'a>(value: &'a Value, name: &'static str) -> Result<&'a Value, Refused> {
    match value.get(name) {
        None | Some(Value::Null) => Err(Refused::Required(name)),
        Some(object) if object.is_object() => Ok(object),
        Some(_) => Err(Refused::Invalid(name)),
    }
}

/// The text in a field.
fn text<'a>(value: &'a Value, name: &'static str) -> Result<&'a str, Refused> {
    match value.get(name) {
        None | Some(Value::Null) => Err(Refused::Required(name)),
        Some(text) => text.as_str().ok_or(Refused::Invalid(name)),
    }
}

/// The ways of proving who calls.
fn methods(identity: &Value) -> Result<Vec<&str>, Refused> {
    let methods = identity
        .get("methods")
        .ok_or(Refused::Required("methods"))?;
    let methods = methods.as_array().filter(|methods| !methods.is_empty());
    let methods: Option<Vec<&str>> = methods
        .ok_or(Refused::Invalid("methods"))?
        .iter()
        .map(Value::as_str)
        .collect();
    methods.ok_or(Refused::Invalid("methods"))
}

/// The account, as it is shown inside other things.
fn domain(cloud: &Cloud) -> Value {
    let domain = &cloud.iam.account.domain;
    json!({ "id": domain.id, "name": domain.name })
}

/// Where something of IAM is.
fn place(cloud: &Cloud, path: &str) -> String {
    format!("{}{path}", link(cloud, "iam"))
}
