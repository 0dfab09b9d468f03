//! What came back, and what it means: a success is believed only in its exact documented shape.

use serde::de::DeserializeOwned;

use crate::decode::{CloudError, Meaning};
use crate::id::{JobId, ProcessId};
use crate::services::Service;

/// The most bytes of a body that are read; more is no answer of these services.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// What became of a request that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An HTTP answer came back, whatever it says.
    Answered(Answer),
    /// No answer: whether the request arrived is not known.
    Silent(Silence),
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The browser gives no more than "failed": proxy down, refused, blocked, cut.
    Network,
    /// The page gave up after its time limit.
    TimedOut,
    /// The proxy answered with a redirect, which is not followed.
    Redirected,
    /// The connection broke in the middle of the body.
    Truncated,
    /// The body was longer than [`BODY_LIMIT`].
    TooLarge,
    /// What a proxy put around the answer could not be read: nothing in it is believed.
    Envelope,
    /// A person who carries the requests did not say what came back.
    NotTold,
}

/// An HTTP answer, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers that the page may read, in any case.
    pub headers: Vec<(String, String)>,
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub body: String,
}

impl Answer {
    /// The first header of a name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether the content type is JSON.
    pub fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(|value| {
            let kind = value.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json")
        })
    }

    /// The seconds that the server asks to wait.
    pub fn retry_after(&self) -> Option<u32> {
        self.header("retry-after")?.trim().parse().ok()
    }

    /// Reads the body as JSON of an exact shape.
    ///
    /// # Errors
    /// Says which part of "JSON of that shape" it is not.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Doubt> {
        if !self.is_json() {
            return Err(Doubt::NotJson);
        }
        // serde also reads a struct from a JSON array; the services answer in objects.
        if !self.body.trim_start().starts_with('{') {
            return Err(Doubt::WrongShape);
        }
        serde_json::from_str(&self.body).map_err(|_| Doubt::WrongShape)
    }
}

/// What a kill's answer means. Only listing the sessions again shows what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The cloud accepted the request; it named no session.
    Accepted,
    /// The cloud took the work as a job.
    Submitted(JobId),
    /// The cloud said of each thread what became of it.
    Partition(Partition),
    /// A definite no: nothing was done.
    Refused(Refusal),
    /// Nobody knows: the request may have been carried out or not.
    Unknown(Unknown),
}

/// What TaurusDB said of the threads that were asked about; together they are all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partition {
    /// Ended, says the cloud.
    pub killed: Vec<ProcessId>,
    /// Not there any more.
    pub not_found: Vec<ProcessId>,
    /// In neither list: internal threads are passed over in silence.
    pub not_acted_on: Vec<ProcessId>,
}

/// A definite no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Who refused.
    pub by: Refuser,
    /// The status code.
    pub status: u16,
    /// The decoded error.
    pub error: CloudError,
    /// The seconds to wait before another try, when the server names them.
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// Whether the cloud may have acted all the same: on an earlier copy of the request, into which this one ran,
    /// or on a part of the list.
    pub fn may_be_own(&self, service: Service) -> bool {
        let meaning = self.error.meaning(service, self.status);
        self.by == Refuser::Cloud && meaning.is_some_and(Meaning::may_be_own)
    }
}

/// Who said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuser {
    /// The cloud: its gateway or the service.
    Cloud,
    /// The portal's proxy, before anything reached the cloud.
    Proxy,
}

/// An outcome nobody knows, and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Why it is not known.
    pub doubt: Doubt,
    /// The status code, when there was an answer.
    pub status: Option<u16>,
    /// An error that the answer carried all the same.
    pub error: Option<CloudError>,
}

/// Why an outcome is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// No answer came.
    Silent(Silence),
    /// A redirect, which is never followed.
    Redirect,
    /// The server or a proxy failed (5xx), perhaps after acting.
    ServerFailed,
    /// A gateway gave up waiting (408, 499).
    GatewayGaveUp,
    /// The proxy has seen this attempt before: the first arrival may have been carried out.
    SeenBefore,
    /// The cloud refused for a reason that an earlier copy of this request can be, or of a part of its list.
    RefusedPerhapsLater,
    /// Not JSON where JSON is documented: a login page, a proxy's page.
    NotJson,
    /// JSON, but not of the documented shape.
    WrongShape,
    /// The lists do not account for the threads that were asked about.
    DoesNotAddUp,
    /// A status that the service does not document.
    UnexpectedStatus,
}

impl Doubt {
    const WORDS: [(Self, &str); 16] = [
        (Self::Silent(Silence::Network), "network"),
        (Self::Silent(Silence::TimedOut), "timed_out"),
        (Self::Silent(Silence::Redirected), "redirected"),
        (Self::Silent(Silence::Truncated), "truncated"),
        (Self::Silent(Silence::TooLarge), "too_large"),
        (Self::Silent(Silence::Envelope), "envelope"),
        (Self::Silent(Silence::NotTold), "not_told"),
        (Self::Redirect, "redirect"),
        (Self::ServerFailed, "server_failed"),
        (Self::GatewayGaveUp, "gateway_gave_up"),
        (Self::SeenBefore, "seen_before"),
        (Self::RefusedPerhapsLater, "refused_perhaps_later"),
        (Self::NotJson, "not_json"),
        (Self::WrongShape, "wrong_shape"),
        (Self::DoesNotAddUp, "does_not_add_up"),
        (Self::UnexpectedStatus, "unexpected_status"),
    ];

    /// The word of journals and of other programs.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(known, _)| *known == self);
        known.map_or("", |(_, word)| word)
    }

    /// The doubt of a word.
    pub fn parse(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(_, known)| *known == word);
        known.map(|(doubt, _)| *doubt)
    }
}

/// The header with which a proxy marks answers of its own.
pub const PROXY_STAGE: &str = "x-proxy-stage";

/// Judges what came back. `success` reads a 2xx answer of the operation's exact shape.
pub fn judge(reply: &Reply, success: impl Fn(&Answer) -> Result<Outcome, Doubt>) -> Outcome {
    judged(reply, success).unwrap_or_else(|outcome| outcome)
}

/// Judges what came back to any call, one that only looks too.
///
/// # Errors
/// A refusal, or why nobody knows.
pub fn judged<T>(
    reply: &Reply,
    success: impl Fn(&Answer) -> Result<T, Doubt>,
) -> Result<T, Outcome> {
    let answer = match reply {
        Reply::Answered(answer) => answer,
        Reply::Silent(silence) => {
            return Err(Outcome::Unknown(Unknown {
                doubt: Doubt::Silent(*silence),
                status: None,
                error: None,
            }));
        }
    };
    let doubt = match answer.status {
        200..=299 => match success(answer) {
            Ok(read) => return Ok(read),
            Err(doubt) => doubt,
        },
        300..=399 => Doubt::Redirect,
        408 | 499 => Doubt::GatewayGaveUp,
        400..=498 => match refusal(answer) {
            Ok(refusal) => return Err(Outcome::Refused(refusal)),
            Err(doubt) => doubt,
        },
        500..=599 => Doubt::ServerFailed,
        _ => Doubt::UnexpectedStatus,
    };
    Err(Outcome::Unknown(Unknown {
        doubt,
        status: Some(answer.status),
        error: CloudError::read(answer),
    }))
}

/// A 4xx is a definite no only when the cloud or our proxy signs it.
fn refusal(answer: &Answer) -> Result<Refusal, Doubt> {
    let stage = answer.header(PROXY_STAGE);
    if stage == Some("duplicate") || (answer.status == 409 && stage.is_some()) {
        return Err(Doubt::SeenBefore);
    }
    let by = if stage == Some("refused") {
        Refuser::Proxy
    } else {
        Refuser::Cloud
    };
    if !answer.is_json() && by == Refuser::Cloud {
        return Err(Doubt::NotJson);
    }
    let error = match (CloudError::read(answer), by) {
        (Some(error), _) => error,
        (None, Refuser::Proxy) => CloudError::default(),
        (None, Refuser::Cloud) => return Err(Doubt::WrongShape),
    };
    Ok(Refusal {
        by,
        status: answer.status,
        error,
        retry_after: answer.retry_after(),
    })
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
