//! `GET /v2/{project_id}/instances/{instance_id}/clients`: read what the last scan found (`api/contracts.md`, 2.3).

use std::cmp::Ordering;

use axum::body::Body;
use axum::http::Response;
use serde_json::{Value, json};

use super::{nodes, pick};
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::engine::DcsClient;

/// Answers a page. Without a scan before it this is a 500, as the manual warns.
pub(in crate::api) fn answer(asked: &Asked<'_>, instance: &str) -> Result<Response<Body>, Fault> {
    let nodes = nodes(asked.cloud, instance)?;
    let query = Query::read(asked.query);
    let node = query.get("node_id").ok_or(Refused::Invalid("node_id"))?;
    let node = pick(&nodes, node)?;
    let page = query.page(10, 1000).map_err(|fault| match fault {
        PageFault::Limit => Refused::Invalid("limit"),
        PageFault::Offset => Refused::Invalid("offset"),
    })?;
    let descending = match query.get("order") {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Refused::Invalid("order").into()),
    };
    let scan = asked.cloud.scans.last(&node.place.node);
    let scan = scan.ok_or(Refused::Down)?;
    let wanted = query.get("addr").unwrap_or_default();
    let mut rows: Vec<&DcsClient> = scan
        .clients
        .iter()
        .filter(|client| client.addr.contains(wanted))
        .collect();
    if let Some(field) = query.get("sort") {
        sort(&mut rows, field)?;
    }
    if descending {
        rows.reverse();
    }
    let count = rows.len();
    let rows: Vec<_> = rows.iter().skip(page.offset).take(page.limit).collect();
    let body = json!({ "time": scan.time, "clients": rows, "count": count });
    Ok(answer::json(200, &body))
}

/// Sorts by any field: numbers by value, `id` too, although it is a text; the rest by bytes.
fn sort(rows: &mut Vec<&DcsClient>, field: &str) -> Result<(), Refused> {
    let mut keyed = Vec::with_capacity(rows.len());
    for row in &**rows {
        let mut fields = serde_json::to_value(row).map_err(|_| Refused::Down)?;
        let key = fields.get_mut(field).ok_or(Refused::Invalid("sort"))?;
        keyed.push((key.take(), *row));
    }
    keyed.sort_by(|(a, _), (b, _)| compare(a, b));
    *rows = keyed.into_iter().map(|(_, row)| row).collect();
    Ok(())
}

fn compare(a: &Value, b: &Value) -> Ordering {
    let number = |value: &Value| {
        value
            .as_i64()
            .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_str().cmp(&b.as_str()),
    }
}
