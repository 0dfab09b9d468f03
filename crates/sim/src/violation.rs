//! The invariants, each as what is wrong when it breaks.

use std::fmt;

/// What must never be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// One attempt was handed to the network twice.
    SentTwice,
    /// A kill went out without a durable intent and mark.
    NoIntent,
    /// Two kills were on the wire for one instance at once.
    TwoInFlight,
    /// More than two kills in a second.
    TooFast,
    /// A session was reported gone that is alive.
    NotGone,
    /// A session was reported as not sent that was sent.
    WasSent,
    /// A session took over a handle from one that this run ended, and was ended itself.
    SuccessorKilled,
    /// A handle was sent that had been another session's for longer than a list may be old.
    StaleIdentity,
    /// A run that was found in a journal sent something nobody agreed to again.
    ResentOnRecovery,
    /// A run ended with a session that has no outcome, or with a wrong sum.
    NotAccounted,
    /// The journal tells another story than the screen.
    JournalDiffers,
    /// The run does not end.
    Stuck,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SentTwice => "one attempt was handed to the network twice",
            Self::NoIntent => "a kill went out without a durable intent and mark",
            Self::TwoInFlight => "two kills were on the wire for one instance at once",
            Self::TooFast => "more than two kills in a second",
            Self::NotGone => "a session was reported gone that is alive",
            Self::WasSent => "a session was reported as not sent that was sent",
            Self::SuccessorKilled => "the successor of a session that was ended was ended too",
            Self::StaleIdentity => "a handle was sent that a fresh list shows to be another's",
            Self::ResentOnRecovery => "a run sent again after it was found in the journal",
            Self::NotAccounted => "a run ended with a session that is not accounted for",
            Self::JournalDiffers => "the journal tells another story than the screen",
            Self::Stuck => "the run does not end",
        })
    }
}
