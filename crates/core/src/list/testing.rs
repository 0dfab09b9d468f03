//! A cloud that answers from a script, for the tests of readings.

use crate::answer::{Answer, Reply, Silence};
use crate::list::{Command, Event, Extent, Failure, Limits, Listing, Now, Whose};
use crate::request::Request;
use crate::services::Service;
use crate::services::testing::{instance, node, project};

pub(super) const OFFLINE: Reply = Reply::Silent(Silence::Network);

/// A JSON answer.
pub(super) fn json(status: u16, body: impl Into<String>) -> Reply {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Reply::Answered(Answer {
        status,
        headers,
        body: body.into(),
    })
}

/// An error of the cloud.
pub(super) fn error(status: u16, code: &str) -> Reply {
    json(
        status,
        format!(r#"{{"error_code":"{code}","error_msg":"m"}}"#),
    )
}

/// An answer with one more header.
pub(super) fn with_header(reply: Reply, name: &str, value: &str) -> Reply {
    let Reply::Answered(mut answer) = reply else {
        panic!("silence has no headers");
    };
    answer.headers.push((name.to_owned(), value.to_owned()));
    Reply::Answered(answer)
}

/// A page of DDS with the sessions of these numbers.
pub(super) fn sessions(ids: impl IntoIterator<Item = usize>, total: Option<usize>) -> Reply {
    let rows: Vec<String> = ids
        .into_iter()
        .map(|id| format!(r#"{{"id":"{id}","client":"10.0.0.1:{id}"}}"#))
        .collect();
    let total = total.map_or(String::new(), |total| format!(r#""total_count":{total},"#));
    json(
        200,
        format!(r#"{{{total}"sessions":[{}]}}"#, rows.join(",")),
    )
}

/// The value of a number in a request's query.
pub(super) fn asked(request: &Request, key: &str) -> usize {
    let pairs = request
        .query()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(known, _)| *known == key);
    values.next().map_or(0, |(_, value)| value.parse().unwrap())
}

/// An honest page of `all` sessions, for what was asked.
pub(super) fn honest(request: &Request, all: usize) -> Reply {
    let from = asked(request, "offset").min(all);
    let to = (from + asked(request, "limit")).min(all);
    sessions(from..to, Some(all))
}

/// A reading of DDS with pages of so many rows.
pub(super) fn dds(page: usize, rows: usize) -> Listing {
    Listing::new(
        Whose::Dds(project(), node()),
        Limits {
            page,
            rows,
            ..Limits::default()
        },
    )
}

/// A reading of DCS.
pub(super) fn dcs() -> Listing {
    let whose = Whose::Dcs(project(), instance(), node());
    Listing::new(whose, Limits::of(Service::Dcs, "huawei"))
}

/// How a reading ended, and what went out on the way.
pub(super) struct Told {
    /// Method and query or last segment of each request, and each wait.
    pub(super) log: Vec<String>,
    pub(super) end: Result<Extent, Failure>,
}

/// Runs a reading against a cloud from an event on.
pub(super) fn run_from(
    listing: &mut Listing,
    first: Event,
    mut cloud: impl FnMut(&Request) -> Reply,
) -> Told {
    let mut now = Now {
        ms: 1_000_000,
        chance: u32::MAX,
    };
    let mut log = Vec::new();
    let mut event = first;
    loop {
        assert!(log.len() < 1_000, "no end: {log:#?}");
        match listing
            .handle(event, now)
            .expect("an event that means something")
        {
            Command::Send { ticket, request } => {
                let method = request.method();
                let last = request.path().rsplit('/').next().unwrap();
                log.push(format!("{method} {last}?{}", request.query()));
                now.ms += 100;
                event = Event::Got {
                    ticket,
                    reply: cloud(&request),
                };
            }
            Command::Wait { ticket, ms, why } => {
                log.push(format!("wait {ms} {why:?}"));
                now.ms += u64::from(ms);
                event = Event::Waited { ticket };
            }
            Command::Done(extent) => {
                return Told {
                    log,
                    end: Ok(extent),
                };
            }
            Command::Failed(failure) => {
                return Told {
                    log,
                    end: Err(*failure),
                };
            }
        }
    }
}

pub(super) fn run(listing: &mut Listing, cloud: impl FnMut(&Request) -> Reply) -> Told {
    run_from(listing, Event::Started, cloud)
}

/// Gives the answers one after another; the last one again and again.
pub(super) fn script(answers: Vec<Reply>) -> impl FnMut(&Request) -> Reply {
    let mut at = 0;
    move |_| {
        let answer = answers[at.min(answers.len() - 1)].clone();
        at += 1;
        answer
    }
}
