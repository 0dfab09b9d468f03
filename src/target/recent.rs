//! Recent targets: where somebody worked in this browser last. Ids and names, and no secret.

use quell_core::draft::Field;
use quell_core::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::list::Picker;
use quell_core::services::Service;
use serde_json::Value;

use crate::desk::Desk;

/// How many are kept of each service.
const MOST: usize = 8;

/// The longest name that is kept, in characters: names are the cloud's, and storage is small.
const NAME_LIMIT: usize = 120;

/// A target that somebody chose: each part with its name, empty where none was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recent {
    pub(super) service: Service,
    pub(super) cloud: CloudId,
    pub(super) region: RegionId,
    pub(super) project: (ProjectId, String),
    pub(super) instance: Option<(InstanceId, String)>,
    pub(super) node: (NodeId, String),
}

impl Recent {
    /// The target that a desk shows once some fields are filled, with the names that are known.
    pub(super) fn of(
        desk: &Desk,
        puts: &[(Field, String)],
        all: &[Self],
        node_name: &str,
        listed: [Option<&Picker>; 3],
    ) -> Option<Self> {
        let target = desk.target();
        let text = |field: Field| {
            let put = puts.iter().find(|(of, _)| *of == field);
            put.map_or(desk.text(field), |(_, text)| text).trim()
        };
        let project = ProjectId::parse(text(Field::Project)).ok()?;
        let instance = InstanceId::parse(text(Field::Instance)).ok();
        let node = NodeId::parse(text(Field::Node)).ok()?;
        let [projects, instances, nodes] = listed;
        let mut before = all.iter();
        let project_name = projects
            .and_then(|list| list.projects().iter().find(|it| it.id == project))
            .map(|it| it.name.clone())
            .or_else(|| Some(before.find(|it| it.project.0 == project)?.project.1.clone()));
        let mut row = None;
        if let (Some(list), Some(id)) = (instances, &instance) {
            row = list.instances().iter().find(|it| it.id == *id);
        }
        let mut before = all.iter().filter_map(|it| it.instance.as_ref());
        let instance_name = row.map(|it| it.name.clone()).or_else(|| {
            let known = before.find(|(id, _)| Some(id) == instance.as_ref())?;
            Some(known.1.clone())
        });
        let in_instance = row.map_or([].as_slice(), |it| &it.nodes).iter();
        let node_name = in_instance
            .chain(nodes.map_or([].as_slice(), Picker::nodes))
            .find(|it| it.id == node)
            .map(|it| it.name.clone())
            .or_else(|| Some(all.iter().find(|it| it.node.0 == node)?.node.1.clone()))
            .unwrap_or_else(|| node_name.to_owned());
        Some(Self {
            service: desk.service(),
            cloud: target.cloud.clone()?,
            region: target.region.clone()?,
            project: (project, project_name.unwrap_or_default()),
            instance: instance.map(|id| (id, instance_name.unwrap_or_default())),
            node: (node, node_name),
        })
    }

    fn is_same_place(&self, other: &Self) -> bool {
        self.service == other.service
            && self.cloud == other.cloud
            && self.region == other.region
            && self.project.0 == other.project.0
            && self.node.0 == other.node.0
    }

    fn read(row: &Value) -> Option<Self> {
        let text = |index: usize| row.get(index).and_then(Value::as_str);
        let name = |index: usize| text(index).map(short).unwrap_or_default();
        let service = text(0)?;
        let service = Service::ALL
            .into_iter()
            .find(|known| known.word() == service)?;
        let instance = text(5).and_then(|id| InstanceId::parse(id).ok());
        Some(Self {
            service,
            cloud: CloudId::parse(text(1)?).ok()?,
            region: RegionId::parse(text(2)?).ok()?,
            project: (ProjectId::parse(text(3)?).ok()?, name(4)),
            instance: instance.map(|id| (id, name(6))),
            node: (NodeId::parse(text(7)?).ok()?, name(8)),
        })
    }

    fn write(&self) -> Value {
        let instance = self.instance.as_ref();
        let texts = [
            self.service.word().to_owned(),
            self.cloud.to_string(),
            self.region.to_string(),
            self.project.0.to_string(),
            short(&self.project.1),
            instance.map(|(id, _)| id.to_string()).unwrap_or_default(),
            instance.map(|(_, name)| short(name)).unwrap_or_default(),
            self.node.0.to_string(),
            short(&self.node.1),
        ];
        Value::Array(texts.into_iter().map(Value::String).collect())
    }
}

/// The name of an instance, where somebody chose it here before.
pub(super) fn instance_name(all: &[Recent], instance: &InstanceId) -> Option<String> {
    let mut known = all.iter().filter_map(|it| it.instance.as_ref());
    let (_, name) = known.find(|(id, name)| id == instance && !name.is_empty())?;
    Some(name.clone())
}

fn short(name: &str) -> String {
    name.chars().take(NAME_LIMIT).collect()
}

/// Reads what was kept; what is no target of ours is left out.
pub(super) fn read(json: &str) -> Vec<Recent> {
    let mut all = Vec::new();
    if let Ok(Value::Array(rows)) = serde_json::from_str(json) {
        all.extend(rows.iter().filter_map(Recent::read));
    }
    all
}

/// Writes what is to be kept.
pub(super) fn write(all: &[Recent]) -> String {
    Value::Array(all.iter().map(Recent::write).collect()).to_string()
}

/// Puts a target in front; of each service the last few stay.
pub(super) fn remember(all: &mut Vec<Recent>, recent: Recent) {
    let service = recent.service;
    all.retain(|known| !known.is_same_place(&recent));
    all.insert(0, recent);
    let mut room = MOST;
    all.retain(|known| {
        let is_ours = known.service == service;
        let stays = !is_ours || room > 0;
        room -= usize::from(is_ours && stays);
        stays
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(service: Service, node: &str) -> Recent {
        Recent {
            service,
            cloud: CloudId::parse("otc").unwrap(),
            region: RegionId::parse("eu-de").unwrap(),
            project: (ProjectId::parse("p1").unwrap(), "eu-de_orders".to_owned()),
            instance: Some((InstanceId::parse("i1").unwrap(), "<b>\u{202e}".to_owned())),
            node: (NodeId::parse(node).unwrap(), String::new()),
        }
    }

    #[test]
    fn what_is_kept_is_read_back_and_the_rest_is_left_out() {
        let mut without = recent(Service::Dds, "n2");
        without.instance = None;
        let all = [recent(Service::Dcs, "n1"), without];
        assert_eq!(read(&write(&all)), all);
        for broken in ["", "{", "{}", "null", "[1,[],[\"dds\"],null]"] {
            assert_eq!(read(broken), [], "{broken}");
        }
        let hostile = write(&all).replace("\"n1\"", "\"../x\"");
        assert_eq!(read(&hostile).len(), 1);
    }

    #[test]
    fn each_service_keeps_its_last_eight_and_a_target_stands_once() {
        let mut all = vec![recent(Service::Dcs, "other")];
        for number in 0..12 {
            remember(&mut all, recent(Service::Dds, &format!("n{number}")));
        }
        remember(&mut all, recent(Service::Dds, "n9"));
        let nodes: Vec<&str> = all.iter().map(|it| it.node.0.as_str()).collect();
        assert_eq!(
            nodes,
            ["n9", "n11", "n10", "n8", "n7", "n6", "n5", "n4", "other"]
        );
    }

    #[test]
    fn a_long_name_is_cut() {
        let mut long = recent(Service::Dds, "n1");
        long.node.1 = "x".repeat(10_000);
        assert!(write(&[long]).len() < 400);
    }
}
