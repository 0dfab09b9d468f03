//! DCS: a scan that is not known to be of this reading is as old as the page itself saw, whatever clocks say.

use super::testing::*;
use super::*;
use crate::plan::testing::{START, at, list, look, place};
use crate::plan::{KillPlan, Settings};
use crate::services::Service;

const START_MS: i64 = 1_767_225_600_000;
const ROW: &str = r#"{"id":"7","addr":"10.0.0.1:5","age":100}"#;

/// A scan of that client, made at a time of the cloud's clock, and nobody knows for whom.
fn scan(mut look: Look, cloud_ms: i64) -> Look {
    let taken = u64::try_from(cloud_ms).unwrap() - START;
    let age = 100 + taken / 1_000;
    let row = ROW.replace("100", &age.to_string());
    look.sessions = list(Service::Dcs, &row, taken, "");
    look.is_confirmed = false;
    look.snapshot_ms = Some(cloud_ms);
    look
}

/// A confirmed run for it, by a cloud whose clock is so far from this machine's.
fn desk(off_ms: i64) -> (Desk, impl Fn(u64) -> i64) {
    let cloud = move |ms: u64| i64::try_from(START + ms).unwrap() + off_ms;
    let first = scan(look(Service::Dcs, ROW, 0), cloud(0));
    let items = vec![crate::plan::Item {
        identity: first.sessions.identity(0),
        who: crate::plan::Who::default(),
    }];
    let plan = KillPlan::of_items(place(Service::Dcs), items, first, Settings::default()).unwrap();
    let mut desk = Desk::new(plan);
    desk.ms = 5_000;
    desk.confirm();
    (desk, cloud)
}

fn came(desk: &mut Desk, cloud_ms: i64) {
    let Command::List { ticket } = desk.next() else {
        panic!("no list is wanted: {:?}", desk.run.progress());
    };
    let look = scan(desk.look(ROW, crate::list::Extent::Whole), cloud_ms);
    desk.feed(Event::ListCame { ticket, look });
}

#[test]
fn a_clock_that_is_off_stops_no_kill_and_makes_no_old_scan_new() {
    for off_ms in [0, 600_000, 3_600_000] {
        let (mut desk, cloud) = desk(off_ms);
        assert_eq!(desk.sent, [], "how old the first scan was nobody knows");
        let newer = cloud(desk.ms);
        came(&mut desk, newer);
        let (handles, ticket) = desk.send();
        assert_eq!(handles, ["10.0.0.1:5"]);
        let reply = answered(204, "");
        desk.feed(Event::GotReply { ticket, reply });
    }
}

#[test]
fn the_same_scan_again_and_again_is_never_new_and_the_run_says_so() {
    for off_ms in [0, 600_000] {
        let (mut desk, cloud) = desk(off_ms);
        for _ in 0..4 {
            came(&mut desk, cloud(0));
        }
        desk.idle();
        assert_eq!(desk.run.state(), State::Paused(PauseReason::ListTooOld));
        assert_eq!(desk.sent, []);
        // A person goes on, and the cloud has scanned at last.
        desk.feed(Event::Resumed);
        let newer = cloud(desk.ms);
        came(&mut desk, newer);
        assert_eq!(desk.send().0, ["10.0.0.1:5"]);
    }
}

#[test]
fn a_scan_is_no_younger_than_the_look_that_did_not_have_it() {
    let first = scan(look(Service::Dcs, ROW, 0), START_MS);
    let mut next = scan(look(Service::Dcs, ROW, 40_000), START_MS + 1_000);
    assert!(!next.is_fresh(at(40_000)), "nothing to compare it with");
    next.follow(&first);
    assert_eq!(
        next.age_ms(at(41_000)),
        41_000,
        "it may be of any moment since"
    );
    for (ms, age_ms) in [(45_000, 6_000), (50_000, 11_000)] {
        // The same scan does not get younger.
        let mut third = scan(look(Service::Dcs, ROW, ms), START_MS + 2_000);
        third.follow(&next);
        assert_eq!(third.age_ms(at(ms + 1_000)), age_ms);
        next = third;
    }
    let mut back = scan(look(Service::Dcs, ROW, 50_000), START_MS + 500);
    back.follow(&next);
    assert!(!back.is_fresh(at(50_000)), "an older one proves nothing");
    let mut timeless = scan(look(Service::Dcs, ROW, 50_000), START_MS + 9_000);
    timeless.snapshot_ms = None;
    timeless.follow(&next);
    assert!(!timeless.is_fresh(at(50_000)));
}
