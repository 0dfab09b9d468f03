//! Trying again: by a person alone, on a fresh list, behind a fence, with an attempt of its own.

use super::testing::*;
use super::*;
use crate::list::Extent::Whole;
use crate::plan::testing::threads;

/// A run that has ended with threads 1 and 2 still there.
fn survivors() -> Desk {
    let mut desk = Desk::threads(2);
    desk.silence();
    for _ in 0..3 {
        desk.wait();
        desk.list(&threads(1..3), Whole);
    }
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::StillThere; 2]);
    desk
}

#[test]
fn a_retry_waits_60_seconds_since_the_first_attempt_ended_and_lists_again() {
    let mut desk = survivors();
    let Fact::Answered { .. } = desk.journal[3].fact else {
        panic!();
    };
    let ended = desk.journal[3].at_ms - crate::plan::testing::START;
    let again = desk.run.to_try(Outcome::StillThere);
    desk.retry(again, &threads(1..3));
    assert_eq!(desk.wait().1, Why::Fence);
    assert!(
        (60_000..60_005).contains(&(desk.ms - ended)),
        "{}",
        desk.ms - ended
    );
    assert_eq!(desk.sent.len(), 1);
    // A late copy may have ended 1 behind the fence, and its handle may be another's now.
    desk.list(
        r#"{"id":1,"user":"app","host":"10.0.0.1:99"},{"id":2,"user":"app","host":"10.0.0.1:2"}"#,
        Whole,
    );
    assert_eq!(desk.kill(), ["2"]);
    assert_ne!(desk.sent[0].attempt(), desk.sent[1].attempt());
    desk.wait();
    desk.list("", Whole);
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Gone; 2]);
    let items: Vec<Item> = desk.run.items().collect();
    assert_eq!(
        (items[0].observed, items[1].observed),
        (Observed::Reused, Observed::Gone)
    );
}

#[test]
fn what_was_refused_or_never_sent_needs_no_fence() {
    let mut desk = Desk::threads(4);
    desk.answer(403, REFUSED);
    desk.feed(Event::Stopped);
    desk.closed();
    let mut again = desk.run.to_try(Outcome::Refused);
    again.extend(desk.run.to_try(Outcome::NotSent));
    assert_eq!(again.len(), 4);
    desk.retry(again, &threads(1..5));
    if let Some(Command::Wait { why, .. }) = desk.todo.front() {
        assert_eq!(*why, Why::Pace);
        desk.wait();
    }
    assert_eq!(desk.kill(), ["1", "2", "3", "4"]);
    desk.wait();
    desk.list("", Whole);
    desk.closed();
    assert!(desk.run.is_all_gone());
}

#[test]
fn only_sessions_of_the_run_that_may_live_are_tried_again() {
    let mut desk = Desk::threads(2);
    desk.kill();
    for _ in 0..3 {
        desk.wait();
        desk.list(&threads(2..3), Whole);
    }
    desk.closed();
    let before = desk.journal.len();
    // 1 is gone, 9 is none of the run's; a list that has them all makes no difference.
    let stranger = crate::plan::testing::plan(
        crate::services::Service::TaurusDb,
        &threads(9..10),
        crate::plan::Settings::default(),
    );
    let mut wanted: Vec<crate::plan::Item> =
        desk.run.items().map(|item| item.planned.clone()).collect();
    wanted.push(stranger.items()[0].clone());
    let rows = format!("{},{}", threads(1..3), threads(9..10));
    desk.retry(wanted, &rows);
    assert_eq!(desk.wait().1, Why::Fence);
    desk.list(&rows, Whole);
    assert_eq!(desk.kill(), ["2"]);
    assert!(matches!(&desk.journal[before].fact, Fact::Retried { items, .. } if *items == [1]));
}

#[test]
fn a_run_that_has_not_ended_is_not_tried_again() {
    let mut desk = Desk::threads(2);
    let all: Vec<crate::plan::Item> = desk.run.items().map(|item| item.planned.clone()).collect();
    desk.retry(all, &threads(1..3));
    assert_eq!(desk.sent.len(), 1);
    let retried = |entry: &Entry| matches!(entry.fact, Fact::Retried { .. });
    assert!(!desk.journal.iter().any(retried));
}

#[test]
fn what_was_lost_with_a_page_may_be_on_the_wire_and_everything_waits_for_it() {
    let mut desk = Desk::threads(4);
    desk.send();
    let mut desk = desk.reopen(desk.journal.len());
    let opened = desk.ms;
    desk.feed(Event::Resumed);
    desk.wait();
    desk.list(&threads(3..5), Whole);
    desk.closed();
    let again = desk.run.to_try(Outcome::NotSent);
    assert_eq!(again.len(), 2);
    desk.retry(again, &threads(3..5));
    assert_eq!(desk.wait().1, Why::Fence);
    assert!(desk.ms - opened >= 60_000);
    desk.list(&threads(3..5), Whole);
    assert_eq!(desk.kill(), ["3", "4"]);
}

#[test]
fn after_a_recovery_the_fence_begins_anew() {
    let desk = survivors();
    let mut desk = desk.reopen(desk.journal.len());
    let again = desk.run.to_try(Outcome::StillThere);
    desk.retry(again, &threads(1..3));
    let (ms, why) = desk.wait();
    assert_eq!(why, Why::Fence);
    assert!(ms > 59_000, "{ms}");
}
