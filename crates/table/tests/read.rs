//! Pages of lists become rows, exactly, or not at all.

use proptest::prelude::*;
use quell_table::{Cell, Column, Kind, Table, Unit};
use serde_json::{Value, json};

static COLUMNS: [Column; 4] = [
    Column {
        key: "id",
        kind: Kind::Number(Unit::Count),
    },
    Column {
        key: "user",
        kind: Kind::Words,
    },
    Column {
        key: "host",
        kind: Kind::Text,
    },
    Column {
        key: "time",
        kind: Kind::Number(Unit::Seconds),
    },
];

fn read(json: &str) -> Table {
    let mut table = Table::new(&COLUMNS);
    let page = table.append(json, "processes");
    assert_eq!(page.map(|page| page.rows), Ok(table.rows()));
    table
}

fn row(table: &Table, row: usize) -> Vec<Option<String>> {
    (0..table.columns().len())
        .map(|column| {
            (!table.is_missing(row, column)).then(|| table.text(row, column).into_owned())
        })
        .collect()
}

#[test]
fn a_page_is_read_whatever_the_order_of_its_fields() {
    let mut table = Table::new(&COLUMNS);
    let page = table
        .append(
            r#"{"total_count":2,"processes":[
                {"id":9007199254740993,"user":"app","host":"10.0.0.1:1","time":7,"more":{"a":[1]}},
                {"time":null,"host":"a\"\u0000\n","user":"","id":"12"}],"time":"now","links":[]}"#,
            "processes",
        )
        .unwrap();
    assert_eq!(page.rows, 2);
    assert_eq!(page.fact("total_count"), Some("2"));
    assert_eq!(page.fact("time"), Some("now"));
    assert_eq!(page.fact("links"), None);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        row(&table, 0),
        [
            some("9007199254740993"),
            some("app"),
            some("10.0.0.1:1"),
            some("7")
        ]
    );
    assert_eq!(
        row(&table, 1),
        [some("12"), some(""), some("a\"\0\n"), None]
    );
    assert_eq!(table.number(1, 0), Some(12));
}

#[test]
fn sixty_four_bits_are_exact_as_numbers_and_as_texts() {
    let table = read(
        r#"{"processes":[{"id":9223372036854775807},{"id":-9223372036854775808},
            {"id":"9223372036854775807"},{"id":18446744073709551615},{"id":"1e3"}]}"#,
    );
    let ids: Vec<_> = (0..5).map(|row| table.text(row, 0).into_owned()).collect();
    assert_eq!(
        ids,
        [
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775807",
            "18446744073709551615",
            "1e3"
        ]
    );
}

#[test]
fn half_a_surrogate_pair_hides_no_list() {
    let table =
        read(r#"{"processes":[{"id":1,"host":"cut \ud83d"},{"id":2,"host":"\ud83d\ude00"}]}"#);
    let hosts = [table.text(0, 2), table.text(1, 2)];
    assert!(hosts[0].starts_with("cut \u{fffd}"), "{}", hosts[0]);
    assert_eq!(hosts[1], "😀");
}

#[test]
fn of_a_field_that_comes_twice_the_first_counts_and_no_row_shifts() {
    let table = read(r#"{"processes":[{"user":"a","user":"b","id":1},{"id":2,"user":"c"}]}"#);
    assert_eq!(table.rows(), 2);
    assert_eq!(
        (table.text(0, 1), table.text(1, 1)),
        ("a".into(), "c".into())
    );
}

#[test]
fn what_is_no_page_leaves_the_table_as_it_was() {
    let mut table = read(r#"{"processes":[{"id":1,"user":"kept"}]}"#);
    let whole = r#"{"processes":[{"id":2,"user":"x","host":"h","time":1},{"id":3,"user":"y"}]}"#;
    let cut = (1..whole.len()).map(|end| &whole[..end]);
    let wrong = [
        "",
        "[]",
        "null",
        "{}",
        "<html>",
        r#"{"processes":{}}"#,
        r#"{"processes":null}"#,
        r#"{"processes":[1]}"#,
        r#"{"processes":[]} {}"#,
        r#"{"processes":[],"processes":[]}"#,
    ];
    for text in cut.chain(wrong) {
        assert!(table.append(text, "processes").is_err(), "{text}");
        assert_eq!(table.rows(), 1, "{text}");
    }
    table.push(&[Cell::Number(5)]);
    assert_eq!(
        (table.text(0, 1), table.text(1, 0)),
        ("kept".into(), "5".into())
    );
    assert!(table.is_missing(1, 1));
}

#[test]
fn a_bare_list_is_read_by_other_names() {
    let mut table = Table::new(&COLUMNS);
    let rows = table
        .append_list(r#"[{"i":1,"u":"a","h":"b","t":2}]"#, &["i", "u", "h", "t"])
        .unwrap();
    assert_eq!((rows, table.number(0, 3)), (1, Some(2)));
}

#[test]
fn a_row_of_another_table_is_the_same_row() {
    let from = read(r#"{"processes":[{"id":"007","host":""},{"id":1,"user":"u"}]}"#);
    let mut into = Table::new(&COLUMNS);
    into.push_from(&from, 1);
    into.push_from(&from, 0);
    assert_eq!(
        (row(&into, 0), row(&into, 1)),
        (row(&from, 1), row(&from, 0))
    );
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        "\\PC{0,9}".prop_map(Value::from),
        "[0-9]{1,20}".prop_map(Value::from),
        Just(json!({"deep": [1, {"deeper": null}]})),
    ]
}

/// What a cell shows of a JSON value.
fn shown(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

proptest! {
    #[test]
    fn every_value_is_shown_as_it_came(
        rows in prop::collection::vec(
            prop::collection::btree_map("id|user|host|time|other", value(), 0..5),
            0..20,
        ),
    ) {
        let table = read(&json!({ "processes": rows }).to_string());
        prop_assert_eq!(table.rows(), rows.len());
        for (at, fields) in rows.iter().enumerate() {
            for (column, of) in COLUMNS.iter().enumerate() {
                let cell = (!table.is_missing(at, column)).then(|| table.text(at, column).into_owned());
                prop_assert_eq!(cell, shown(fields.get(of.key)));
            }
        }
    }

    #[test]
    fn the_quick_way_reads_what_serde_reads(
        text in prop_oneof![
            "[\\[\\]{}:,\"a-c0-9.\\-+eE\\\\u \u{1}]{0,40}",
            "\\[(\\{\"(id|user|time)\": ?(-?[0-9]{1,20}|\"[a\\\\n\"é]{0,4}\"|null|true|-0|0[0-9]|1\\.5|1e3|\\[1\\])\\},? ?){0,4}\\] ?",
        ],
    ) {
        // A field that is no column sends the second reading the long way round.
        let detour = text.replacen('{', "{\"other\":{},", 1);
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.key).collect();
        let (mut quick, mut slow) = (Table::new(&COLUMNS), Table::new(&COLUMNS));
        let read = (quick.append_list(&text, &names), slow.append_list(&detour, &names));
        if text.contains('{') && serde_json::from_str::<Value>(&text).is_ok() && text.contains(':') {
            prop_assert_eq!(read.0.as_ref().ok(), read.1.as_ref().ok());
        }
        if serde_json::from_str::<Value>(&text).is_err() {
            prop_assert!(read.0.is_err(), "{}", text);
        }
        for at in 0..quick.rows().min(slow.rows()) {
            prop_assert_eq!(row(&quick, at), row(&slow, at));
        }
    }

    #[test]
    fn a_search_finds_what_a_plain_one_finds(
        texts in prop::collection::vec("[aAbBäÄ ]{0,6}", 0..60),
        needle in "[aAbBäÄ]{1,3}",
    ) {
        let mut table = Table::new(&COLUMNS);
        for text in &texts {
            table.push(&[Cell::Missing, Cell::Text(text), Cell::Text(text)]);
        }
        let folded = quell_table::fold(&needle);
        let plain = texts.iter().map(|text| text.to_lowercase().contains(&needle.to_lowercase()));
        let plain: Vec<usize> = plain.enumerate().filter(|(_, hit)| *hit).map(|(row, _)| row).collect();
        for column in [None, Some(1), Some(2)] {
            let found: Vec<usize> = table.find_text(column, &folded).iter().collect();
            prop_assert_eq!(&found, &plain);
        }
    }
}
