//! Why a reading stopped: what was asked, what came back, and what a person can do.

use crate::answer::{Doubt, Refuser, Silence};
use crate::decode::{CloudError, Meaning};
use crate::list::Step;
use crate::request::Request;

/// A reading that stopped. What was read before is kept, and it can go on from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was being done.
    pub step: Step,
    /// The call that failed, with its place in the list.
    pub request: Request,
    /// Why it stopped.
    pub reason: Reason,
    /// The status code of the last answer, if there was one.
    pub status: Option<u16>,
    /// The error in it.
    pub error: Option<CloudError>,
    /// What the error's code means.
    pub meaning: Option<Meaning>,
    /// More: what the JSON parser or a failed job says.
    pub detail: String,
    /// The seconds that the server asks to wait, when they are more than is waited here.
    pub retry_after: Option<u32>,
    /// How often the call was sent.
    pub tries: u8,
}

/// Why a reading stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The token is missing, over or of another place. With a new one it goes on.
    NeedsToken,
    /// A definite no.
    Refused(Refuser),
    /// No answer, or none that can be believed.
    NoAnswer(Doubt),
    /// DCS: another job ran on the instance for longer than is waited.
    Busy,
    /// DCS: the scan failed.
    ScanFailed,
    /// DCS: the scan did not end in the time that is waited.
    ScanSlow,
}

/// What a person can do; the view has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Sign in, or paste a new token; then go on.
    SignIn,
    /// Ask for the permission to list.
    AskForPermission,
    /// Check project, instance and node.
    CheckTarget,
    /// Check the proxy: what came back is not the cloud's.
    CheckRoute,
    /// The cloud does not offer the list here: paste ids instead.
    PasteInstead,
    /// Wait a while, then go on.
    Wait,
    /// Try again.
    TryAgain,
}

impl Failure {
    /// What a person can do.
    pub fn remedy(&self) -> Remedy {
        use Meaning as M;
        match (self.reason, self.meaning) {
            (Reason::NeedsToken, _) => Remedy::SignIn,
            (
                Reason::Refused(Refuser::Proxy)
                | Reason::NoAnswer(
                    Doubt::NotJson
                    | Doubt::WrongShape
                    | Doubt::Redirect
                    | Doubt::SeenBefore
                    | Doubt::Silent(Silence::Redirected | Silence::Envelope),
                ),
                None,
            ) => Remedy::CheckRoute,
            (Reason::Busy | Reason::ScanSlow, _)
            | (_, Some(M::Throttled | M::Busy | M::KeyLocked)) => Remedy::Wait,
            (_, Some(M::PermissionMissing)) => Remedy::AskForPermission,
            (_, Some(M::CallNotOffered | M::NotSupported)) => Remedy::PasteInstead,
            (_, Some(M::InstanceUnknown | M::NodeUnknown | M::ParameterWrong | M::Frozen)) => {
                Remedy::CheckTarget
            }
            _ => Remedy::TryAgain,
        }
    }
}
