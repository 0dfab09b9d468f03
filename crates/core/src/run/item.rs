//! One session of a run: what the API said of it, what was observed, and what that makes.

use serde::{Deserialize, Serialize};

use super::history::Attempt;
use crate::plan;

/// Where a session of the run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemState {
    /// It has not been sent.
    #[default]
    Planned,
    /// Its send is being prepared.
    Intent,
    /// It was sent, or may have been.
    Sent,
    /// An answer came, or none will: the sessions are looked at.
    Verify,
    /// Its outcome stands.
    Ended,
}

/// What the API said of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing: it was not asked.
    #[default]
    Nothing,
    /// It was asked, and has not answered yet.
    Awaited,
    /// It accepted the request, without a word on this session.
    Accepted,
    /// It took the request as a job.
    Submitted,
    /// It said that it ended it.
    Killed,
    /// It said that there is no such session.
    NotFound,
    /// It passed it over in silence while it spoke of others.
    NotActedOn,
    /// A definite no.
    Refused,
    /// Nobody knows whether the request was carried out.
    Unknown,
}

/// What was observed of a session by listing again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observed {
    /// Nothing: no list was read since.
    #[default]
    NotLooked,
    /// It is not there any more.
    Gone,
    /// Its id or address is another session's now: it has ended.
    Reused,
    /// It is still there.
    There,
    /// It is there, and its work is being undone.
    RollingBack,
    /// It was not in a list that was not read whole: that proves nothing.
    Unseen,
}

/// Why a session was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Omission {
    /// Its id or address was another session's by then.
    Changed,
    /// It was not in a list that was not read whole.
    Unseen,
    /// It could not be ended any more, or was protected: the word of the bar.
    Barred(Box<str>),
    /// A person stopped the run before.
    Stopped,
    /// The page was closed before.
    Interrupted,
}

/// What became of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was seen to be gone after the kill.
    Gone,
    /// It was gone before it could be sent, or the API did not find it and it is gone.
    AlreadyGone,
    /// It was still there at the last look.
    StillThere,
    /// It was ended and is undoing its work.
    RollingBack,
    /// The API passed it over, and it is still there.
    NotActedOn,
    /// A definite no: nothing was done.
    Refused,
    /// It was never sent.
    NotSent,
    /// Nobody knows.
    Unresolved,
}

impl Outcome {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Gone,
        Self::AlreadyGone,
        Self::StillThere,
        Self::RollingBack,
        Self::NotActedOn,
        Self::Refused,
        Self::NotSent,
        Self::Unresolved,
    ];

    /// The word for journals and exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::AlreadyGone => "already gone",
            Self::StillThere => "still there",
            Self::RollingBack => "rolling back",
            Self::NotActedOn => "not acted on",
            Self::Refused => "refused",
            Self::NotSent => "not sent",
            Self::Unresolved => "unresolved",
        }
    }

    /// Whether the session has ended for certain.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Gone | Self::AlreadyGone)
    }

    /// What is said and observed makes this, after the last look.
    pub(super) fn of(said: Said, observed: Observed) -> Self {
        match (said, observed) {
            (Said::Refused, _) => Self::Refused,
            (Said::Nothing, Observed::Gone)
            | (Said::NotFound, Observed::Gone | Observed::Reused) => Self::AlreadyGone,
            (Said::Nothing, _) => Self::NotSent,
            (_, Observed::Gone | Observed::Reused) => Self::Gone,
            (_, Observed::RollingBack) => Self::RollingBack,
            (Said::NotActedOn, Observed::There) => Self::NotActedOn,
            (_, Observed::There) => Self::StillThere,
            (_, Observed::NotLooked | Observed::Unseen) => Self::Unresolved,
        }
    }
}

impl Said {
    /// The words for exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "not asked",
            Self::Awaited => "no answer yet",
            Self::Accepted => "accepted",
            Self::Submitted => "taken as a job",
            Self::Killed => "killed",
            Self::NotFound => "not found",
            Self::NotActedOn => "passed over",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

impl Observed {
    /// The words for exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotLooked => "not looked",
            Self::Gone => "gone",
            Self::Reused => "gone, its handle is used by another",
            Self::There => "still there",
            Self::RollingBack => "rolling back",
            Self::Unseen => "not seen, but the list was not whole",
        }
    }
}

impl Omission {
    /// The word for exports.
    pub fn word(&self) -> &str {
        match self {
            Self::Changed => "changed",
            Self::Unseen => "unseen",
            Self::Barred(bar) => bar,
            Self::Stopped => "stopped",
            Self::Interrupted => "interrupted",
        }
    }
}

/// One session of a run, as a view draws it.
#[derive(Clone, Copy, Debug)]
pub struct Item<'r> {
    /// Its place in the run.
    pub place: usize,
    /// Who it is, and whose.
    pub planned: &'r plan::Item,
    /// Where it is.
    pub state: ItemState,
    /// What the API said of it.
    pub said: Said,
    /// What was observed last.
    pub observed: Observed,
    /// What became of it, once it has ended.
    pub outcome: Option<Outcome>,
    /// Why it was not sent.
    pub omitted: Option<&'r Omission>,
    /// The last attempt it was part of: its id, and what the API reported for all of its batch.
    pub attempt: Option<&'r Attempt>,
}

/// How many sessions ended how. Together they are all of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub(super) counts: [usize; Outcome::ALL.len()],
    /// Without an outcome yet.
    pub open: usize,
}

impl Tally {
    /// How many ended so.
    pub fn of(&self, outcome: Outcome) -> usize {
        self.counts.get(outcome as usize).copied().unwrap_or(0)
    }

    /// All of them.
    pub fn sum(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.open
    }

    pub(super) fn add(&mut self, outcome: Option<Outcome>) {
        match outcome.and_then(|outcome| self.counts.get_mut(outcome as usize)) {
            Some(count) => *count += 1,
            None => self.open += 1,
        }
    }
}
