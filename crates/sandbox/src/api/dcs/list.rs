//! `GET /v2/{project_id}/instances/{instance_id}/clients`: read what the last scan found (`api/contracts.md`, 2.3).

use std::cmp::Ordering;
use std::collections::HashMap;

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;
use serde_json::Value;

use super::{nodes, pick};
use crate::api::fault::{Dcs as Refused, Fault};
use crate::api::query::{PageFault, Query};
use crate::api::{Asked, answer};
use crate::engine::{Clients, DcsClient, Page};

/// The answer, written out as it is: a tree of values would take many times its room.
#[derive(Serialize)]
struct Found<'a> {
    time: &'a str,
    clients: Vec<DcsClient>,
    count: usize,
}

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
    let (count, rows) = match query.get("sort") {
        None if wanted.is_empty() && !descending => (scan.clients.count(), scan.clients.page(page)),
        sort => chosen(&*scan.clients, wanted, sort, descending, page)?,
    };
    let body = Found {
        time: &scan.time,
        clients: rows,
        count,
    };
    Ok(answer::json(200, &body))
}

/// The page of those whose address has a text in it, in order. Only what is compared is kept of
/// each: the rows of a hundred thousand would be too many to hold.
fn chosen(
    clients: &dyn Clients,
    wanted: &str,
    sort: Option<&str>,
    descending: bool,
    page: Page,
) -> Result<(usize, Vec<DcsClient>), Refused> {
    let mut keyed: Vec<(Value, usize)> = Vec::new();
    let (mut place, mut known) = (0, true);
    clients.visit(&mut |row| {
        if row.addr.contains(wanted) {
            let key = sort.map_or(Some(Value::Null), |field| {
                serde_json::to_value(&row)
                    .ok()?
                    .get_mut(field)
                    .map(Value::take)
            });
            known &= key.is_some();
            keyed.push((key.unwrap_or_default(), place));
        }
        place += 1;
    });
    if !known {
        return Err(Refused::Invalid("sort"));
    }
    if sort.is_some() {
        keyed.sort_by(|(a, _), (b, _)| compare(a, b));
    }
    if descending {
        keyed.reverse();
    }
    let mut rows: HashMap<usize, Option<DcsClient>> = HashMap::new();
    let places: Vec<usize> = page.cut(&keyed).iter().map(|(_, place)| *place).collect();
    rows.extend(places.iter().map(|place| (*place, None)));
    place = 0;
    clients.visit(&mut |row| {
        if let Some(wanted) = rows.get_mut(&place) {
            *wanted = Some(row);
        }
        place += 1;
    });
    let rows = places.iter().filter_map(|place| rows.remove(place)?);
    let rows = rows.collect();
    Ok((keyed.len(), rows))
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
