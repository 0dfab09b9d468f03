//! The desk: what is chosen and typed, as one value with pure steps.

use std::collections::BTreeMap;

use quell_core::draft::{Draft, Field, Review, ScopeChoice, review};
use quell_core::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::services::{Operation, Service};
use quell_core::target::Target;
use serde_json::Value;

use crate::config::{Config, Environment, KnownTarget};
use crate::words;

/// What is chosen in the target bar and typed into the forms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// What is chosen, not typed. Its ids are those that were typed and are right.
    target: Target,
    /// What is typed; it outlives a reload, and holds no secret.
    texts: Texts,
    /// The list that was cleared last, and whose it was, so that it can come back.
    cleared: Option<(&'static str, String)>,
    /// The operation whose kill was asked for, and how often: from then on, what is missing is said.
    asked: (&'static str, u32),
    /// Whether the node came with a link and nobody has said yet that it is meant.
    is_from_link: bool,
}

/// The texts of all forms by field, service or operation, as they are kept over a reload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<String, String>);

impl Texts {
    /// Reads what was kept; what is no text of ours is left out.
    pub fn read(json: &str) -> Self {
        let mut texts = Self::default();
        if let Ok(Value::Object(kept)) = serde_json::from_str(json) {
            for (key, value) in kept {
                if let Value::String(text) = value {
                    texts.set(key, text);
                }
            }
        }
        texts
    }

    /// Writes what is to be kept.
    pub fn write(&self) -> String {
        let mut kept = serde_json::Map::new();
        for (key, text) in &self.0 {
            kept.insert(key.clone(), Value::String(text.clone()));
        }
        Value::Object(kept).to_string()
    }

    fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    fn set(&mut self, key: String, text: String) {
        if text.is_empty() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, text);
        }
    }
}

/// The words for a chosen scope.
const ONE_NODE: &str = "one_node";
const ALL_NODES: &str = "all_nodes";

/// What happened at the desk.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The page's address changed.
    CameTo(Target),
    /// An environment was chosen.
    ChoseEnvironment(CloudId),
    /// A cloud was chosen.
    ChoseCloud(CloudId),
    /// A region was chosen.
    ChoseRegion(RegionId),
    /// A node that people here know by name was chosen.
    ChoseTarget(KnownTarget),
    /// Something was typed into a field.
    Typed(Field, String),
    /// A scope card was chosen.
    ChoseScope(ScopeChoice),
    /// An id was put where it belongs.
    Moved {
        /// Where it stood.
        from: Field,
        /// Where it goes.
        to: Field,
    },
    /// The list of handles was emptied.
    ClearedHandles,
    /// The emptied list is wanted back.
    RestoredHandles,
    /// The kill was asked for, though the form may not be complete.
    AskedForKill,
    /// The node that came with a link is meant.
    Unlocked,
    /// What is looked at was filtered or ordered otherwise.
    Arranged {
        /// The filter.
        filter: String,
        /// The order.
        sort: String,
    },
}

impl Desk {
    /// The desk at the start: the kept texts, what the address says, and the defaults.
    pub fn new(config: &Config, texts: Texts, target: Target) -> Self {
        let mut desk = Self {
            texts,
            ..Self::default()
        };
        if desk.text(Field::Project).is_empty()
            && let Some(project) = &config.defaults.project
        {
            desk.put(Field::Project, project.to_string());
        }
        desk.come_to(config, target);
        desk
    }

    /// What comes after an act.
    #[must_use]
    pub fn step(&self, config: &Config, act: Act) -> Self {
        let mut desk = self.clone();
        match act {
            Act::CameTo(target) => desk.come_to(config, target),
            Act::ChoseEnvironment(id) => desk.target.environment = Some(id),
            Act::ChoseCloud(cloud) => {
                if desk.target.cloud.as_ref() != Some(&cloud) {
                    desk.target.region = None;
                }
                desk.target.cloud = Some(cloud);
                desk.settle_region(config);
            }
            Act::ChoseRegion(region) => desk.target.region = Some(region),
            Act::ChoseTarget(known) => {
                desk.is_from_link = false;
                desk.take(&known);
            }
            Act::Typed(field, text) => {
                if field == Field::Node {
                    desk.is_from_link = false;
                }
                desk.put(field, text);
            }
            Act::Unlocked => desk.is_from_link = false,
            Act::Arranged { filter, sort } => {
                desk.target.filter = filter;
                desk.target.sort = sort;
            }
            Act::ChoseScope(choice) => {
                let word = match choice {
                    ScopeChoice::OneNode => ONE_NODE,
                    ScopeChoice::AllNodes => ALL_NODES,
                };
                desk.texts.set(desk.key(Field::Scope), word.to_owned());
            }
            Act::Moved { from, to } => {
                let text = desk.text(from).to_owned();
                desk.put(from, String::new());
                desk.put(to, text);
            }
            Act::ClearedHandles => {
                let text = desk.text(Field::Sessions).to_owned();
                desk.cleared = Some((desk.operation().id, text));
                desk.put(Field::Sessions, String::new());
            }
            Act::AskedForKill => desk.asked = (desk.operation().id, desk.asked.1 + 1),
            Act::RestoredHandles => {
                if let Some((_, text)) = desk.cleared.take() {
                    desk.put(Field::Sessions, text);
                }
            }
        }
        desk.settle_ids();
        desk
    }

    fn come_to(&mut self, config: &Config, target: Target) {
        let defaults = &config.defaults;
        let known = |cloud: &CloudId| config.cloud(cloud).is_some();
        self.target = Target {
            service: target
                .service
                .or(self.target.service)
                .or(defaults.service)
                .or(Some(Service::Dds)),
            environment: target
                .environment
                .filter(|id| config.environments.iter().any(|it| it.id == *id))
                .or(self.target.environment.take())
                .or(defaults.environment.clone()),
            cloud: target
                .cloud
                .filter(known)
                .or(self.target.cloud.take())
                .or(defaults.cloud.clone().filter(known))
                .or(config.clouds.first().map(|cloud| cloud.id.clone())),
            region: target
                .region
                .or(self.target.region.take())
                .or(defaults.region.clone()),
            operation: target.operation,
            screen: target.screen.clone(),
            filter: target.filter,
            sort: target.sort,
            ..Target::default()
        };
        self.settle_region(config);
        // An address names its ids; what it leaves out stays as it was typed. A node that nobody
        // chose here came with a link: until a person says so, nothing on it can be ended.
        if let Some(node) = &target.node {
            self.is_from_link = self.text(Field::Node).trim() != node.as_str();
        }
        if let Some(project) = target.project {
            self.put(Field::Project, project.to_string());
        }
        if let Some(instance) = target.instance {
            self.put(Field::Instance, instance.to_string());
        }
        if let Some(node) = target.node {
            self.put(Field::Node, node.to_string());
        }
        self.settle_ids();
    }

    /// A region must be one of its cloud; a cloud of one region needs no choice.
    fn settle_region(&mut self, config: &Config) {
        let cloud = self.target.cloud.as_ref().and_then(|id| config.cloud(id));
        let Some(cloud) = cloud else {
            self.target.region = None;
            return;
        };
        let fits = |region: &RegionId| cloud.has(region);
        if !self.target.region.as_ref().is_some_and(fits) {
            let default = config.defaults.region.clone().filter(fits);
            let only = match cloud.regions() {
                [only] => Some(only.id().clone()),
                _ => None,
            };
            self.target.region = default.or(only);
        }
    }

    fn settle_ids(&mut self) {
        let project = ProjectId::parse(self.text(Field::Project).trim()).ok();
        let instance = InstanceId::parse(self.text(Field::Instance).trim()).ok();
        let node = NodeId::parse(self.text(Field::Node).trim()).ok();
        self.target.project = project;
        self.target.instance = instance;
        self.target.node = node;
    }

    fn take(&mut self, known: &KnownTarget) {
        if self.service() != known.service {
            // Another service begins with its first operation, never with a kill-all.
            self.target.operation = None;
        }
        self.target.service = Some(known.service);
        let instance = known.instance.as_ref().map(ToString::to_string);
        self.put(Field::Instance, instance.unwrap_or_default());
        self.put(Field::Node, known.node.to_string());
    }

    /// Each service has its own instance and node, each operation its own list. A scope
    /// belongs to the instance it was chosen for: on another, nothing is chosen.
    fn key(&self, field: Field) -> String {
        match field {
            Field::Project => field.word().to_owned(),
            Field::Instance | Field::Node => format!("{}.{}", field.word(), self.service()),
            Field::Sessions | Field::Addresses | Field::Threads => {
                format!("handles.{}", self.operation().id)
            }
            Field::Scope => format!("whose.{}", self.text(Field::Instance).trim()),
        }
    }

    fn put(&mut self, field: Field, text: String) {
        self.texts.set(self.key(field), text);
    }

    /// What is typed into a field.
    pub fn text(&self, field: Field) -> &str {
        self.texts.get(&self.key(field))
    }

    /// Whether the kill of the chosen operation was asked for.
    pub fn was_asked(&self) -> bool {
        self.asked.0 == self.operation().id
    }

    /// How often a kill was asked for.
    pub fn asks(&self) -> u32 {
        self.asked.1
    }

    /// Whether the list of the chosen operation was cleared and can come back.
    pub fn can_restore(&self) -> bool {
        let id = self.operation().id;
        self.text(Field::Sessions).is_empty()
            && self.cleared.as_ref().is_some_and(|(of, _)| *of == id)
    }

    /// Whether the node came with a link and nobody has said yet that it is meant.
    pub fn is_from_link(&self) -> bool {
        self.is_from_link
    }

    /// The service that is chosen.
    pub fn service(&self) -> Service {
        self.target.service.unwrap_or(Service::Dds)
    }

    /// The operation that is chosen.
    pub fn operation(&self) -> &'static Operation {
        let first = quell_core::services::ALL[0];
        self.target.chosen_operation().unwrap_or(first)
    }

    /// The scope that is chosen.
    pub fn scope(&self) -> Option<ScopeChoice> {
        match self.text(Field::Scope) {
            ONE_NODE => Some(ScopeChoice::OneNode),
            ALL_NODES => Some(ScopeChoice::AllNodes),
            _ => None,
        }
    }

    /// The target, as far as it is chosen.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The texts to keep over a reload.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The environment a kill would land in.
    pub fn environment<'c>(&self, config: &'c Config) -> Option<&'c Environment> {
        let chosen = self.target.environment.as_ref();
        config.environment(self.target.project.as_ref(), chosen)
    }

    /// What the chosen form makes of what is typed.
    pub fn review(&self) -> Review {
        let draft = Draft {
            project: self.text(Field::Project).to_owned(),
            instance: self.text(Field::Instance).to_owned(),
            node: self.text(Field::Node).to_owned(),
            handles: self.text(Field::Sessions).to_owned(),
            scope: self.scope(),
            language: Some(words::for_services()),
        };
        review(self.operation(), &draft)
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
