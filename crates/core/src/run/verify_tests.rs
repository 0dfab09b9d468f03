//! Looking: when absence is proof, when it is not, and how the job of a kill-all is followed.

use std::rc::Rc;

use super::testing::*;
use super::*;
use crate::list::Extent::{Capped, Changed, Whole};
use crate::plan::testing::{START, at, look, place, plan, threads};
use crate::plan::{KillPlan, Settings};
use crate::services::Service;

fn killed(count: u32) -> Desk {
    let rows = threads(1..count + 1);
    let mut desk = Desk::new(plan(Service::TaurusDb, &rows, Settings::default()));
    desk.confirm();
    desk.kill();
    desk
}

#[test]
fn looks_come_2_5_and_10_seconds_after_the_send_ended() {
    let mut desk = killed(1);
    let ended = desk.ms;
    for after in [2_000, 5_000, 10_000] {
        desk.wait();
        assert!((after..after + 10).contains(&(desk.ms - ended)), "{after}");
        desk.list(&threads(1..2), Whole);
    }
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::StillThere]);
}

#[test]
fn absence_from_a_list_that_changed_counts_only_when_it_is_seen_twice() {
    let mut desk = killed(3);
    // 1 is missed twice, 2 once and there again, 3 is there to the end.
    desk.wait();
    desk.list(&threads(3..4), Changed);
    assert_eq!(desk.run.tally().open, 3);
    desk.wait();
    desk.list(&threads(2..4), Changed);
    assert_eq!(desk.run.tally().of(Outcome::Gone), 1);
    desk.wait();
    desk.list(&threads(3..4), Changed);
    desk.closed();
    assert_eq!(
        desk.outcomes(),
        [Outcome::Gone, Outcome::Unresolved, Outcome::StillThere]
    );
}

#[test]
fn absence_from_a_list_that_was_not_read_to_its_end_proves_nothing() {
    let mut desk = killed(1);
    for _ in 0..3 {
        desk.wait();
        desk.list("", Capped);
    }
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Unresolved]);
    assert_eq!(desk.run.items().next().unwrap().observed, Observed::Unseen);
    assert!(!desk.run.is_all_gone());
}

#[test]
fn a_list_of_an_older_scan_proves_no_end() {
    // Nobody has the handle, or somebody else, who may have had it before.
    for rows in ["", r#"{"id":1,"user":"app","host":"10.0.0.1:77"}"#] {
        let mut desk = killed(1);
        for _ in 0..3 {
            desk.wait();
            let Command::List { ticket } = desk.next() else {
                panic!();
            };
            let mut look = desk.look(rows, Whole);
            look.is_confirmed = false;
            desk.feed(Event::ListCame { ticket, look });
        }
        desk.closed();
        assert_eq!(desk.outcomes(), [Outcome::Unresolved], "{rows}");
    }
}

#[test]
fn another_session_with_the_handle_proves_the_end_in_any_list() {
    let mut desk = killed(1);
    desk.wait();
    desk.list(r#"{"id":1,"user":"app","host":"10.0.0.1:77"}"#, Capped);
    desk.closed();
    assert_eq!(desk.run.items().next().unwrap().observed, Observed::Reused);
    assert!(desk.run.is_all_gone());
}

#[test]
fn a_start_that_only_moved_proves_no_end() {
    // A list that came seconds late moves the start of all its operations by as much.
    let row = |cost_us: u64| {
        format!(
            r#"{{"id":"7","client":"10.0.0.1:1","namespace":"a.b","active":true,"cost_time":"{cost_us}"}}"#
        )
    };
    for (cost_us, observed) in [(600_000_000, Observed::Unseen), (0, Observed::Reused)] {
        let plan = plan(Service::Dds, &row(600_000_000), Settings::default());
        let mut desk = Desk::new(plan);
        desk.confirm();
        desk.answer(200, "{}");
        desk.wait();
        desk.ms += 9_000;
        desk.list(&row(cost_us), Whole);
        assert_eq!(desk.run.items().next().unwrap().observed, observed);
    }
}

#[test]
fn lists_that_fail_leave_it_unresolved_and_a_person_can_check_again() {
    let mut desk = killed(2);
    for _ in 0..3 {
        desk.wait();
        let Command::List { ticket } = desk.next() else {
            panic!();
        };
        let reason = crate::list::Reason::ScanFailed;
        desk.feed(Event::ListFailed { ticket, reason });
    }
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Unresolved; 2]);
    desk.feed(Event::Resumed);
    desk.wait();
    desk.list("", Whole);
    desk.closed();
    assert!(desk.run.is_all_gone());
    let record = Record::of(&desk.journal).unwrap();
    assert_eq!(record.gone(), 2);
    assert_eq!(desk.sent.len(), 1);
}

#[test]
fn after_the_clock_was_set_a_session_is_not_taken_for_another() {
    let row = |cost: u64| {
        format!(r#"{{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"{cost}"}}"#)
    };
    let run = |jump: u64| {
        let mut desk = Desk::new(plan(Service::Dds, &row(9_000_000), Settings::default()));
        desk.confirm();
        desk.answer(200, "{}");
        desk.jump = jump;
        for _ in 0..3 {
            desk.wait();
            // The operation runs on; but the clock by which its start is reckoned was set.
            desk.list(&row(9_000_000 + desk.ms * 1_000), Whole);
        }
        desk.closed();
        desk.outcomes()
    };
    assert_eq!(run(0), [Outcome::StillThere]);
    assert_eq!(run(3_600_000), [Outcome::Unresolved]);
}

fn kill_all() -> Desk {
    let rows = r#"{"id":"1","addr":"10.0.0.1:1"},{"id":"2","addr":"10.0.0.1:2"}"#;
    let fresh = look(Service::Dcs, rows, 0);
    let plan = KillPlan::of_all(place(Service::Dcs), false, fresh, Settings::default());
    let mut desk = Desk::new(plan.unwrap());
    desk.confirm();
    desk
}

#[test]
fn the_job_of_a_kill_all_is_followed_and_then_the_list_tells() {
    let mut desk = kill_all();
    assert_eq!(desk.answer(200, r#"{"job_id":"job-7"}"#), [""; 0]);
    for status in ["RUNNING", "SUCCESS"] {
        assert_eq!(desk.wait().1, Why::Job);
        let (request, ticket) = desk.ask();
        assert!(request.path().ends_with("/jobs/job-7"));
        let reply = answered(200, &format!(r#"{{"status":"{status}"}}"#));
        desk.feed(Event::GotJob { ticket, reply });
    }
    assert_eq!(desk.run.job(), Some("done"));
    desk.wait();
    desk.list(r#"{"id":"9","addr":"10.0.0.1:2"}"#, Whole);
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Gone; 2]);
    let said: Vec<Said> = desk.run.items().map(|item| item.said).collect();
    assert_eq!(said, [Said::Submitted; 2]);
    assert_eq!(desk.run.reconnected(), Some(1));
}

#[test]
fn a_job_that_nobody_knows_leaves_it_to_the_list() {
    let mut desk = kill_all();
    desk.answer(200, r#"{"job_id":"job-7"}"#);
    desk.wait();
    let (_, ticket) = desk.ask();
    let reply = answered(404, r#"{"error_code":"DCS.4924","error_msg":"no"}"#);
    desk.feed(Event::GotJob { ticket, reply });
    assert_eq!(desk.run.job(), Some("unknown"));
    desk.wait();
    desk.list(r#"{"id":"1","addr":"10.0.0.1:1"}"#, Whole);
    assert_eq!(desk.run.tally().of(Outcome::Gone), 1);
}

#[test]
fn a_job_is_not_asked_about_for_ever() {
    let mut desk = kill_all();
    desk.answer(200, r#"{"job_id":"job-7"}"#);
    let mut asked = 0;
    while desk.run.job().is_none() {
        desk.wait();
        let (_, ticket) = desk.ask();
        asked += 1;
        let reply = answered(200, r#"{"status":"RUNNING"}"#);
        desk.feed(Event::GotJob { ticket, reply });
        assert!(asked <= 60);
    }
    assert_eq!((asked, desk.run.job()), (60, Some("unknown")));
}

#[test]
fn a_kill_all_stops_when_others_came_since_it_was_confirmed() {
    let rows = r#"{"id":"1","addr":"10.0.0.1:1"},{"id":"2","addr":"10.0.0.1:2"}"#;
    let fresh = look(Service::Dcs, rows, 0);
    let plan = KillPlan::of_all(place(Service::Dcs), false, fresh, Settings::default());
    let mut desk = Desk::with(Run::new(Rc::new(plan.unwrap()), READY, at(0)), 31_000);
    desk.confirm();
    let more = format!(r#"{rows},{{"id":"3","addr":"10.0.0.1:3"}}"#);
    desk.list(&more, Whole);
    desk.idle();
    let drifted = PauseReason::Drifted { held: 2, found: 3 };
    assert_eq!(desk.run.state(), State::Paused(drifted));
    assert_eq!(desk.sent, []);
    assert!(desk.now().ms > START);
}
