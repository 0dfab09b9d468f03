//! Captures of real engines, and what no text can do to their readers.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use quell_core::capture::{Capture, Format, SkipReason, Skipped, into_table, read};
use quell_core::id::IdFault;
use quell_core::services::Service;
use quell_core::session::Bar;

/// A row as a map, with the line on which it begins.
type Rows = Vec<BTreeMap<String, String>>;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/captures")
        .join(name);
    fs::read_to_string(path).unwrap()
}

fn rows_of(text: &str, service: Service) -> (Rows, Capture) {
    let mut rows = Rows::new();
    let capture = read(text, service, &mut |row| {
        let cells = row.cells.iter();
        rows.push(
            cells
                .map(|(key, text)| ((*key).to_owned(), text.to_string()))
                .collect(),
        );
        let last = rows.last_mut().unwrap();
        last.insert("line".to_owned(), row.line.to_string());
    });
    assert_eq!(capture.rows, rows.len());
    (rows, capture)
}

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

/// Every capture with the service it is of.
fn all() -> Vec<(String, Service)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let service = |name: &str| match name {
        _ if name.contains("redis") || name.contains("dcs") => Service::Dcs,
        _ if name.contains("mongo") || name.contains("dds") => Service::Dds,
        _ => Service::TaurusDb,
    };
    let captures = names.filter(|name| !name.starts_with("README"));
    captures.map(|name| (file(&name), service(&name))).collect()
}

#[test]
fn a_capture_of_another_service_is_named_and_gives_no_row() {
    for (text, service) in all() {
        for wanted in Service::ALL.into_iter().filter(|wanted| *wanted != service) {
            let (rows, capture) = rows_of(&text, wanted);
            let wrong = capture.wrong.unwrap();
            assert_eq!((wrong.found, wrong.wanted), (service, wanted));
            assert_eq!((rows.len(), capture.skipped.len()), (0, 0));
        }
    }
    let (_, capture) = rows_of(&file("redis-client-list.txt"), Service::TaurusDb);
    assert_eq!(
        capture.wrong.unwrap().to_string(),
        "CLIENT LIST of DCS, not of TaurusDB"
    );
}

#[test]
fn a_capture_cut_anywhere_gives_no_session_that_the_whole_one_has_not() {
    let handle = |row: &BTreeMap<String, String>| {
        ["id", "peer", "addr"].map(|key| row.get(key).cloned().unwrap_or_default())
    };
    for (text, service) in all() {
        let (whole, _) = rows_of(&text, service);
        let known: Vec<_> = whole.iter().map(handle).collect();
        // At every byte of the short ones, at a few hundred places of the long ones.
        let step = 1 + text.len() / 1200 * 7;
        for end in (0..text.len())
            .step_by(step)
            .filter(|end| text.is_char_boundary(*end))
        {
            let (rows, capture) = rows_of(&text[..end], service);
            if capture.format == Format::Ids || capture.format == Format::Addresses {
                continue;
            }
            for row in rows {
                // What was ambiguous as a whole may be plain in a part, but never somebody's statement.
                assert_ne!(row["id"], "999999");
                let torn = capture.format == Format::ProcessRows;
                assert!(
                    torn || known.contains(&handle(&row)),
                    "{end}: {row:#?} of\n{}",
                    &text[..end]
                );
            }
        }
    }
}

#[test]
fn the_table_has_the_rows_in_their_order_and_numbers_as_numbers() {
    let (table, capture) = into_table(&file("api-taurusdb.json"), Service::TaurusDb);
    let id = table.column("id").unwrap();
    assert_eq!((table.rows(), capture.rows), (2, 2));
    assert_eq!(table.number(0, id), Some(9_007_199_254_740_993));
    assert_eq!(table.number(1, id), Some(i64::MAX));
    assert!(table.is_missing(1, table.column("info").unwrap()));
}

#[test]
fn captures_with_the_line_ends_of_windows_are_the_same() {
    for (text, service) in all().into_iter().filter(|(text, _)| !text.contains('\r')) {
        let (rows, plain) = rows_of(&text, service);
        let (windows, capture) = rows_of(&text.replace('\n', "\r\n"), service);
        assert_eq!(rows.len(), windows.len(), "{text}");
        let same = |row: &BTreeMap<String, String>| format!("{row:?}").replace("\\r", "");
        let both = rows.iter().map(same).zip(windows.iter().map(same));
        both.for_each(|(row, other)| assert_eq!(row, other));
        assert_eq!(plain.skipped.len(), capture.skipped.len());
    }
}

#[test]
fn plain_lists_are_read_and_every_refused_piece_is_named() {
    let (rows, capture) = rows_of("34631, shard_1:7201646\nplease end\n34631", Service::Dds);
    assert_eq!(
        (capture.format, capture.service, capture.folded),
        (Format::Ids, None, 1)
    );
    let ids: Vec<_> = rows.iter().map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, ["34631", "shard_1:7201646"]);
    let words: Vec<_> = capture
        .skipped
        .iter()
        .map(|skipped| (skipped.line, skipped.text.as_str()))
        .collect();
    assert_eq!(words, [(2, "please"), (2, "end")]);
    let (rows, capture) = rows_of("[::1]:6379; 10.0.0.5:1\n10.0.0.5", Service::Dcs);
    assert_eq!((rows.len(), capture.format), (2, Format::Addresses));
    assert_eq!(
        capture.skipped[0].reason,
        SkipReason::Id(IdFault::PortMissing)
    );
    let (_, capture) = rows_of("10.0.0.5:1\n", Service::TaurusDb);
    assert_eq!(capture.wrong.unwrap().found, Service::Dcs);
    let (rows, _) = rows_of("KILL 5;\nKILL 9223372036854775807;\n", Service::TaurusDb);
    assert_eq!(rows[1]["id"], "9223372036854775807");
    let (rows, capture) = rows_of("[9007199254740993,\n\"12\", 1.5]", Service::TaurusDb);
    assert_eq!(
        (rows.len(), rows[0]["id"].as_str()),
        (2, "9007199254740993")
    );
    assert_eq!(
        (capture.skipped[0].line, &capture.skipped[0].reason),
        (2, &SkipReason::NotAnId)
    );
}

#[test]
fn rows_that_a_program_left_out_and_columns_without_ids_are_said() {
    let (rows, capture) = rows_of(
        "[ { opid: 1, client: 'a' },\n  ... 12 more items\n]",
        Service::Dds,
    );
    assert_eq!(
        (rows.len(), &capture.skipped[0].reason),
        (1, &SkipReason::LeftOut)
    );
    let (_, capture) = rows_of("+---+\n| n |\n+---+\n| 7 |\n+---+\n", Service::TaurusDb);
    let reasons: Vec<_> = capture
        .skipped
        .iter()
        .map(|skipped| &skipped.reason)
        .collect();
    assert_eq!(reasons, [&SkipReason::NoIdColumn, &SkipReason::NoId]);
    let (rows, capture) = rows_of(
        "[{\"id\":1,\"info\":\"a\"},{\"id\":2,\"in",
        Service::TaurusDb,
    );
    assert_eq!(
        (rows.len(), &capture.skipped[0].reason),
        (1, &SkipReason::Cut)
    );
}

#[test]
fn a_text_made_to_be_slow_is_read_in_a_moment() {
    let border = format!("+{}+\n| Id{} |\n", "-".repeat(300_000), " ".repeat(299_996));
    let texts = [
        "[".repeat(1 << 18),
        "{".repeat(1 << 18),
        "{\"inprog\":[".repeat(1 << 16),
        "]}".repeat(1 << 18),
        format!("id,user,info\n{}", "1,\"abc\n".repeat(1 << 15)),
        format!(
            "{border}{}{}",
            border.lines().next().unwrap(),
            "\n|".repeat(1 << 18)
        ),
        format!("[{}", "/[ \\/ ".repeat(1 << 15)),
        "*** 1. row ***\n Id: 1\n".repeat(1 << 15),
        "id=1 addr= ".repeat(1 << 16),
        "'".repeat(1 << 18),
        "id=".repeat(1 << 18),
    ];
    for text in &texts {
        for service in Service::ALL {
            let (_, capture) = rows_of(text, service);
            assert!(capture.rows <= 1);
        }
    }
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    use std::fmt::Write as _;
    let mut list = String::new();
    for n in 0..100_000 {
        writeln!(
            list,
            "id={n} addr=10.0.{}.{}:{} name= flags=N db=0",
            n / 65536,
            n / 256 % 256,
            1 + n % 65535
        )
        .unwrap();
    }
    let capture = read(&list, Service::Dcs, &mut |_| {});
    assert_eq!(
        (capture.rows + capture.folded, capture.skipped.len()),
        (100_000, 0)
    );
}

/// Pieces of which captures are made.
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("+----+---+\n"),
        Just("| Id | Info |\n"),
        Just("| 1 | a |\n"),
        Just("*** 1. row ***\n"),
        Just("  Id: 1\n"),
        Just("Info: x\n"),
        Just("id=1 addr=1.2.3.4:5 flags=N db=0\n"),
        Just("id=1 addr="),
        Just("1) \""),
        Just("\\n"),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just(","),
        Just(":"),
        Just("\""),
        Just("'"),
        Just("`"),
        Just("opid"),
        Just("inprog: ["),
        Just("Long('1')"),
        Just("/"),
        Just("\\"),
        Just("sessions"),
        Just("$numberLong"),
        Just("id,user,host\n"),
        Just("id\tuser\n"),
        Just("1,2,3\n"),
        Just("\n"),
        Just("\r\n"),
        Just(" "),
        Just("\t"),
        Just("会话"),
        Just("🔥"),
        Just("\u{feff}"),
        Just("<ref *1>"),
        Just("... 3 more items"),
        Just("null"),
        Just("12 rows in set"),
        Just("shop> "),
        Just("-- "),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_panics_and_every_line_number_exists(text in prop_oneof![fragments(), any::<String>()]) {
        for service in Service::ALL {
            let (_, capture) = rows_of(&text, service);
            let lines = text.matches('\n').count() + 1;
            let mut last = 1;
            for skipped in &capture.skipped {
                prop_assert!((last..=lines).contains(&skipped.line), "{skipped:?} of {lines}");
                prop_assert!(skipped.text.chars().count() <= 61);
                last = skipped.line;
            }
        }
    }
}
