//! How a list is read: where it ends, what is folded, what is tried again, what is told.

use super::testing::{OFFLINE, asked, dds, error, honest, json, run, script, sessions};
use crate::answer::{Refuser, Reply, Silence};
use crate::list::{Command, Event, Extent, Limits, Listing, Now, Reason, Whose};
use crate::services::testing::{node, project};

fn ids(listing: &Listing) -> Vec<String> {
    let table = listing.table();
    let id = table.column("id").unwrap();
    (0..table.rows())
        .map(|row| table.text(row, id).into_owned())
        .collect()
}

#[test]
fn pages_follow_each_other_until_the_total_is_reached() {
    let mut listing = dds(20, 100_000);
    let told = run(&mut listing, |request| honest(request, 45));
    assert_eq!(told.end, Ok(Extent::Whole));
    assert_eq!(
        told.log,
        [
            "GET sessions?limit=20&offset=0",
            "GET sessions?limit=20&offset=20",
            "GET sessions?limit=20&offset=40",
        ]
    );
    assert_eq!(listing.table().rows(), 45);
}

#[test]
fn an_empty_list_is_whole() {
    let mut listing = dds(20, 100_000);
    assert_eq!(
        run(&mut listing, |request| honest(request, 0)).end,
        Ok(Extent::Whole)
    );
    assert_eq!(listing.table().rows(), 0);
}

#[test]
fn without_a_total_the_list_goes_to_its_empty_page() {
    let mut listing = dds(20, 100_000);
    let told = run(&mut listing, |request| {
        let from = asked(request, "offset");
        sessions(from.min(25)..(from + 20).min(25), None)
    });
    assert_eq!((told.end, told.log.len()), (Ok(Extent::Whole), 3));
    assert_eq!(listing.table().rows(), 25);
}

#[test]
fn a_service_that_gives_less_than_was_asked_is_read_whole() {
    let mut listing = dds(100, 100_000);
    let told = run(&mut listing, |request| {
        let from = asked(request, "offset");
        sessions(from..(from + 20).min(50), Some(50))
    });
    assert_eq!((told.end, told.log.len()), (Ok(Extent::Whole), 3));
    assert_eq!(listing.table().rows(), 50);
}

#[test]
fn a_count_that_is_only_the_pages_own_does_not_cut_the_list() {
    let mut listing = dds(20, 100_000);
    let told = run(&mut listing, |request| {
        let from = asked(request, "offset").min(45);
        let to = (from + 20).min(45);
        sessions(from..to, Some(to - from))
    });
    assert_eq!(told.end, Ok(Extent::Whole));
    assert_eq!(listing.table().rows(), 45);
}

#[test]
fn a_limit_that_is_refused_becomes_the_one_that_every_manual_allows() {
    let mut listing = dds(100, 100_000);
    let told = run(&mut listing, |request| match asked(request, "limit") {
        ..=20 => honest(request, 30),
        _ => error(400, "DBS.280439"),
    });
    assert_eq!(told.end, Ok(Extent::Whole));
    assert_eq!(
        told.log,
        [
            "GET sessions?limit=100&offset=0",
            "GET sessions?limit=20&offset=0",
            "GET sessions?limit=20&offset=20",
        ]
    );
    let told = run(
        &mut dds(100, 100_000),
        script(vec![error(400, "DBS.280439")]),
    );
    assert_eq!(told.log.len(), 2, "a smaller limit is tried once");
    assert_eq!(
        told.end.unwrap_err().reason,
        Reason::Refused(Refuser::Cloud)
    );
}

#[test]
fn a_page_that_is_too_long_to_be_read_is_asked_for_in_halves() {
    let mut listing = dds(100, 100_000);
    let told = run(&mut listing, |request| match asked(request, "limit") {
        ..=25 => honest(request, 40),
        _ => Reply::Silent(Silence::TooLarge),
    });
    assert_eq!(told.end, Ok(Extent::Whole));
    assert_eq!(told.log.len(), 4);
    let told = run(
        &mut dds(100, 100_000),
        script(vec![Reply::Silent(Silence::TooLarge)]),
    );
    assert_eq!(told.log.len(), 7, "100, 50, 25, 12, 6, 3, 1");
}

#[test]
fn rows_that_come_again_are_folded_and_told() {
    let mut listing = dds(3, 100_000);
    let pages = vec![
        sessions([1, 2, 3], Some(7)),
        // Two new sessions came in front: everything moved.
        sessions([2, 3, 4], Some(7)),
        sessions([5], Some(7)),
    ];
    let told = run(&mut listing, script(pages));
    assert_eq!(told.end, Ok(Extent::Changed));
    assert_eq!(ids(&listing), ["1", "2", "3", "4", "5"]);
    let (table, pieces) = listing.into_parts();
    assert_eq!(table.rows(), 5);
    let from: Vec<usize> = pieces.iter().map(|piece| piece.from).collect();
    assert_eq!(from, [0, 3, 4]);
    assert_eq!(pieces[0].taken_ms, 1_000_100);
    assert_eq!(pieces[0].slack_ms, 100, "so long the answer was on its way");
}

#[test]
fn a_page_with_known_rows_loses_no_other() {
    // Which rows fall together in the table of known rows follows the ids: many are tried.
    for first in (0..100).map(|n| n * 977) {
        let mut listing = dds(20, 100_000);
        let pages = vec![
            sessions(first..first + 20, Some(60)),
            sessions(first + 10..first + 30, Some(60)),
            sessions(first + 30..first + 50, Some(60)),
        ];
        run(&mut listing, script(pages));
        let expected: Vec<String> = (first..first + 50).map(|id| id.to_string()).collect();
        assert_eq!(ids(&listing), expected);
    }
}

#[test]
fn a_row_without_an_id_is_never_taken_for_another() {
    let mut listing = dds(20, 100_000);
    let body = r#"{"sessions":[{"id":"","client":"a"},{"client":"b"},{"id":"1"},{"id":"1"}],"total_count":4}"#;
    let told = run(&mut listing, script(vec![json(200, body)]));
    assert_eq!(told.end, Ok(Extent::Changed));
    assert_eq!(ids(&listing), ["", "", "1"]);
}

#[test]
fn a_list_that_shrinks_or_grows_is_not_called_whole() {
    for (totals, rows) in [([40, 39], 20), ([40, 41], 20), ([60, 60], 0)] {
        let mut listing = dds(20, 100_000);
        let second = sessions(20..20 + rows, Some(totals[1]));
        let told = run(
            &mut listing,
            script(vec![
                sessions(0..20, Some(totals[0])),
                second,
                sessions([], Some(totals[1])),
            ]),
        );
        assert_eq!(told.end, Ok(Extent::Changed), "{totals:?}");
    }
}

#[test]
fn a_service_that_sends_the_same_page_for_ever_is_left() {
    let mut listing = dds(20, 100_000);
    let told = run(&mut listing, script(vec![sessions(0..20, None)]));
    assert_eq!((told.end, told.log.len()), (Ok(Extent::Repeating), 3));
    assert_eq!(listing.table().rows(), 20);
}

#[test]
fn at_the_largest_number_of_rows_it_stops_and_says_so() {
    let mut listing = dds(20, 50);
    let told = run(&mut listing, |request| honest(request, 60));
    assert_eq!(told.end, Ok(Extent::Capped));
    assert_eq!(told.log[2], "GET sessions?limit=10&offset=40");
    assert_eq!(listing.table().rows(), 50);
    let told = run(&mut dds(20, 60), |request| honest(request, 60));
    assert_eq!(
        told.end,
        Ok(Extent::Whole),
        "exactly as many are all of them"
    );
    let limits = Limits {
        bytes: 1_000,
        ..Limits::default()
    };
    let mut listing = Listing::new(Whose::Dds(project(), node()), limits);
    let told = run(&mut listing, |request| honest(request, 60));
    assert_eq!((told.end, told.log.len()), (Ok(Extent::Capped), 2));
}

#[test]
fn a_list_that_moves_on_by_pages_is_read_to_its_end() {
    // Sixty new sessions in front: three pages bring nothing new, and are no circle.
    let mut listing = dds(20, 100_000);
    let mut shift = 0;
    let told = run(&mut listing, |request| {
        let from = asked(request, "offset");
        if from == 80 {
            shift = 60;
        }
        let rows = from.saturating_sub(shift)..(from + 20).min(120 + shift) - shift;
        sessions(rows, Some(120 + shift))
    });
    assert_eq!(told.end, Ok(Extent::Changed));
    assert_eq!(listing.table().rows(), 120);
}

#[test]
fn a_service_that_trickles_is_left_in_time() {
    let mut listing = dds(20, 100);
    let told = run(&mut listing, |request| {
        let from = asked(request, "offset");
        sessions([from], None)
    });
    assert_eq!((told.end, told.log.len()), (Ok(Extent::Capped), 36));
    // Rows without ids are never known; that the page is the same shows.
    let nameless = json(200, r#"{"sessions":[{"client":"a"}]}"#);
    let told = run(&mut dds(20, 100), script(vec![nameless]));
    assert_eq!((told.end, told.log.len()), (Ok(Extent::Repeating), 3));
}

#[test]
fn cancelling_keeps_what_was_read_and_says_that_it_is_not_all() {
    let mut listing = dds(20, 100);
    let now = Now::default();
    let Some(Command::Send { ticket, request }) = listing.handle(Event::Started, now) else {
        panic!();
    };
    let got = Event::Got {
        ticket,
        reply: honest(&request, 60),
    };
    let Some(Command::Send { ticket, request }) = listing.handle(got, now) else {
        panic!()
    };
    let late = Event::Got {
        ticket,
        reply: honest(&request, 60),
    };
    assert_eq!(
        listing.handle(Event::Cancelled, now),
        Some(Command::Done(Extent::Cancelled))
    );
    assert!(!listing.extent().unwrap().is_whole());
    assert_eq!(listing.handle(late, now), None);
    assert_eq!(listing.handle(Event::Cancelled, now), None);
    assert_eq!(listing.table().rows(), 20);
}

#[test]
fn an_event_of_another_ticket_means_nothing() {
    let mut listing = dds(20, 100);
    let now = Now::default();
    assert_eq!(listing.handle(Event::Resumed, now), None);
    let Some(Command::Send { ticket, .. }) = listing.handle(Event::Started, now) else {
        panic!()
    };
    assert_eq!(listing.handle(Event::Started, now), None);
    assert_eq!(listing.handle(Event::Waited { ticket }, now), None);
    let other = Event::Got {
        ticket: ticket + 1,
        reply: OFFLINE,
    };
    assert_eq!(listing.handle(other, now), None);
}

#[test]
fn progress_counts_pages_and_rows_as_a_person_does() {
    let mut listing = dds(100, 100_000);
    let now = Now { ms: 7, chance: 0 };
    let mut event = Event::Started;
    for _ in 0..3 {
        let Some(Command::Send { ticket, request }) = listing.handle(event, now) else {
            panic!()
        };
        event = Event::Got {
            ticket,
            reply: honest(&request, 1_180),
        };
    }
    _ = listing.handle(event, now);
    let progress = listing.progress();
    assert_eq!((progress.page, progress.pages), (4, Some(12)));
    assert_eq!((progress.rows, progress.total), (300, Some(1_180)));
    assert!(progress.is_running && progress.waiting.is_none());
    assert_eq!(listing.since(), Some(7));
}
