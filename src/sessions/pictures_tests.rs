//! What the pictures count, and that each bar asks for just its rows.

use super::*;
use quell_core::session::{Piece, Sessions, Sort, Table, columns};

fn view(service: Service, rows: &str) -> View {
    let mut table = Table::new(columns(service));
    table
        .append(&format!(r#"{{"rows":[{rows}]}}"#), "rows")
        .unwrap();
    let whole = vec![Piece {
        from: 0,
        taken_ms: 0,
        slack_ms: 0,
    }];
    let sessions = Sessions::new(service, table, whole, &[]);
    View::new(service, "", Sort::oldest(service)).step(Step::Came(sessions))
}

fn row(user: &str, host: &str, time: &str) -> String {
    format!(r#"{{"id":1,"user":{user},"host":"{host}","command":"Query","time":{time}}}"#)
}

/// Each bar's name and rows, after a look at whether its words show just its rows.
fn said(view: &View, bars: &[Bar]) -> Vec<String> {
    for bar in bars.iter().filter(|bar| !bar.words.is_empty()) {
        let filtered = view.step(Step::Filtered(bar.words.join(" ")));
        assert_eq!(filtered.fault(), None, "{:?}", bar.words);
        assert_eq!(filtered.rows().len(), bar.rows, "{:?}", bar.words);
    }
    let name = |bar: &Bar| match &bar.name {
        Name::Value(name) | Name::Span(name) => name.clone(),
        Name::None => "(none)".to_owned(),
        Name::Others => "others".to_owned(),
    };
    let line = |bar: &Bar| format!("{} {}", name(bar), bar.rows);
    bars.iter().map(line).collect()
}

#[test]
fn a_card_has_the_five_greatest_and_the_others_and_a_bar_filters_just_its_rows() {
    let users = [
        ("\"app\"", 4),
        ("null", 2),
        ("\"\"", 1),
        ("\"b,c\"", 2),
        ("\"d e\"", 2),
        ("\"f\"", 1),
        ("\"g\"", 1),
        ("\"h\"", 1),
    ];
    let rows: Vec<String> = users
        .iter()
        .flat_map(|(user, count)| std::iter::repeat_n(row(user, "h", "1"), *count))
        .collect();
    let view = view(Service::TaurusDb, &rows.join(","));
    let bars = by(&view, 1, |text| text);
    assert_eq!(
        said(&view, &bars),
        ["app 4", "(none) 3", "b,c 2", "d e 2", "f 1", "others 2"]
    );
}

#[test]
fn clients_are_counted_without_their_ports() {
    let hosts = [
        "10.0.0.1:5000",
        "10.0.0.1:5001",
        "10.0.0.10:5000",
        "[2001:db8::1]:6379",
        "[2001:db8::1]:6380",
        "2001:db8::2",
        "localhost",
    ];
    let rows: Vec<String> = hosts.iter().map(|host| row("\"u\"", host, "1")).collect();
    let view = view(Service::TaurusDb, &rows.join(","));
    assert_eq!(
        said(&view, &by_client(&view)),
        [
            "10.0.0.1 2",
            "[2001:db8::1] 2",
            "10.0.0.10 1",
            "2001:db8::2 1",
            "localhost 1"
        ]
    );
}

#[test]
fn where_no_peer_is_known_the_addresses_are_counted() {
    let rows = r#"{"peer":"","addr":"10.0.0.1:1"},{"peer":"","addr":"10.0.0.1:2"}"#;
    let view = view(Service::Dcs, rows);
    assert_eq!(said(&view, &by_client(&view)), ["10.0.0.1 2"]);
}

#[test]
fn ages_are_counted_in_the_steps_of_the_core_whatever_the_unit() {
    let rows: Vec<String> = ["0", "9", "59", "60", "7200", "null"]
        .iter()
        .map(|time| row("\"u\"", "h", time))
        .collect();
    let seconds = view(Service::TaurusDb, &rows.join(","));
    let expected = [
        "< 1 s 1",
        "1 s – 10 s 1",
        "10 s – 1 min 1",
        "1 min – 10 min 1",
        "≥ 1 h 1",
        "(none) 1",
    ];
    assert_eq!(said(&seconds, &by_age(&seconds)), expected);
    let micros = view(
        Service::Dds,
        r#"{"id":"1","cost_time":"999999"},{"id":"2","cost_time":"1000000"},{"id":"3"}"#,
    );
    assert_eq!(
        said(&micros, &by_age(&micros)),
        ["< 1 s 1", "1 s – 10 s 1", "(none) 1"]
    );
}

#[test]
fn sessions_without_an_age_are_found_whatever_stands_in_its_place() {
    let rows = r#"{"id":"1","cost_time":"a minute"},{"id":"2","cost_time":""},{"id":"3","cost_time":5},
        {"id":"4","cost_time":-5},{"id":"5"}"#;
    let micros = view(Service::Dds, rows);
    assert_eq!(said(&micros, &by_age(&micros)), ["< 1 s 2", "(none) 3"]);
}

#[test]
fn a_share_that_is_there_is_never_nothing() {
    assert_eq!(percent(1, 1_000), "< 1 %");
    assert_eq!(percent(1, 3), "33 %");
    assert_eq!(percent(0, 0), "0 %");
}
