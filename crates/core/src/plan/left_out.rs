//! Who was wanted and is not part of a plan, and why.

use super::order::{Skipped, Who};
use crate::id::IdFault;
use crate::session::{Bar, Identity};

/// Why a ticked session is not part of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The fresh list does not have it any more.
    Gone,
    /// The fresh list does not have it; but it was not read whole, so it may live.
    Unseen,
    /// Its id or address is another session's now.
    Changed,
    /// It cannot be ended (any more), or is protected.
    Barred(Bar),
    /// Its id or address cannot be sent.
    NoHandle(IdFault),
}

impl Reason {
    /// One word for journals and exports.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Unseen => "unseen",
            Self::Changed => "changed",
            Self::NoHandle(_) => "no-handle",
            Self::Barred(bar) => bar_word(*bar),
        }
    }
}

/// One word for a bar.
pub(crate) fn bar_word(bar: Bar) -> &'static str {
    match bar {
        Bar::Gone => "gone",
        Bar::Inactive => "inactive",
        Bar::NoHandle => "no-handle",
        Bar::UnixSocket => "unix-socket",
        Bar::Replication => "replication",
        Bar::Internal => "internal",
        Bar::RollingBack => "rolling-back",
        Bar::Protected => "protected",
    }
}

/// A session that is not part of the plan, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Who it is.
    pub identity: Identity,
    /// Whose it is.
    pub who: Who,
    /// Why.
    pub reason: Reason,
}

impl LeftOut {
    pub(super) fn skipped(&self) -> Skipped {
        Skipped {
            handle: self.identity.handle().into(),
            why: self.reason.word().into(),
        }
    }
}
