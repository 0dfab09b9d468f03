//! What a person does to a list, step by step.

use super::*;
use crate::session::{Bar, Piece, Table};

fn reading(rows: &[(i64, &str, i64)]) -> Sessions {
    let rows: Vec<String> = rows
        .iter()
        .map(|(id, user, time)| {
            format!(r#"{{"id":{id},"user":"{user}","host":"10.0.0.1:{id}","command":"Query","time":{time}}}"#)
        })
        .collect();
    let mut table = Table::new(columns(Service::TaurusDb));
    table
        .append(&format!(r#"{{"rows":[{}]}}"#, rows.join(",")), "rows")
        .unwrap();
    Sessions::new(
        Service::TaurusDb,
        table,
        vec![Piece {
            from: 0,
            taken_ms: 0,
            slack_ms: 0,
        }],
        &[],
    )
}

fn view(rows: &[(i64, &str, i64)]) -> View {
    View::new(Service::TaurusDb, "", Sort::oldest(Service::TaurusDb))
        .step(Step::Came(reading(rows)))
}

fn ids(view: &View, rows: impl Iterator<Item = usize>) -> Vec<String> {
    rows.map(|row| view.sessions().handle(row).into_owned())
        .collect()
}

fn shown(view: &View) -> Vec<String> {
    ids(view, view.rows().iter().map(|row| *row as usize))
}

fn ticked(view: &View) -> Vec<String> {
    ids(view, view.selection().iter())
}

const FOUR: [(i64, &str, i64); 4] = [
    (1, "app", 5),
    (2, "etl", 50),
    (3, "app", 20),
    (4, "report", 7),
];

#[test]
fn the_oldest_come_first_and_a_header_turns_the_order() {
    let view = view(&FOUR);
    assert_eq!(shown(&view), ["2", "3", "4", "1"]);
    let by_age = view.sort().column;
    assert_eq!(
        shown(&view.step(Step::SortedBy(by_age))),
        ["1", "4", "3", "2"]
    );
    let by_user = view.step(Step::SortedBy(1));
    assert_eq!(shown(&by_user), ["1", "3", "2", "4"]);
    assert_eq!(
        shown(&by_user.step(Step::SortedBy(1))),
        ["4", "2", "1", "3"]
    );
    assert_eq!(by_user.sort().word(Service::TaurusDb), "user");
    assert_eq!(
        Sort::parse("-user", Service::TaurusDb),
        Some(Sort {
            column: 1,
            descending: true
        })
    );
    assert_eq!(Sort::parse("-nobody", Service::TaurusDb), None);
}

#[test]
fn a_filter_hides_rows_and_keeps_their_ticks() {
    let view = view(&FOUR).step(Step::Ticked(0)).step(Step::Ticked(1));
    let filtered = view.step(Step::Filtered("user=app".to_owned()));
    assert_eq!(shown(&filtered), ["3", "1"]);
    assert_eq!(ticked(&filtered), ["2", "3"]);
    assert_eq!(filtered.hidden_ticks(), 1);
    assert_eq!(filtered.tickable(), (2, 1));
    assert_eq!(ticked(&filtered.step(Step::DroppedHidden)), ["3"]);
    assert_eq!(
        ticked(&filtered.step(Step::TickedShown(true))),
        ["1", "2", "3"]
    );
    assert_eq!(ticked(&filtered.step(Step::TickedShown(false))), ["2"]);
    assert!(filtered.step(Step::Cleared).selection().is_empty());
}

#[test]
fn a_filter_that_is_wrong_says_so_and_changes_no_row() {
    let view = view(&FOUR).step(Step::Filtered("user=app".to_owned()));
    let wrong = view.step(Step::Filtered("user=app usr:x".to_owned()));
    assert_eq!(wrong.fault().map(|fault| fault.at), Some(9));
    assert_eq!(wrong.text(), "user=app usr:x");
    assert_eq!(shown(&wrong), shown(&view));
    assert_eq!(wrong.step(Step::Filtered(String::new())).fault(), None);
}

#[test]
fn a_range_goes_from_the_last_tick_either_way() {
    let view = view(&FOUR).step(Step::Ticked(2));
    assert_eq!(ticked(&view.step(Step::TickedTo(3))), ["1", "4"]);
    assert_eq!(ticked(&view.step(Step::TickedTo(0))), ["2", "3", "4"]);
    assert_eq!(view.step(Step::TickedTo(99)).cursor(), 3);
}

#[test]
fn the_cursor_stays_on_its_session_over_a_refresh() {
    let view = view(&FOUR).step(Step::Moved(2));
    let again = view.step(Step::Came(reading(&[
        (9, "new", 900),
        (4, "report", 9),
        (8, "new", 800),
    ])));
    assert_eq!(ids(&again, again.row(again.cursor()).into_iter()), ["4"]);
    assert_eq!(view.step(Step::Came(reading(&[]))).cursor(), 0);
    assert_eq!(view.step(Step::Moved(usize::MAX)).cursor(), 3);
}

#[test]
fn what_is_selected_and_gone_stays_until_it_is_dismissed() {
    let view = view(&FOUR).step(Step::Ticked(0)).step(Step::Ticked(1));
    let after = view.step(Step::Came(reading(&[(3, "app", 25)])));
    assert_eq!(
        (shown(&after), ticked(&after)),
        (vec!["2".to_owned(), "3".to_owned()], vec!["3".to_owned()])
    );
    assert_eq!(after.sessions().bar(1), Some(Bar::Gone));
    let dismissed = after.step(Step::DismissedGone);
    assert_eq!(
        (shown(&dismissed), ticked(&dismissed)),
        (vec!["3".to_owned()], vec!["3".to_owned()])
    );
}

#[test]
fn a_view_of_the_ticked_follows_the_ticks() {
    let view = view(&FOUR)
        .step(Step::Ticked(0))
        .step(Step::Ticked(3))
        .step(Step::Filtered("is:selected".to_owned()));
    assert_eq!(shown(&view), ["2", "1"]);
    assert_eq!(shown(&view.step(Step::Ticked(0))), ["1"]);
}

#[test]
fn those_in_sight_are_ticked_before_all_that_match() {
    let view = view(&FOUR);
    assert!(!view.swept());
    let some = view.step(Step::TickedBetween(0, 1, true));
    assert_eq!(ticked(&some), ["2", "3"]);
    assert!(some.swept());
    assert_eq!(some.tickable_between(1, 0), (2, 2));
    assert_eq!(some.tickable(), (4, 2));
    let all = some.step(Step::TickedShown(true));
    assert_eq!((all.tickable(), all.swept()), ((4, 4), true));
    assert!(all.step(Step::Moved(3)).swept());
    assert!(!all.step(Step::Ticked(3)).swept());
    let fewer = all.step(Step::TickedBetween(0, usize::MAX, false));
    assert!(fewer.selection().is_empty() && !fewer.swept());
}
