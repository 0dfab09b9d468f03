//! The pace of a run: what a portal made slower stays so, by the times of the journal.

use super::testing::*;
use super::*;
use crate::plan::testing::{plan, threads};
use crate::plan::{Order, Settings};
use crate::services::Service;

/// A run of three batches, every session of which ends; when each was marked as sent.
fn sent_at(pace_ms: u32) -> (Vec<u64>, Desk) {
    let settings = Settings {
        batch_taurusdb: 2,
        pace_ms,
        ..Settings::default()
    };
    let mut desk = Desk::new(plan(Service::TaurusDb, &threads(1..7), settings));
    desk.confirm();
    desk.kill();
    for _ in 0..2 {
        assert_eq!(desk.wait().1, Why::Pace);
        desk.kill();
    }
    let marks = desk.journal.iter();
    let marks = marks.filter(|entry| matches!(entry.fact, Fact::Sent { .. }));
    (marks.map(|entry| entry.at_ms).collect(), desk)
}

#[test]
fn a_run_keeps_the_pace_of_its_order_and_never_a_faster_one() {
    for (wanted, least) in [(500, 500), (3_000, 3_000), (1, 500)] {
        let (sent, desk) = sent_at(wanted);
        assert_eq!(sent.len(), 3);
        assert_eq!(u64::from(desk.run.order().pace_ms), least);
        for pair in sent.windows(2) {
            let apart = pair[1] - pair[0];
            assert!((least..least + 100).contains(&apart), "{wanted}: {apart}");
        }
    }
}

#[test]
fn the_pace_is_on_record_and_an_older_record_kept_the_safe_one() {
    let (_, desk) = sent_at(3_000);
    let Fact::Confirmed { order, .. } = &desk.journal[0].fact else {
        panic!("{:?}", desk.journal[0]);
    };
    let text = serde_json::to_string(&**order).unwrap();
    let again: Order = serde_json::from_str(&text).unwrap();
    assert_eq!(again, **order);
    assert_eq!(again.pace_ms, 3_000);
    let older = text.replace(r#","pace_ms":3000"#, "");
    assert_ne!(older, text);
    let older: Order = serde_json::from_str(&older).unwrap();
    assert_eq!(older.pace_ms, 500);
}
