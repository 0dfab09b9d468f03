//! The plan of a kill: what a person ticked, found again in a fresh list, and what is left out.

use std::rc::Rc;

use quell_table::Bits;

use super::blast::Blast;
use super::friction::Friction;
use super::left_out::{LeftOut, Reason};
use super::look::Look;
use super::order::{Item, Order, PACE_MS, Scope, Who};
use super::place::Place;
use super::settings::Settings;
use crate::id::{CloudId, InstanceId};
use crate::kill::{Aim, Prepared};
use crate::services::Service;
use crate::session::{Bar, Presence, Selection, Sessions};

/// A batch is sent, answered, and looked for after 2, 5 and 10 seconds.
const BATCH_MS: u64 = 20_000;

/// What would be ended: checked, cut into batches, weighed. It sends nothing.
#[derive(Clone, Debug)]
pub struct KillPlan {
    place: Place,
    order: Rc<Order>,
    batches: Vec<Prepared>,
    left_out: Vec<LeftOut>,
    blast: Blast,
    friction: Friction,
    look: Look,
    aim: Aim,
}

impl KillPlan {
    /// Plans to end the ticked rows of the list a person looked at, as far as a fresh list still
    /// has them.
    ///
    /// # Errors
    /// Without a session that can be ended there is no plan: all are left out.
    pub fn of_ticked(
        place: Place,
        seen: &Sessions,
        ticked: &Selection,
        look: Look,
        settings: Settings,
    ) -> Result<Self, Vec<LeftOut>> {
        let mut wanted = Vec::with_capacity(ticked.count());
        for row in ticked.iter() {
            wanted.push(Item {
                identity: seen.identity(row),
                who: who(seen, row),
            });
        }
        Self::of_items(place, wanted, look, settings)
    }

    /// Plans to end sessions that are known by who they are: those of an earlier run that still live.
    ///
    /// # Errors
    /// Without a session that can be ended there is no plan: all are left out.
    pub fn of_items(
        place: Place,
        wanted: Vec<Item>,
        look: Look,
        settings: Settings,
    ) -> Result<Self, Vec<LeftOut>> {
        let sessions = Rc::clone(&look.sessions);
        let found = sessions.find(wanted.iter().map(|item| &item.identity));
        let mut items = Vec::with_capacity(wanted.len());
        let mut left_out = Vec::new();
        let mut rows = Bits::none(sessions.rows());
        for (item, presence) in wanted.into_iter().zip(found) {
            let reason = match presence {
                Presence::Absent if look.is_proof() => Some(Reason::Gone),
                Presence::Absent => Some(Reason::Unseen),
                Presence::Other(_) => Some(Reason::Changed),
                Presence::Same(row) => match sessions.bar(row) {
                    Some(bar) => Some(Reason::Barred(bar)),
                    None => place.kill(&[item.handle()]).err().map(Reason::NoHandle),
                },
            };
            match (reason, presence) {
                (None, Presence::Same(row)) if !rows.has(row) => {
                    rows.set(row, true);
                    items.push(item);
                }
                // Twice the same: once is enough.
                (None, _) => {}
                (Some(reason), _) => left_out.push(LeftOut {
                    identity: item.identity,
                    who: item.who,
                    reason,
                }),
            }
        }
        let size = settings.batch(place.service());
        let mut batches = Vec::new();
        for batch in items.chunks(size) {
            let handles: Vec<&str> = batch.iter().map(Item::handle).collect();
            batches.extend(place.kill(&handles));
        }
        let blast = Blast::of(&sessions, &rows, 0);
        let draft = Draft {
            scope: Scope::Sessions,
            sizes: items.chunks(size).map(|part| small(part.len())).collect(),
            friction: Friction::of(blast.count, blast.living, settings),
            is_held: batches.len() > 1,
            items,
            batches,
            left_out,
            blast,
        };
        draft.assemble(place, look, settings)
    }

    /// Plans to end every client of a DCS node, or of its whole instance; `None` but on DCS.
    ///
    /// The items are the living clients of the node that was looked at. Links of the replication
    /// and clients of a Unix socket are left out of them: they may stay or come again by themselves.
    pub fn of_all(
        place: Place,
        whole_instance: bool,
        look: Look,
        settings: Settings,
    ) -> Option<Self> {
        let kill = place.kill_all(whole_instance)?;
        let sessions = Rc::clone(&look.sessions);
        let mut items = Vec::with_capacity(sessions.living());
        let mut left_out = Vec::new();
        let mut rows = Bits::none(sessions.rows());
        let mut protected = 0;
        for row in 0..sessions.living() {
            let (identity, who) = (sessions.identity(row), who(&sessions, row));
            match sessions.bar(row) {
                Some(
                    bar @ (Bar::Replication | Bar::UnixSocket | Bar::NoHandle | Bar::Internal),
                ) => {
                    left_out.push(LeftOut {
                        identity,
                        who,
                        reason: Reason::Barred(bar),
                    });
                    continue;
                }
                Some(Bar::Protected) => protected += 1,
                _ => {}
            }
            rows.set(row, true);
            items.push(Item { identity, who });
        }
        let blast = Blast::of(&sessions, &rows, protected);
        let (scope, friction) = if whole_instance {
            (Scope::Instance, Friction::TypeName)
        } else {
            (Scope::Node, Friction::TypeCount)
        };
        let draft = Draft {
            scope,
            sizes: vec![small(items.len())],
            friction,
            is_held: true,
            items,
            batches: vec![kill],
            left_out,
            blast,
        };
        draft.assemble(place, look, settings).ok()
    }

    /// Where it acts.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The same as texts and numbers.
    pub fn order(&self) -> &Rc<Order> {
        &self.order
    }

    /// The sessions that would end, in order.
    pub fn items(&self) -> &[Item] {
        &self.order.items
    }

    /// How long the run may take if nothing keeps it, in milliseconds: a rough measure of whether
    /// a token lasts for it.
    pub fn lasts_ms(&self) -> u64 {
        self.batches.len() as u64 * BATCH_MS.max(self.order.pace_ms.into())
    }

    /// The requests, in order. Their URL is that of [`KillPlan::aim`].
    pub fn batches(&self) -> &[Prepared] {
        &self.batches
    }

    /// Where all of them go.
    pub fn aim(&self) -> &Aim {
        &self.aim
    }

    /// What was ticked and is not part of it.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// How much of the node it ends.
    pub fn blast(&self) -> &Blast {
        &self.blast
    }

    /// How much a person has to do.
    pub fn friction(&self) -> Friction {
        self.friction
    }

    /// What a person has to type, if anything: the number of sessions, or the instance's name.
    pub fn to_type(&self) -> Option<String> {
        match self.friction {
            Friction::Plain | Friction::Reason => None,
            Friction::TypeCount => Some(self.items().len().to_string()),
            Friction::TypeName => Some(self.place.instance_name.clone()),
        }
    }

    /// Whether a person has done what is asked.
    pub fn is_agreed(&self, reason: &str, typed: &str) -> bool {
        (!self.friction.wants_reason() || !reason.trim().is_empty())
            && self.to_type().is_none_or(|wanted| wanted == typed.trim())
    }

    /// The list it was made of.
    pub fn look(&self) -> &Look {
        &self.look
    }

    /// The same without some of its items, by their places: a person left them out.
    ///
    /// # Errors
    /// Without a session there is no plan. Of a kill-all nobody can be left out.
    pub fn without(&self, places: &[usize], settings: Settings) -> Result<Self, Vec<LeftOut>> {
        if self.order.scope != Scope::Sessions {
            return Err(Vec::new());
        }
        let mut kept = Vec::with_capacity(self.items().len());
        for (place, item) in self.items().iter().enumerate() {
            if !places.contains(&place) {
                kept.push(item.clone());
            }
        }
        let plan = Self::of_items(self.place.clone(), kept, self.look.clone(), settings)?;
        Ok(plan.leaving_out(self.left_out.clone()))
    }

    /// The same, saying of more sessions that they are left out.
    pub(super) fn leaving_out(mut self, more: Vec<LeftOut>) -> Self {
        let order = Rc::make_mut(&mut self.order);
        order.left_out.extend(more.iter().map(LeftOut::skipped));
        self.left_out.extend(more);
        self
    }
}

/// A plan whose parts are not put together yet.
struct Draft {
    scope: Scope,
    items: Vec<Item>,
    sizes: Vec<u32>,
    batches: Vec<Prepared>,
    left_out: Vec<LeftOut>,
    blast: Blast,
    friction: Friction,
    is_held: bool,
}

impl Draft {
    fn assemble(
        self,
        place: Place,
        look: Look,
        settings: Settings,
    ) -> Result<KillPlan, Vec<LeftOut>> {
        let (Some(first), false) = (self.batches.first(), self.items.is_empty()) else {
            return Err(self.left_out);
        };
        let aim = place.aim(&**first);
        let skipped = self.left_out.iter().map(LeftOut::skipped).collect();
        let instance = first.instance().or(place.instance.as_ref());
        let order = Order {
            operation: first.operation().id.to_owned(),
            environment: text(place.environment.as_ref().map(CloudId::as_str)),
            cloud: place.cloud.as_str().to_owned(),
            region: place.region.as_str().to_owned(),
            project: first.project().as_str().to_owned(),
            instance: text(instance.map(InstanceId::as_str)),
            instance_name: place.instance_name.clone(),
            node: place.node().as_str().to_owned(),
            node_name: place.node_name.clone(),
            method: first.request().method().to_string(),
            url: aim.way.url.clone(),
            route: aim.way.kind,
            cloud_url: if aim.way.kind.needs_endpoint() {
                aim.way.at_cloud(&first.request())
            } else {
                String::new()
            },
            scope: self.scope,
            items: self.items,
            batches: self.sizes,
            left_out: skipped,
            living: small(look.sessions.living()),
            drift_percent: self.is_held.then_some(settings.drift_percent),
            pace_ms: settings.pace_ms.max(PACE_MS),
        };
        Ok(KillPlan {
            place,
            order: Rc::new(order),
            batches: self.batches,
            left_out: self.left_out,
            blast: self.blast,
            friction: self.friction,
            look,
            aim,
        })
    }
}

fn text(id: Option<&str>) -> String {
    id.unwrap_or_default().to_owned()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whose a row is.
pub(crate) fn who(sessions: &Sessions, row: usize) -> Who {
    let (table, roles) = (sessions.table(), sessions.roles());
    let text = |column| table.text(row, column);
    let mut client = text(roles.client);
    if let (true, Some(spare)) = (client.is_empty(), roles.spare_handle) {
        client = text(spare);
    }
    let mut db = text(roles.db);
    if db.is_empty() && sessions.service() == Service::Dds {
        db = text(table.column("namespace").unwrap_or(usize::MAX));
    }
    Who {
        user: text(roles.user).into(),
        client: client.into(),
        db: db.into(),
    }
}
