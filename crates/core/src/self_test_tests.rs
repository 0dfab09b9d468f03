//! What each reply to a probe proves, and what it does not.

use super::*;
use crate::answer::Silence;

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Reply::Answered(Answer {
        status,
        headers: headers.iter().map(own).collect(),
        body: body.to_owned(),
    })
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn came(method: &str, body: u64, header: u64) -> Reply {
    let text = format!(r#"{{"method":"{method}","body":{body},"header":{header}}}"#);
    let read = [
        JSON,
        ("x-subject-token", "self-test"),
        ("retry-after", "1"),
        ("date", "Sat, 21 Nov 2026 14:02:00 GMT"),
    ];
    answer(200, &read, &text)
}

fn refused(status: u16) -> Reply {
    answer(status, &[JSON, ("x-proxy-stage", "refused")], "{}")
}

/// What a proxy that keeps all of the contract answers, in the order of the probes.
fn good() -> [Reply; 5] {
    [
        came("GET", 0, 0),
        came("DELETE", 21, 0),
        refused(409),
        came("DELETE", 21, 12_288),
        refused(403),
    ]
}

fn played(replies: &[Reply]) -> SelfTest {
    let mut test = SelfTest::default();
    for reply in replies {
        assert!(test.next().is_some(), "a reply that nobody waits for");
        test.handle(reply);
    }
    assert!(test.is_over() && test.next().is_none());
    test
}

/// The checks that did not pass when one reply is another one.
fn with(place: usize, reply: Reply) -> Vec<(Check, Finding)> {
    let mut replies = good();
    replies[place] = reply;
    let test = played(&replies);
    let all = Check::ALL
        .into_iter()
        .map(|check| (check, test.finding(check).cloned().unwrap()));
    all.filter(|(_, finding)| *finding != Finding::Passed)
        .collect()
}

#[test]
fn a_proxy_that_keeps_the_contract_passes_every_check() {
    let test = played(&good());
    for check in Check::ALL {
        assert_eq!(test.finding(check), Some(&Finding::Passed), "{check:?}");
    }
}

#[test]
fn each_fault_of_a_proxy_fails_its_own_check_and_no_other() {
    use Finding::Failed;
    let bare = answer(
        200,
        &[JSON, ("date", "x")],
        r#"{"method":"GET","body":0,"header":0}"#,
    );
    for (place, reply, check, wrong) in [
        (
            0,
            bare,
            Check::Readable,
            Wrong::Hidden(vec!["X-Subject-Token", "Retry-After"]),
        ),
        (1, came("DELETE", 0, 0), Check::Body, Wrong::BodyLost(0)),
        (2, came("DELETE", 21, 0), Check::Guard, Wrong::Unguarded),
        (3, refused(431), Check::Header, Wrong::HeaderRefused(431)),
        (
            3,
            answer(400, &[], "<html>"),
            Check::Header,
            Wrong::HeaderRefused(400),
        ),
        (3, came("DELETE", 21, 0), Check::Header, Wrong::HeaderLost),
        (4, came("DELETE", 21, 0), Check::Path, Wrong::Tidied),
        (4, answer(200, &[], "<html>"), Check::Path, Wrong::Tidied),
    ] {
        assert_eq!(with(place, reply), [(check, Failed(wrong))]);
    }
}

#[test]
fn without_a_self_test_nothing_is_known_and_nothing_more_is_sent() {
    for reply in [
        answer(404, &[], "not here"),
        refused(403),
        answer(200, &[("content-type", "text/html")], "<html>"),
        answer(200, &[JSON], "{}"),
        answer(302, &[], ""),
    ] {
        let test = played(&[reply]);
        for check in Check::ALL {
            let why = Some(&Finding::NotKnown(Why::NoSelfTest));
            assert_eq!(test.finding(check), why, "{check:?}");
        }
    }
    assert!(SelfTest::without_address().is_over());
}

#[test]
fn a_route_that_is_not_reached_fails_there_and_the_rest_is_not_known() {
    for (reply, wrong) in [
        (Reply::Silent(Silence::Network), Wrong::NoAnswer),
        (answer(502, &[], ""), Wrong::ServerFailed(502)),
    ] {
        let test = played(&[reply]);
        let reach = test.finding(Check::Reachable);
        assert_eq!(reach, Some(&Finding::Failed(wrong)));
        let why = Some(&Finding::NotKnown(Why::NotReached));
        assert_eq!(test.finding(Check::Guard), why);
    }
}

#[test]
fn a_guard_is_called_present_only_where_the_first_passed_and_the_second_did_not() {
    let unproved = Finding::NotKnown(Why::Unproved);
    let of = |first: Reply, second: Reply| {
        let mut replies = good();
        (replies[1], replies[2]) = (first, second);
        played(&replies).finding(Check::Guard).cloned().unwrap()
    };
    assert_eq!(of(came("DELETE", 21, 0), refused(409)), Finding::Passed);
    // A body that is lost on the way does not make the guard doubtful.
    assert_eq!(of(came("DELETE", 0, 0), refused(409)), Finding::Passed);
    for first in [
        refused(409),
        refused(422),
        Reply::Silent(Silence::TimedOut),
        answer(503, &[], ""),
    ] {
        assert_eq!(of(first, refused(409)), unproved);
    }
    let silent = of(came("DELETE", 21, 0), Reply::Silent(Silence::Network));
    assert_eq!(silent, Finding::NotKnown(Why::Silent));
    let odd = of(came("DELETE", 21, 0), answer(429, &[], ""));
    assert_eq!(odd, Finding::NotKnown(Why::Unexpected(429)));
}

#[test]
fn the_guard_alone_is_asked_for_with_three_small_probes() {
    let mut test = SelfTest::of_guard();
    for reply in good().iter().take(3) {
        assert!(test.next().is_some_and(|probe| probe.padding.is_none()));
        test.handle(reply);
    }
    assert!(test.is_over());
    assert_eq!(test.finding(Check::Guard), Some(&Finding::Passed));
    assert_eq!(test.finding(Check::Header), None);
}

#[test]
fn a_delete_that_is_refused_is_no_lost_body() {
    let found = with(1, refused(405));
    assert_eq!(found[0].1, Finding::Failed(Wrong::DeleteRefused(405)));
    assert_eq!(found[1], (Check::Guard, Finding::NotKnown(Why::Unproved)));
}

#[test]
fn no_probe_carries_a_secret_and_only_the_same_attempt_is_sent_twice() {
    let mut test = SelfTest::default();
    let mut probes = Vec::new();
    for reply in good() {
        probes.extend(test.next());
        test.handle(&reply);
    }
    let attempts: Vec<_> = probes.iter().map(|probe| probe.attempt).collect();
    assert_eq!(attempts, [None, Some(0), Some(0), Some(1), Some(2)]);
    assert_eq!(probes[1], probes[2]);
    for probe in &probes {
        let padding = probe.padding.as_deref().unwrap_or_default();
        assert!(padding.bytes().all(|byte| byte == b'0'));
        let names: Vec<_> = probe.request.headers();
        assert!(names.iter().all(|(name, _)| *name == "Content-Type"));
    }
    assert_eq!(probes[3].padding.as_ref().map(String::len), Some(12_288));
    assert_eq!(probes[1].request.body(), Some(r#"{"quell":"self-test"}"#));
    // A browser tidies up a segment that is nothing but dots, however it is written; this one it leaves.
    assert_eq!(probes[4].suffix, "/%2e%2e%2fself-test");
}
