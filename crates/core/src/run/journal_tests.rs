//! Recovery from every prefix of a journal, and what a record tells.

use super::testing::*;
use super::*;
use crate::list::Extent::Whole;
use crate::plan::testing::{at, threads};

/// A run of two batches: the first is answered, the second is not known; thread 3 lives on.
fn played() -> Desk {
    let mut desk = Desk::threads(4);
    desk.kill();
    desk.wait();
    desk.silence();
    for _ in 0..3 {
        desk.wait();
        desk.list(&threads(3..4), Whole);
    }
    desk.closed();
    desk
}

#[test]
fn from_every_prefix_of_a_journal_every_session_is_accounted_for_and_none_is_sent_again() {
    let whole = played();
    assert!(Run::recover(&[], at(0)).is_none());
    for entries in 1..=whole.journal.len() {
        let mut desk = whole.reopen(entries);
        let sent: Vec<u32> = desk
            .run
            .attempts()
            .iter()
            .filter(|it| it.sent_ms.is_some())
            .flat_map(|it| it.items.clone())
            .collect();
        if !desk.run.is_over() {
            assert_eq!(desk.run.state(), State::Paused(PauseReason::Recovered));
            desk.idle();
            desk.feed(Event::Resumed);
            while desk.run.state() != State::Closed {
                if matches!(desk.todo.front(), Some(Command::Wait { .. })) {
                    desk.wait();
                } else {
                    desk.list(&threads(3..4), Whole);
                }
            }
        }
        assert_eq!(desk.sent, [], "after {entries} entries");
        assert_eq!(desk.run.tally().sum(), 4);
        assert_eq!(desk.run.tally().open, 0);
        for item in desk.run.items() {
            let was_sent = sent.contains(&u32::try_from(item.place).unwrap());
            let wanted = match (was_sent, item.place) {
                (false, _) => Outcome::NotSent,
                (true, 2) => Outcome::StillThere,
                (true, _) => Outcome::Gone,
            };
            assert_eq!(item.outcome, Some(wanted), "{} after {entries}", item.place);
        }
        let record = Record::of(&desk.journal).unwrap();
        assert!(record.is_closed());
        assert_eq!(record.tally(), desk.run.tally());
    }
}

#[test]
fn a_page_closed_between_mark_and_answer_says_unknown() {
    let whole = played();
    let mark = whole
        .journal
        .iter()
        .position(|entry| matches!(entry.fact, Fact::Sent { .. }));
    let mut desk = whole.reopen(mark.unwrap() + 1);
    desk.feed(Event::Resumed);
    let first = desk.run.items().next().unwrap();
    assert_eq!(
        (first.state, first.said),
        (ItemState::Verify, Said::Unknown)
    );
    let report = desk.run.attempts()[0].report.clone();
    assert_eq!(report, Some(Report::Lost));
}

#[test]
fn nothing_happens_after_a_recovery_without_the_lock_or_a_person() {
    let whole = played();
    let mut desk = whole.reopen(3);
    let mut other = READY;
    other.lease = false;
    desk.feed(Event::FactsChanged(other));
    desk.feed(Event::Resumed);
    desk.idle();
    assert_eq!(desk.journal.len(), 3);
    desk.feed(Event::FactsChanged(READY));
    desk.idle();
    desk.feed(Event::Resumed);
    assert!(desk.journal.len() > 3);
}

#[test]
fn a_recovered_job_is_followed_on() {
    let rows = r#"{"id":"1","addr":"10.0.0.1:1"}"#;
    let fresh = crate::plan::testing::look(crate::services::Service::Dcs, rows, 0);
    let place = crate::plan::testing::place(crate::services::Service::Dcs);
    let settings = crate::plan::Settings::default();
    let plan = crate::plan::KillPlan::of_all(place, false, fresh, settings).unwrap();
    let mut desk = Desk::new(plan);
    desk.confirm();
    desk.answer(200, r#"{"job_id":"job-7"}"#);
    let mut desk = desk.reopen(desk.journal.len());
    desk.feed(Event::Resumed);
    desk.wait();
    let (request, _) = desk.ask();
    assert!(request.path().ends_with("/jobs/job-7"));
}

#[test]
fn every_entry_survives_its_json() {
    let mut journal = played().journal;
    let mut more = Desk::threads(2);
    more.answer(403, REFUSED);
    more.feed(Event::Paused);
    journal.extend(more.journal);
    for entry in journal {
        let json = entry.to_json();
        assert_eq!(Entry::from_json(&json).unwrap(), entry, "{json}");
        assert!(json.starts_with(r#"{"v":1,"run":""#), "{json}");
    }
}

#[test]
fn an_entry_of_a_later_console_is_refused_and_so_is_what_is_none() {
    let json = played().journal[0].to_json();
    let later = json.replacen(r#""v":1"#, r#""v":2"#, 1);
    assert_eq!(Entry::from_json(&later), Err(EntryFault::Later(2)));
    for text in ["", "{}", "null", &json[..json.len() - 1]] {
        assert!(
            matches!(Entry::from_json(text), Err(EntryFault::Broken(_))),
            "{text}"
        );
    }
}

#[test]
fn thread_ids_stay_exact_in_a_journal() {
    let rows = r#"{"id":9223372036854775807,"user":"app","host":"h:1"}"#;
    let settings = crate::plan::Settings::default();
    let plan = crate::plan::testing::plan(crate::services::Service::TaurusDb, rows, settings);
    let mut desk = Desk::new(plan);
    desk.confirm();
    desk.kill();
    let again: Vec<Entry> = desk
        .journal
        .iter()
        .map(|entry| Entry::from_json(&entry.to_json()).unwrap())
        .collect();
    let record = Record::of(&again).unwrap();
    let item = record.items().next().unwrap();
    assert_eq!(item.planned.handle(), "9223372036854775807");
    assert_eq!(item.said, Said::Killed);
}

#[test]
fn an_entry_that_was_written_twice_counts_once() {
    let mut journal = played().journal;
    let twice = journal[1].clone();
    journal.insert(2, twice);
    let record = Record::of(&journal).unwrap();
    assert_eq!(record.attempts().len(), 2);
    assert_eq!(record.events().len(), journal.len() - 1);
}

#[test]
fn a_record_says_when_why_and_what_became_of_each() {
    let desk = played();
    let record = Record::of(&desk.journal).unwrap();
    assert_eq!(record.reason(), "INC-1");
    assert_eq!(record.order().instance_name, "orders-db");
    assert_eq!(
        (record.planned(), record.gone(), record.failed()),
        (4, 3, 1)
    );
    assert!(record.confirmed_ms() < record.last_ms());
    let items: Vec<Item> = record.items().collect();
    assert_eq!(
        (items[0].said, items[0].observed),
        (Said::Killed, Observed::Gone)
    );
    assert_eq!(
        (items[2].said, items[2].observed),
        (Said::Unknown, Observed::There)
    );
    assert!(items[2].attempt.unwrap().sent_ms.is_some());
}
