//! What is built once and played on many times: plans, and the lists of every state of the cloud.

use std::rc::Rc;

use quell_core::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::list::{Extent, Whose};
use quell_core::plan::{KillPlan, Look, Now, Place, Settings};
use quell_core::route::Route;
use quell_core::run::Entry;
use quell_core::services::Service;
use quell_core::session::{Piece, Selection, Sessions, Table, columns};

use crate::cloud::{Cloud, SLOTS};
use crate::fault::{Kind, Setup};
use crate::world::Agenda;

/// The time at which every world begins, in ms since 1970.
pub(crate) const START_MS: u64 = 1_767_225_600_000;
/// How long the page is open by then.
pub(crate) const OPEN_MS: u64 = 1_000;

type Lists = Vec<Option<Rc<Sessions>>>;

/// The plans and lists that were needed so far, and room that each world takes over from the last.
#[derive(Default)]
pub struct Stage {
    lists: Vec<((Service, usize), Lists)>,
    plans: Vec<(Service, Kind, usize, usize, Rc<KillPlan>)>,
    pub(crate) agenda: Agenda,
    pub(crate) journal: Vec<Entry>,
}

fn cell(service: Service, at: usize, row: usize) -> String {
    let (who, is_ending) = ((row - 1) / 2, row.is_multiple_of(2));
    match service {
        Service::Dds => format!(
            r#"{{"id":"{}","client":"10.0.0.{who}:1","namespace":"a.b"}}"#,
            at + 1
        ),
        Service::Dcs => format!(r#"{{"id":"{at}{who}","addr":"10.0.0.1:{}"}}"#, at + 1),
        Service::TaurusDb => {
            let command = if is_ending { "Killed" } else { "Sleep" };
            format!(
                r#"{{"id":{},"user":"app","host":"10.0.0.1:{}","command":"{command}"}}"#,
                at + 1,
                1_000 + at * 10 + who
            )
        }
    }
}

impl Stage {
    /// A stage on which nothing was played.
    pub fn new() -> Self {
        Self::default()
    }

    /// The list of a state of the cloud.
    pub(crate) fn list(&mut self, service: Service, count: usize, code: usize) -> Rc<Sessions> {
        let key = (service, count);
        let place = self.lists.iter().position(|(known, _)| *known == key);
        let place = place.unwrap_or_else(|| {
            let states = Cloud::ROWS.pow(u32::try_from(SLOTS).unwrap_or(0));
            self.lists.push((key, vec![None; states]));
            self.lists.len() - 1
        });
        let known = &mut self.lists[place].1[code];
        let sessions = known.get_or_insert_with(|| Rc::new(sessions(service, count, code)));
        Rc::clone(sessions)
    }

    pub(crate) fn place(service: Service) -> Option<Place> {
        let project = ProjectId::parse("619d3e78f61b4be68bc5aa0b59edcf7b").ok()?;
        let instance = InstanceId::parse("a23fb62bd61e4e9e9636fd2225f395bein07").ok()?;
        let node = NodeId::parse("18663926eacb443d98dc20f8620f28f2no07").ok()?;
        let whose = match service {
            Service::Dds => Whose::Dds(project, node),
            Service::Dcs => Whose::Dcs(project, instance.clone(), node),
            Service::TaurusDb => Whose::TaurusDb(project, instance.clone(), node, None),
        };
        let cloud = CloudId::parse("otc").ok()?;
        let region = RegionId::parse("eu-de").ok()?;
        let route = Route::parse("/proxy").ok()?;
        Some(Place {
            environment: None,
            lead: route.towards(&cloud, &region, None)?,
            cloud,
            region,
            whose,
            instance: Some(instance),
            instance_name: "orders-db".to_owned(),
            node_name: "node-1".to_owned(),
        })
    }

    pub(crate) fn settings(setup: &Setup) -> Settings {
        Settings {
            batch_dds: setup.batch,
            batch_dcs: setup.batch,
            batch_taurusdb: setup.batch,
            ..Settings::default()
        }
    }

    /// The plan to end every session of a setup.
    pub(crate) fn plan(&mut self, setup: &Setup) -> Option<Rc<KillPlan>> {
        let (service, kind) = (setup.service, setup.kind);
        let (items, batch) = (setup.items, setup.batch);
        let is_it = |known: &&(Service, Kind, usize, usize, Rc<KillPlan>)| {
            (known.0, known.1, known.2, known.3) == (service, kind, items, batch)
        };
        if let Some(known) = self.plans.iter().find(is_it) {
            return Some(Rc::clone(&known.4));
        }
        let sessions = self.list(service, items, Cloud::new(items).code(0));
        let look = Look {
            sessions: Rc::clone(&sessions),
            extent: Extent::Whole,
            since_ms: START_MS,
            now: Now {
                ms: START_MS,
                up_ms: OPEN_MS,
                chance: [0; 10],
            },
            is_confirmed: true,
            snapshot_ms: Some(0),
            newer_than_up_ms: None,
            is_by_hand: false,
        };
        let mut all = Selection::none(&sessions);
        for row in 0..sessions.rows() {
            all.set(&sessions, row, true);
        }
        let place = Self::place(service)?;
        let settings = Self::settings(setup);
        let plan = match kind {
            Kind::Sessions => KillPlan::of_ticked(place, &sessions, &all, look, settings).ok()?,
            Kind::All => KillPlan::of_all(place, false, look, settings)?,
        };
        let plan = Rc::new(plan);
        let known = (service, kind, items, batch, Rc::clone(&plan));
        self.plans.push(known);
        Some(plan)
    }
}

fn sessions(service: Service, count: usize, mut code: usize) -> Sessions {
    let mut rows = Vec::new();
    for at in (0..count).rev() {
        let row = code % Cloud::ROWS;
        code /= Cloud::ROWS;
        if row > 0 {
            rows.push(cell(service, at, row));
        }
    }
    rows.reverse();
    let mut table = Table::new(columns(service));
    let body = format!(r#"{{"rows":[{}]}}"#, rows.join(","));
    let is_read = table.append(&body, "rows").is_ok();
    assert!(is_read, "the rows of a stage are well-formed");
    let piece = Piece {
        from: 0,
        taken_ms: i64::try_from(START_MS).unwrap_or(0),
        slack_ms: 0,
    };
    Sessions::new(service, table, vec![piece], &[])
}
