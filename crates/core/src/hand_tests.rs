//! Tests of pasted answers: what is one, what is none, and where it is wrong.

use super::*;
use crate::answer::{Doubt, Outcome, Reply};
use crate::id::ClientAddr;
use crate::kill::Prepared;
use crate::services::dcs::KillClients;
use crate::services::dds::KillSessions;
use crate::services::testing::{instance, node, project, sessions};

const HEAD: &str =
    "HTTP/2 200 \r\ncontent-type: application/json\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\n\r\n";

fn dds(text: &str, status: Option<u16>) -> Outcome {
    let kill = KillSessions::new(project(), node(), sessions(&["1"])).unwrap();
    Prepared::new(kill).judge(&Reply::Answered(read(text, status).unwrap()))
}

fn dcs(text: &str, status: Option<u16>) -> Outcome {
    let address = ClientAddr::parse("10.0.0.1:1").unwrap();
    let kill = KillClients::new(project(), instance(), node(), vec![address]).unwrap();
    Prepared::new(kill).judge(&Reply::Answered(read(text, status).unwrap()))
}

#[test]
fn what_curl_printed_is_judged_as_what_the_wire_brought() {
    let answer = read(&format!("{HEAD}{{\"a\":9223372036854775807}}\n"), None).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("DATE"), Some("Sat, 21 Nov 2026 12:00:00 GMT"));
    assert_eq!(answer.body, r#"{"a":9223372036854775807}"#);
    assert_eq!(dds(&format!("{HEAD}{{}}"), None), Outcome::Accepted);
    let bare = HEAD.replace('\r', "") + "{}\n\n";
    assert_eq!(dds(&bare, None), Outcome::Accepted);
    for nothing in [
        "HTTP/1.1 204 No Content\r\nserver: x\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nserver: x\n",
        "HTTP/2 204",
        "\u{feff}HTTP/2 204 \n\n\n",
    ] {
        assert_eq!(dcs(nothing, None), Outcome::Accepted, "{nothing:?}");
    }
    let refused = dds(
        "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n{\"error_code\":\"DBS.280110\",\"error_msg\":\"no\"}",
        None,
    );
    assert!(matches!(refused, Outcome::Refused(_)));
}

#[test]
fn a_body_alone_needs_the_status_that_a_person_saw() {
    assert_eq!(dds("{}", Some(200)), Outcome::Accepted);
    assert_eq!(dcs("", Some(204)), Outcome::Accepted);
    assert_eq!(read("{}", None), Err(HandFault::NoStatus));
    assert_eq!(read(" \n", None), Err(HandFault::Empty));
    assert_eq!(read("", Some(200)), Err(HandFault::Empty));
    let other = read(&format!("{HEAD}{{}}"), Some(204));
    assert_eq!(other, Err(HandFault::OtherStatus { own: 200 }));
    assert!(read(&format!("{HEAD}{{}}"), Some(200)).is_ok());
}

#[test]
fn what_a_terminal_shows_before_the_answer_is_passed_over() {
    let command = "$ curl -q --request POST \\\n  --include 'https://x/v3'\n  % Total\n";
    assert_eq!(
        dds(&format!("{command}{HEAD}{{}}"), None),
        Outcome::Accepted
    );
    let more = "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
    assert_eq!(dds(&format!("{more}{HEAD}{{}}"), None), Outcome::Accepted);
}

#[test]
fn a_text_that_is_not_one_whole_answer_says_in_which_line() {
    for (text, fault) in [
        ("ok", HandFault::NoAnswer { line: 1 }),
        ("\n\n<html>", HandFault::NoAnswer { line: 3 }),
        ("HTTP/2 99\n\n", HandFault::NoAnswer { line: 1 }),
        ("HTTP/2 2000 \n\n{}", HandFault::NoAnswer { line: 1 }),
        (
            "curl: (28) Operation timed out after 45001 milliseconds",
            HandFault::NoReply { line: 1 },
        ),
        (
            "$ curl -q\ncurl: (6) Could not resolve host: x",
            HandFault::NoReply { line: 2 },
        ),
        (
            "HTTP/2 200\ncontent-type: application/json\n\n{\ncurl: (18) end of response",
            HandFault::NoReply { line: 5 },
        ),
        (
            "HTTP/2 200\nno header\n\n{}",
            HandFault::NoHeader { line: 2 },
        ),
        ("HTTP/2 200\na b: c\n\n{}", HandFault::NoHeader { line: 2 }),
        (
            "HTTP/2 200\ncontent-type: application/json\n{}",
            HandFault::NoHeader { line: 3 },
        ),
        (
            "HTTP/2 204 \n\nuser@host:~$ ",
            HandFault::Surplus { line: 3 },
        ),
        (
            "HTTP/2 200\ncontent-type: application/json\n\n{}\n$ ",
            HandFault::BrokenJson { line: 5, column: 1 },
        ),
        (
            "HTTP/2 200\ncontent-type: application/json\n\n{\"a\":\n[1,",
            HandFault::BrokenJson { line: 5, column: 3 },
        ),
        (
            "HTTP/2 200\nx: y\n\n{}\nHTTP/2 200\nx: y\n\n{}",
            HandFault::Second { line: 5 },
        ),
    ] {
        assert_eq!(read(text, None), Err(fault), "{text:?}");
    }
    let broken = read("\n{\"a\":", Some(200));
    assert_eq!(broken, Err(HandFault::BrokenJson { line: 2, column: 5 }));
    let long = "x".repeat(BODY_LIMIT + 1);
    assert_eq!(read(&long, None), Err(HandFault::TooLong));
}

#[test]
fn a_page_that_is_no_json_is_an_answer_and_never_a_success() {
    let page = "HTTP/1.1 200 OK\ncontent-type: text/html\n\n<html>{}</html>";
    for said in [dds(page, None), dcs(page, None)] {
        assert!(
            matches!(&said, Outcome::Unknown(unknown) if matches!(unknown.doubt, Doubt::NotJson | Doubt::UnexpectedStatus | Doubt::WrongShape)),
            "{said:?}"
        );
    }
}
