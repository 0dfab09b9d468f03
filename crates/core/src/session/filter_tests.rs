//! What a filter finds, and what it says of one that is wrong.

use super::*;
use crate::session::{
    Cell, FilterProblem, Table, columns, has_word, with_word, without_word, word_for,
};

fn taurus(rows: &[(i64, &str, &str, &str, i64, &str)]) -> Sessions {
    let mut table = Table::new(columns(Service::TaurusDb));
    for (id, user, host, command, time, info) in rows {
        table.push(&[
            Cell::Number(*id),
            Cell::Text(user),
            Cell::Text(host),
            Cell::Missing,
            Cell::Text(command),
            Cell::Number(*time),
            Cell::Text(""),
            Cell::Text(info),
        ]);
    }
    Sessions::new(Service::TaurusDb, table, Vec::new(), &[])
}

fn incident() -> Sessions {
    taurus(&[
        (
            11,
            "app_rw",
            "10.0.0.5:4001",
            "Query",
            190,
            "SELECT * FROM orders",
        ),
        (12, "app_rw", "10.0.0.6:4002", "Sleep", 5, ""),
        (
            13,
            "report",
            "10.0.0.5:4003",
            "Query",
            61,
            "select Count(*) from order_items",
        ),
        (14, "backup user", "localhost", "Killed", 4_000, "SELECT 1"),
    ])
}

fn shown(text: &str) -> Vec<usize> {
    let sessions = incident();
    let mut ticked = Selection::none(&sessions);
    ticked.set(&sessions, 2, true);
    let filter = Filter::parse(text, Service::TaurusDb).unwrap();
    filter.rows(&sessions, &ticked).iter().collect()
}

#[test]
fn every_form_of_the_grammar_finds_its_rows() {
    let cases: &[(&str, &[usize])] = &[
        ("", &[0, 1, 2, 3]),
        ("   ", &[0, 1, 2, 3]),
        ("ORDER", &[0, 2]),
        ("13", &[2]),
        ("10.0.0.5:4001", &[0]),
        ("\"from orders\"", &[0]),
        ("user:app", &[0, 1]),
        ("USER:APP_RW", &[0, 1]),
        ("user:app,report", &[0, 1, 2]),
        ("user=app", &[]),
        ("user=app_rw", &[0, 1]),
        ("user=\"backup user\"", &[3]),
        ("!user:app", &[2, 3]),
        ("user:app !command:sleep", &[0]),
        ("host:10.0.0.*", &[0, 1, 2]),
        ("host:*:4002", &[1]),
        ("host:1*.5:*3", &[2]),
        ("client:localhost", &[3]),
        ("db=\"\"", &[0, 1, 2, 3]),
        ("time>60", &[0, 2, 3]),
        ("time>=61", &[0, 2, 3]),
        ("time>1m", &[0, 2, 3]),
        ("time>1h", &[3]),
        ("time<=5s time>=5", &[1]),
        ("time<0.1m", &[1]),
        ("time=61", &[2]),
        ("id:1", &[0, 1, 2, 3]),
        ("id=12", &[1]),
        ("sql:count", &[2]),
        ("is:active", &[0, 2]),
        ("!is:active", &[1, 3]),
        ("is:killable", &[0, 1, 2]),
        ("is:selected", &[2]),
        ("is:gone", &[]),
    ];
    for (text, rows) in cases {
        assert_eq!(shown(text), *rows, "{text}");
    }
}

#[test]
fn a_time_is_in_seconds_whatever_the_service_counts_in() {
    let mut table = Table::new(columns(Service::Dds));
    let json =
        r#"{"sessions":[{"id":"1","cost_time":"61000000"},{"id":"2","cost_time":"59999999"}]}"#;
    table.append(json, "sessions").unwrap();
    let sessions = Sessions::new(Service::Dds, table, Vec::new(), &[]);
    for text in [
        "time>60",
        "cost_time>60s",
        "running>1m",
        "time>60000ms",
        "time>60000000us",
    ] {
        let filter = Filter::parse(text, Service::Dds).unwrap();
        let rows: Vec<usize> = filter
            .rows(&sessions, &Selection::none(&sessions))
            .iter()
            .collect();
        assert_eq!(rows, [0], "{text}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    use FilterProblem as P;
    let cases = [
        ("a usr:app", 2, "usr", P::UnknownColumn),
        ("日本 usr:app", 3, "usr", P::UnknownColumn),
        ("is:happy", 3, "happy", P::UnknownFlag),
        ("!user:", 1, "user:", P::NoValue),
        ("time>", 0, "time>", P::NoValue),
        ("time>soon", 5, "soon", P::NotANumber),
        (
            "time>99999999999999999999",
            5,
            "99999999999999999999",
            P::NotANumber,
        ),
        (
            "time>9223372036854775807d",
            5,
            "9223372036854775807d",
            P::NotANumber,
        ),
        ("time>5y", 5, "5y", P::UnknownUnit),
        ("id>1.5", 3, "1.5", P::NotANumber),
        ("user>app", 0, "user>app", P::NotComparable),
        ("a \"b c", 2, "\"b c", P::OpenQuote),
    ];
    for (text, at, part, problem) in cases {
        let fault = Filter::parse(text, Service::TaurusDb).unwrap_err();
        assert_eq!(
            (fault.at, fault.text.as_str(), fault.problem),
            (at, part, problem),
            "{text}"
        );
    }
}

#[test]
fn words_come_and_go_without_touching_the_others() {
    let text = with_word("user:app", "is:active");
    assert_eq!(text, "user:app is:active");
    assert_eq!(with_word(&text, "is:active"), text);
    assert!(has_word(&text, "is:active") && !has_word(&text, "is:act"));
    assert_eq!(without_word(&text, "is:active"), "user:app");
    assert_eq!(without_word("user=\"a b\" x", "x"), "user=\"a b\"");
    assert_eq!(without_word("\"open", "x"), "\"open");
    assert_eq!(with_word("", "x"), "x");
}

#[test]
fn the_word_for_a_value_finds_exactly_that_value() {
    for value in ["app_rw", "report", "backup user", "a,b", "x*", ""] {
        let sessions = taurus(&[
            (1, value, "h", "Query", 0, ""),
            (2, "app_rwx", "h", "Query", 0, ""),
        ]);
        let word = word_for("user", value).unwrap();
        let filter = Filter::parse(&word, Service::TaurusDb).unwrap();
        let rows: Vec<usize> = filter
            .rows(&sessions, &Selection::none(&sessions))
            .iter()
            .collect();
        assert_eq!(rows, [0], "{word}");
    }
    assert_eq!(word_for("user", "a\"b"), None);
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
        if let Ok(filter) = Filter::parse(&text, Service::Dds) {
            let sessions = Sessions::none(Service::Dds);
            filter.rows(&sessions, &Selection::none(&sessions));
        }
    }
}
