//! Sign-in: a credential that lives in memory, what it is good for, and its lock.

mod exchange;
mod idle;
mod sign_in;
mod standing;
mod wish;

pub use exchange::Exchange;
pub use idle::use_idle_lock;
pub use sign_in::SignIn;
pub use standing::Standing;

use std::rc::Rc;

use quell_core::access::{Credential, Lens};
use quell_core::id::{CloudId, ProjectId, RegionId};
use quell_core::target::Target;
use yew::prelude::*;

use crate::browser::world::World;
use crate::config::Config;

/// Who may act: somebody, or nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Access {
    /// What proves who asks. It is nowhere but here.
    pub credential: Option<Credential>,
    /// What a token is good for, as far as that is known.
    pub lens: Lens,
    /// Whether the sign-in dialog is open.
    pub asking: bool,
    /// Whether nobody touched the page for so long that it locked itself.
    pub was_idle: bool,
}

/// What happened to the access.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessAct {
    /// The person wants to sign in, or must.
    Asked,
    /// The dialog was closed.
    Dismissed,
    /// A credential was given, or made.
    SignedIn(Credential, Lens),
    /// The credential is to be forgotten.
    Locked,
    /// Nobody was there for long: it is forgotten.
    Idle,
}

impl Reducible for Access {
    type Action = AccessAct;

    fn reduce(self: Rc<Self>, act: AccessAct) -> Rc<Self> {
        let asking = |asking| Self {
            asking,
            ..(*self).clone()
        };
        Rc::new(match act {
            AccessAct::Asked => asking(true),
            AccessAct::Dismissed => asking(false),
            AccessAct::SignedIn(credential, lens) => Self {
                credential: Some(credential),
                lens,
                ..Self::default()
            },
            AccessAct::Locked => Self::default(),
            AccessAct::Idle => Self {
                was_idle: true,
                ..Self::default()
            },
        })
    }
}

/// Where a credential is made and used: the way to IAM, and the project that is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The configuration, which knows the routes.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// The cloud, if one is chosen.
    pub cloud: Option<CloudId>,
    /// The region, if one is chosen.
    pub region: Option<RegionId>,
    /// The project of the target, if it has one.
    pub project: Option<ProjectId>,
}

impl Site {
    /// The one that the target bar says.
    pub fn of(config: &Rc<Config>, world: &World, target: &Target) -> Self {
        Self {
            config: config.clone(),
            world: world.clone(),
            cloud: target.cloud.clone(),
            region: target.region.clone(),
            project: target.project.clone(),
        }
    }
}
