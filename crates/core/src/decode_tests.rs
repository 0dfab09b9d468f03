//! Shapes of errors, and codes that are keyed by their service.

use super::*;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: body.to_owned(),
    }
}

fn read(body: &str) -> Option<(String, String)> {
    CloudError::read(&answer(400, body)).map(|error| (error.code, error.message))
}

#[test]
fn every_documented_shape_is_read() {
    let some = |code: &str, message: &str| Some((code.to_owned(), message.to_owned()));
    assert_eq!(
        read(r#"{"error_code":"DBS.1","error_msg":"a"}"#),
        some("DBS.1", "a")
    );
    assert_eq!(
        read(r#"{"errorCode":"X.1","errorMsg":"b"}"#),
        some("X.1", "b")
    );
    assert_eq!(read(r#"{"code":"X.2","message":"c"}"#), some("X.2", "c"));
    assert_eq!(
        read(r#"{"error":{"code":401,"message":"d"}}"#),
        some("401", "d")
    );
    assert_eq!(
        read(r#"{"badRequest":{"message":"e","code":400}}"#),
        some("400", "e")
    );
    assert_eq!(
        read(r#"{"errCode":"X.3","externalMessage":"f"}"#),
        some("X.3", "f")
    );
    assert_eq!(
        read(r#"{"error":{"message":"g","code":401,"error_code":"IAM.0001"}}"#),
        some("IAM.0001", "g")
    );
    assert_eq!(
        read(r#"{"error_code":111400063,"error_msg":"h"}"#),
        some("111400063", "h")
    );
    assert_eq!(
        read(r#"{"error_code":"DCS. 4855","error_msg":"i"}"#),
        some("DCS.4855", "i")
    );
    assert_eq!(read(r#"{"error_code":"DBS.1"}"#), some("DBS.1", ""));
}

#[test]
fn what_anyone_could_have_said_is_not_the_cloud() {
    for body in [
        "",
        "404 page not found",
        "[]",
        "{}",
        "null",
        r#"{"error_msg":"only a message"}"#,
        r#"{"error":"unauthorized"}"#,
        r#"{"error_code":"login"}"#,
        r#"{"error_code":null,"error_msg":"x"}"#,
    ] {
        assert_eq!(read(body), None, "{body}");
    }
}

#[test]
fn details_and_request_ids_are_kept() {
    let mut answer = answer(
        400,
        r#"{"error_code":"DCS.4062","error_msg":"m","error_ext_msg":"node_id","request_id":"6a1f"}"#,
    );
    let error = CloudError::read(&answer).unwrap();
    assert_eq!(error.detail.as_deref(), Some("node_id"));
    assert_eq!(error.request_id.as_deref(), Some("6a1f"));
    answer
        .headers
        .push(("X-Request-Id".to_owned(), "7f3e".to_owned()));
    let error = CloudError::read(&answer).unwrap();
    assert_eq!(error.request_id.as_deref(), Some("7f3e"));
}

#[test]
fn a_code_is_decoded_for_its_service() {
    let meaning = |service, code: &str, message: &str| {
        let error = CloudError {
            code: code.to_owned(),
            message: message.to_owned(),
            ..CloudError::default()
        };
        error.meaning(service, 400)
    };
    let dds = |code| meaning(Service::Dds, code, "");
    assert_eq!(dds("DBS.301071"), Some(Meaning::SessionInvalid));
    assert_eq!(dds("DBS.200010"), None);
    assert_eq!(
        meaning(Service::TaurusDb, "DBS.200010", ""),
        Some(Meaning::PermissionMissing)
    );
    let dcs = |code| meaning(Service::Dcs, code, "");
    assert_eq!(dcs("DCS.4957"), Some(Meaning::Busy));
    assert_eq!(dcs("DCS.1003"), Some(Meaning::TokenMissing));
    assert_eq!(dcs("DCS.4001"), Some(Meaning::CallNotOffered));
    let gateway = |message| meaning(Service::Dds, "APIGW.0301", message);
    assert_eq!(
        gateway("x-auth-token not found"),
        Some(Meaning::TokenMissing)
    );
    assert_eq!(
        gateway("token expires, expires_at:…"),
        Some(Meaning::TokenExpired)
    );
    assert_eq!(gateway("decrypt token fail"), Some(Meaning::TokenInvalid));
    assert_eq!(
        gateway("verify aksk signature fail"),
        Some(Meaning::SignatureWrong)
    );
    assert_eq!(
        gateway("AK access failed to reach the limit,forbidden"),
        Some(Meaning::KeyLocked)
    );
    assert_eq!(dds("DBS.999"), None);
    let taurus = |code| meaning(Service::TaurusDb, code, "");
    assert_eq!(dds("DBS.200013"), Some(Meaning::NodeUnknown));
    assert_eq!(taurus("DBS.200013"), Some(Meaning::InstanceUnknown));
    assert_eq!(dds("DBS.212006"), None);
    assert_eq!(taurus("DBS.212006"), Some(Meaning::Busy));
    assert_eq!(dds("IAM.0081"), Some(Meaning::UserBarred));
    assert_eq!(dds("APIG.0402"), Some(Meaning::AddressBarred));
    assert_eq!(dcs("DCS.4300"), Some(Meaning::Busy));
}

#[test]
fn the_older_codes_of_dcs_mean_what_their_twins_mean() {
    let meaning = |code: &str| {
        let error = CloudError {
            code: code.to_owned(),
            ..CloudError::default()
        };
        error.meaning(Service::Dcs, 400)
    };
    for (old, new) in [
        ("111401002", "DCS.1002"),
        ("111401003", "DCS.1003"),
        ("111400026", "DCS.4026"),
        ("111400848", "DCS.4848"),
        ("111404001", "DCS.4001"),
        ("111404022", "DCS.3022"),
    ] {
        assert!(meaning(new).is_some(), "{new}");
        assert_eq!(meaning(old), meaning(new), "{old}");
    }
    assert_eq!(meaning("111403003"), Some(Meaning::PermissionMissing));
    for unknown in ["", "111", "1114000261", "222401002", "é11401002", "111éé"] {
        assert_eq!(meaning(unknown), None, "{unknown}");
    }
}

#[test]
fn what_nobody_knows_is_decoded_by_its_status_or_not_at_all() {
    let meaning = |status| {
        let error = CloudError {
            code: "NEW.1234".to_owned(),
            ..CloudError::default()
        };
        error.meaning(Service::Dds, status)
    };
    assert_eq!(meaning(403), Some(Meaning::PermissionMissing));
    assert_eq!(meaning(413), Some(Meaning::TooLarge));
    assert_eq!(meaning(400), None);
    let gateway = |status| {
        let error = CloudError {
            code: "APIGW.0201".to_owned(),
            ..CloudError::default()
        };
        error.meaning(Service::Dds, status)
    };
    assert_eq!(gateway(494), Some(Meaning::TooLarge));
    assert_eq!(gateway(504), Some(Meaning::ServiceFailed));
}
