//! What a run tells: one honest sentence, and for each session what the API said and what was observed.

use quell_core::decode::CloudError;
use quell_core::plan::{Order, Scope};
use quell_core::run::{Observed, Omission, Outcome, Report, Run, Said, Tally};
use quell_core::services;

use crate::words::{self, many, t};

/// How a result is coloured. Nothing is green unless every session was seen gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// All are gone.
    Gone,
    /// Some are not, or were refused.
    Refused,
    /// Of some nobody knows.
    Unknown,
}

impl Mark {
    /// The mark of a tally. Of a whole instance more ended than was looked at.
    pub(super) fn of(tally: &Tally, order: &Order) -> Self {
        let gone = tally.of(Outcome::Gone) + tally.of(Outcome::AlreadyGone);
        if gone == tally.sum() && order.scope == Scope::Instance {
            Self::Unknown
        } else if gone == tally.sum() {
            Self::Gone
        } else if tally.of(Outcome::Unresolved) + tally.open > 0 {
            Self::Unknown
        } else {
            Self::Refused
        }
    }

    /// Its class.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// What a run tells as a whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// How many ended how.
    pub tally: Tally,
    /// Of how many the outcome stands.
    pub known: usize,
    /// How many clients came back.
    pub reconnected: Option<u32>,
}

impl Told {
    /// What a run tells now.
    pub(super) fn of(run: &Run) -> Self {
        let tally = run.tally();
        Self {
            known: tally.sum() - tally.open,
            tally,
            reconnected: run.reconnected(),
        }
    }
}

/// The key of an outcome in the catalogue.
pub(super) fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Gone => "gone",
        Outcome::AlreadyGone => "already_gone",
        Outcome::StillThere => "still_there",
        Outcome::RollingBack => "rolling_back",
        Outcome::NotActedOn => "not_acted_on",
        Outcome::Refused => "refused",
        Outcome::NotSent => "not_sent",
        Outcome::Unresolved => "unresolved",
    }
}

/// "34 gone, 2 still there, 1 was already gone.": the parts that are not empty. Of a whole instance it says on
/// which node that was seen.
pub fn headline(tally: &Tally, order: &Order) -> String {
    let mut parts = Vec::new();
    for outcome in Outcome::ALL {
        let count = tally.of(outcome);
        if count > 0 {
            parts.push(many(&format!("run.tally.{}", outcome_key(outcome)), count));
        }
    }
    if tally.open > 0 {
        parts.push(many("run.tally.open", tally.open));
    }
    let parts = parts.join(&t!("list_separator"));
    let text = match order.scope {
        Scope::Instance => t!(
            "run.headline_instance",
            node = order.node_name,
            parts = parts
        ),
        Scope::Node | Scope::Sessions => t!("run.headline", parts = parts),
    };
    text.into_owned()
}

/// What the API said of a session.
pub(super) fn said(said: Said) -> String {
    let key = match said {
        Said::Nothing => "nothing",
        Said::Awaited => "awaited",
        Said::Accepted => "no_detail",
        Said::Submitted => "submitted",
        Said::Killed => "killed",
        Said::NotFound => "not_found",
        Said::NotActedOn => "not_acted_on",
        Said::Refused => "refused",
        Said::Unknown => "unknown",
    };
    t!(format!("said.{key}")).into_owned()
}

/// What was observed of a session.
pub(super) fn observed(observed: Observed) -> String {
    let key = match observed {
        Observed::NotLooked => "not_looked",
        Observed::Gone => "gone",
        Observed::Reused => "reused",
        Observed::There => "there",
        Observed::RollingBack => "rolling_back",
        Observed::Unseen => "unseen",
    };
    t!(format!("observed.{key}")).into_owned()
}

/// Why a session was not sent.
pub(super) fn omitted(omission: &Omission) -> String {
    match omission {
        Omission::Changed => t!("plan.left.changed").into_owned(),
        Omission::Unseen => t!("plan.left.unseen").into_owned(),
        Omission::Barred(word) => {
            t!(format!("sessions.why.{}", word.replace('-', "_"))).into_owned()
        }
        Omission::Stopped => t!("run.omitted.stopped").into_owned(),
        Omission::Interrupted => t!("run.omitted.interrupted").into_owned(),
    }
}

/// How many at once, and how fast.
pub fn pace(order: &Order) -> String {
    let most = order.batches.iter().max().copied().unwrap_or(0);
    let seconds = f64::from(order.pace_ms) / 1_000.0;
    t!("run.paced", most = most, seconds = seconds).into_owned()
}

/// What came back for an attempt, in a line.
pub fn report(report: &Report) -> String {
    match report {
        Report::Accepted => t!("report.accepted").into_owned(),
        Report::Submitted { job } => t!("report.submitted", job = job).into_owned(),
        Report::Partition {
            killed,
            not_found,
            not_acted_on,
        } => t!(
            "report.partition",
            killed = killed.len(),
            not_found = not_found.len(),
            not_acted_on = not_acted_on.len()
        )
        .into_owned(),
        Report::Refused {
            by_proxy, status, ..
        } => {
            let said = if *by_proxy {
                t!("report.refused_proxy", status = status)
            } else {
                t!("report.refused", status = status)
            };
            said.into_owned()
        }
        Report::Unknown { doubt, status, .. } => {
            let why = words::kill_doubt(*doubt);
            match status {
                Some(status) => {
                    t!("report.unknown_status", status = status, why = why).into_owned()
                }
                None => t!("report.unknown", why = why).into_owned(),
            }
        }
        Report::Lost => t!("report.lost").into_owned(),
    }
}

/// What the code of a refusal means and what to do, if an operator is likely to meet it.
pub(super) fn meaning(report: &Report, order: &Order) -> Option<String> {
    let (Report::Refused {
        by_proxy: false,
        status,
        code,
        message,
        ..
    }
    | Report::Unknown {
        status: Some(status),
        code,
        message,
        ..
    }) = report
    else {
        return None;
    };
    // By its status alone an answer that is no error of the cloud means nothing.
    if code.is_empty() && matches!(report, Report::Unknown { .. }) {
        return None;
    }
    let operation = services::find(&order.operation)?;
    let error = CloudError {
        code: code.clone(),
        message: message.clone(),
        ..CloudError::default()
    };
    let meaning = error.meaning(operation.service, *status)?;
    Some(words::meaning(meaning, operation.permission.of(&order.cloud)).into_owned())
}

/// The class of an outcome.
pub(super) fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Gone | Outcome::AlreadyGone => "gone",
        Outcome::RollingBack | Outcome::Unresolved => "unknown",
        Outcome::StillThere | Outcome::NotActedOn | Outcome::Refused => "refused",
        Outcome::NotSent => "plain",
    }
}
