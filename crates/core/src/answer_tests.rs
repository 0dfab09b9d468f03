//! The classes of an answer, case by case.

use super::*;
use crate::id::NodeId;
use crate::kill::Prepared;
use crate::services::dcs::{KillAllClients, KillClients, KillScope};
use crate::services::dds::KillSessions;
use crate::services::taurusdb::KillProcesses;
use crate::services::testing::{addresses, instance, node, project, sessions};

fn dds() -> Prepared {
    Prepared::new(KillSessions::new(project(), node(), sessions(&["34631"])).unwrap())
}

fn dcs() -> Prepared {
    let node: NodeId = node();
    Prepared::new(
        KillClients::new(project(), instance(), node, addresses(&["10.0.0.1:1"])).unwrap(),
    )
}

fn dcs_all() -> Prepared {
    Prepared::new(KillAllClients::new(
        project(),
        instance(),
        KillScope::AllNodes,
    ))
}

fn taurus(ids: &[i64]) -> Prepared {
    let ids = ids.iter().copied().map(ProcessId).collect();
    Prepared::new(KillProcesses::new(project(), instance(), node(), ids, None).unwrap())
}

fn answered(status: u16, body: &str) -> Reply {
    with_headers(status, body, &[("content-type", "application/json")])
}

fn with_headers(status: u16, body: &str, headers: &[(&str, &str)]) -> Reply {
    Reply::Answered(Answer {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.to_owned(),
    })
}

#[track_caller]
fn doubt(kill: &Prepared, reply: &Reply) -> Doubt {
    match kill.judge(reply) {
        Outcome::Unknown(unknown) => unknown.doubt,
        other => panic!("expected an unknown outcome, got {other:?}"),
    }
}

#[test]
fn dds_is_accepted_only_with_200_and_an_empty_object() {
    assert_eq!(dds().judge(&answered(200, "{}")), Outcome::Accepted);
    assert_eq!(dds().judge(&answered(200, " { }\n")), Outcome::Accepted);
    let utf8 = with_headers(
        200,
        "{}",
        &[("Content-Type", "application/json;charset=UTF-8")],
    );
    assert_eq!(dds().judge(&utf8), Outcome::Accepted);
    for (status, body, expected) in [
        (200, "", Doubt::WrongShape),
        (200, "[]", Doubt::WrongShape),
        (200, "{\"a\":1}", Doubt::WrongShape),
        (200, "{}{}", Doubt::WrongShape),
        (200, "{", Doubt::WrongShape),
        (
            200,
            r#"{"error_code":"DBS.1","error_msg":"x"}"#,
            Doubt::WrongShape,
        ),
        (202, "{}", Doubt::UnexpectedStatus),
        (204, "", Doubt::UnexpectedStatus),
    ] {
        assert_eq!(
            doubt(&dds(), &answered(status, body)),
            expected,
            "{status} {body}"
        );
    }
}

#[test]
fn a_login_page_with_200_is_never_a_success() {
    let page = with_headers(200, "<html>login</html>", &[("content-type", "text/html")]);
    for kill in [dds(), dcs_all(), taurus(&[1])] {
        assert_eq!(doubt(&kill, &page), Doubt::NotJson);
    }
    assert_eq!(doubt(&dcs(), &page), Doubt::UnexpectedStatus);
    let untyped = with_headers(200, "{}", &[]);
    assert_eq!(doubt(&dds(), &untyped), Doubt::NotJson);
}

#[test]
fn dcs_is_accepted_only_with_204_and_nothing() {
    assert_eq!(dcs().judge(&with_headers(204, "", &[])), Outcome::Accepted);
    assert_eq!(doubt(&dcs(), &answered(204, "{}")), Doubt::WrongShape);
    assert_eq!(doubt(&dcs(), &answered(200, "{}")), Doubt::UnexpectedStatus);
}

#[test]
fn kill_all_is_submitted_only_with_a_job_id() {
    let job = "8abf6e1e824dfcb201824e02ee9a0015";
    let body = format!(r#"{{"job_id":"{job}"}}"#);
    assert_eq!(
        dcs_all().judge(&answered(200, &body)),
        Outcome::Submitted(JobId::parse(job).unwrap())
    );
    let with_error = format!(r#"{{"job_id":"{job}","error_code":"DCS.4957","error_msg":"x"}}"#);
    assert_eq!(
        doubt(&dcs_all(), &answered(200, &with_error)),
        Doubt::WrongShape
    );
    for body in [
        "{}",
        r#"{"job_id":null}"#,
        r#"{"job_id":".."}"#,
        r#"{"job_id":""}"#,
    ] {
        assert_eq!(
            doubt(&dcs_all(), &answered(200, body)),
            Doubt::WrongShape,
            "{body}"
        );
    }
}

#[test]
fn taurusdb_is_believed_only_when_the_lists_add_up() {
    let judge = |body: &str| taurus(&[1, 2, 3]).judge(&answered(200, body));
    let ids = |ids: &[i64]| ids.iter().copied().map(ProcessId).collect::<Vec<_>>();
    assert_eq!(
        judge(r#"{"processes_killed":[2],"processes_not_found":[3]}"#),
        Outcome::Partition(Partition {
            killed: ids(&[2]),
            not_found: ids(&[3]),
            not_acted_on: ids(&[1]),
        })
    );
    for body in [
        r#"{"processes_killed":[4],"processes_not_found":[]}"#,
        r#"{"processes_killed":[1],"processes_not_found":[1]}"#,
        r#"{"processes_killed":[1,1],"processes_not_found":[]}"#,
    ] {
        assert_eq!(
            doubt(&taurus(&[1, 2, 3]), &answered(200, body)),
            Doubt::DoesNotAddUp,
            "{body}"
        );
    }
    for body in [
        "{}",
        r#"{"processes_killed":[1]}"#,
        r#"{"processes_killed":["1"],"processes_not_found":[]}"#,
        r#"{"processes_killed":[1.0],"processes_not_found":[]}"#,
        r#"{"processes_killed":[1],"processes_killed":[2],"processes_not_found":[]}"#,
        r#"{"processes_killed":[1],"processes_not_found":[],"error_code":"DBS.1","error_msg":"x"}"#,
    ] {
        assert_eq!(
            doubt(&taurus(&[1, 2, 3]), &answered(200, body)),
            Doubt::WrongShape,
            "{body}"
        );
    }
}

#[test]
fn thread_ids_stay_exact_in_answers() {
    let big = 9_007_199_254_740_993;
    let body = format!(
        r#"{{"processes_killed":[{big}],"processes_not_found":[{}]}}"#,
        i64::MAX
    );
    let outcome = taurus(&[big, i64::MAX]).judge(&answered(200, &body));
    let Outcome::Partition(partition) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(partition.killed, [ProcessId(big)]);
    assert_eq!(partition.not_found, [ProcessId(i64::MAX)]);
}

#[test]
fn a_4xx_is_a_refusal_only_when_the_cloud_signs_it() {
    let body = r#"{"error_code":"DBS.280407","error_msg":"Invalid node ID."}"#;
    let Outcome::Refused(refusal) = dds().judge(&answered(400, body)) else {
        panic!();
    };
    assert_eq!((refusal.by, refusal.status), (Refuser::Cloud, 400));
    assert_eq!(refusal.error.code, "DBS.280407");

    assert_eq!(doubt(&dds(), &answered(404, "{}")), Doubt::WrongShape);
    let text = with_headers(404, "404 page not found", &[("content-type", "text/plain")]);
    assert_eq!(doubt(&dds(), &text), Doubt::NotJson);
    assert_eq!(doubt(&dds(), &answered(408, body)), Doubt::GatewayGaveUp);
}

#[test]
fn a_409_of_the_duplicate_guard_is_unknown_and_one_of_the_cloud_is_a_refusal() {
    let body = r#"{"error_code":"DBS.280407","error_msg":"Invalid node ID."}"#;
    assert!(matches!(
        dds().judge(&answered(409, body)),
        Outcome::Refused(_)
    ));
    let json = ("content-type", "application/json");
    for stage in ["duplicate", "refused", "anything"] {
        let guard = with_headers(409, body, &[json, ("X-Proxy-Stage", stage)]);
        assert_eq!(doubt(&dds(), &guard), Doubt::SeenBefore, "{stage}");
    }
    assert_eq!(doubt(&dds(), &with_headers(409, "", &[])), Doubt::NotJson);
}

#[test]
fn a_refusal_that_an_earlier_copy_can_be_the_reason_of_is_unknown_and_keeps_its_words() {
    for (kill, code) in [
        (dcs_all(), "DCS.4957"),
        (dcs_all(), "111400026"),
        (dcs(), "DCS.4017"),
        // Who was meant is gone by the first copy, or a part of the list is.
        (dds(), "DBS.301071"),
        (dds(), "DBS.301077"),
        (dds(), "DBS.200019"),
        (taurus(&[1]), "DBS.200047"),
    ] {
        let body = format!(r#"{{"error_code":"{code}","error_msg":"busy"}}"#);
        let Outcome::Unknown(unknown) = kill.judge(&answered(400, &body)) else {
            panic!("{code}");
        };
        assert_eq!(unknown.doubt, Doubt::RefusedPerhapsLater, "{code}");
        assert_eq!(unknown.error.unwrap().code, code);
        // The portal's proxy says that nothing was sent on.
        let json = ("content-type", "application/json");
        let proxy = with_headers(400, &body, &[json, ("X-Proxy-Stage", "refused")]);
        assert!(matches!(kill.judge(&proxy), Outcome::Refused(_)), "{code}");
    }
}

#[test]
fn a_refusal_of_the_proxy_needs_no_body() {
    let reply = with_headers(403, "", &[("x-proxy-stage", "refused")]);
    let Outcome::Refused(refusal) = dds().judge(&reply) else {
        panic!();
    };
    assert_eq!(refusal.by, Refuser::Proxy);
}

#[test]
fn throttling_keeps_the_time_the_server_asks_for() {
    let headers = [("content-type", "application/json"), ("Retry-After", "8")];
    let body = r#"{"error_code":"APIGW.0308","error_msg":"throttled"}"#;
    let Outcome::Refused(refusal) = dds().judge(&with_headers(429, body, &headers)) else {
        panic!();
    };
    assert_eq!(refusal.retry_after, Some(8));
}

#[test]
fn redirects_server_failures_and_silence_are_unknown() {
    let body = r#"{"error_code":"DCS.5000","error_msg":"Internal service error."}"#;
    assert_eq!(doubt(&dcs(), &answered(302, "")), Doubt::Redirect);
    assert_eq!(doubt(&dcs(), &answered(500, body)), Doubt::ServerFailed);
    assert_eq!(doubt(&dcs(), &answered(0, "")), Doubt::UnexpectedStatus);
    for silence in [
        Silence::Network,
        Silence::TimedOut,
        Silence::Redirected,
        Silence::Truncated,
        Silence::TooLarge,
    ] {
        let reply = Reply::Silent(silence);
        assert_eq!(doubt(&dcs(), &reply), Doubt::Silent(silence));
    }
    let Outcome::Unknown(unknown) = dcs().judge(&answered(500, body)) else {
        panic!();
    };
    assert_eq!(unknown.error.unwrap().code, "DCS.5000");
}
