//! Captures of real engines, and what no text can do to their readers.

#![allow(clippy::unwrap_used)]

mod reading;

use std::collections::BTreeMap;

use quell_core::capture::{Capture, Format, SkipReason, Skipped};
use quell_core::services::Service;
use quell_core::session::Bar;

use reading::{Rows, file, rows_of};

/// A capture that is read without anything skipped or folded.
fn clean(name: &str, service: Service, format: Format) -> (Rows, Capture) {
    let (rows, capture) = rows_of(&file(name), service);
    assert_eq!(capture.skipped, [], "{name}");
    assert_eq!((capture.folded, capture.wrong), (0, None), "{name}");
    assert_eq!(
        (capture.format, capture.service),
        (format, Some(service)),
        "{name}"
    );
    (rows, capture)
}

fn find<'r>(rows: &'r Rows, key: &str, value: &str) -> &'r BTreeMap<String, String> {
    let mut found = rows
        .iter()
        .filter(|row| row.get(key).is_some_and(|text| text == value));
    let row = found
        .next()
        .unwrap_or_else(|| panic!("no {key}={value} in {rows:#?}"));
    assert_eq!(found.next(), None, "{key}={value} twice");
    row
}

fn bars(capture: &Capture, rows: &Rows, key: &str) -> Vec<(String, Bar)> {
    let barred = capture.barred.iter();
    barred
        .map(|barred| {
            (
                rows[barred.row].get(key).cloned().unwrap_or_default(),
                barred.bar,
            )
        })
        .collect()
}

const COMMENT: &str =
    "SELECT SLEEP(600) /* 订单 | 🔥 */ ,\n'| 999999 | root | fake |',\n\"+----+\" AS `a|b`";

/// The fake row that a hostile statement holds.
fn hostile(info: &str) -> bool {
    info.starts_with("SELECT\tSLEEP(600) -- tab\n  , '\n*************************** 2. row ****")
        && info.ends_with("   User: root' AS \"q\\\"uote\"")
}

#[test]
fn process_lists_of_mysql_are_read_in_every_shape() {
    let shapes = [
        ("mysql-boxed.txt", Format::ProcessTable),
        ("mysql-boxed-binary.txt", Format::ProcessTable),
        ("mysql-schema-boxed.txt", Format::ProcessTable),
        ("mysql-batch.txt", Format::ProcessTabs),
    ];
    for (name, format) in shapes {
        let (rows, capture) = clean(name, Service::TaurusDb, format);
        assert!(rows.len() >= 9, "{name}: {rows:#?}");
        let first = find(&rows, "user", "应用|app");
        assert_eq!(first["db"], "shop", "{name}");
        let info = first["info"].replace("????", "🔥");
        assert_eq!(info, COMMENT, "{name}");
        let app = rows
            .iter()
            .filter(|row| row.get("info").is_some_and(|info| hostile(info)));
        assert_eq!(app.count(), 1, "{name}: {rows:#?}");
        assert!(
            rows.iter()
                .all(|row| row["id"].parse::<u32>().unwrap() < 1000),
            "{name}"
        );
        let mut barred = bars(&capture, &rows, "user");
        barred.sort();
        let expected = [
            ("event_scheduler".to_owned(), Bar::Internal),
            ("root".to_owned(), Bar::Replication),
            ("system user".to_owned(), Bar::Replication),
            ("system user".to_owned(), Bar::Internal),
        ];
        assert_eq!(barred, expected, "{name}");
        let host = rows
            .iter()
            .any(|row| row.get("host").is_some_and(|host| host.starts_with("::1:")));
        assert!(host, "{name}");
    }
}

#[test]
fn a_false_row_in_a_statement_makes_its_number_ambiguous_and_takes_no_session_with_it() {
    for name in ["mysql-vertical.txt", "mysql-schema-vertical.txt"] {
        let (rows, capture) = rows_of(&file(name), Service::TaurusDb);
        assert_eq!(capture.format, Format::ProcessRows);
        assert!(rows.len() >= 7, "{name}: {rows:#?}");
        assert_eq!(
            find(&rows, "user", "应用|app")["info"].replace("????", "🔥"),
            COMMENT,
            "{name}"
        );
        // The true second row, and the false one, which the schema's table shows twice.
        let of_two = |skipped: &Skipped| {
            skipped.reason == SkipReason::Ambiguous && skipped.text.contains("2. row")
        };
        assert!(
            capture.skipped.len() >= 2 && capture.skipped.iter().all(of_two),
            "{name}"
        );
        assert!(rows.iter().all(|row| row["id"] != "888888"));
    }
}

#[test]
fn raw_batch_output_loses_only_the_rows_that_its_line_ends_tear() {
    let (rows, capture) = rows_of(&file("mysql-batch-raw.txt"), Service::TaurusDb);
    assert_eq!(capture.format, Format::ProcessTabs);
    assert_eq!(find(&rows, "user", "event_scheduler")["command"], "Daemon");
    assert!(
        rows.iter()
            .all(|row| row["id"].parse::<u32>().unwrap() < 1000)
    );
    assert!(!capture.skipped.is_empty());
    assert!(
        capture
            .skipped
            .iter()
            .all(|skipped| skipped.reason == SkipReason::Cut)
    );
}

#[test]
fn client_lists_of_redis_are_read_plain_and_quoted() {
    for name in ["redis-client-list.txt", "redis-client-list-quoted.txt"] {
        let (rows, capture) = clean(name, Service::Dcs, Format::ClientList);
        assert!(rows.len() >= 8, "{name}");
        let named = find(&rows, "name", "orders=1|\"2\",\\n<b>");
        assert_eq!(
            (named["user"].as_str(), named["db"].as_str()),
            ("app_rw", "3"),
            "{name}"
        );
        assert!(
            named.contains_key("qbuf_free") && !named.contains_key("peer"),
            "{name}"
        );
        assert!(
            find(&rows, "name", "report")["addr"].starts_with("[::1]:"),
            "{name}"
        );
        let mut barred = bars(&capture, &rows, "flags");
        barred.sort();
        let expected = [
            ("S".to_owned(), Bar::Replication),
            ("bU".to_owned(), Bar::UnixSocket),
            ("bU".to_owned(), Bar::UnixSocket),
        ];
        assert_eq!(barred, expected, "{name}");
    }
    let (rows, capture) = clean(
        "redis-client-list-replica.txt",
        Service::Dcs,
        Format::ClientList,
    );
    assert_eq!(
        bars(&capture, &rows, "flags"),
        [("M".to_owned(), Bar::Replication)]
    );
}

#[test]
fn current_operations_of_mongodb_are_read_as_every_shell_prints_them() {
    let names = [
        "mongosh-current-op.txt",
        "mongosh-prompt.txt",
        "mongosh-aggregate.txt",
        "mongo-ejson.json",
        "mongo-ejson-canonical.json",
    ];
    for name in names {
        let (rows, capture) = rows_of(&file(name), Service::Dds);
        assert_eq!(
            (capture.format, capture.service),
            (Format::CurrentOp, Some(Service::Dds)),
            "{name}"
        );
        let orders = find(&rows, "namespace", "shop.orders");
        assert_eq!(orders["type"], "query", "{name}");
        assert_eq!(orders["db"], "shop", "{name}");
        assert_eq!(orders["plan_summary"], "COLLSCAN", "{name}");
        assert!(
            orders["cost_time"].parse::<u64>().unwrap() > 100_000,
            "{name}"
        );
        assert!(orders["client"].starts_with("127.0.0.1:"), "{name}");
        assert!(orders["operation"].contains("opid: 999999"), "{name}");
        assert_eq!(
            find(&rows, "namespace", "shop.订单'\"")["active"],
            "true",
            "{name}"
        );
        assert!(rows.iter().all(|row| row["id"] != "999999"));
        let checkpointer = find(&rows, "description", "Checkpointer");
        let place = rows.iter().position(|row| row == checkpointer).unwrap();
        assert!(
            capture
                .barred
                .iter()
                .any(|barred| barred.row == place && barred.bar == Bar::Internal),
            "{name}"
        );
        let idle = [SkipReason::Inactive, SkipReason::Internal];
        assert!(
            capture
                .skipped
                .iter()
                .all(|skipped| idle.contains(&skipped.reason)),
            "{name}: {:#?}",
            capture.skipped
        );
    }
    let (_, all) = rows_of(&file("mongosh-aggregate.txt"), Service::Dds);
    assert!(
        all.skipped
            .iter()
            .any(|skipped| skipped.reason == SkipReason::Inactive)
    );
}

#[test]
fn the_old_shell_and_the_ids_of_a_mongos_are_read() {
    let (rows, capture) = clean("mongo-legacy-shell.txt", Service::Dds, Format::CurrentOp);
    assert_eq!(rows[0]["id"], "shard_1:7201646");
    assert_eq!(rows[0]["cost_time"], "93000000");
    assert_eq!(rows[0]["user"], "app_rw");
    assert_eq!(rows[1]["id"], "shard_2:-42");
    assert_eq!(rows[1]["client"], "10.0.0.8:40123");
    assert_eq!(
        bars(&capture, &rows, "user"),
        [("__system".to_owned(), Bar::Internal)]
    );
}

#[test]
fn answers_of_the_cloud_are_read_with_their_digits() {
    let (rows, capture) = clean("api-dds.json", Service::Dds, Format::ApiList);
    assert_eq!(
        rows[0]["operation"],
        "{ \"getMore\": 5511239889023, \"$db\": \"admin\" }"
    );
    assert_eq!(
        bars(&capture, &rows, "id"),
        [("34631".to_owned(), Bar::Inactive)]
    );
    let (rows, _) = clean("api-taurusdb.json", Service::TaurusDb, Format::ApiList);
    assert_eq!(rows[0]["id"], "9007199254740993");
    assert_eq!(rows[0]["info"], "SELECT \"a\\b\"\n🔥");
    assert_eq!(
        (rows[1]["id"].as_str(), rows[1].get("info")),
        ("9223372036854775807", None)
    );
    let (rows, capture) = rows_of(&file("api-dcs.json"), Service::Dcs);
    assert_eq!((rows.len(), capture.folded), (2, 1));
    assert_eq!(
        (rows[0]["peer"].as_str(), rows[1]["peer"].as_str()),
        ("10.0.0.5:40122", "")
    );
}

#[test]
fn exports_of_the_consoles_are_read_by_their_titles() {
    let (rows, capture) = clean("console-dds.csv", Service::Dds, Format::Csv);
    assert_eq!(rows[0]["cost_time"], "1250000");
    assert_eq!(rows[2]["user"], "报表, \"夜间\"");
    assert_eq!(rows[2]["description"], "line one\nline two");
    assert_eq!(
        bars(&capture, &rows, "id"),
        [("34632".to_owned(), Bar::Inactive)]
    );
    let (rows, capture) = clean("console-dcs.csv", Service::Dcs, Format::Csv);
    assert_eq!(rows[0]["name"], "orders;1");
    assert_eq!(
        bars(&capture, &rows, "id"),
        [("9".to_owned(), Bar::Replication)]
    );
    let (rows, _) = clean("console-taurusdb-zh.csv", Service::TaurusDb, Format::Csv);
    assert_eq!(rows[0]["id"], "9007199254740993");
    assert_eq!(rows[0]["info"], "SELECT \"a\",\r\n b FROM t");
    assert_eq!((rows[1].get("db"), rows[1]["line"].as_str()), (None, "4"));
    let (rows, capture) = clean("workbench.csv", Service::TaurusDb, Format::Csv);
    assert_eq!(
        rows[1]["info"],
        "SELECT *\nFROM orders -- \"all\", of them\nWHERE a = 'x;y'"
    );
    assert_eq!(rows[2]["line"], "6");
    assert_eq!(
        bars(&capture, &rows, "id"),
        [("5".to_owned(), Bar::Internal)]
    );
}
