//! An answer that a person carried here: what `curl --include` printed, or a body alone with its status.
//!
//! It is read as strictly as one from the wire, and by the same judges afterwards. A text that is not
//! plainly one whole answer is none: its fault says in which line and what to do, and the text stays.

use crate::answer::{Answer, BODY_LIMIT};

/// Why a text is no answer. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandFault {
    /// There is nothing.
    Empty,
    /// It is longer than any answer of these services.
    TooLong,
    /// It begins neither with an answer's first line nor with JSON.
    NoAnswer {
        /// The line that begins it.
        line: usize,
    },
    /// curl itself says that no answer came.
    NoReply {
        /// Where it says so.
        line: usize,
    },
    /// It is a body alone, and nobody said with which status it came.
    NoStatus,
    /// A status was given for a text that has one of its own, and it is another.
    OtherStatus {
        /// The one of the text.
        own: u16,
    },
    /// A line among the headers is none.
    NoHeader {
        /// Which.
        line: usize,
    },
    /// There is a second answer behind the first one.
    Second {
        /// Where it begins.
        line: usize,
    },
    /// What is said to be JSON ends early, or goes on with something else.
    BrokenJson {
        /// Where it breaks.
        line: usize,
        /// At which character of the line.
        column: usize,
    },
    /// An answer that has no body has something behind its headers.
    Surplus {
        /// Where it begins.
        line: usize,
    },
}

/// Reads what was pasted. `status` is what a person chose for a body alone.
///
/// # Errors
/// Says why the text is no answer, and where.
pub fn read(text: &str, status: Option<u16>) -> Result<Answer, HandFault> {
    if text.len() > BODY_LIMIT {
        return Err(HandFault::TooLong);
    }
    let mut lines = Lines::of(text);
    // A terminal's own lines before the answer: the command, and what curl says besides.
    let first = loop {
        let before = lines.clone();
        match lines.next() {
            Some((line, said)) if said.trim_start().starts_with("curl: (") => {
                return Err(HandFault::NoReply { line });
            }
            Some((_, said)) if status_of(said).is_some() => break before,
            Some(_) => {}
            None => return body_alone(text, status),
        }
    };
    let answer = whole(first)?;
    match status {
        Some(chosen) if chosen != answer.status => {
            Err(HandFault::OtherStatus { own: answer.status })
        }
        _ => Ok(answer),
    }
}

/// An answer from its first line to its end.
fn whole(mut lines: Lines<'_>) -> Result<Answer, HandFault> {
    let mut answer = Answer::default();
    loop {
        let Some((line, said)) = lines.next() else {
            return Ok(answer);
        };
        answer.status = status_of(said).ok_or(HandFault::NoAnswer { line })?;
        answer.headers.clear();
        for (line, said) in lines.by_ref() {
            if said.is_empty() {
                break;
            }
            let (name, value) = said.split_once(':').ok_or(HandFault::NoHeader { line })?;
            if name.is_empty() || !name.bytes().all(is_name_byte) {
                return Err(HandFault::NoHeader { line });
            }
            let value = value.trim().to_owned();
            answer.headers.push((name.to_owned(), value));
        }
        // "100 Continue", and a tunnel's "200 Connection established", come before the answer.
        let begins = lines.clone().next().and_then(|(_, said)| status_of(said));
        let is_tunnel = answer.status == 200 && answer.headers.is_empty();
        if begins.is_none() || !(answer.status < 200 || is_tunnel) {
            break;
        }
    }
    let (line, rest) = (lines.line, lines.rest);
    for (line, said) in lines {
        if status_of(said).is_some() {
            return Err(HandFault::Second { line });
        }
        if said.starts_with("curl: (") {
            return Err(HandFault::NoReply { line });
        }
    }
    let body = rest.trim_end();
    if !body.is_empty() {
        check(&answer, body, line)?;
    }
    body.clone_into(&mut answer.body);
    Ok(answer)
}

fn body_alone(text: &str, status: Option<u16>) -> Result<Answer, HandFault> {
    let body = text.trim();
    let line = 1 + text
        .split(body)
        .next()
        .unwrap_or_default()
        .matches('\n')
        .count();
    match (body.is_empty(), status) {
        // Nothing at all is what a 204 has.
        (true, Some(204)) => {}
        (true, _) => return Err(HandFault::Empty),
        (false, _) if !body.starts_with(['{', '[']) => return Err(HandFault::NoAnswer { line }),
        (false, _) => {}
    }
    let status = status.ok_or(HandFault::NoStatus)?;
    let mut answer = Answer {
        status,
        headers: Vec::new(),
        body: body.to_owned(),
    };
    if !body.is_empty() {
        let kind = ("content-type".to_owned(), "application/json".to_owned());
        answer.headers.push(kind);
        check(&answer, body, line)?;
    }
    Ok(answer)
}

/// A body is whole: a copied one may lack its end, or have a prompt behind it.
fn check(answer: &Answer, body: &str, line: usize) -> Result<(), HandFault> {
    if answer.status == 204 {
        return Err(HandFault::Surplus { line });
    }
    if !answer.is_json() {
        return Ok(());
    }
    let read: Result<serde::de::IgnoredAny, _> = serde_json::from_str(body);
    read.map(|_| ()).map_err(|fault| HandFault::BrokenJson {
        line: line + fault.line().max(1) - 1,
        column: fault.column(),
    })
}

/// The status of an answer's first line, such as `HTTP/2 200` or `HTTP/1.1 204 No Content`.
fn status_of(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let is_version = !version.is_empty()
        && version
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let code = rest.split(' ').next()?;
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let status = code.parse().ok().filter(|_| is_version && is_code);
    status.filter(|status| (100..=599).contains(status))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Lines with their numbers, and what is left behind them.
#[derive(Clone)]
struct Lines<'t> {
    /// The number of the next line.
    line: usize,
    rest: &'t str,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            line: 1,
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (said, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        let number = self.line;
        (self.line, self.rest) = (number + 1, rest);
        Some((number, said.strip_suffix('\r').unwrap_or(said)))
    }
}

#[cfg(test)]
#[path = "hand_tests.rs"]
mod tests;
