//! Pausing: what stops a run, what a person can do then, and what waits how long.

use super::testing::*;
use super::*;
use crate::answer::{Answer, Reply};
use crate::list::Extent::Whole;
use crate::list::Reason;
use crate::plan::testing::threads;

fn paused(reason: PauseReason) -> State {
    State::Paused(reason)
}

#[test]
fn what_stands_against_a_send_pauses_the_run_and_only_a_person_goes_on() {
    let lost = |change: fn(&mut Facts)| {
        let mut facts = READY;
        change(&mut facts);
        facts
    };
    let cases = [
        (lost(|it| it.lease = false), PauseReason::NoLease),
        (lost(|it| it.online = false), PauseReason::Offline),
        (lost(|it| it.locked = true), PauseReason::Locked),
        (
            lost(|it| it.token = TokenState::Expired),
            PauseReason::NeedsToken,
        ),
        (
            lost(|it| it.token = TokenState::Absent),
            PauseReason::NeedsToken,
        ),
    ];
    for (facts, reason) in cases {
        let mut desk = Desk::threads(4);
        desk.feed(Event::FactsChanged(facts));
        desk.kill();
        desk.idle();
        assert_eq!(desk.run.state(), paused(reason));
        assert_eq!(desk.sent.len(), 1, "the reply is taken in, no more");
        assert_eq!(desk.run.items().next().unwrap().said, Said::Killed);
        desk.feed(Event::Resumed);
        assert_eq!(desk.run.state(), paused(reason), "nothing has changed");
        desk.feed(Event::FactsChanged(READY));
        desk.idle();
        desk.feed(Event::Resumed);
        desk.wait();
        assert_eq!(desk.kill(), ["3", "4"]);
    }
}

#[test]
fn what_is_lost_between_the_mark_and_the_send_holds_the_send_back() {
    let mut desk = Desk::new(crate::plan::testing::plan(
        crate::services::Service::TaurusDb,
        &threads(1..3),
        crate::plan::Settings::default(),
    ));
    desk.writes = false;
    desk.confirm();
    for _ in 0..2 {
        let Command::Write { ticket, .. } = desk.next() else {
            panic!();
        };
        desk.feed(Event::Wrote { ticket });
    }
    let Command::Write { ticket, entry } = desk.next() else {
        panic!();
    };
    assert!(matches!(entry.fact, Fact::Sent { .. }));
    let mut offline = READY;
    offline.online = false;
    desk.feed(Event::FactsChanged(offline));
    desk.writes = true;
    desk.feed(Event::Wrote { ticket });
    desk.feed(Event::FactsChanged(READY));
    assert_eq!(desk.sent, []);
    desk.feed(Event::Resumed);
    assert_eq!(desk.sent.len(), 1);
    let items: Vec<Item> = desk.run.items().collect();
    assert_eq!(items[0].state, ItemState::Sent);
}

#[test]
fn a_journal_that_cannot_be_written_stops_everything_until_it_can() {
    let mut desk = Desk::new(crate::plan::testing::plan(
        crate::services::Service::TaurusDb,
        &threads(1..3),
        crate::plan::Settings::default(),
    ));
    desk.writes = false;
    desk.confirm();
    let Command::Write { ticket, entry } = desk.next() else {
        panic!();
    };
    desk.feed(Event::WriteFailed { ticket });
    desk.idle();
    assert_eq!(desk.run.state(), paused(PauseReason::JournalFailed));
    desk.feed(Event::Resumed);
    let Command::Write {
        ticket,
        entry: again,
    } = desk.next()
    else {
        panic!();
    };
    assert_eq!(entry, again);
    desk.writes = true;
    desk.journal.push(again);
    desk.feed(Event::Wrote { ticket });
    assert_eq!(desk.kill(), ["1", "2"]);
}

#[test]
fn a_401_asks_for_a_token_and_only_what_was_never_sent_goes_on() {
    let mut desk = Desk::threads(4);
    let body = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: token expires"}"#;
    assert_eq!(desk.answer(401, body), ["1", "2"]);
    desk.idle();
    assert_eq!(desk.run.state(), paused(PauseReason::NeedsToken));
    desk.feed(Event::Resumed);
    desk.wait();
    assert_eq!(desk.kill(), ["3", "4"]);
    desk.wait();
    desk.list(&threads(1..3), Whole);
    desk.closed();
    let outcomes = desk.outcomes();
    assert_eq!(outcomes[..2], [Outcome::Refused; 2]);
    assert_eq!(outcomes[2..], [Outcome::Gone; 2]);
}

#[test]
fn a_401_on_the_last_batch_asks_for_a_token_only_if_something_is_to_be_listed() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: token expires"}"#;
    let mut desk = Desk::threads(2);
    desk.answer(401, body);
    desk.closed();
    assert_eq!(
        desk.outcomes(),
        [Outcome::Refused; 2],
        "nothing is left to do"
    );
    // What the batch before it made is looked at: that takes a token, and sends nothing.
    let mut desk = Desk::threads(4);
    desk.kill();
    desk.wait();
    desk.answer(401, body);
    desk.idle();
    assert_eq!(desk.run.state(), paused(PauseReason::NeedsToken));
    assert!(!desk.run.progress().has_more, "only looks follow");
    desk.feed(Event::Resumed);
    desk.wait();
    desk.list(&threads(3..5), Whole);
    desk.closed();
    assert_eq!(desk.sent.len(), 2);
}

#[test]
fn while_an_answer_is_awaited_nobody_is_called_not_asked() {
    let mut desk = Desk::threads(4);
    let said = |run: &Run| run.items().map(|item| item.said).collect::<Vec<_>>();
    assert_eq!(
        said(&desk.run),
        [Said::Awaited, Said::Awaited, Said::Nothing, Said::Nothing]
    );
    assert!(desk.run.progress().has_more);
    desk.kill();
    assert_eq!(said(&desk.run)[0], Said::Killed);
    // Nor in what the journal tells.
    desk.wait();
    let record = Record::of(&desk.journal).unwrap();
    assert_eq!(record.items().last().unwrap().said, Said::Awaited);
}

#[test]
fn a_refused_batch_stops_the_run_while_others_are_left() {
    let mut desk = Desk::threads(4);
    desk.answer(403, REFUSED);
    desk.idle();
    assert_eq!(desk.run.state(), paused(PauseReason::Refused));
    desk.feed(Event::Stopped);
    desk.closed();
    assert_eq!(desk.run.tally().of(Outcome::Refused), 2);
    assert_eq!(desk.run.tally().of(Outcome::NotSent), 2);
    for outcome in [Outcome::Refused, Outcome::NotSent] {
        assert_eq!(
            desk.run.to_try(outcome).len(),
            2,
            "each is offered in words of its own"
        );
    }
}

#[test]
fn too_many_requests_wait_and_go_again_twice_each_with_an_id_of_its_own() {
    let mut desk = Desk::threads(2);
    let reply = |retry: Option<&str>| {
        let reply = answered(429, REFUSED);
        match retry {
            Some(seconds) => with_header(reply, "Retry-After", seconds),
            None => reply,
        }
    };
    let (_, ticket) = desk.send();
    let asked = reply(Some("7"));
    desk.feed(Event::GotReply {
        ticket,
        reply: asked,
    });
    let (ms, why) = desk.wait();
    assert!((6_990..=7_000).contains(&ms), "{ms}");
    assert_eq!(why, Why::ServerAsked);
    let (handles, ticket) = desk.send();
    assert_eq!(handles, ["1", "2"]);
    let own = reply(None);
    desk.feed(Event::GotReply { ticket, reply: own });
    let (ms, why) = desk.wait();
    assert!((1_990..=5_000).contains(&ms), "{ms}");
    assert_eq!(why, Why::Throttled);
    let (_, ticket) = desk.send();
    let last = reply(None);
    desk.feed(Event::GotReply {
        ticket,
        reply: last,
    });
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Refused; 2]);
    let mut attempts: Vec<_> = desk
        .sent
        .iter()
        .map(crate::kill::Confirmed::attempt)
        .collect();
    attempts.dedup();
    assert_eq!(attempts.len(), 3);
}

#[test]
fn nobody_waits_an_hour_because_a_server_asked() {
    let mut desk = Desk::threads(2);
    let (_, ticket) = desk.send();
    let reply = with_header(answered(429, REFUSED), "Retry-After", "3600");
    desk.feed(Event::GotReply { ticket, reply });
    desk.closed();
    assert_eq!(desk.outcomes(), [Outcome::Refused; 2]);
}

#[test]
fn a_stop_lets_the_batch_on_the_wire_end_and_sends_no_other() {
    let mut desk = Desk::threads(6);
    desk.feed(Event::Stopped);
    assert!(desk.run.progress().is_stopping);
    assert_eq!(desk.kill(), ["1", "2"]);
    assert_eq!(desk.wait().1, Why::Look);
    desk.list(&threads(3..7), Whole);
    desk.closed();
    assert_eq!(desk.sent.len(), 1);
    assert_eq!(desk.run.tally().of(Outcome::Gone), 2);
    assert_eq!(desk.run.tally().of(Outcome::NotSent), 4);
    let last = desk.run.items().last().unwrap();
    assert_eq!(last.omitted, Some(&Omission::Stopped));
}

#[test]
fn a_stop_in_the_wait_before_a_send_does_not_sit_the_wait_out() {
    let mut desk = Desk::threads(4);
    desk.kill();
    let Command::Wait { ticket, why, .. } = desk.next() else {
        panic!();
    };
    assert_eq!(why, Why::Pace);
    desk.feed(Event::Stopped);
    assert_eq!(desk.wait().1, Why::Look);
    desk.feed(Event::Waited { ticket });
    desk.list("", Whole);
    desk.closed();
}

#[test]
fn giving_up_leaves_what_nobody_saw_unresolved() {
    let mut desk = Desk::threads(4);
    desk.silence();
    desk.feed(Event::GaveUp);
    desk.todo.clear();
    assert_eq!(desk.run.state(), State::Closed);
    assert_eq!(desk.run.tally().of(Outcome::Unresolved), 2);
    assert_eq!(desk.run.tally().of(Outcome::NotSent), 2);
    // Checking again is always possible, and is nothing that was sent.
    desk.feed(Event::Resumed);
    desk.wait();
    desk.list("", Whole);
    desk.closed();
    assert_eq!(desk.run.tally().of(Outcome::Gone), 2);
    assert_eq!(desk.sent.len(), 1);
}

#[test]
fn a_list_that_needs_a_token_asks_for_one_and_other_failures_pause_before_a_send() {
    for (reason, wanted) in [
        (Reason::NeedsToken, PauseReason::NeedsToken),
        (Reason::ScanFailed, PauseReason::ListFailed),
    ] {
        let mut desk = Desk::new(crate::plan::testing::plan(
            crate::services::Service::TaurusDb,
            &threads(1..3),
            crate::plan::Settings::default(),
        ));
        desk.ms = 70_000;
        desk.confirm();
        let Command::List { ticket } = desk.next() else {
            panic!();
        };
        desk.feed(Event::ListFailed { ticket, reason });
        desk.idle();
        assert_eq!(desk.run.state(), paused(wanted));
        desk.feed(Event::Resumed);
        desk.list(&threads(1..3), Whole);
        assert_eq!(desk.kill(), ["1", "2"]);
    }
}

#[test]
fn a_pause_by_a_person_holds_the_next_batch_until_they_go_on() {
    let mut desk = Desk::threads(4);
    desk.feed(Event::Paused);
    desk.kill();
    desk.idle();
    assert_eq!(desk.run.state(), paused(PauseReason::Person));
    desk.feed(Event::Paused);
    desk.feed(Event::Resumed);
    assert_eq!(desk.wait().1, Why::Pace);
    desk.kill();
    let pauses = |entry: &&Entry| matches!(entry.fact, Fact::Paused { .. });
    assert_eq!(desk.journal.iter().filter(pauses).count(), 1);
}

/// A run of four whose first batch is sent; before the second its list is too old.
fn after_a_sleep() -> Desk {
    let mut desk = Desk::threads(4);
    desk.kill();
    let Command::Wait { ticket, .. } = desk.next() else {
        panic!();
    };
    desk.ms += 70_000;
    desk.feed(Event::Waited { ticket });
    desk
}

#[test]
fn a_large_run_stops_when_the_node_is_not_what_was_confirmed() {
    let mut desk = after_a_sleep();
    // Four were confirmed; seven others came.
    desk.list(&threads(3..12), Whole);
    desk.idle();
    let drifted = PauseReason::Drifted { held: 4, found: 9 };
    assert_eq!(desk.run.state(), paused(drifted));
    desk.feed(Event::Resumed);
    assert_eq!(desk.kill(), ["3", "4"], "a person agreed to the new number");
}

#[test]
fn what_the_run_ended_itself_is_no_drift() {
    let mut desk = after_a_sleep();
    desk.list(&threads(3..5), Whole);
    assert_eq!(desk.kill(), ["3", "4"]);
}

#[test]
fn a_duplicate_that_the_proxy_refused_is_unknown_and_not_refused() {
    let mut desk = Desk::threads(2);
    let (_, ticket) = desk.send();
    let reply = Reply::Answered(Answer {
        status: 409,
        headers: vec![("x-proxy-stage".to_owned(), "duplicate".to_owned())],
        body: String::new(),
    });
    desk.feed(Event::GotReply { ticket, reply });
    assert_eq!(desk.run.items().next().unwrap().said, Said::Unknown);
    assert_eq!(desk.wait().1, Why::Look);
}
