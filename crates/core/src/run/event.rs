//! What can happen to a run, and what the world must do.

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::answer::Reply;
use crate::attempt::AttemptId;
use crate::kill::Confirmed;
use crate::list;
use crate::plan::{KillPlan, Look};
use crate::request::Request;

/// The id of a run: a UUID of version 7, made when it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub(super) AttemptId);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How the token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenState {
    /// There is none.
    #[default]
    Absent,
    /// There is one, and it is not known to be over.
    Valid,
    /// It is over.
    Expired,
}

/// What must be true before anything is sent. Nothing is, until the world says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// This tab holds the lock of [`crate::plan::Order::lease`].
    pub lease: bool,
    /// The machine is online, as far as the browser knows.
    pub online: bool,
    /// The token.
    pub token: TokenState,
    /// The console is locked.
    pub locked: bool,
}

/// Why a run has paused. A person goes on; nothing goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// A person asked for it.
    Person,
    /// Another tab acts on this instance, or may: the lock is not held.
    NoLease,
    /// The machine is offline.
    Offline,
    /// The token is absent or over, or was refused.
    NeedsToken,
    /// The console is locked.
    Locked,
    /// The journal cannot be written: nothing is sent without it.
    JournalFailed,
    /// The sessions cannot be listed.
    ListFailed,
    /// Reading the list takes longer than a kill may rely on it.
    ListTooSlow,
    /// DCS: the cloud tells of one scan again and again, and nobody knows how old it is.
    ListTooOld,
    /// The number of living sessions is another than the one that was confirmed. To go on is to
    /// agree to the new one: show it first.
    Drifted {
        /// How many there were.
        held: u32,
        /// How many there are.
        found: u32,
    },
    /// A batch was refused, and others are left: they may be too.
    Refused,
    /// What became of a batch is not all known, and others are left.
    Unclear,
    /// The page was closed in the middle of it, and it was found in the journal.
    Recovered,
}

/// Why nothing is sent at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// At most two kills are sent in a second.
    Pace,
    /// The server asked to wait.
    ServerAsked,
    /// The server had too many requests and did not say how long.
    Throttled,
    /// A late copy of an earlier attempt may still arrive.
    Fence,
    /// The sessions are looked at again after a while.
    Look,
    /// The job is not at its end.
    Job,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A person agreed to the plan. A second time it means nothing, nor if what
    /// [`KillPlan::is_agreed`] asks for is missing.
    Confirmed {
        /// The reason or ticket.
        reason: String,
        /// What the person typed, where the plan asks for it.
        typed: String,
    },
    /// An entry is durable.
    Wrote {
        /// The ticket of the write.
        ticket: u32,
    },
    /// An entry could not be written, or nobody knows whether it was.
    WriteFailed {
        /// The ticket of the write.
        ticket: u32,
    },
    /// What came back for a kill, or the news that nothing did.
    GotReply {
        /// The ticket of the send.
        ticket: u32,
        /// What it is.
        reply: Reply,
    },
    /// The list was read.
    ListCame {
        /// The ticket of the list.
        ticket: u32,
        /// What was found.
        look: Look,
    },
    /// The list could not be read, after its own retries.
    ListFailed {
        /// The ticket of the list.
        ticket: u32,
        /// Why.
        reason: list::Reason,
    },
    /// What came back for a job.
    GotJob {
        /// The ticket of the question.
        ticket: u32,
        /// What it is.
        reply: Reply,
    },
    /// A wait is over.
    Waited {
        /// The ticket of the wait.
        ticket: u32,
    },
    /// What must be true before a send has changed.
    FactsChanged(Facts),
    /// A person paused it.
    Paused,
    /// A person goes on, or checks again what is not known.
    Resumed,
    /// A person wants no further send: what was sent is looked at, the rest stays not sent.
    Stopped,
    /// A person ends it without looking: what is not known stays unresolved.
    GaveUp,
    /// A person wants to try again, after the run has ended: the plan is of a fresh list and has
    /// only sessions of this run that may still live. Sessions it does not know are passed over.
    Retried {
        /// What to try again.
        plan: Rc<KillPlan>,
        /// The reason or ticket.
        reason: String,
        /// What the person typed, where the plan asks for it.
        typed: String,
    },
}

/// What the world must do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Make this entry durable, then say so with [`Event::Wrote`]. Entries come one at a time.
    Write {
        /// The ticket to give back.
        ticket: u32,
        /// The entry.
        entry: Entry,
    },
    /// Send this, exactly once, and say what came back with [`Event::GotReply`].
    Send {
        /// The ticket to give back.
        ticket: u32,
        /// The kill and its attempt id.
        kill: Confirmed,
    },
    /// Read the sessions of [`Run::whose`](super::Run::whose) and say so with [`Event::ListCame`].
    List {
        /// The ticket to give back.
        ticket: u32,
    },
    /// Ask how the job is and say so with [`Event::GotJob`].
    AskJob {
        /// The ticket to give back.
        ticket: u32,
        /// The call.
        request: Request,
    },
    /// Wait, and say so with [`Event::Waited`].
    Wait {
        /// The ticket to give back.
        ticket: u32,
        /// How long, in ms.
        ms: u32,
        /// Why.
        why: Why,
    },
    /// The run has ended, and the journal says so.
    Closed,
}
