//! What a reading does when an answer is not the one that was asked for.

use super::testing::{
    OFFLINE, Told, asked, dds, error, honest, json, run, run_from, script, sessions, with_header,
};
use crate::answer::{Doubt, Refuser, Reply, Silence};
use crate::list::{Command, Event, Extent, Limits, Listing, Now, Reason, Remedy, Whose};
use crate::services::Service;
use crate::services::testing::{instance, node, project};

#[track_caller]
fn failed(told: Told) -> (Reason, Remedy) {
    let failure = told.end.unwrap_err();
    (failure.reason, failure.remedy())
}

#[test]
fn a_read_without_an_answer_is_sent_twice_more_with_jitter() {
    let told = run(&mut dds(20, 100), script(vec![OFFLINE]));
    // The waits of the largest chance; chance u32::MAX is 295 of 1001 and 1295 of 2001.
    let waits: Vec<&String> = told
        .log
        .iter()
        .filter(|line| line.starts_with("wait"))
        .collect();
    assert_eq!(waits.len(), 2);
    assert_eq!(told.log.len(), 5, "three sends: {:?}", told.log);
    let failure = told.end.unwrap_err();
    assert_eq!(
        failure.reason,
        Reason::NoAnswer(Doubt::Silent(Silence::Network))
    );
    assert_eq!((failure.tries, failure.remedy()), (3, Remedy::TryAgain));
    assert_eq!(failure.request.query(), "limit=20&offset=0");

    for chance in [0, 1_000, 1_001, 12_345] {
        let mut listing = dds(20, 100);
        let now = Now { ms: 0, chance };
        let mut event = Event::Started;
        for most in [1_000, 2_000] {
            let Some(Command::Send { ticket, .. }) = listing.handle(event, now) else {
                panic!()
            };
            let lost = Event::Got {
                ticket,
                reply: OFFLINE,
            };
            let Some(Command::Wait { ticket, ms, .. }) = listing.handle(lost, now) else {
                panic!()
            };
            assert_eq!(ms, chance % (most + 1));
            event = Event::Waited { ticket };
        }
    }
}

#[test]
fn what_may_pass_is_tried_again_and_what_may_not_is_not() {
    for (status, sends) in [
        (408, 3),
        (499, 3),
        (500, 3),
        (502, 3),
        (504, 3),
        (429, 3),
        (304, 1),
        (418, 1),
    ] {
        let told = run(&mut dds(20, 100), script(vec![json(status, "")]));
        let sent = told
            .log
            .iter()
            .filter(|line| line.starts_with("GET"))
            .count();
        assert_eq!(sent, sends, "{status}");
    }
    for silence in [Silence::TimedOut, Silence::Truncated] {
        let told = run(&mut dds(20, 100), script(vec![Reply::Silent(silence)]));
        assert_eq!(told.log.len(), 5, "{silence:?}");
    }
}

#[test]
fn going_on_has_all_its_tries_again() {
    let mut listing = dds(20, 100);
    run(&mut listing, script(vec![OFFLINE]));
    let told = run_from(&mut listing, Event::Resumed, script(vec![OFFLINE]));
    assert_eq!(told.log.len(), 5);
}

#[test]
fn tries_are_counted_for_each_page() {
    let mut listing = dds(20, 100);
    let mut lost = 0;
    let told = run(&mut listing, |request| {
        lost += 1;
        if lost % 3 == 0 {
            honest(request, 60)
        } else {
            OFFLINE
        }
    });
    assert_eq!(told.end, Ok(Extent::Whole));
    assert_eq!(listing.table().rows(), 60);
}

#[test]
fn the_wait_that_a_server_asks_for_is_kept_up_to_a_minute() {
    let throttled = |seconds| with_header(error(429, "APIGW.0308"), "Retry-After", seconds);
    let told = run(
        &mut dds(20, 100),
        script(vec![throttled("60"), sessions([], Some(0))]),
    );
    assert_eq!(told.log[1], "wait 60000 ServerAsked");
    assert_eq!(told.end, Ok(Extent::Whole));

    let told = run(&mut dds(20, 100), script(vec![throttled("61")]));
    let failure = told.end.unwrap_err();
    assert_eq!(
        (failure.retry_after, failure.remedy()),
        (Some(61), Remedy::Wait)
    );
    assert_eq!(told.log.len(), 1);

    let told = run(&mut dds(20, 100), script(vec![error(429, "APIGW.0308")]));
    let wait: u32 = told.log[1].split(' ').nth(1).unwrap().parse().unwrap();
    assert!((2_000..=5_000).contains(&wait), "{wait}");
    assert_eq!(told.log.len(), 5);
}

#[test]
fn a_refused_token_stops_at_once_and_a_new_one_goes_on_at_the_same_page() {
    let mut listing = dds(20, 100);
    let told = run(&mut listing, |request| match asked(request, "offset") {
        0 => honest(request, 60),
        _ => error(401, "APIGW.0301"),
    });
    assert_eq!(told.log.len(), 2);
    assert_eq!(failed(told), (Reason::NeedsToken, Remedy::SignIn));
    assert_eq!(listing.table().rows(), 20, "what was read is kept");
    let told = run_from(&mut listing, Event::Resumed, |request| honest(request, 60));
    assert_eq!(told.log[0], "GET sessions?limit=20&offset=20");
    assert_eq!((told.end, listing.table().rows()), (Ok(Extent::Whole), 60));
}

#[test]
fn a_token_is_wanted_whatever_the_status_says() {
    // TaurusDB gives 403 for a token that is not valid.
    let whose = Whose::TaurusDb(project(), instance(), node(), None);
    let limits = Limits::of(Service::TaurusDb, "huawei");
    let told = run(
        &mut Listing::new(whose, limits),
        script(vec![error(403, "DBS.280056")]),
    );
    assert_eq!(told.log, ["GET processes?limit=100&offset=0"]);
    assert_eq!(failed(told).0, Reason::NeedsToken);
    let page = Reply::Answered(crate::answer::Answer {
        status: 401,
        ..Default::default()
    });
    assert_eq!(
        failed(run(&mut dds(20, 100), script(vec![page]))).0,
        Reason::NeedsToken
    );
}

#[test]
fn a_definite_no_is_not_asked_again_and_says_what_to_do() {
    for (status, code, remedy) in [
        (403, "DBS.280063", Remedy::AskForPermission),
        (404, "APIGW.0101", Remedy::PasteInstead),
        (404, "DBS.200013", Remedy::CheckTarget),
        (403, "DBS.200019", Remedy::Wait),
        (400, "DBS.301076", Remedy::TryAgain),
    ] {
        let told = run(&mut dds(20, 100), script(vec![error(status, code)]));
        assert_eq!(told.log.len(), 1, "{code}");
        assert_eq!(
            failed(told),
            (Reason::Refused(Refuser::Cloud), remedy),
            "{code}"
        );
    }
}

#[test]
fn a_refusal_of_the_proxy_is_no_word_of_the_cloud() {
    for status in [401, 403, 404] {
        let reply = with_header(json(status, ""), "X-Proxy-Stage", "refused");
        let told = run(&mut dds(20, 100), script(vec![reply]));
        let failure = told.end.unwrap_err();
        assert_eq!(failure.reason, Reason::Refused(Refuser::Proxy));
        assert_eq!(
            (failure.meaning, failure.remedy()),
            (None, Remedy::CheckRoute)
        );
    }
    let moved = script(vec![Reply::Silent(Silence::Redirected)]);
    assert_eq!(failed(run(&mut dds(20, 100), moved)).1, Remedy::CheckRoute);
}

#[test]
fn what_is_no_list_is_never_taken_for_an_empty_one() {
    let html = Reply::Answered(crate::answer::Answer {
        status: 200,
        headers: vec![("Content-Type".to_owned(), "text/html".to_owned())],
        body: "<html>sign in</html>".to_owned(),
    });
    for (reply, doubt, remedy) in [
        (html, Doubt::NotJson, Remedy::CheckRoute),
        (json(200, "{}"), Doubt::WrongShape, Remedy::CheckRoute),
        (json(200, "[]"), Doubt::WrongShape, Remedy::CheckRoute),
        (
            json(200, r#"{"sessions":null}"#),
            Doubt::WrongShape,
            Remedy::CheckRoute,
        ),
        (
            json(200, r#"{"sessions":[{"id":"1"}"#),
            Doubt::WrongShape,
            Remedy::CheckRoute,
        ),
        (json(302, ""), Doubt::Redirect, Remedy::CheckRoute),
    ] {
        let mut listing = dds(20, 100);
        let told = run(&mut listing, script(vec![reply]));
        assert_eq!(failed(told), (Reason::NoAnswer(doubt), remedy), "{doubt:?}");
        assert_eq!(listing.table().rows(), 0);
    }
    let hidden = json(200, r#"{"error_code":"DBS.280063","error_msg":"no"}"#);
    let failure = run(&mut dds(20, 100), script(vec![hidden]))
        .end
        .unwrap_err();
    assert_eq!(failure.error.unwrap().code, "DBS.280063");
}
