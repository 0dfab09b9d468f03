//! A run from its confirmation to its end: sent once, looked at, told as it was.

use super::Outcome::{AlreadyGone, Gone, NotActedOn, NotSent, RollingBack, StillThere};
use super::testing::*;
use super::*;
use crate::list::Extent::Whole;
use crate::plan::Settings;
use crate::plan::testing::{at, plan, threads};
use crate::services::Service;

#[test]
fn nothing_is_sent_before_the_intent_and_the_mark_are_durable() {
    let settings = Settings::default();
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..3), settings));
    desk.writes = false;
    desk.confirm();
    let mut facts = Vec::new();
    while let Some(Command::Write { ticket, entry }) = desk.todo.pop_front() {
        desk.idle();
        assert_eq!(desk.sent, []);
        facts.push(entry.fact);
        desk.feed(Event::Wrote { ticket: ticket + 9 });
        desk.idle();
        desk.feed(Event::Wrote { ticket });
        if !desk.sent.is_empty() {
            break;
        }
    }
    let [
        Fact::Confirmed { .. },
        Fact::Intent { attempt, items },
        Fact::Sent { attempt: marked },
    ] = facts.as_slice()
    else {
        panic!("{facts:?}");
    };
    assert_eq!((attempt, items.as_slice()), (marked, [0, 1].as_slice()));
    assert_eq!(desk.sent[0].attempt(), *attempt);
}

#[test]
fn a_double_click_confirms_once() {
    let mut desk = Desk::threads(2);
    desk.confirm();
    desk.confirm();
    assert_eq!(desk.sent.len(), 1);
    let confirmed = |entry: &&Entry| matches!(entry.fact, Fact::Confirmed { .. });
    assert_eq!(desk.journal.iter().filter(confirmed).count(), 1);
}

#[test]
fn what_is_not_agreed_to_as_the_plan_asks_does_not_begin() {
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..9), Settings::default()));
    for (reason, typed) in [("", "8"), ("INC-1", ""), ("INC-1", "9")] {
        desk.feed(Event::Confirmed {
            reason: reason.to_owned(),
            typed: typed.to_owned(),
        });
        desk.idle();
        assert_eq!(desk.run.state(), State::Draft);
    }
}

#[test]
fn batches_go_one_after_another_two_a_second_and_then_the_list_tells() {
    let mut desk = Desk::threads(5);
    assert_eq!(desk.kill(), ["1", "2"]);
    assert_eq!(desk.run.progress().sent, 2);
    let (ms, why) = desk.wait();
    assert!((490..=500).contains(&ms), "{ms}");
    assert_eq!(why, Why::Pace);
    assert_eq!(desk.kill(), ["3", "4"]);
    desk.wait();
    assert_eq!(desk.kill(), ["5"]);
    assert_eq!(desk.wait().1, Why::Look);
    assert_eq!(desk.run.progress().batch, 3);
    desk.list(&threads(6..9), Whole);
    desk.closed();
    assert_eq!(desk.outcomes(), [Gone; 5]);
    assert!(desk.run.is_all_gone());
    assert_eq!(desk.sent.len(), 3);
}

#[test]
fn a_second_reply_to_one_send_means_nothing() {
    let mut desk = Desk::threads(2);
    let (_, ticket) = desk.send();
    let reply = answered(404, REFUSED);
    desk.feed(Event::GotReply {
        ticket,
        reply: reply.clone(),
    });
    let before = desk.journal.len();
    desk.closed();
    desk.feed(Event::GotReply { ticket, reply });
    assert_eq!(desk.journal.len(), before);
    assert_eq!(desk.outcomes(), [Outcome::Refused; 2]);
}

#[test]
fn of_each_thread_the_answer_and_the_list_tell_their_own() {
    let settings = Settings::default();
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..7), settings));
    desk.confirm();
    let body = r#"{"processes_killed":[1,2,3],"processes_not_found":[4,5]}"#;
    desk.answer(200, body);
    // 2 is rolling back, 3 was not ended after all, 4 is gone, 5 is there all the same, 6 was passed over.
    let rows = r#"{"id":2,"user":"app","host":"10.0.0.1:2","command":"Killed"},
        {"id":3,"user":"app","host":"10.0.0.1:3"},{"id":5,"user":"app","host":"10.0.0.1:5"},
        {"id":6,"user":"app","host":"10.0.0.1:6"},{"id":1,"user":"app","host":"10.0.0.1:99"}"#;
    for _ in 0..3 {
        assert_eq!(desk.wait().1, Why::Look);
        desk.list(rows, Whole);
    }
    desk.closed();
    assert_eq!(
        desk.outcomes(),
        [
            Gone,
            RollingBack,
            StillThere,
            AlreadyGone,
            StillThere,
            NotActedOn
        ]
    );
    let items: Vec<Item> = desk.run.items().collect();
    assert_eq!(items[0].observed, Observed::Reused);
    assert_eq!(items[4].said, Said::NotFound);
    assert_eq!(items[5].said, Said::NotActedOn);
    assert!(!desk.run.is_all_gone());
    // What is offered once more is counted by the words that stand on it.
    for outcome in Outcome::ALL {
        let again: Vec<String> = desk
            .run
            .to_try(outcome)
            .iter()
            .map(|it| it.handle().to_owned())
            .collect();
        assert_eq!(again.len(), desk.run.tally().of(outcome), "{outcome:?}");
    }
}

#[test]
fn clients_that_came_back_are_counted() {
    let mut desk = Desk::threads(2);
    desk.kill();
    desk.wait();
    let rows = r#"{"id":8,"user":"app","host":"10.0.0.1:8"},{"id":9,"user":"app","host":"10.0.0.2:9"},
        {"id":10,"user":"other","host":"10.0.0.1:10"},{"id":11,"user":"app","host":"10.0.0.1:11"}"#;
    desk.list(rows, Whole);
    desk.closed();
    assert_eq!(desk.run.reconnected(), Some(2));
}

#[test]
fn an_unknown_answer_is_looked_at_before_the_next_batch_and_never_sent_again() {
    let mut desk = Desk::threads(4);
    assert_eq!(desk.silence(), ["1", "2"]);
    for _ in 0..3 {
        assert_eq!(desk.wait().1, Why::Look);
        desk.list(&threads(1..5), Whole);
    }
    desk.idle();
    assert_eq!(desk.run.state(), State::Paused(PauseReason::Unclear));
    assert_eq!(desk.sent.len(), 1);
    desk.feed(Event::Resumed);
    assert_eq!(desk.kill(), ["3", "4"]);
    desk.wait();
    desk.list(&threads(1..3), Whole);
    desk.closed();
    assert_eq!(desk.outcomes(), [StillThere, StillThere, Gone, Gone]);
}

#[test]
fn an_unknown_answer_whose_sessions_are_gone_stops_nothing() {
    let mut desk = Desk::threads(4);
    desk.silence();
    desk.wait();
    desk.list(&threads(3..5), Whole);
    assert_eq!(desk.kill(), ["3", "4"]);
}

#[test]
fn a_list_that_is_too_old_is_read_again_and_who_changed_is_not_sent() {
    let settings = Settings::default();
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..6), settings));
    desk.ms = 60_001;
    desk.confirm();
    let rows = r#"{"id":1,"user":"app","host":"10.0.0.1:1"},{"id":2,"user":"new","host":"10.0.0.1:7"},
        {"id":3,"user":"app","host":"10.0.0.1:3","command":"Killed"},
        {"id":5,"user":"app","host":"10.0.0.1:5"}"#;
    desk.list(rows, Whole);
    assert_eq!(desk.kill(), ["1", "5"]);
    desk.wait();
    desk.list(&threads(3..4), Whole);
    desk.closed();
    assert_eq!(desk.outcomes(), [Gone, NotSent, NotSent, AlreadyGone, Gone]);
    let omitted: Vec<Option<Omission>> =
        desk.run.items().map(|item| item.omitted.cloned()).collect();
    assert_eq!(omitted[1], Some(Omission::Changed));
    assert_eq!(omitted[2], Some(Omission::Barred("rolling-back".into())));
    assert_eq!(omitted[3], None);
}

#[test]
fn a_list_that_is_not_whole_lets_only_those_through_that_it_has() {
    let settings = Settings::default();
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..4), settings));
    desk.ms = 60_001;
    desk.confirm();
    desk.list(&threads(2..4), crate::list::Extent::Changed);
    assert_eq!(desk.kill(), ["2", "3"]);
    let first = desk.run.items().next().unwrap();
    assert_eq!(first.outcome, Some(NotSent));
    assert_eq!(first.omitted, Some(&Omission::Unseen));
}

#[test]
fn a_list_that_takes_longer_than_it_may_be_relied_on_stops_the_run() {
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..3), Settings::default()));
    desk.ms = 60_001;
    desk.confirm();
    for _ in 0..2 {
        let Command::List { ticket } = desk.next() else {
            panic!();
        };
        let mut look = desk.look(&threads(1..3), Whole);
        look.since_ms -= 61_000;
        desk.feed(Event::ListCame { ticket, look });
    }
    desk.idle();
    assert_eq!(desk.run.state(), State::Paused(PauseReason::ListTooSlow));
    assert_eq!(desk.sent, []);
}

#[test]
fn attempt_ids_are_of_the_moment_and_its_chance() {
    let desk = Desk::threads(2);
    let sent = desk.sent[0].attempt();
    let Fact::Intent { attempt, .. } = desk.journal[1].fact else {
        panic!();
    };
    assert_eq!(sent, attempt);
    let made = desk.journal[1].at_ms - crate::plan::testing::START;
    let now = at(made);
    assert_eq!(sent, crate::attempt::AttemptId::new(now.ms, now.chance));
    assert_eq!(desk.sent[0].reason(), "INC-1");
}
