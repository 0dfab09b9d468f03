//! A kill on its rungs: typed ([`crate::draft::Draft`]), [`Prepared`], [`Aimed`], [`Confirmed`].

use std::fmt;
use std::rc::Rc;

use crate::answer::{Answer, Doubt, Outcome, Reply, Unknown, judge};
use crate::attempt::AttemptId;
use crate::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use crate::request::Request;
use crate::route::Way;
use crate::services::Operation;

/// A checked kill of any service: it knows its request and reads its own answer.
pub trait Kill: fmt::Debug {
    /// Which operation it is.
    fn operation(&self) -> &'static Operation;

    /// How much it ends.
    fn impact(&self) -> Impact;

    /// The project it acts in.
    fn project(&self) -> &ProjectId;

    /// The instance it names, where the call has one.
    fn instance(&self) -> Option<&InstanceId>;

    /// The node it names, where the call has one.
    fn node(&self) -> Option<&NodeId>;

    /// The handles it names, as they are written; empty for a kill of everything.
    fn handles(&self) -> Vec<String>;

    /// The call that carries it out.
    fn request(&self) -> Request;

    /// Reads a 2xx answer.
    ///
    /// It takes `&self` because an answer is believed only if it fits the question.
    ///
    /// # Errors
    /// Says why an answer is not the documented success.
    fn success(&self, answer: &Answer) -> Result<Outcome, Doubt>;
}

/// How much a kill ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impact {
    /// So many sessions, named one by one.
    Sessions(usize),
    /// Every client of one node.
    WholeNode,
    /// Every client of every node of an instance.
    WholeInstance,
}

/// A kill that was checked: it can be shown, and asked about.
#[derive(Clone, Debug)]
pub struct Prepared(Rc<dyn Kill>);

impl Prepared {
    /// Takes a checked kill.
    pub fn new(kill: impl Kill + 'static) -> Self {
        Self(Rc::new(kill))
    }

    /// Judges what came back.
    pub fn judge(&self, reply: &Reply) -> Outcome {
        match judge(reply, |answer| self.0.success(answer)) {
            Outcome::Refused(refusal) if refusal.may_be_own(self.operation().service) => {
                Outcome::Unknown(Unknown {
                    doubt: Doubt::RefusedPerhapsLater,
                    status: Some(refusal.status),
                    error: Some(refusal.error),
                })
            }
            outcome => outcome,
        }
    }

    /// Aims it: from here on it goes there and nowhere else.
    pub fn aim(self, aim: Aim) -> Aimed {
        Aimed { kill: self, aim }
    }
}

impl std::ops::Deref for Prepared {
    type Target = dyn Kill;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref()
    }
}

/// Two prepared kills are equal when they would send the same thing.
impl PartialEq for Prepared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || (self.operation().id == other.operation().id && self.request() == other.request())
    }
}

/// Where a kill goes. It is fixed when the kill is shown, because the page's address,
/// which anyone can change, must not move what a person is looking at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The environment's id in the configuration.
    pub environment: Option<CloudId>,
    /// The cloud.
    pub cloud: CloudId,
    /// The region.
    pub region: RegionId,
    /// The way: what is fetched, or what a person runs.
    pub way: Way,
}

/// A checked kill and where it goes: what a person is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Aimed {
    kill: Prepared,
    aim: Aim,
}

impl Aimed {
    /// The kill.
    pub fn kill(&self) -> &Prepared {
        &self.kill
    }

    /// Where it goes.
    pub fn aim(&self) -> &Aim {
        &self.aim
    }

    /// A person agreed to it: the attempt begins to exist.
    pub fn confirm(self, attempt: AttemptId, reason: String) -> Confirmed {
        Confirmed {
            aimed: self,
            attempt,
            reason,
        }
    }
}

/// A kill that a person agreed to. Only this can be sent, and only once.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmed {
    aimed: Aimed,
    attempt: AttemptId,
    reason: String,
}

impl Confirmed {
    /// What was agreed to, as it was shown.
    pub fn aimed(&self) -> &Aimed {
        &self.aimed
    }

    /// The kill.
    pub fn kill(&self) -> &Prepared {
        &self.aimed.kill
    }

    /// Where it goes.
    pub fn aim(&self) -> &Aim {
        &self.aimed.aim
    }

    /// The one attempt it may be sent as.
    pub fn attempt(&self) -> AttemptId {
        self.attempt
    }

    /// The reason or ticket that was given.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
