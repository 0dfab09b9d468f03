//! What a person typed, before it means anything, and the check that makes a kill of it.

use crate::id::{Advice, IdFault, InstanceId, NodeId, ProjectId};
use crate::kill::Prepared;
use crate::paste::{BadPiece, Handle, read, read_given};
use crate::request::Language;
use crate::services::Operation;
use crate::services::dcs::KillScope;

/// The texts of a form, as typed. Nothing here is a secret, so it may outlive a reload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The project's id.
    pub project: String,
    /// The instance's id.
    pub instance: String,
    /// The node's id.
    pub node: String,
    /// Session ids, addresses or thread ids, in any form [`crate::paste`] reads.
    pub handles: String,
    /// The scope of a kill-all; no choice is the beginning, and none is the default.
    pub scope: Option<ScopeChoice>,
    /// The language of the service's messages.
    pub language: Option<Language>,
}

/// The two cards of a kill-all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeChoice {
    /// The clients of the node in the target.
    OneNode,
    /// The clients of every node of the instance.
    AllNodes,
}

/// What a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The project.
    Project,
    /// The instance.
    Instance,
    /// The node.
    Node,
    /// Sessions of DDS.
    Sessions,
    /// Client addresses of DCS.
    Addresses,
    /// Threads of TaurusDB.
    Threads,
    /// The scope of a kill-all.
    Scope,
}

impl Field {
    /// The word used in element ids and keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Instance => "instance",
            Self::Node => "node",
            Self::Sessions => "sessions",
            Self::Addresses => "addresses",
            Self::Threads => "threads",
            Self::Scope => "scope",
        }
    }

    /// Whether it is a list of handles.
    pub fn is_handles(self) -> bool {
        matches!(self, Self::Sessions | Self::Addresses | Self::Threads)
    }
}

/// A field that is wrong: which, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was filled in yet.
    Missing,
    /// The identifier is refused.
    Id(IdFault),
    /// Pieces of a list are refused.
    Pieces(Vec<BadPiece>),
    /// The request would be larger than a proxy lets through, in bytes.
    TooLarge {
        /// How large its body is.
        size: usize,
    },
}

/// The largest body of a kill that the proxy lets through, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Something unusual that does not stop anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The field.
    pub field: Field,
    /// What is unusual.
    pub advice: Advice,
    /// The first handle it is about, when it is about some of a list.
    pub example: Option<String>,
    /// How many it is about.
    pub count: usize,
}

/// The result of a check: the kill if there is one, and all there is to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The checked kill, when no field is wrong.
    pub prepared: Option<Prepared>,
    /// Every field that is wrong, in the form's order.
    pub problems: Vec<Problem>,
    /// What is unusual.
    pub remarks: Vec<Remark>,
    /// How many handles were read, each counted once.
    pub count: usize,
    /// How many repeats were folded.
    pub folded: usize,
}

impl Review {
    /// The problem of a field.
    pub fn problem(&self, field: Field) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }
}

/// Reads a draft as an operation.
pub fn review(operation: &Operation, draft: &Draft) -> Review {
    check(operation, draft, None)
}

/// Reads what another program gives instead of a person: the handles are apart already and stand for
/// themselves, repeats and all, and white space around an id is no slip of copying. The handles of the draft
/// are not read.
pub fn review_given(operation: &Operation, draft: &Draft, handles: &[String]) -> Review {
    check(operation, draft, Some(handles))
}

fn check(operation: &Operation, draft: &Draft, given: Option<&[String]>) -> Review {
    let mut check = Check {
        draft,
        given,
        problems: Vec::new(),
        remarks: Vec::new(),
        count: 0,
        folded: 0,
    };
    let prepared = (operation.parse)(&mut check);
    if let Some(kill) = &prepared {
        check.size(operation, kill);
    }
    Review {
        // A list with one bad piece is no list: nothing is left out unseen.
        prepared: prepared.filter(|_| check.problems.is_empty()),
        problems: check.problems,
        remarks: check.remarks,
        count: check.count,
        folded: check.folded,
    }
}

/// A draft under check: each question either gives a value or notes a problem.
#[derive(Debug)]
pub struct Check<'d> {
    draft: &'d Draft,
    /// The handles of another program, in place of the draft's.
    given: Option<&'d [String]>,
    problems: Vec<Problem>,
    remarks: Vec<Remark>,
    count: usize,
    folded: usize,
}

impl Check<'_> {
    /// The project.
    pub fn project(&mut self) -> Option<ProjectId> {
        let id = self.path_id(Field::Project, &self.draft.project, ProjectId::parse)?;
        self.remark(Field::Project, id.advice());
        Some(id)
    }

    /// The instance; `suffix` is the ending its service documents.
    pub fn instance(&mut self, suffix: Option<&'static str>) -> Option<InstanceId> {
        let id = self.path_id(Field::Instance, &self.draft.instance, InstanceId::parse)?;
        self.remark(Field::Instance, suffix.and_then(|suffix| id.advice(suffix)));
        Some(id)
    }

    /// The node; `suffix` is the ending its service documents.
    pub fn node(&mut self, suffix: Option<&'static str>) -> Option<NodeId> {
        let id = self.path_id(Field::Node, &self.draft.node, NodeId::parse)?;
        self.remark(Field::Node, suffix.and_then(|suffix| id.advice(suffix)));
        Some(id)
    }

    /// A list of handles; at least one.
    pub fn handles<T: Handle>(&mut self, field: Field) -> Option<Vec<T>> {
        let reading = match self.given {
            Some(given) => read_given::<T>(given),
            None => read::<T>(&self.draft.handles),
        };
        self.count = reading.handles.len();
        self.folded = reading.folded;
        if !reading.bad.is_empty() {
            self.problems.push(Problem {
                field,
                fault: Fault::Pieces(reading.bad),
            });
            return None;
        }
        if reading.handles.is_empty() {
            self.missing(field);
            return None;
        }
        self.remark_handles(field, &reading.handles);
        Some(reading.handles)
    }

    /// The scope of a kill-all: one node takes the target's node.
    pub fn scope(&mut self) -> Option<KillScope> {
        match self.draft.scope {
            None => {
                self.missing(Field::Scope);
                None
            }
            Some(ScopeChoice::AllNodes) => Some(KillScope::AllNodes),
            Some(ScopeChoice::OneNode) => self.node(None).map(KillScope::OneNode),
        }
    }

    /// The language of the service's messages.
    pub fn language(&self) -> Option<Language> {
        self.draft.language
    }

    /// Too long a list is refused here, where it can be shortened, and not by a proxy.
    fn size(&mut self, operation: &Operation, kill: &Prepared) {
        let size = kill.request().body().map_or(0, str::len);
        let list = operation.fields.iter().find(|field| field.is_handles());
        if let (Some(field), true) = (list, size > BODY_LIMIT) {
            self.problems.push(Problem {
                field: *field,
                fault: Fault::TooLarge { size },
            });
        }
    }

    fn missing(&mut self, field: Field) {
        self.problems.push(Problem {
            field,
            fault: Fault::Missing,
        });
    }

    /// White space around a pasted id is a slip of copying; inside it is refused, and so it is in a given one.
    fn path_id<T>(
        &mut self,
        field: Field,
        text: &str,
        parse: fn(&str) -> Result<T, IdFault>,
    ) -> Option<T> {
        let text = if self.given.is_some() {
            text
        } else {
            text.trim()
        };
        match parse(text) {
            Ok(id) => Some(id),
            Err(fault) => {
                let fault = match fault {
                    IdFault::Empty => Fault::Missing,
                    other => Fault::Id(other),
                };
                self.problems.push(Problem { field, fault });
                None
            }
        }
    }

    fn remark(&mut self, field: Field, advice: Option<Advice>) {
        self.remarks.extend(advice.map(|advice| Remark {
            field,
            advice,
            example: None,
            count: 1,
        }));
    }

    /// One remark for each kind of advice, however many handles it is about.
    fn remark_handles<T: Handle>(&mut self, field: Field, handles: &[T]) {
        for handle in handles {
            let Some(advice) = handle.advice() else {
                continue;
            };
            let known = self
                .remarks
                .iter_mut()
                .find(|remark| remark.field == field && remark.advice == advice);
            match known {
                Some(remark) => remark.count += 1,
                None => self.remarks.push(Remark {
                    field,
                    advice,
                    example: Some(handle.text()),
                    count: 1,
                }),
            }
        }
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
