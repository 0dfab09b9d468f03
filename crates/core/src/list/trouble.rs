//! An answer that is no page: what it is, by the rules of kills, and whether it may pass.

use crate::answer::{Doubt, Outcome, Refuser, Reply, Silence, judge};
use crate::decode::{CloudError, Meaning};
use crate::services::Service;

/// An answer that is not what was asked for, or none.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    pub(super) refuser: Option<Refuser>,
    pub(super) doubt: Option<Doubt>,
    pub(super) status: Option<u16>,
    pub(super) error: Option<CloudError>,
    pub(super) detail: String,
    pub(super) retry_after: Option<u32>,
}

impl Trouble {
    /// Reads an answer that is no 2xx by the rules of kills: a no counts only if it is signed.
    pub(super) fn of(reply: &Reply) -> Self {
        let mut trouble = Self::default();
        if let Reply::Answered(answer) = reply {
            trouble.status = Some(answer.status);
            trouble.retry_after = answer.retry_after();
        }
        match judge(reply, |_| Err(Doubt::UnexpectedStatus)) {
            Outcome::Refused(refusal) => {
                trouble.refuser = Some(refusal.by);
                trouble.error = Some(refusal.error);
            }
            Outcome::Unknown(unknown) => {
                trouble.doubt = Some(unknown.doubt);
                trouble.error = unknown.error;
            }
            Outcome::Accepted | Outcome::Submitted(_) | Outcome::Partition(_) => {}
        }
        trouble
    }

    /// What the cloud's code means; a proxy has no codes, and its 403 is no missing permission.
    pub(super) fn meaning(&self, service: Service) -> Option<Meaning> {
        if self.refuser == Some(Refuser::Proxy) {
            return None;
        }
        self.error
            .as_ref()?
            .meaning(service, self.status.unwrap_or_default())
    }

    /// Whether the same call may succeed in a moment.
    pub(super) fn is_passing(&self) -> bool {
        self.status == Some(429)
            || matches!(
                self.doubt,
                Some(
                    Doubt::ServerFailed
                        | Doubt::GatewayGaveUp
                        | Doubt::Silent(Silence::Network | Silence::TimedOut | Silence::Truncated)
                )
            )
    }
}
