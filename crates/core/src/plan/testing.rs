//! Places and lists for tests of plans and runs.

use std::rc::Rc;

use super::{KillPlan, Look, Now, Place, Settings};
use crate::id::{CloudId, RegionId};
use crate::list::{Extent, Whose};
use crate::route::Route;
use crate::services::Service;
use crate::services::testing::{instance, node, project};
use crate::session::{Filter, Piece, Selection, Sessions, Table, columns};

/// The time at which tests begin, in ms since 1970.
pub(crate) const START: u64 = 1_767_225_600_000;

/// A moment so many ms after the start.
pub(crate) fn at(ms: u64) -> Now {
    let mut chance = [7; 10];
    chance[..8].copy_from_slice(&ms.to_be_bytes());
    Now {
        ms: START + ms,
        up_ms: 1_000_000 + ms,
        chance,
    }
}

pub(crate) fn place(service: Service) -> Place {
    let whose = match service {
        Service::Dds => Whose::Dds(project(), node()),
        Service::Dcs => Whose::Dcs(project(), instance(), node()),
        Service::TaurusDb => Whose::TaurusDb(project(), instance(), node(), None),
    };
    let cloud = CloudId::parse("otc").unwrap();
    let region = RegionId::parse("eu-de").unwrap();
    let route = Route::parse("/proxy/{service}/{region}").unwrap();
    Place {
        environment: None,
        lead: route.towards(&cloud, &region, None).unwrap(),
        cloud,
        region,
        whose,
        instance: Some(instance()),
        instance_name: "orders-db".to_owned(),
        node_name: "node-1".to_owned(),
    }
}

/// Rows of JSON as a list that was taken so many ms after the start.
pub(crate) fn list(service: Service, rows: &str, ms: u64, protected: &str) -> Rc<Sessions> {
    let mut table = Table::new(columns(service));
    table
        .append(&format!(r#"{{"rows":[{rows}]}}"#), "rows")
        .unwrap();
    let taken_ms = i64::try_from(START + ms).unwrap();
    let pieces = vec![Piece {
        from: 0,
        taken_ms,
        slack_ms: 0,
    }];
    let filters: Vec<Filter> = (!protected.is_empty())
        .then(|| Filter::parse(protected, service).unwrap())
        .into_iter()
        .collect();
    Rc::new(Sessions::new(service, table, pieces, &filters))
}

pub(crate) fn look(service: Service, rows: &str, ms: u64) -> Look {
    Look {
        sessions: list(service, rows, ms, ""),
        extent: Extent::Whole,
        since_ms: START + ms,
        now: at(ms),
        is_confirmed: true,
        snapshot_ms: None,
        newer_than_up_ms: None,
        is_by_hand: false,
    }
}

/// Threads of TaurusDB by their ids, each of a client of its own.
pub(crate) fn threads(ids: std::ops::Range<u32>) -> String {
    let rows = ids.map(|id| {
        format!(r#"{{"id":{id},"user":"app","host":"10.0.0.1:{id}","db":"shop","command":"Sleep","time":9}}"#)
    });
    rows.collect::<Vec<_>>().join(",")
}

pub(crate) fn ticked(sessions: &Sessions) -> Selection {
    let mut all = Selection::none(sessions);
    for row in 0..sessions.rows() {
        all.set(sessions, row, true);
    }
    all
}

/// A plan for every session of a list.
pub(crate) fn plan(service: Service, rows: &str, settings: Settings) -> KillPlan {
    let look = look(service, rows, 0);
    let seen = Rc::clone(&look.sessions);
    KillPlan::of_ticked(place(service), &seen, &ticked(&seen), look, settings).unwrap()
}
