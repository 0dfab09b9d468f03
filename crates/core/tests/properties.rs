//! Properties: what no input can do to a request.

use std::process::Command;

use proptest::prelude::*;
use quell_core::draft::{Draft, review};
use quell_core::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::render::{as_curl, quote};
use quell_core::route::Route;
use quell_core::services::{ALL, find};

/// The grammar of path identifiers, written a second time, so that a slip shows.
fn in_grammar(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && text.len() <= 64
}

/// Texts near the border of the grammar, and far from it.
fn id_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9][A-Za-z0-9_-]{0,70}",
        "[A-Za-z0-9_./%\\\\?#;:@ -]{0,40}",
        "\\PC{0,20}",
        any::<String>(),
        Just("..".to_owned()),
        Just("%2e%2e".to_owned()),
        Just("a/../b".to_owned()),
        Just("a\r\nX-Evil: 1".to_owned()),
    ]
}

fn draft(project: String, instance: String, node: String, handles: String) -> Draft {
    Draft {
        project,
        instance,
        node,
        handles,
        scope: Some(quell_core::draft::ScopeChoice::OneNode),
        language: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_text_outside_the_grammar_becomes_an_id(text in id_text()) {
        prop_assert_eq!(RegionId::parse(&text).is_ok(), in_grammar(&text));
        // The other kinds refuse a little more: an id of another kind.
        for parsed in [
            ProjectId::parse(&text).is_ok(),
            InstanceId::parse(&text).is_ok(),
            NodeId::parse(&text).is_ok(),
        ] {
            prop_assert!(!parsed || in_grammar(&text));
        }
    }

    #[test]
    fn no_text_outside_the_grammar_yields_a_request(
        project in id_text(), instance in id_text(), node in id_text(), handles in any::<String>(),
    ) {
        for operation in ALL {
            let draft = draft(project.clone(), instance.clone(), node.clone(), handles.clone());
            let Some(kill) = review(operation, &draft).prepared else { continue };
            // White space around a pasted id is dropped before it is read.
            prop_assert!(in_grammar(project.trim()));
            prop_assert!(kill.instance().is_none_or(|_| in_grammar(instance.trim())));
            prop_assert!(kill.node().is_none_or(|_| in_grammar(node.trim())));
            for segment in kill.request().path().split('/').skip(1) {
                prop_assert!(in_grammar(segment), "{segment}");
            }
        }
    }

    #[test]
    fn the_url_has_the_expected_path_byte_for_byte(
        project in "[A-Za-z0-9][A-Za-z0-9_-]{0,30}",
        instance in "[A-Za-z0-9][A-Za-z0-9_-]{0,30}",
        node in "[A-Za-z0-9][A-Za-z0-9_-]{0,30}",
        region in "[a-z]{2}-[a-z]{2,9}-[0-9]",
    ) {
        let route = Route::parse("/proxy/{service}/{region}").unwrap();
        let place = (CloudId::parse("otc").unwrap(), RegionId::parse(&region).unwrap());
        for (id, handles, prefix, path) in [
            ("dds.kill", "1", "dds", format!("/v3/{project}/nodes/{node}/session")),
            ("dcs.kill", "10.0.0.1:1", "dcs",
                format!("/v2/{project}/instances/{instance}/clients/kill")),
            ("dcs.kill_all", "", "dcs",
                format!("/v2/{project}/instances/{instance}/clients/kill-all")),
            ("taurusdb.kill", "1", "taurusdb",
                format!("/v3/{project}/instances/{instance}/nodes/{node}/processes")),
        ] {
            let draft = draft(project.clone(), instance.clone(), node.clone(), handles.to_owned());
            let kill = review(find(id).unwrap(), &draft).prepared.unwrap();
            let lead = route.towards(&place.0, &place.1, None).unwrap();
            let url = lead.way(&kill.request()).url;
            prop_assert_eq!(url, format!("/proxy/{prefix}/{region}{path}"));
        }
    }
}

/// Runs a command line through `sh` with `curl` replaced by a printer of its arguments.
fn arguments_seen_by_curl(command: &str) -> Vec<Vec<u8>> {
    let script = format!("curl() {{ for word; do printf '%s\\0' \"$word\"; done; }}\n{command}\n");
    let output = Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HW_TOKEN", "the-token")
        .output()
        .unwrap_or_else(|fault| panic!("no POSIX shell at sh: {fault}"));
    assert!(output.status.success(), "{command}");
    assert!(output.stderr.is_empty(), "{:?}", output.stderr);
    let mut words: Vec<Vec<u8>> = output
        .stdout
        .split(|byte| *byte == 0)
        .map(<[u8]>::to_vec)
        .collect();
    words.pop();
    words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_survives_the_shell_byte_for_byte(text in "[^\\x00]{0,60}") {
        let words = arguments_seen_by_curl(&format!("curl {}", quote(&text)));
        prop_assert_eq!(words, vec![text.into_bytes()]);
    }

    #[test]
    fn a_curl_command_gives_back_the_same_body_and_url(
        handles in proptest::collection::vec("\\PC{1,20}", 1..4),
    ) {
        let json = serde_json::to_string(&handles).unwrap();
        let draft = draft("p1".into(), "i1".into(), "n1".into(), json);
        let kill = review(find("dds.kill").unwrap(), &draft).prepared.unwrap();
        let request = kill.request();
        let words = arguments_seen_by_curl(&as_curl(&request, "https://dds.example"));
        let words: Vec<String> = words.into_iter().map(|w| String::from_utf8(w).unwrap()).collect();
        let data = words.iter().position(|word| word == "--data-raw").unwrap();
        prop_assert_eq!(Some(words[data + 1].as_str()), request.body());
        prop_assert_eq!(words.last().unwrap(), "https://dds.example/v3/p1/nodes/n1/session");
        prop_assert!(words.contains(&"X-Auth-Token: the-token".to_owned()));
    }
}
