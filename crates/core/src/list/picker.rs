//! What the pickers of the target offer, read page after page.

use serde_json::Value;

use super::seen::fnv;
use super::source::{Follow, Source, Taken};
use super::walk::Walk;
use crate::answer::{Answer, Doubt};
use crate::id::{InstanceId, ProjectId};
use crate::list::found::{Found, Instance, Node, Project, text};
use crate::list::{Command, Event, Extent, Limits, Now, Progress, Step};
use crate::request::{Key, Language, Query, Request};
use crate::services::{Service, dcs, dds, iam, taurusdb};

/// The most instances that are offered; who has more types or pastes.
const MOST: usize = 5_000;

/// What is to be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A project that the token may use.
    Project,
    /// An instance of a service.
    Instance(Service, ProjectId),
    /// A node of an instance. DDS: the list of instances has them already.
    Node(Service, ProjectId, InstanceId),
}

/// The reading of what a picker offers; as [`super::Listing`], it sends nothing itself.
#[derive(Clone, Debug)]
pub struct Picker {
    walk: Walk,
    shelf: Shelf,
}

impl Picker {
    /// A reading that has not begun; errors come in a language where the service has it.
    pub fn new(pick: Pick, language: Option<Language>) -> Self {
        let (is_paged, page) = match pick {
            Pick::Instance(Service::Dcs, _) => (true, 1_000),
            Pick::Instance(..) => (true, 100),
            Pick::Project | Pick::Node(..) => (false, 100),
        };
        let limits = Limits {
            page,
            rows: MOST,
            ..Limits::default()
        };
        Self {
            walk: Walk::new(Step::Page, is_paged, limits),
            shelf: Shelf {
                pick,
                language,
                found: Found::default(),
            },
        }
    }

    /// What the world must do after an event; `None` where the event means nothing.
    pub fn handle(&mut self, event: Event, now: Now) -> Option<Command> {
        self.walk.handle(&mut self.shelf, event, now)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.walk.progress()
    }

    /// How it ended, if it did.
    pub fn extent(&self) -> Option<Extent> {
        self.walk.extent()
    }

    /// What is to be chosen.
    pub fn pick(&self) -> &Pick {
        &self.shelf.pick
    }

    /// The projects so far, when a project is to be chosen.
    pub fn projects(&self) -> &[Project] {
        &self.shelf.found.projects
    }

    /// The instances so far, when an instance is to be chosen.
    pub fn instances(&self) -> &[Instance] {
        &self.shelf.found.instances
    }

    /// The nodes, when a node is to be chosen.
    pub fn nodes(&self) -> &[Node] {
        &self.shelf.found.nodes
    }

    /// How many rows had no id that can be used.
    pub fn left_out(&self) -> usize {
        self.shelf.found.left_out
    }
}

#[derive(Clone, Debug)]
struct Shelf {
    pick: Pick,
    language: Option<Language>,
    found: Found,
}

impl Source for Shelf {
    fn service(&self) -> Service {
        match self.pick {
            Pick::Instance(service, _) | Pick::Node(service, ..) => service,
            // IAM's codes have a prefix of their own: any service decodes them.
            Pick::Project => Service::Dds,
        }
    }

    fn request(&self, _: Step, offset: usize, limit: usize) -> Request {
        let page = || Query::page(offset, limit);
        match &self.pick {
            Pick::Project => iam::list_projects(),
            Pick::Instance(Service::Dds, project) => dds::list_instances(project, &page()),
            Pick::Instance(Service::Dcs, project) => dcs::list_instances(project, &page()),
            Pick::Instance(Service::TaurusDb, project) => {
                taurusdb::list_instances(project, &page(), self.language)
            }
            Pick::Node(Service::Dds, project, instance) => {
                dds::list_instances(project, &Query::default().and(Key::ID, instance.as_str()))
            }
            Pick::Node(Service::Dcs, project, instance) => dcs::list_nodes(project, instance),
            Pick::Node(Service::TaurusDb, project, instance) => {
                taurusdb::show_instance(project, instance, self.language)
            }
        }
    }

    fn take(&mut self, answer: &Answer, _: u64, _: Now) -> Result<Taken, (Doubt, String)> {
        let body: Value = answer.json().map_err(|doubt| (doubt, String::new()))?;
        let found = &mut self.found;
        let before = found.instances.len() + found.left_out;
        let rows = match &self.pick {
            Pick::Project => iam::read_projects(&body, found),
            Pick::Instance(Service::Dds, _) | Pick::Node(Service::Dds, ..) => {
                dds::read_instances(&body, found)
            }
            Pick::Instance(Service::Dcs, _) => dcs::read_instances(&body, found),
            Pick::Instance(Service::TaurusDb, _) => taurusdb::read_instances(&body, found),
            Pick::Node(Service::Dcs, ..) => dcs::read_nodes(&body, found),
            Pick::Node(Service::TaurusDb, ..) => taurusdb::read_nodes(&body, found),
        };
        let rows = rows.ok_or((Doubt::WrongShape, String::new()))?;
        let after = found.instances.len() + found.left_out;
        let fresh = match self.pick {
            Pick::Instance(..) => rows.min(after - before),
            Pick::Project | Pick::Node(..) => rows,
        };
        if let Pick::Node(Service::Dds, _, wanted) = &self.pick {
            // The filter is the service's; what is of another instance is not offered.
            let instances = std::mem::take(&mut found.instances);
            let mut instances = instances.into_iter();
            if let Some(instance) = instances.find(|instance| instance.id == *wanted) {
                found.nodes = instance.nodes;
            }
        }
        let total = [text(&body, "total_count"), text(&body, "instance_num")];
        Ok(Taken {
            rows,
            fresh,
            mark: fnv(0, answer.body.as_bytes()),
            total: total.iter().find_map(|text| text.parse().ok()),
            is_other: false,
        })
    }

    fn follow(&mut self, _: Step, _: &Answer) -> Result<Follow, (Doubt, String)> {
        Ok(Follow::Pages)
    }
}
