//! How clients of DCS are read: a scan, its job, then the pages of what it found.

use super::testing::{OFFLINE, dcs, error, json, run, run_from, script};
use crate::answer::Reply;
use crate::list::{Event, Extent, Reason, Remedy, Step};
use crate::request::{Method, Request};

const JOB: &str = "8abf6e1e824e204401824e3e621b0042";

fn page(clients: &[(&str, &str)], time: &str) -> Reply {
    let rows: Vec<String> = clients
        .iter()
        .map(|(id, addr)| format!(r#"{{"id":"{id}","addr":"{addr}","peer":"{addr}","age":5}}"#))
        .collect();
    let count = rows.len();
    let rows = rows.join(",");
    json(
        200,
        format!(r#"{{"time":"{time}","clients":[{rows}],"count":{count}}}"#),
    )
}

/// A cloud with a job that answers so, and one client.
fn cloud(mut job: impl FnMut() -> Reply) -> impl FnMut(&Request) -> Reply {
    move |request| {
        if request.method() == Method::Post {
            json(200, format!(r#"{{"job_id":"{JOB}"}}"#))
        } else if request.path().contains("/jobs/") {
            job()
        } else {
            page(&[("117", "10.0.0.1:46284")], "2022-07-30T07:22:51.612Z")
        }
    }
}

fn status(word: &str) -> Reply {
    json(
        200,
        format!(r#"{{"job_id":"{JOB}","status":"{word}","fail_reason":"disk"}}"#),
    )
}

#[test]
fn a_scan_is_waited_for_and_then_read() {
    let mut listing = dcs();
    let mut states = ["INIT", "RUNNING", "SUCCESS"].into_iter();
    let told = run(&mut listing, cloud(|| status(states.next().unwrap())));
    assert_eq!(told.end, Ok(Extent::Whole));
    assert_eq!(
        told.log,
        [
            "POST clients?",
            "wait 500 Scanning",
            "GET 8abf6e1e824e204401824e3e621b0042?",
            "wait 2000 Scanning",
            "GET 8abf6e1e824e204401824e3e621b0042?",
            "wait 2000 Scanning",
            "GET 8abf6e1e824e204401824e3e621b0042?",
            "GET clients?limit=1000&node_id=18663926eacb443d98dc20f8620f28f2no07&offset=0",
        ]
    );
    assert_eq!(listing.snapshot(), "2022-07-30T07:22:51.612Z");
    assert!(listing.is_confirmed());
    let (table, pieces) = listing.into_parts();
    assert_eq!(table.rows(), 1);
    assert_eq!(
        pieces[0].taken_ms, 1_659_165_771_612,
        "the time of the scan, not ours"
    );
}

#[test]
fn the_scan_looks_anew() {
    let mut bodies = Vec::new();
    let mut answer = cloud(|| status("SUCCESS"));
    run(&mut dcs(), |request| {
        bodies.extend(request.body().map(str::to_owned));
        answer(request)
    });
    let node = "18663926eacb443d98dc20f8620f28f2no07";
    assert_eq!(
        bodies,
        [format!(r#"{{"node_id":"{node}","clean_cache":true}}"#)]
    );
}

#[test]
fn a_job_that_nobody_knows_does_not_stop_the_reading() {
    for reply in [
        error(404, "DCS.4001"),
        error(400, "DCS.4070"),
        error(403, "DCS.2003"),
        Reply::Answered(crate::answer::Answer {
            status: 404,
            ..Default::default()
        }),
    ] {
        let mut listing = dcs();
        let told = run(&mut listing, cloud(|| reply.clone()));
        assert_eq!(
            (told.end, told.log.len()),
            (Ok(Extent::Whole), 4),
            "{reply:?}"
        );
        assert!(!listing.is_confirmed(), "the rows may be of an older scan");
    }
    let mut listing = dcs();
    let told = run(&mut listing, |request| match request.method() {
        Method::Post => json(200, r#"{"job_id":"../x"}"#),
        _ => page(&[], "t"),
    });
    assert_eq!(
        told.log.len(),
        2,
        "an id outside the grammar is not asked about"
    );
    assert_eq!(told.end, Ok(Extent::Whole));
}

#[test]
fn a_scan_that_fails_says_why_and_going_on_begins_another() {
    let mut listing = dcs();
    let told = run(&mut listing, cloud(|| status("FAIL")));
    let failure = told.end.unwrap_err();
    assert_eq!(
        (failure.reason, failure.step),
        (Reason::ScanFailed, Step::Job)
    );
    assert_eq!(failure.detail, "disk");
    let told = run_from(&mut listing, Event::Resumed, cloud(|| status("SUCCESS")));
    assert_eq!(told.log[0], "POST clients?");
    assert_eq!(told.end, Ok(Extent::Whole));
}

#[test]
fn another_job_and_a_slow_scan_are_waited_for_so_long_and_no_longer() {
    let told = run(&mut dcs(), script(vec![error(400, "DCS.4957")]));
    assert_eq!(told.log.len(), 41, "20 waits between 21 sends");
    assert_eq!(told.log[1], "wait 3000 Busy");
    let failure = told.end.unwrap_err();
    assert_eq!(
        (failure.reason, failure.remedy()),
        (Reason::Busy, Remedy::Wait)
    );

    let mut listing = dcs();
    let told = run(&mut listing, cloud(|| status("RUNNING")));
    let polls = told
        .log
        .iter()
        .filter(|line| line.starts_with("GET"))
        .count();
    assert_eq!(polls, 60);
    assert_eq!(told.end.unwrap_err().reason, Reason::ScanSlow);
    let told = run_from(&mut listing, Event::Resumed, cloud(|| status("SUCCESS")));
    assert!(
        told.log[0].starts_with("GET 8abf"),
        "it goes on asking about the same job"
    );
    assert_eq!(told.end, Ok(Extent::Whole));
}

#[test]
fn a_client_is_told_by_id_and_address_together() {
    let mut listing = dcs();
    let mut answer = cloud(|| status("SUCCESS"));
    let told = run(&mut listing, |request| {
        let reply = answer(request);
        if request.query().is_empty() {
            return reply;
        }
        page(
            &[
                ("1", "10.0.0.1:1"),
                ("1", "10.0.0.1:2"),
                ("1", "10.0.0.1:1"),
            ],
            "t",
        )
    });
    assert_eq!(told.end, Ok(Extent::Changed));
    assert_eq!(listing.table().rows(), 2);
}

#[test]
fn a_scan_by_somebody_else_between_two_pages_is_noticed() {
    let mut listing = dcs();
    let mut at = 0;
    let mut answer = cloud(|| status("SUCCESS"));
    let told = run(&mut listing, |request| {
        if request.query().is_empty() {
            return answer(request);
        }
        at += 1;
        let body = format!(
            r#"{{"time":"2022-07-30T07:22:5{at}Z","clients":[{{"id":"{at}"}}],"count":2}}"#
        );
        json(200, body)
    });
    assert_eq!((told.end, at), (Ok(Extent::Changed), 2));
}

#[test]
fn a_lost_answer_to_the_scan_or_to_a_look_at_the_job_is_asked_for_again() {
    let mut lost = 0;
    let mut answer = cloud(|| status("SUCCESS"));
    let told = run(&mut dcs(), |request| {
        lost += 1;
        if lost % 2 == 1 {
            OFFLINE
        } else {
            answer(request)
        }
    });
    assert_eq!(told.end, Ok(Extent::Whole));
}
