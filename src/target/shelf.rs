//! The lists of the cloud as the pickers keep them: read once for a place and a token.

use quell_core::draft::Field;
use quell_core::list::{Extent, Failure, Pick, Picker, Progress};
use quell_core::services::Service;

use super::pickers::PickersProps;
use crate::browser::reading::{Door, Run};

/// Why no list can be asked for yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Token,
    /// Nothing is read by itself where a person carries the requests.
    ByHand,
    Region,
    Project,
    Instance,
}

/// How far a list is.
#[derive(Default)]
pub(super) enum State {
    #[default]
    Untouched,
    Reading(Run<Picker>, Option<Progress>),
    Read(Extent, Picker),
    Failed(Box<Failure>),
    NoWay,
}

/// A list, and what it is a list of.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) of: Option<(Door, Pick)>,
    pub(super) state: State,
    /// Which reading it is: news of an older one mean nothing.
    pub(super) ticket: u32,
}

impl Shelf {
    /// What was read, if it is still of this place.
    pub(super) fn read(&self, of: &(Door, Pick)) -> Option<&Picker> {
        match &self.state {
            State::Read(_, picker) if self.of.as_ref() == Some(of) => Some(picker),
            _ => None,
        }
    }
}

/// The shelves of projects, instances and nodes.
pub(super) type Shelves = [Shelf; 3];

/// Which shelf a field's list is on, and what has to be asked for it.
pub(super) fn source(
    props: &PickersProps,
    shelves: &Shelves,
    field: Field,
) -> Result<(usize, (Door, Pick)), Lack> {
    let target = props.desk.target();
    let service = props.desk.service();
    if props.config.is_by_hand(target.cloud.as_ref()) {
        return Err(Lack::ByHand);
    }
    let credential = props.credential.clone().ok_or(Lack::Token)?;
    let (Some(cloud), Some(region)) = (target.cloud.clone(), target.region.clone()) else {
        return Err(Lack::Region);
    };
    let door = Door {
        config: props.config.clone(),
        world: props.world.clone(),
        cloud,
        region,
        credential,
    };
    if field == Field::Project {
        return Ok((0, (door, Pick::Project)));
    }
    let project = target.project.clone().ok_or(Lack::Project)?;
    let instances = (door.clone(), Pick::Instance(service, project.clone()));
    if field == Field::Instance {
        return Ok((1, instances));
    }
    let instance = target.instance.clone();
    if service == Service::Dds {
        // The list of instances has the nodes of each: no call of its own, if it was read.
        let listed = shelves[1].read(&instances);
        let has = |picker: &Picker| {
            let mut all = picker.instances().iter();
            instance
                .as_ref()
                .is_none_or(|chosen| all.any(|it| it.id == *chosen))
        };
        if instance.is_none() || listed.is_some_and(has) {
            return Ok((1, instances));
        }
    }
    let instance = instance.ok_or(Lack::Instance)?;
    Ok((2, (door, Pick::Node(service, project, instance))))
}
