//! The self-test of a route: what is sent to its own address, and what each reply proves.
//!
//! The address belongs to the proxy and never leads to a cloud. A probe goes the way of a kill, with the same headers and the
//! same guard, and what came of it on the inner side is the answer. No probe carries a secret: where a token would be, there
//! are as many zeros.

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Reply};
use crate::request::{Api, Method, Path, Request};

/// The size of the header that must arrive: the tokens of the clouds grow to some 10 KiB.
pub const HEADER_SIZE: usize = 12 * 1024;

/// A path that means the self-test itself only to a proxy that decodes and tidies up; a browser leaves it as it is.
const HOSTILE: &str = "/%2e%2e%2fself-test";

/// The headers that the page reads of answers, beside the content type.
const READ: [&str; 3] = ["X-Subject-Token", "Retry-After", "Date"];

/// What a test looks at, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The route answers at all.
    Reachable,
    /// The page can read what a sign-in, a throttled call and a signature need.
    Readable,
    /// The body of a DELETE arrives: that of TaurusDB's kill.
    Body,
    /// An attempt that was seen before does not pass again.
    Guard,
    /// A token of 12 KiB arrives.
    Header,
    /// A path that hides another one is refused.
    Path,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Reachable,
        Self::Readable,
        Self::Body,
        Self::Guard,
        Self::Header,
        Self::Path,
    ];

    /// The word in catalogues and class names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Readable => "readable",
            Self::Body => "body",
            Self::Guard => "guard",
            Self::Header => "header",
            Self::Path => "path",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is so.
    Passed,
    /// It is not so.
    Failed(Wrong),
    /// Nobody knows.
    NotKnown(Why),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing answered.
    NoAnswer,
    /// The proxy, or what stands in front of it, failed with this status.
    ServerFailed(u16),
    /// The page could not read these headers.
    Hidden(Vec<&'static str>),
    /// A DELETE was refused with this status, though a GET was not.
    DeleteRefused(u16),
    /// A DELETE arrived with so many bytes of its body.
    BodyLost(u64),
    /// An attempt that was seen before passed again.
    Unguarded,
    /// A large header was refused with this status.
    HeaderRefused(u16),
    /// The large header arrived empty or cut.
    HeaderLost,
    /// The path was tidied up, and answered as another one.
    Tidied,
}

impl Wrong {
    /// The word in catalogues.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::ServerFailed(_) => "server_failed",
            Self::Hidden(_) => "hidden",
            Self::DeleteRefused(_) => "delete_refused",
            Self::BodyLost(_) => "body_lost",
            Self::Unguarded => "unguarded",
            Self::HeaderRefused(_) => "header_refused",
            Self::HeaderLost => "header_lost",
            Self::Tidied => "tidied",
        }
    }
}

/// Why something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The route has no self-test, or something else answers at its address.
    NoSelfTest,
    /// It was not asked, because the route could not be reached.
    NotReached,
    /// The probe before it did not pass, and this one builds on it.
    Unproved,
    /// No answer came to this probe.
    Silent,
    /// An answer with a status that proves nothing here.
    Unexpected(u16),
}

impl Why {
    /// The word in catalogues.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoSelfTest => "no_self_test",
            Self::NotReached => "not_reached",
            Self::Unproved => "unproved",
            Self::Silent => "silent",
            Self::Unexpected(_) => "unexpected",
        }
    }
}

/// One thing to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What follows the address of the self-test.
    pub suffix: &'static str,
    /// What is sent there.
    pub request: Request,
    /// What stands in the token's place; no secret.
    pub padding: Option<String>,
    /// Which of the test's attempts it is, counted from 0; two probes with one number carry the same id.
    pub attempt: Option<usize>,
}

/// How many attempts a test has.
pub const ATTEMPTS: usize = 3;

/// The probes in the order in which they are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Look,
    Delete,
    Again,
    Large,
    Hostile,
}

const STEPS: [Step; 5] = [
    Step::Look,
    Step::Delete,
    Step::Again,
    Step::Large,
    Step::Hostile,
];

/// The body of a probe that is a DELETE.
#[derive(Serialize)]
struct Body {
    quell: &'static str,
}

const BODY: Body = Body { quell: "self-test" };

/// What the inner side of the proxy says of a probe.
#[derive(Deserialize)]
struct Arrived {
    method: String,
    body: u64,
    header: u64,
}

/// A test on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfTest {
    found: Vec<(Check, Finding)>,
    steps: &'static [Step],
}

impl Default for SelfTest {
    /// All checks.
    fn default() -> Self {
        Self {
            found: Vec::new(),
            steps: &STEPS,
        }
    }
}

impl SelfTest {
    /// Only as much as shows whether there is a duplicate guard: three small probes.
    pub fn of_guard() -> Self {
        Self {
            steps: &STEPS[..3],
            ..Self::default()
        }
    }

    /// A test of a route that has no address for one: nothing is sent.
    pub fn without_address() -> Self {
        let mut test = Self::default();
        test.leave(Why::NoSelfTest);
        test
    }

    /// What is to be sent next; nothing when the test is over.
    pub fn next(&self) -> Option<Probe> {
        let step = *self.steps.first()?;
        let get = Request::read(Api::Iam, Method::Get, Path::new("self-test"));
        let delete =
            || Request::read(Api::Iam, Method::Delete, Path::new("self-test")).with_body(&BODY);
        let (request, attempt) = match step {
            Step::Look => (get, None),
            Step::Delete | Step::Again => (delete(), Some(0)),
            Step::Large => (delete(), Some(1)),
            Step::Hostile => (delete(), Some(2)),
        };
        Some(Probe {
            suffix: if step == Step::Hostile { HOSTILE } else { "" },
            request,
            padding: (step == Step::Large).then(|| "0".repeat(HEADER_SIZE)),
            attempt,
        })
    }

    /// Takes the reply to what was sent last.
    pub fn handle(&mut self, reply: &Reply) {
        let Some((step, left)) = self.steps.split_first() else {
            return;
        };
        self.steps = left;
        match step {
            Step::Look => self.look(reply),
            Step::Delete => self.note(Check::Body, body(reply)),
            Step::Again => {
                let finding = self.again(reply);
                self.note(Check::Guard, finding);
            }
            Step::Large => self.note(Check::Header, header(reply)),
            Step::Hostile => self.note(Check::Path, path(reply)),
        }
    }

    /// Whether there is nothing left to send.
    pub fn is_over(&self) -> bool {
        self.steps.is_empty()
    }

    /// What a check found, once it has.
    pub fn finding(&self, check: Check) -> Option<&Finding> {
        let mut found = self.found.iter();
        found
            .find(|(known, _)| *known == check)
            .map(|(_, finding)| finding)
    }

    fn note(&mut self, check: Check, finding: Finding) {
        self.found.push((check, finding));
    }

    /// Nothing more is sent, and what was not found stays unknown.
    fn leave(&mut self, why: Why) {
        self.steps = &[];
        for check in Check::ALL {
            if self.finding(check).is_none() {
                self.note(check, Finding::NotKnown(why));
            }
        }
    }

    /// Only what answers in the shape of a self-test is sent anything more.
    fn look(&mut self, reply: &Reply) {
        let answer = match reply {
            Reply::Silent(_) => return self.unreached(Wrong::NoAnswer),
            Reply::Answered(answer) => answer,
        };
        if answer.status >= 500 {
            return self.unreached(Wrong::ServerFailed(answer.status));
        }
        if arrived(answer).is_none_or(|arrived| arrived.method != "GET") {
            return self.leave(Why::NoSelfTest);
        }
        self.note(Check::Reachable, Finding::Passed);
        let hidden: Vec<_> = READ
            .into_iter()
            .filter(|name| answer.header(name).is_none())
            .collect();
        let finding = if hidden.is_empty() {
            Finding::Passed
        } else {
            Finding::Failed(Wrong::Hidden(hidden))
        };
        self.note(Check::Readable, finding);
    }

    fn unreached(&mut self, wrong: Wrong) {
        self.note(Check::Reachable, Finding::Failed(wrong));
        self.leave(Why::NotReached);
    }

    /// The same attempt once more: only where the first one passed does the second prove anything.
    fn again(&self, reply: &Reply) -> Finding {
        let first = self.finding(Check::Body);
        let has_passed = matches!(
            first,
            Some(Finding::Passed | Finding::Failed(Wrong::BodyLost(_)))
        );
        match reply {
            _ if !has_passed => Finding::NotKnown(Why::Unproved),
            Reply::Silent(_) => Finding::NotKnown(Why::Silent),
            Reply::Answered(answer) if answer.status == 409 => Finding::Passed,
            Reply::Answered(answer) if arrived(answer).is_some() => {
                Finding::Failed(Wrong::Unguarded)
            }
            Reply::Answered(answer) => Finding::NotKnown(Why::Unexpected(answer.status)),
        }
    }
}

/// What arrived, if this is the answer of a self-test.
fn arrived(answer: &Answer) -> Option<Arrived> {
    (answer.status == 200).then(|| answer.json().ok()).flatten()
}

fn body(reply: &Reply) -> Finding {
    let answer = match reply {
        Reply::Silent(_) => return Finding::NotKnown(Why::Silent),
        Reply::Answered(answer) => answer,
    };
    let sent = serde_json::to_string(&BODY).map_or(0, |text| text.len() as u64);
    match (answer.status, arrived(answer)) {
        (_, Some(arrived)) if arrived.method == "DELETE" && arrived.body == sent => Finding::Passed,
        (_, Some(arrived)) => Finding::Failed(Wrong::BodyLost(arrived.body)),
        // An attempt that nobody has seen cannot be a duplicate.
        (408 | 409 | 499, None) => Finding::NotKnown(Why::Unexpected(answer.status)),
        (400..=498, None) => Finding::Failed(Wrong::DeleteRefused(answer.status)),
        (status, None) => Finding::NotKnown(Why::Unexpected(status)),
    }
}

fn header(reply: &Reply) -> Finding {
    let answer = match reply {
        Reply::Silent(_) => return Finding::NotKnown(Why::Silent),
        Reply::Answered(answer) => answer,
    };
    match (answer.status, arrived(answer)) {
        (_, Some(arrived)) if arrived.header == HEADER_SIZE as u64 => Finding::Passed,
        (_, Some(_)) => Finding::Failed(Wrong::HeaderLost),
        (400 | 413 | 431 | 494, None) => Finding::Failed(Wrong::HeaderRefused(answer.status)),
        (status, None) => Finding::NotKnown(Why::Unexpected(status)),
    }
}

fn path(reply: &Reply) -> Finding {
    match reply {
        Reply::Silent(_) => Finding::NotKnown(Why::Silent),
        Reply::Answered(answer) => match answer.status {
            200..=299 => Finding::Failed(Wrong::Tidied),
            408 | 409 | 499 => Finding::NotKnown(Why::Unexpected(answer.status)),
            400..=498 => Finding::Passed,
            status => Finding::NotKnown(Why::Unexpected(status)),
        },
    }
}

#[cfg(test)]
#[path = "self_test_tests.rs"]
mod tests;
