//! Runs whose requests a person carries: how old a list may be, and what it means to stop.

use super::testing::*;
use super::*;
use crate::answer::{Doubt, Reply, Silence};
use crate::list::Extent::Whole;
use crate::list::Reason;
use crate::plan::testing::{look, place, plan, threads};
use crate::plan::{BY_HAND_MS, KillPlan, Settings};
use crate::services::Service;

const NOT_TOLD: Silence = Silence::NotTold;

/// A run of threads 1 and 2, confirmed so many ms after its list was read by hand.
fn confirmed_after(ms: u64) -> Desk {
    let mut seen = look(Service::TaurusDb, &threads(1..3), 0);
    seen.is_by_hand = true;
    let handles = ["1".to_owned(), "2".to_owned()];
    let place = place(Service::TaurusDb);
    let plan = KillPlan::of_handles(place, &handles, seen, Settings::default()).unwrap();
    let mut desk = Desk::new(plan);
    desk.ms = ms;
    desk.confirm();
    desk
}

#[test]
fn a_list_that_was_read_by_hand_counts_for_ten_minutes_and_no_longer() {
    let mut desk = confirmed_after(BY_HAND_MS - 1_000);
    assert_eq!(desk.kill(), ["1", "2"]);
    let mut desk = confirmed_after(BY_HAND_MS + 1);
    let Command::List { .. } = desk.next() else {
        panic!("it is read again");
    };
    assert_eq!(desk.sent, []);
    // The same list from the wire is old after one.
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..3), Settings::default()));
    desk.ms = 60_001;
    desk.confirm();
    assert!(matches!(desk.next(), Command::List { .. }));
}

#[test]
fn a_kill_of_which_nobody_tells_is_unknown_looked_for_and_never_sent_again() {
    let mut desk = confirmed_after(1_000);
    let (handles, ticket) = desk.send();
    assert_eq!(handles, ["1", "2"]);
    // Intent and mark are durable before the command is shown.
    let facts: Vec<_> = desk.journal.iter().map(|entry| &entry.fact).collect();
    assert!(facts.iter().any(|fact| matches!(fact, Fact::Intent { .. })));
    assert!(facts.iter().any(|fact| matches!(fact, Fact::Sent { .. })));
    let reply = Reply::Silent(NOT_TOLD);
    desk.feed(Event::GotReply { ticket, reply });
    desk.wait();
    desk.list(&threads(2..3), Whole);
    assert_eq!(desk.run.tally().of(Outcome::Gone), 1);
    desk.wait();
    desk.list(&threads(2..3), Whole);
    desk.wait();
    desk.list(&threads(2..3), Whole);
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Gone, Outcome::StillThere]);
    assert_eq!(desk.sent.len(), 1);
}

#[test]
fn who_stops_looking_leaves_what_is_open_unresolved_and_is_not_asked_again() {
    let mut desk = confirmed_after(1_000);
    desk.silence();
    desk.wait();
    let Command::List { ticket } = desk.next() else {
        panic!();
    };
    let reason = Reason::NoAnswer(Doubt::Silent(NOT_TOLD));
    desk.feed(Event::ListFailed { ticket, reason });
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Unresolved; 2]);
}

#[test]
fn who_stops_asking_about_a_job_leaves_it_to_the_list() {
    let rows = r#"{"id":"1","addr":"10.0.0.1:1","name":"","db":"0"}"#;
    let mut seen = look(Service::Dcs, rows, 0);
    seen.is_by_hand = true;
    let plan = KillPlan::of_all(place(Service::Dcs), false, seen, Settings::default());
    let mut desk = Desk::new(plan.unwrap());
    desk.confirm();
    desk.answer(200, r#"{"job_id":"8abda8635e09d185015e09d4d94b0005"}"#);
    desk.wait();
    let (_, ticket) = desk.ask();
    let reply = Reply::Silent(NOT_TOLD);
    desk.feed(Event::GotJob { ticket, reply });
    assert_eq!(desk.run.job(), Some("unknown"));
    desk.wait();
    assert!(matches!(desk.next(), Command::List { .. }));
}
