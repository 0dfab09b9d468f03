//! A person's document is read strictly, and lies under the portal's.

use super::*;

const FILE: &str = r#"{"version":1,"clouds":[{"id":"otc"},{"id":"huawei"}],"routes":[{"cloud":"*","url":"/p"}],
    "environments":[{"id":"prod","word":"PROD","protected":["user=backup"]},{"id":"test","word":"TEST"}],
    "defaults":{"environment":"prod","cloud":"otc","region":"eu-de","project":"p1","service":"dcs"},
    "preferences":{"language":"zh-CN","theme":"dark","shortcuts":false,"refresh":30}"#;

fn config(more: &str) -> Config {
    Config::read(&format!("{FILE}{more}}}")).unwrap()
}

fn own(text: &str) -> Own {
    Own::read(text).unwrap()
}

fn fault(text: &str) -> String {
    Own::read(text).unwrap_err().to_string()
}

const WHOLE: &str = r#"{
  "defaults": {
    "cloud": "huawei",
    "environment": "test",
    "project": "p2",
    "region": "cn-north-4",
    "service": "dds"
  },
  "language": "en",
  "protected": [
    "user=me"
  ],
  "refresh": 10,
  "shortcuts": true,
  "theme": "light",
  "version": 1
}"#;

#[test]
fn a_document_is_written_as_it_is_read() {
    assert_eq!(own(WHOLE).write(), WHOLE);
    let empty = Own::default().write();
    assert_eq!(empty, "{\n  \"version\": 1\n}");
    assert_eq!(own(&empty), Own::default());
}

#[test]
fn a_document_that_is_wrong_says_where_and_what() {
    for (text, says) in [
        ("{", "line 1, column 1: EOF while parsing an object"),
        ("[]", "the file (line 1): must be an object"),
        ("{}", "version (line 1): is missing"),
        (
            r#"{"version":2}"#,
            "version (line 1): is 2; this console reads version 1",
        ),
        (
            "{\"version\":1,\n\"theme\":\"red\"}",
            "theme (line 2): must be system, light or dark",
        ),
        (
            "{\"version\":1,\n\"language\":\"de\"}",
            "language (line 2): must be en or zh-CN",
        ),
        (
            "{\"version\":1,\n\n\"refresh\":7}",
            "refresh (line 3): must be 0, 5, 10, 30 or 60",
        ),
        (
            "{\"version\":1,\"shortcuts\":\"no\"}",
            "shortcuts (line 1): must be true or false",
        ),
        (
            "{\"version\":1,\"defaults\":{\n\"project\":\"../x\"}}",
            "defaults.project (line 2): \"../x\" has the character . at position 1",
        ),
        (
            "{\"version\":1,\"protected\":[\"user=a\",\n\"nobody=a\"]}",
            "protected[1] (line 2): is no filter of any service's sessions: look at \"nobody\"",
        ),
    ] {
        assert_eq!(fault(text), says, "{text}");
    }
    let known = fault(r#"{"version":1,"token":"x"}"#);
    assert!(
        known.starts_with("the file (line 1): has the unknown key \"token\"; known are version")
    );
}

#[test]
fn a_person_s_choices_lie_under_the_portal_s_and_over_its_preferences() {
    let portal = config("");
    let plain = portal.with_own(&Own::default());
    assert_eq!(plain, portal);
    let merged = portal.with_own(&own(WHOLE));
    assert_eq!(merged.preferences, own(WHOLE).preferences);
    assert_eq!(merged.defaults, own(WHOLE).defaults);
    let part = portal.with_own(&own(r#"{"version":1,"theme":"light"}"#));
    assert_eq!(part.preferences.theme, Some(Theme::Light));
    assert_eq!(part.preferences.language, Some("zh-CN"));
    assert_eq!(part.preferences.shortcuts, Some(false));
}

#[test]
fn what_the_portal_locks_nobody_changes() {
    for lock in Lock::ALL {
        let portal = config(&format!(r#","locked":["{}"]"#, lock.word()));
        let merged = portal.with_own(&own(WHOLE));
        let free = config("").with_own(&own(WHOLE));
        let parts = |config: &Config| {
            let chosen = &config.preferences;
            [
                format!("{:?}", chosen.language),
                format!("{:?}", chosen.theme),
                format!("{:?}", chosen.shortcuts),
                format!("{:?}", chosen.refresh),
                format!("{:?}", config.defaults),
                format!("{:?}", config.own_protected),
            ]
        };
        let (merged, free, portal) = (parts(&merged), parts(&free), parts(&portal));
        for (at, other) in Lock::ALL.into_iter().enumerate() {
            let expected = if other == lock { &portal } else { &free };
            assert_eq!(merged[at], expected[at], "{lock:?} {other:?}");
        }
        assert_ne!(merged, free, "{lock:?} is of no account");
    }
}

#[test]
fn a_default_that_is_not_there_any_more_is_not_chosen() {
    let portal = config("");
    let of = |text: &str| portal.with_own(&own(&format!(r#"{{"version":1,"defaults":{text}}}"#)));
    let lost = of(r#"{"environment":"lab","cloud":"gone","region":"nowhere-1"}"#);
    assert_eq!(lost.defaults, portal.defaults);
    // The portal's region and project are not another cloud's.
    let moved = of(r#"{"cloud":"huawei"}"#).defaults;
    assert_eq!((moved.region, moved.project), (None, None));
    let project = of(r#"{"project":"p3"}"#).defaults;
    assert_eq!(project.project.unwrap().as_str(), "p3");
    assert_eq!(project.region.unwrap().as_str(), "eu-de");
}

#[test]
fn one_s_own_protection_adds_to_the_environment_s_and_takes_none_away() {
    let portal = config("");
    let merged = portal.with_own(&own(
        r#"{"version":1,"protected":["user=me","user=backup"]}"#,
    ));
    let of = |at: usize| merged.protected(Some(&merged.environments[at]));
    assert_eq!(of(0), ["user=backup", "user=me"]);
    assert_eq!(of(1), ["user=me", "user=backup"]);
    assert_eq!(merged.protected(None), ["user=me", "user=backup"]);
    assert_eq!(portal.protected(None), Vec::<String>::new());
}

#[test]
fn what_a_portal_sets_for_people_is_checked_too() {
    let fault = |more: &str| {
        let text = FILE.replace('\n', "").replace("\"preferences\"", more);
        Config::read(&format!("{text}}}")).unwrap_err().to_string()
    };
    for (more, says) in [
        (
            r#""locked":["routes"],"preferences""#,
            "locked[0] (line 1): must be language, theme, shortcuts, refresh, defaults or protected",
        ),
        (
            r#""preferences":{"theme":"red"},"$schema""#,
            "preferences.theme (line 1): must be system, light or dark",
        ),
        (
            r#""preferences":{"protected":[]},"$schema""#,
            "preferences (line 1): has the unknown key \"protected\"; known are language, theme, shortcuts, refresh",
        ),
    ] {
        assert_eq!(fault(more), says);
    }
    let routed = FILE.replace(r#""url":"/p""#, r#""url":"/p","selfTest":"p""#);
    let fault = Config::read(&format!("{routed}}}")).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "routes[0].selfTest (line 1): must begin with / or https://"
    );
}
