//! Exports: what a run came to, as three files, with hostile texts in it.

use std::rc::Rc;

use expect_test::expect;

use super::*;
use crate::list::Extent;
use crate::plan::testing::{START, at, place};
use crate::plan::{KillPlan, Look, Scope, Settings};
use crate::run::{Command, Entry, Event, Fact, Facts, Record, Run, TokenState};
use crate::services::Service;
use crate::session::{Piece, Selection, Sessions, Table, columns};

const HOSTILE: &str = r#"=HYPERLINK(\"http://x\")|**b**\n# h"#;

/// A run of two threads; one has hostile texts, and nobody knows what became of either.
fn journal() -> Vec<Entry> {
    let rows = format!(
        r#"{{"rows":[{{"id":9007199254740993,"user":"{HOSTILE}","host":"10.0.0.1:1","db":"\u202eshop","time":9}},
           {{"id":-7,"user":"app","host":"10.0.0.2:2","time":60}}]}}"#
    );
    let mut table = Table::new(columns(Service::TaurusDb));
    table.append(&rows, "rows").unwrap();
    let taken_ms = i64::try_from(START).unwrap();
    let pieces = vec![Piece {
        from: 0,
        taken_ms,
        slack_ms: 0,
    }];
    let sessions = Rc::new(Sessions::new(Service::TaurusDb, table, pieces, &[]));
    let mut all = Selection::none(&sessions);
    all.set(&sessions, 0, true);
    all.set(&sessions, 1, true);
    let look = Look {
        sessions: Rc::clone(&sessions),
        extent: Extent::Whole,
        since_ms: START,
        now: at(0),
        is_confirmed: true,
        snapshot_ms: None,
        newer_than_up_ms: None,
        is_by_hand: false,
    };
    let settings = Settings::default();
    let plan = KillPlan::of_ticked(place(Service::TaurusDb), &sessions, &all, look, settings);
    let facts = Facts {
        lease: true,
        online: true,
        token: TokenState::Valid,
        locked: false,
    };
    let mut run = Run::new(Rc::new(plan.unwrap()), facts, at(1));
    let mut journal = Vec::new();
    let mut ms = 2;
    let mut events = vec![Event::Confirmed {
        reason: "INC-1 | =1+1".to_owned(),
        typed: "2".to_owned(),
    }];
    while let Some(event) = events.pop() {
        ms += 1;
        for command in run.handle(event, at(ms)) {
            match command {
                Command::Write { ticket, entry } => {
                    journal.push(entry);
                    events.push(Event::Wrote { ticket });
                }
                Command::Send { ticket, .. } => {
                    let reply = crate::answer::Reply::Silent(crate::answer::Silence::TimedOut);
                    events.push(Event::GotReply { ticket, reply });
                }
                Command::Wait { .. } => events.push(Event::GaveUp),
                _ => {}
            }
        }
    }
    journal
}

fn record() -> Record {
    Record::of(&journal()).unwrap()
}

#[test]
fn the_incident_record_reads_as_a_page_and_hostile_texts_stay_texts() {
    expect![[r#"
        # Sessions ended on orders-db / node-1

        **0 of 2 sessions gone, 2 unresolved.**

        | | |
        |---|---|
        | When | 2026-01-01T00:00:00.003Z to 2026-01-01T00:00:00.010Z |
        | Reason | INC-1 \| =1+1 |
        | Operation | taurusdb.kill |
        | Place | otc / eu-de / 619d3e78f61b4be68bc5aa0b59edcf7b / a23fb62bd61e4e9e9636fd2225f395bein07 / 18663926eacb443d98dc20f8620f28f2no07 |
        | Sent to | DELETE /proxy/taurusdb/eu-de/v3/619d3e78f61b4be68bc5aa0b59edcf7b/instances/a23fb62bd61e4e9e9636fd2225f395bein07/nodes/18663926eacb443d98dc20f8620f28f2no07/processes |
        | Run | 019b76da-a801-7000-8000-000000010707 |
        | State | ended |
        | Planned | 2 of the 2 sessions that lived |
        | Pace | at most 2 sessions in a request, 0.5 s between two at least |

        ## Sessions

        | # | session | user | client | db | began | the API said | observed | outcome |
        |---:|---|---|---|---|---|---|---|---|
        | 1 | 9007199254740993 | =HYPERLINK("http://x")\|\*\*b\*\*(U+000A)\# h | 10.0.0.1:1 | (U+202E)shop | 2025-12-31T23:59:51.000Z | unknown | not looked | unresolved |
        | 2 | -7 | app | 10.0.0.2:2 |  | 2025-12-31T23:59:00.000Z | unknown | not looked | unresolved |

        ## Attempts

        | attempt | sent | sessions | answer |
        |---|---|---:|---|
        | 019b76da-a804-7000-8000-000000040707 | 2026-01-01T00:00:00.005Z | 2 | unknown: timed out |

        ## What happened

        - 2026-01-01T00:00:00.003Z confirmed for 2 sessions
        - 2026-01-01T00:00:00.004Z attempt 019b76da-a804-7000-8000-000000040707 intended for 2 sessions
        - 2026-01-01T00:00:00.005Z attempt 019b76da-a804-7000-8000-000000040707 marked as sent
        - 2026-01-01T00:00:00.007Z attempt 019b76da-a804-7000-8000-000000040707: unknown: timed out
        - 2026-01-01T00:00:00.009Z a person stopped it
        - 2026-01-01T00:00:00.010Z 2 unresolved
        - 2026-01-01T00:00:00.010Z ended
    "#]].assert_eq(&markdown(&record()));
}

#[test]
fn a_spreadsheet_gets_quoted_fields_and_no_formula() {
    let csv = csv(&record());
    assert_eq!(csv.matches("\r\n").count(), 3);
    let last = csv.trim_end().rsplit("\r\n").next().unwrap();
    expect![[r#""019b76da-a801-7000-8000-000000010707","2026-01-01T00:00:00.003Z","INC-1 | =1+1","taurusdb.kill","otc","eu-de","","619d3e78f61b4be68bc5aa0b59edcf7b","a23fb62bd61e4e9e9636fd2225f395bein07","orders-db","18663926eacb443d98dc20f8620f28f2no07","node-1","'-7","app","10.0.0.2:2","","2025-12-31T23:59:00.000Z","unknown","not looked","unresolved","","019b76da-a804-7000-8000-000000040707""#]].assert_eq(last);
    assert!(csv.contains(r#""'=HYPERLINK(""http://x"")|**b**"#), "{csv}");
    assert!(csv.contains(r#","9007199254740993","#), "{csv}");
    for line in csv.split("\r\n") {
        assert!(line.is_empty() || line.starts_with('"'));
    }
}

#[test]
fn json_loses_nothing_and_keeps_64_bits_as_texts() {
    let journal = journal();
    let json = json(&Record::of(&journal).unwrap());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["sessions"][0]["handle"], "9007199254740993");
    assert_eq!(value["sessions"][1]["handle"], "-7");
    let entries = value["entries"].as_array().unwrap();
    let again: Vec<Entry> = entries
        .iter()
        .map(|entry| Entry::from_json(&entry.to_string()).unwrap())
        .collect();
    assert_eq!(again, journal);
}

#[test]
fn of_a_whole_instance_only_the_node_that_was_looked_at_is_told_of() {
    let mut journal = journal();
    let Fact::Confirmed { order, .. } = &mut journal[0].fact else {
        panic!();
    };
    let order = Rc::make_mut(order);
    order.scope = Scope::Instance;
    order.node_name = "node_1".to_owned();
    order.instance_name = order.node_name.clone();
    let record = Record::of(&journal).unwrap();
    assert_eq!(
        sentence(&record),
        "0 of 2 sessions gone, 2 unresolved. This was seen on node_1 alone: the other nodes of the instance were not \
         looked at."
    );
    let text = markdown(&record);
    assert!(
        text.starts_with("# Sessions ended on node\\_1\n"),
        "one name once, and no markup: {text}"
    );
    assert!(text.contains("seen on node\\_1 alone"), "{text}");
}

#[test]
fn the_sentence_tells_every_outcome_that_there_is() {
    assert_eq!(sentence(&record()), "0 of 2 sessions gone, 2 unresolved.");
    assert!(file_name(&record()).starts_with("quell-019b"));
}
