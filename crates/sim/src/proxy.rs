//! The proxy: its duplicate guard, and what it and the cloud answer.

use quell_core::answer::{Answer, Reply, Silence};
use quell_core::attempt::AttemptId;
use quell_core::services::Service;

use crate::cloud::SLOTS;

/// How long the guard remembers an attempt, in ms.
const MEMORY_MS: u64 = 60_000;

/// The attempts that were seen, and when.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard(Vec<(AttemptId, u64)>);

impl Guard {
    /// Whether an attempt was seen lately; it is now.
    pub(crate) fn has_seen(&mut self, attempt: AttemptId, now: u64) -> bool {
        let mut seen = self.0.iter();
        if seen.any(|(known, at)| *known == attempt && now - at < MEMORY_MS) {
            return true;
        }
        self.0.push((attempt, now));
        false
    }
}

fn json(status: u16, body: String) -> Reply {
    Reply::Answered(Answer {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body,
    })
}

/// The documented success for handles, given as sets of bits: those asked about, and those there.
pub(crate) fn success(service: Service, is_all: bool, asked: u8, there: u8) -> Reply {
    match service {
        _ if is_all => json(200, r#"{"job_id":"job-1"}"#.to_owned()),
        Service::Dds => json(200, "{}".to_owned()),
        Service::Dcs => Reply::Answered(Answer {
            status: 204,
            ..Answer::default()
        }),
        Service::TaurusDb => {
            let mut body = String::from(r#"{"processes_killed":["#);
            push_ids(&mut body, asked & there);
            body.push_str(r#"],"processes_not_found":["#);
            push_ids(&mut body, asked & !there);
            body.push_str("]}");
            json(200, body)
        }
    }
}

fn push_ids(body: &mut String, handles: u8) {
    let mut is_first = true;
    for at in 0..SLOTS {
        if handles & (1 << at) != 0 {
            if !is_first {
                body.push(',');
            }
            is_first = false;
            body.push(char::from(b'1' + u8::try_from(at).unwrap_or(0)));
        }
    }
}

pub(crate) fn refused(status: u16, retry_after: Option<u32>) -> Reply {
    let body = r#"{"error_code":"DBS.200010","error_msg":"no"}"#.to_owned();
    let mut reply = json(status, body);
    if let (Reply::Answered(answer), Some(seconds)) = (&mut reply, retry_after) {
        let header = ("retry-after".to_owned(), seconds.to_string());
        answer.headers.push(header);
    }
    reply
}

pub(crate) fn duplicate() -> Reply {
    let mut reply = json(409, "{}".to_owned());
    if let Reply::Answered(answer) = &mut reply {
        let header = ("x-proxy-stage".to_owned(), "duplicate".to_owned());
        answer.headers.push(header);
    }
    reply
}

pub(crate) fn html(status: u16) -> Reply {
    Reply::Answered(Answer {
        status,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: "<html>".to_owned(),
    })
}

pub(crate) fn silent(silence: Silence) -> Reply {
    Reply::Silent(silence)
}

/// How the job of a kill-all is.
pub(crate) fn job(status: &str) -> Reply {
    json(200, format!(r#"{{"status":"{status}"}}"#))
}
