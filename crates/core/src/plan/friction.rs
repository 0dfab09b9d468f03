//! How much a person has to do before a kill: it grows with the risk, and nothing goes around it.

use super::settings::Settings;

/// What is asked of a person besides pressing the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Friction {
    /// Nothing more: at most five sessions, outside PROD.
    Plain,
    /// A reason or ticket: more sessions, or PROD.
    Reason,
    /// A reason, and the number of sessions typed: more than half of a node, all of it, or more
    /// than a portal wants ended without it.
    TypeCount,
    /// A reason, and the instance's name typed: every node of an instance.
    TypeName,
}

/// So many sessions outside PROD are ended without more ado.
const FEW: usize = 5;

impl Friction {
    pub(super) fn of(sessions: usize, living: usize, settings: Settings) -> Self {
        let is_many = settings.count_above.is_some_and(|most| sessions > most);
        if is_many || sessions * 2 > living {
            Self::TypeCount
        } else if settings.is_prod || sessions > FEW {
            Self::Reason
        } else {
            Self::Plain
        }
    }

    /// Whether a reason must be given.
    pub fn wants_reason(self) -> bool {
        self > Self::Plain
    }

    /// Whether something must be typed.
    pub fn wants_typing(self) -> bool {
        self >= Self::TypeCount
    }
}
