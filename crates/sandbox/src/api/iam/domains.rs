//! `GET /v3/auth/domains`: the account itself, which the vendor's clients ask for by themselves.

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

use super::place;
use crate::api::{Asked, answer};

/// Answers with the one account.
pub(in crate::api) fn answer(asked: &Asked<'_>) -> Response<Body> {
    let domain = &asked.cloud.iam.account.domain;
    let own = place(asked.cloud, &format!("/v3/domains/{}", domain.id));
    let body = json!({
        "links": { "self": place(asked.cloud, "/v3/auth/domains"), "previous": null, "next": null },
        "domains": [{
            "id": domain.id,
            "name": domain.name,
            "enabled": true,
            "description": "",
            "links": { "self": own },
        }],
    });
    answer::json(200, &body)
}
