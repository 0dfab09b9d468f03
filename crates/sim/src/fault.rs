//! What can go wrong, what protects, and what a world is made of.

use quell_core::services::Service;

/// What becomes of a send, or of the look at a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It never arrives; the browser says so.
    Lost,
    /// It arrives and is carried out; the answer is lost at once.
    ReplyLost,
    /// It arrives and is carried out; nothing comes back until the page gives up.
    Silence,
    /// It arrives long after the page gave up.
    Late,
    /// The connection dies and the browser sends it again on its own.
    Repeated,
    /// A copy of it arrives much later.
    Copied,
    /// Too many requests: refused.
    Throttled,
    /// The token is not accepted.
    Unauthorised,
    /// A definite no.
    Refused,
    /// The server fails after it was carried out.
    FailedAfter,
    /// The server fails before it was carried out.
    FailedBefore,
    /// A page of HTML with status 200.
    Html,
    /// The cloud says yes and does nothing.
    Ignored,
    /// The sessions end only after a while.
    Slow,
}

impl Fate {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Lost,
        Self::ReplyLost,
        Self::Silence,
        Self::Late,
        Self::Repeated,
        Self::Copied,
        Self::Throttled,
        Self::Unauthorised,
        Self::Refused,
        Self::FailedAfter,
        Self::FailedBefore,
        Self::Html,
        Self::Ignored,
        Self::Slow,
    ];
}

/// What can happen at any moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The tab that acts is gone, with all it had in memory; it is opened again.
    Crash,
    /// Another tab of the console is opened.
    SecondTab,
    /// The lock is taken away from the tab.
    LeaseLost,
    /// A session ends by itself.
    End,
    /// A handle without a session is another session's.
    Reuse,
    /// This machine's clock is set.
    ClockSet,
    /// The token is over.
    TokenOver,
    /// The machine is offline.
    Offline,
    /// The console is locked.
    Locked,
    /// A person pauses the run.
    Pause,
    /// A person stops the run.
    Stop,
    /// A person gives up.
    GiveUp,
    /// A person is away for a minute and a half.
    Away,
    /// DCS: nobody may ask about the next scan, and what is read is the one before.
    OldScan,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Crash,
        Self::SecondTab,
        Self::LeaseLost,
        Self::End,
        Self::Reuse,
        Self::ClockSet,
        Self::TokenOver,
        Self::Offline,
        Self::Locked,
        Self::Pause,
        Self::Stop,
        Self::GiveUp,
        Self::Away,
        Self::OldScan,
    ];
}

/// What keeps a kill from being sent twice, or told wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// An entry is durable before it is said to be written.
    WriteAhead,
    /// One tab at a time acts on an instance.
    Lease,
    /// The proxy refuses an attempt it has seen.
    DuplicateGuard,
    /// A person's retry waits until no late copy can arrive.
    Fence,
    /// A send relies on a list that was really read again.
    IdentityCheck,
    /// Outcomes are observed, not believed.
    Verify,
    /// Nothing on the way sends a kill again by itself.
    NoRetry,
    /// A scan that may be an old one is known as such.
    ScanAge,
}

impl Protection {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::WriteAhead,
        Self::Lease,
        Self::DuplicateGuard,
        Self::Fence,
        Self::IdentityCheck,
        Self::Verify,
        Self::NoRetry,
        Self::ScanAge,
    ];
}

/// What kind of kill is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sessions by name.
    Sessions,
    /// Every client of a node (DCS): a job.
    All,
}

/// A world.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The service.
    pub service: Service,
    /// The kind of kill.
    pub kind: Kind,
    /// How many sessions the run has, at most 3.
    pub items: usize,
    /// How many of them go into one request.
    pub batch: usize,
    /// What can become of a send.
    pub fates: &'static [Fate],
    /// What can happen at any moment.
    pub faults: &'static [Fault],
    /// Whether writes and lists can fail.
    pub has_failures: bool,
    /// How often a person tries again.
    pub retries: u8,
    /// The protection that is switched off.
    pub without: Option<Protection>,
}

impl Setup {
    /// A world with all faults and all protections.
    pub fn new(service: Service, items: usize, batch: usize) -> Self {
        Self {
            service,
            kind: Kind::Sessions,
            items,
            batch,
            fates: &Fate::ALL,
            faults: &Fault::ALL,
            has_failures: true,
            retries: 1,
            without: None,
        }
    }

    /// Whether a protection is there.
    pub fn has(&self, protection: Protection) -> bool {
        self.without != Some(protection)
    }
}
