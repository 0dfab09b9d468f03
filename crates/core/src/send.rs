//! One kill on its way: typed, reviewed, sent once, answered. Pure steps, no I/O.

use crate::answer::{Outcome, Reply};
use crate::attempt::AttemptId;
use crate::kill::{Aimed, Confirmed};

/// Where a kill is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// The form is open.
    #[default]
    Drafting,
    /// A checked kill is shown, and the person is asked.
    Reviewing(Aimed),
    /// It was agreed to and is on the wire. Nothing brings it back.
    Sending(Confirmed),
    /// Something, or nothing, came back.
    Answered {
        /// What was sent.
        sent: Confirmed,
        /// What came back.
        reply: Reply,
        /// What it means.
        outcome: Outcome,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The person asked to see the kill.
    AskedForReview(Aimed),
    /// The person went back to the form.
    Withdrew,
    /// The person agreed to exactly this kill.
    Agreed {
        /// What was on the screen.
        kill: Aimed,
        /// The attempt that begins now.
        attempt: AttemptId,
        /// The reason or ticket.
        reason: String,
    },
    /// An answer to an attempt, or the news that there is none.
    GotReply {
        /// Whose it is.
        attempt: AttemptId,
        /// What it is.
        reply: Reply,
    },
    /// The person has read the result.
    Closed,
}

impl Stage {
    /// What comes after an event; `None` where the event means nothing.
    ///
    /// A second agreement means nothing, and neither does an answer to another attempt.
    pub fn step(&self, event: Event) -> Option<Self> {
        match (self, event) {
            (Self::Drafting, Event::AskedForReview(kill)) => Some(Self::Reviewing(kill)),
            (Self::Reviewing(_), Event::Withdrew) | (Self::Answered { .. }, Event::Closed) => {
                Some(Self::Drafting)
            }
            (
                Self::Reviewing(shown),
                Event::Agreed {
                    kill,
                    attempt,
                    reason,
                },
            ) if *shown == kill => Some(Self::Sending(kill.confirm(attempt, reason))),
            (Self::Sending(sent), Event::GotReply { attempt, reply })
                if sent.attempt() == attempt =>
            {
                let outcome = sent.kill().judge(&reply);
                Some(Self::Answered {
                    sent: sent.clone(),
                    reply,
                    outcome,
                })
            }
            _ => None,
        }
    }

    /// What the world must do now: send this, once. It is done when the errand changes.
    pub fn errand(&self) -> Option<&Confirmed> {
        match self {
            Self::Sending(confirmed) => Some(confirmed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{Answer, Silence};
    use crate::id::{CloudId, RegionId};
    use crate::kill::{Aim, Prepared};
    use crate::services::dds::KillSessions;
    use crate::services::testing::{node, project, sessions};

    fn kill(id: &str) -> Aimed {
        aimed(id, "eu-de")
    }

    fn aimed(id: &str, region: &str) -> Aimed {
        let kill = Prepared::new(KillSessions::new(project(), node(), sessions(&[id])).unwrap());
        kill.aim(Aim {
            environment: None,
            cloud: CloudId::parse("otc").unwrap(),
            region: RegionId::parse(region).unwrap(),
            url: format!("/proxy/dds/{region}"),
        })
    }

    fn attempt(n: u8) -> AttemptId {
        AttemptId::new(1, [n; 10])
    }

    fn agreed(id: &str, n: u8) -> Event {
        Event::Agreed {
            kill: kill(id),
            attempt: attempt(n),
            reason: String::new(),
        }
    }

    fn reply(n: u8) -> Event {
        Event::GotReply {
            attempt: attempt(n),
            reply: Reply::Silent(Silence::Network),
        }
    }

    fn sending() -> Stage {
        Stage::Drafting
            .step(Event::AskedForReview(kill("1")))
            .and_then(|stage| stage.step(agreed("1", 7)))
            .unwrap()
    }

    #[test]
    fn nothing_is_sent_before_a_person_agreed() {
        assert_eq!(Stage::Drafting.errand(), None);
        assert_eq!(Stage::Reviewing(kill("1")).errand(), None);
        assert_eq!(Stage::Drafting.step(agreed("1", 7)), None);
    }

    #[test]
    fn a_second_click_starts_no_second_attempt() {
        let stage = sending();
        assert_eq!(stage.errand().unwrap().attempt(), attempt(7));
        assert_eq!(stage.step(agreed("1", 8)), None);
        assert_eq!(stage.step(Event::AskedForReview(kill("2"))), None);
        assert_eq!(stage.step(Event::Withdrew), None);
    }

    #[test]
    fn only_what_was_on_the_screen_can_be_agreed_to() {
        let stage = Stage::Reviewing(kill("1"));
        assert_eq!(stage.step(agreed("2", 7)), None);
        let elsewhere = Stage::Reviewing(aimed("1", "eu-nl"));
        assert_eq!(elsewhere.step(agreed("1", 7)), None);
    }

    #[test]
    fn a_late_answer_to_another_attempt_means_nothing() {
        assert_eq!(sending().step(reply(8)), None);
        assert_eq!(Stage::Drafting.step(reply(7)), None);
    }

    #[test]
    fn an_answer_ends_the_errand_and_is_judged_once() {
        let event = Event::GotReply {
            attempt: attempt(7),
            reply: Reply::Answered(Answer {
                status: 200,
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body: "{}".to_owned(),
            }),
        };
        let stage = sending().step(event).unwrap();
        assert_eq!(stage.errand(), None);
        let Stage::Answered { ref outcome, .. } = stage else {
            panic!();
        };
        assert_eq!(*outcome, Outcome::Accepted);
        assert_eq!(stage.step(reply(7)), None);
        assert_eq!(stage.step(Event::Closed), Some(Stage::Drafting));
    }
}
