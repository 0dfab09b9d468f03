//! A request as JSON for a proxy that takes one, and the JSON around an answer: the shape that
//! Proxyscotch, the proxy of Hoppscotch, has.
//!
//! The envelope is the proxy's word on what the cloud said. Of one that cannot be read whole nothing
//! is believed: whether the request arrived is not known then.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::answer::{Answer, PROXY_STAGE, Reply, Silence};
use crate::request::Method;

/// A request in its envelope. The order of the fields is that of the text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wrapped<'a> {
    /// The proxy's own; a secret, so it is in no configuration, and empty.
    access_token: &'static str,
    wants_binary: bool,
    method: &'static str,
    url: &'a str,
    #[serde(serialize_with = "as_map")]
    headers: &'a [(&'a str, &'a str)],
    /// Everything is in the URL already.
    #[serde(serialize_with = "as_map")]
    params: &'a [(&'a str, &'a str)],
    data: &'a str,
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)] // serde asks for it.
fn as_map<S: Serializer>(pairs: &&[(&str, &str)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(pairs.len()))?;
    for (name, value) in *pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// The body of the POST that carries a request: its method, its URL at the cloud, its headers in
/// their order, and its body as a text. It holds what proves who asks, so its memory is wiped.
///
/// Texts and flags are always JSON. Should that change, nothing may go out in its place: hence the panic.
pub fn wrap(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Zeroizing<String> {
    let wrapped = Wrapped {
        access_token: "",
        wants_binary: false,
        method: method.as_str(),
        url,
        headers,
        params: &[],
        data: body.unwrap_or_default(),
    };
    let text = serde_json::to_string(&wrapped)
        .unwrap_or_else(|fault| unreachable!("an envelope that is no JSON: {fault}"));
    Zeroizing::new(text)
}

/// An answer in its envelope.
#[derive(Deserialize)]
struct Around<'a> {
    success: bool,
    status: u16,
    headers: BTreeMap<String, Value>,
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(default, rename = "isBinary")]
    is_binary: bool,
}

/// The cloud's answer out of what the proxy answered.
///
/// An outer answer that nobody could take for the cloud's word stays as it is: a failure of the
/// proxy, and a refusal that a guard in front of it signed.
pub fn open(outer: Answer) -> Reply {
    let is_signed = outer.header(PROXY_STAGE).is_some();
    match outer.status {
        200..=299 => read(&outer).map_or(Reply::Silent(Silence::Envelope), Reply::Answered),
        300..=399 | 408 | 499..=599 => Reply::Answered(outer),
        400..=498 if is_signed => Reply::Answered(outer),
        _ => Reply::Silent(Silence::Envelope),
    }
}

fn read(outer: &Answer) -> Option<Answer> {
    // serde also reads a struct from a JSON array.
    if !outer.is_json() || !outer.body.trim_start().starts_with('{') {
        return None;
    }
    let around: Around<'_> = serde_json::from_str(&outer.body).ok()?;
    if !around.success || around.is_binary || !(100..=599).contains(&around.status) {
        return None;
    }
    let mut headers = Vec::with_capacity(around.headers.len());
    for (name, value) in around.headers {
        match value {
            Value::String(value) => headers.push((name, value)),
            // A header that came more than once.
            Value::Array(values) => {
                for value in values {
                    headers.push((name.clone(), value.as_str()?.to_owned()));
                }
            }
            _ => return None,
        }
    }
    Some(Answer {
        status: around.status,
        headers,
        body: text(around.data)?,
    })
}

/// The cloud's body: a text that holds it, or JSON in its place, of which every byte counts.
fn text(data: &RawValue) -> Option<String> {
    match data.get() {
        "null" => Some(String::new()),
        raw if raw.starts_with('"') => serde_json::from_str(raw).ok(),
        raw => Some(raw.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::answer::{Doubt, Outcome, Refuser};
    use crate::id::ClientAddr;
    use crate::id::ProcessId;
    use crate::kill::Prepared;
    use crate::services::dcs::KillClients;
    use crate::services::dds::KillSessions;
    use crate::services::taurusdb::KillProcesses;
    use crate::services::testing::{instance, node, project, sessions};

    fn outer(status: u16, kind: &str, body: &str) -> Answer {
        Answer {
            status,
            headers: vec![("Content-Type".to_owned(), kind.to_owned())],
            body: body.to_owned(),
        }
    }

    fn json(body: &str) -> Answer {
        outer(200, "application/json; charset=utf-8", body)
    }

    fn around(status: &str, kind: &str, data: &str) -> Answer {
        json(&format!(
            r#"{{"success":true,"isBinary":false,"status":{status},"statusText":"OK","headers":{{"content-type":"{kind}"}},"data":{data}}}"#
        ))
    }

    fn dds() -> Prepared {
        Prepared::new(KillSessions::new(project(), node(), sessions(&["1"])).unwrap())
    }

    fn dcs() -> Prepared {
        let address = ClientAddr::parse("10.0.0.1:1").unwrap();
        Prepared::new(KillClients::new(project(), instance(), node(), vec![address]).unwrap())
    }

    #[test]
    fn a_request_is_wrapped_whole_and_in_order() {
        let body = wrap(
            Method::Delete,
            "https://taurus.example/v3/p?a=b",
            &[
                ("Content-Type", "application/json"),
                ("X-Auth-Token", "t\""),
            ],
            Some(r#"{"processes":[9223372036854775807]}"#),
        );
        expect![[r#"{"accessToken":"","wantsBinary":false,"method":"DELETE","url":"https://taurus.example/v3/p?a=b","headers":{"Content-Type":"application/json","X-Auth-Token":"t\""},"params":{},"data":"{\"processes\":[9223372036854775807]}"}"#]]
        .assert_eq(&body);
    }

    #[test]
    fn an_answer_in_its_envelope_is_judged_as_the_clouds_own() {
        let accepted = dds().judge(&open(around("200", "application/json", r#""{}""#)));
        assert_eq!(accepted, Outcome::Accepted);
        for nothing in [r#""""#, "null"] {
            assert_eq!(
                dcs().judge(&open(around("204", "", nothing))),
                Outcome::Accepted
            );
        }
        let error = r#""{\"error_code\":\"DBS.280110\",\"error_msg\":\"no\"}""#;
        let refused = dds().judge(&open(around("403", "application/json", error)));
        assert!(matches!(refused, Outcome::Refused(refusal) if refusal.by == Refuser::Cloud));
        let Reply::Answered(answer) = open(json(
            r#"{"success":true,"status":201,"headers":{"X-Subject-Token":"t","Set-Cookie":["a","b"]},"data":""}"#,
        )) else {
            panic!()
        };
        assert_eq!(answer.header("x-subject-token"), Some("t"));
        assert_eq!(answer.headers.len(), 3);
    }

    #[test]
    fn sixty_four_bits_stay_exact_as_text_and_as_json_in_its_place() {
        let body = r#"{"success_processes":[9223372036854775807],"failed_processes":[]}"#;
        let threads = vec![ProcessId(i64::MAX)];
        let kill = KillProcesses::new(project(), instance(), node(), threads, None).unwrap();
        let kill = Prepared::new(kill);
        let quoted = serde_json::to_string(body).unwrap();
        let read = |data: &str| match open(around("200", "application/json", data)) {
            Reply::Answered(answer) => answer,
            Reply::Silent(silence) => panic!("{silence:?}"),
        };
        for data in [body, &quoted] {
            assert_eq!(read(data).body, body);
        }
        let judged = [body, &quoted].map(|data| kill.judge(&Reply::Answered(read(data))));
        assert_eq!(judged[0], judged[1]);
    }

    #[test]
    fn a_broken_envelope_is_unknown_and_never_a_success() {
        let good = r#""success":true,"status":204,"headers":{},"data":"""#;
        assert_eq!(
            dcs().judge(&open(json(&format!("{{{good}}}")))),
            Outcome::Accepted
        );
        for outer in [
            json(""),
            json("{}"),
            json("[]"),
            json(&format!("[{{{good}}}]")),
            json(r#"[true,204,{},"",false]"#),
            json(&format!("{{{good}")),
            json(&format!("{{{good}}} x")),
            json(&format!("{{{good},\"isBinary\":true}}")),
            json(&format!("{{{good},\"status\":204}}")),
            json(&format!("{{{}}}", good.replace("true", "false"))),
            json(&format!("{{{}}}", good.replace("true", "1"))),
            json(&format!("{{{}}}", good.replace("204", "\"204\""))),
            json(&format!("{{{}}}", good.replace("204", "20"))),
            json(&format!("{{{}}}", good.replace("204", "70000"))),
            json(&format!("{{{}}}", good.replace("{}", "[]"))),
            json(&format!("{{{}}}", good.replace("{}", "{\"a\":1}"))),
            json(&format!("{{{}}}", good.replace(",\"data\":\"\"", ""))),
            json(r#"{"success":false,"data":{"message":"(Proxy Error) Request failed."}}"#),
            outer(200, "text/html", "<html>"),
            outer(200, "text/html", &format!("{{{good}}}")),
            // What the service itself would call done, from the proxy.
            outer(204, "", ""),
            outer(
                403,
                "application/json",
                r#"{"error_code":"X.1","error_msg":"no"}"#,
            ),
        ] {
            let said = dcs().judge(&open(outer.clone()));
            let is_unknown = matches!(
                &said,
                Outcome::Unknown(unknown) if unknown.doubt == Doubt::Silent(Silence::Envelope)
            );
            assert!(is_unknown, "{outer:?}: {said:?}");
        }
    }

    #[test]
    fn a_guard_in_front_is_heard_and_a_failing_proxy_is_unknown() {
        let mut guarded = outer(409, "application/json", "{}");
        guarded
            .headers
            .push((PROXY_STAGE.to_owned(), "duplicate".to_owned()));
        let doubt = |answer| match dds().judge(&open(answer)) {
            Outcome::Unknown(unknown) => unknown.doubt,
            other => panic!("{other:?}"),
        };
        assert_eq!(doubt(guarded.clone()), Doubt::SeenBefore);
        guarded.status = 403;
        guarded.headers[1].1 = "refused".to_owned();
        let refused = dds().judge(&open(guarded));
        assert!(matches!(refused, Outcome::Refused(refusal) if refusal.by == Refuser::Proxy));
        assert_eq!(doubt(outer(502, "text/html", "")), Doubt::ServerFailed);
        assert_eq!(doubt(outer(302, "", "")), Doubt::Redirect);
    }
}
