//! What a person wants ended, before it is planned: where, which, and what the portal settles.

use std::rc::Rc;

use quell_core::id::{CloudId, InstanceId, RegionId, is_invisible};
use quell_core::list::Whose;
use quell_core::plan::{Item, KillPlan, LeftOut, Look, Place, Settings};
use quell_core::session::View;

use crate::browser::conduct::Conduct;
use crate::config::{Config, Environment, Tone};
use crate::desk::Desk;
use crate::target::known_instance;
use crate::words;

/// What is to end.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// What is ticked in a list.
    Ticked(Rc<View>),
    /// Handles that were typed or pasted.
    Handles(Rc<[String]>),
    /// Sessions of a run that has ended, once more.
    Again(Conduct, Rc<[Item]>),
    /// Every client of the node, or of the whole instance.
    All {
        /// Of every node.
        whole_instance: bool,
    },
}

/// A wish that a person is asked about.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Where.
    pub place: Place,
    /// Which.
    pub wanted: Wanted,
    /// Batches, drift, and whether it is production.
    pub settings: Settings,
    /// Filters of sessions that must not be ended.
    pub protected: Vec<String>,
}

impl Ask {
    /// A wish for what the desk is at; `None` while a part of the target is missing.
    pub fn at(config: &Config, desk: &Desk, wanted: Wanted) -> Option<Self> {
        let target = desk.target();
        let whose = Whose::of(target, Some(words::for_services()))?;
        let cloud = target.cloud.clone()?;
        let environment = desk.environment(config);
        let node = target.node.as_ref()?;
        let known = config.targets.iter().find(|it| it.node == *node);
        let node_name = known.map_or_else(|| node.to_string(), |known| known.name.clone());
        let instance = target.instance.as_ref();
        let region = target.region.clone()?;
        let place = Place {
            environment: environment.map(|it| it.id.clone()),
            lead: config.lead(&cloud, &region, whose.service()).ok()?,
            cloud,
            region,
            instance: target.instance.clone(),
            instance_name: instance.map_or_else(|| node_name.clone(), instance_name),
            node_name,
            whose,
        };
        Some(Self::of(config, place, environment, wanted))
    }

    /// A wish for sessions of a run, once more, wherever the desk is now; which ones is still to be said.
    /// `None` where the configuration has no route to that place any more.
    pub fn again(config: &Config, conduct: &Conduct) -> Option<Self> {
        let (order, whose) = conduct.with(|run| (run.order().clone(), run.whose().clone()));
        let cloud = CloudId::parse(&order.cloud).ok()?;
        let environment = config
            .environments
            .iter()
            .find(|it| it.id.as_str() == order.environment);
        let region = RegionId::parse(&order.region).ok()?;
        let place = Place {
            environment: environment.map(|it| it.id.clone()),
            lead: config.lead(&cloud, &region, whose.service()).ok()?,
            cloud,
            region,
            whose,
            instance: InstanceId::parse(&order.instance).ok(),
            instance_name: order.instance_name,
            node_name: order.node_name,
        };
        Some(Self::of(
            config,
            place,
            environment,
            Wanted::Handles(Rc::new([])),
        ))
    }

    fn of(
        config: &Config,
        place: Place,
        environment: Option<&Environment>,
        wanted: Wanted,
    ) -> Self {
        Self {
            place,
            wanted,
            settings: Settings {
                is_prod: environment
                    .is_some_and(|it| it.reason_required || it.tone == Tone::Danger),
                ..environment.map_or_else(Settings::default, |it| it.limits)
            },
            protected: config.protected(environment),
        }
    }

    /// The plan of it by a fresh list.
    ///
    /// # Errors
    /// Without a session that can be ended there is no plan: all are left out.
    pub fn plan(&self, look: Look) -> Result<KillPlan, Vec<LeftOut>> {
        let (place, settings) = (self.place.clone(), self.settings);
        match &self.wanted {
            Wanted::Ticked(view) => {
                KillPlan::of_ticked(place, view.sessions(), view.selection(), look, settings)
            }
            Wanted::Handles(handles) => KillPlan::of_handles(place, handles, look, settings),
            Wanted::Again(_, items) => KillPlan::of_items(place, items.to_vec(), look, settings),
            Wanted::All { whole_instance } => {
                KillPlan::of_all(place, *whole_instance, look, settings).ok_or_else(Vec::new)
            }
        }
    }
}

/// What an instance is called, where a person could type that; its id where it has no such name here.
fn instance_name(instance: &InstanceId) -> String {
    known_instance(instance)
        .filter(|name| name.trim() == name && !name.chars().any(is_invisible))
        .unwrap_or_else(|| instance.to_string())
}
