//! The journal of a run: one entry for each thing that happened, appended and never changed.
//!
//! An entry is durable before the next step. It has no token, key, password or signature. As
//! JSON it is one object: `{"v":1,"run":"…","seq":3,"at_ms":…,"fact":{"sent":{"attempt":"…"}}}`.
//! Ids of sessions are texts, so that 64 bits stay exact in every reader.

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::event::{PauseReason, RunId};
use super::item::{Observed, Omission, Outcome};
use super::words;
use crate::answer::Doubt;
use crate::attempt::AttemptId;
use crate::id::JobId;
use crate::list::Extent;
use crate::plan::Order;

/// The schema of the entries that are written. A reader refuses those of a later one.
pub const VERSION: u8 = 1;

/// One thing that happened to a run.
///
/// Store it under (`run`, `seq`) and refuse a second one there: two writers are then found out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The schema it is written in.
    pub v: u8,
    /// Whose it is.
    #[serde(with = "words::run")]
    pub run: RunId,
    /// Its number in the run, from 0, without a gap.
    pub seq: u32,
    /// When it was written: milliseconds since 1970.
    pub at_ms: u64,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A person agreed to end these sessions.
    Confirmed {
        /// What was agreed to.
        #[serde(with = "words::order")]
        order: Rc<Order>,
        /// The reason or ticket.
        reason: String,
    },
    /// A person agreed to try these again, by their places in the order.
    Retried {
        /// Which.
        items: Vec<u32>,
        /// How many each batch has.
        batches: Vec<u32>,
        /// The reason or ticket.
        reason: String,
    },
    /// An attempt is about to be sent. If nothing follows, it was not.
    Intent {
        /// Its id.
        #[serde(with = "words::attempt")]
        attempt: AttemptId,
        /// Which sessions, by their places in the order.
        items: Vec<u32>,
    },
    /// From here on the attempt may have been sent.
    Sent {
        /// Its id.
        #[serde(with = "words::attempt")]
        attempt: AttemptId,
    },
    /// The attempt was held back at the last moment: it was not sent.
    Withheld {
        /// Its id.
        #[serde(with = "words::attempt")]
        attempt: AttemptId,
    },
    /// What came back for an attempt.
    Answered {
        /// Its id.
        #[serde(with = "words::attempt")]
        attempt: AttemptId,
        /// What it says.
        report: Report,
    },
    /// The job of a kill-all has ended, or nobody knows it.
    Job {
        /// `done`, `unknown`, or what the service said of its failure.
        said: String,
    },
    /// The sessions were listed again.
    Looked {
        /// How far.
        #[serde(with = "words::extent")]
        extent: Extent,
        /// How many lived.
        living: u32,
        /// How many new sessions there are of the clients whose sessions ended.
        reconnected: Option<u32>,
    },
    /// Outcomes stand.
    Settled {
        /// Whose, and what.
        items: Vec<Settled>,
    },
    /// The run paused.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// A person went on.
    Resumed,
    /// A person wants no further send.
    Stopped,
    /// The run has ended.
    Closed,
}

/// The outcome of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Its place in the order.
    pub item: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// What was observed last.
    pub observed: Observed,
    /// Why it was not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub omitted: Option<Omission>,
}

/// What came back for an attempt, without anything secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// The cloud accepted the request; it named no session.
    Accepted,
    /// The cloud took it as a job.
    Submitted {
        /// The job.
        #[serde(with = "words::job")]
        job: JobId,
    },
    /// The cloud spoke of each thread, here by their places in the order.
    Partition {
        /// Ended.
        killed: Vec<u32>,
        /// Not there any more.
        not_found: Vec<u32>,
        /// Passed over.
        not_acted_on: Vec<u32>,
    },
    /// A definite no.
    Refused {
        /// Whether the proxy refused, before anything reached the cloud.
        by_proxy: bool,
        /// The status code.
        status: u16,
        /// The error's code; empty without one.
        code: String,
        /// The service's own sentence, at most 500 characters.
        message: String,
        /// The id by which support finds the call.
        request_id: Option<String>,
        /// The seconds to wait that the server named.
        retry_after: Option<u32>,
    },
    /// Nobody knows.
    Unknown {
        /// Why.
        #[serde(with = "words::doubt")]
        doubt: Doubt,
        /// The status code, if an answer came.
        status: Option<u16>,
        /// The code of an error that the answer carried all the same; empty without one.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        code: String,
        /// The service's own sentence, at most 500 characters.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        message: String,
        /// The id by which support finds the call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// No answer was ever recorded: the page was closed in between.
    Lost,
}

/// Why a text is no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryFault {
    /// It is written in a later schema than this console knows.
    Later(u8),
    /// It is not an entry: what the parser says.
    Broken(String),
}

impl fmt::Display for EntryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Later(version) => write!(f, "is of schema {version}, later than {VERSION}"),
            Self::Broken(detail) => write!(f, "is no entry of a journal: {detail}"),
        }
    }
}

impl std::error::Error for EntryFault {}

impl Entry {
    /// The entry as JSON text.
    pub fn to_json(&self) -> String {
        // Every part has a form in JSON: there is no map with other keys than texts, and no float.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// Says why a text is none that this console knows.
    pub fn from_json(text: &str) -> Result<Self, EntryFault> {
        #[derive(Deserialize)]
        struct Schema {
            v: u8,
        }
        let broken = |fault: serde_json::Error| EntryFault::Broken(fault.to_string());
        let schema: Schema = serde_json::from_str(text).map_err(broken)?;
        if schema.v > VERSION {
            return Err(EntryFault::Later(schema.v));
        }
        serde_json::from_str(text).map_err(broken)
    }
}
