//! What no text can do to the readers of captures.

#![allow(clippy::unwrap_used)]

mod reading;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use quell_core::capture::{Format, SkipReason, into_table, read};
use quell_core::id::IdFault;
use quell_core::services::Service;

use reading::{file, rows_of};

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

/// Cut at every byte of a short one, at a few hundred places of a long one.
fn assert_cuts(text: &str, service: Service) {
    let handle = |row: &BTreeMap<String, String>| {
        ["id", "peer", "addr"].map(|key| row.get(key).cloned().unwrap_or_default())
    };
    let (whole, _) = rows_of(text, service);
    let known: Vec<_> = whole.iter().map(handle).collect();
    let step = 1 + text.len() / 1200 * 7;
    let ends = (0..text.len()).step_by(step);
    for part in ends.filter_map(|end| text.get(..end)) {
        let (rows, capture) = rows_of(part, service);
        if capture.format == Format::Ids || capture.format == Format::Addresses {
            continue;
        }
        for row in rows {
            // What was ambiguous as a whole may be plain in a part, but never somebody's statement.
            assert_ne!(row["id"], "999999");
            let torn = capture.format == Format::ProcessRows;
            assert!(torn || known.contains(&handle(&row)), "{row:#?} of\n{part}");
        }
    }
}

#[test]
fn a_capture_cut_anywhere_gives_no_session_that_the_whole_one_has_not() {
    // All at a time: one after the other they take as long as all other tests of this file.
    std::thread::scope(|scope| {
        for (text, service) in all() {
            scope.spawn(move || assert_cuts(&text, service));
        }
    });
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
