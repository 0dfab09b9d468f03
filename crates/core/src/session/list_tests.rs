//! How a reading follows the one before.

use super::*;

fn read(service: Service, rows: &str, taken_ms: i64) -> Sessions {
    let mut table = Table::new(columns(service));
    table
        .append(&format!(r#"{{"rows":[{rows}]}}"#), "rows")
        .unwrap();
    Sessions::new(
        service,
        table,
        vec![Piece {
            from: 0,
            taken_ms,
            slack_ms: 0,
        }],
        &[],
    )
}

fn process(id: i64, port: u16) -> String {
    format!(r#"{{"id":{id},"user":"app","host":"10.0.0.1:{port}","command":"Query","time":1}}"#)
}

fn processes(list: &[(i64, u16)]) -> Sessions {
    let rows: Vec<String> = list.iter().map(|(id, port)| process(*id, *port)).collect();
    read(Service::TaurusDb, &rows.join(","), 0)
}

fn ticked(sessions: &Sessions, rows: &[usize]) -> Selection {
    let mut selection = Selection::none(sessions);
    for row in rows {
        selection.set(sessions, *row, true);
    }
    selection
}

fn handles(sessions: &Sessions, rows: impl Iterator<Item = usize>) -> Vec<String> {
    rows.map(|row| sessions.handle(row).into_owned()).collect()
}

#[test]
fn a_selection_follows_the_sessions_and_not_their_places() {
    let before = processes(&[(1, 1), (2, 2), (3, 3)]);
    let (after, selection) =
        processes(&[(9, 9), (3, 3), (1, 1)]).follow(&before, &ticked(&before, &[0, 2]));
    assert_eq!(handles(&after, selection.iter()), ["3", "1"]);
    assert_eq!((after.living(), after.rows()), (3, 3));
}

#[test]
fn a_selected_session_that_is_gone_stays_as_a_row_and_loses_its_tick() {
    let before = processes(&[(1, 1), (2, 2)]);
    let (after, selection) = processes(&[(2, 2)]).follow(&before, &ticked(&before, &[0, 1]));
    assert_eq!(handles(&after, selection.iter()), ["2"]);
    assert_eq!((after.living(), after.rows()), (1, 2));
    assert_eq!((after.bar(1), &*after.handle(1)), (Some(Bar::Gone), "1"));
    // It stays over the next reading too, and leaves when it is dismissed.
    let (third, selection) = processes(&[(4, 4)]).follow(&after, &selection);
    assert_eq!(handles(&third, 1..third.rows()), ["2", "1"]);
    assert!(selection.is_empty());
    assert_eq!(third.without_gone().rows(), 1);
}

#[test]
fn a_number_used_again_by_another_client_is_not_selected() {
    let before = processes(&[(7, 1)]);
    let (after, selection) = processes(&[(7, 2)]).follow(&before, &ticked(&before, &[0]));
    assert!(selection.is_empty());
    assert_eq!((after.bar(0), after.bar(1)), (None, Some(Bar::Gone)));
}

#[test]
fn a_session_that_comes_back_from_the_gone_is_not_ticked_again() {
    let before = processes(&[(1, 1)]);
    let (gone, selection) = processes(&[]).follow(&before, &ticked(&before, &[0]));
    let (back, selection) = processes(&[(1, 1)]).follow(&gone, &selection);
    assert_eq!((back.rows(), back.bar(0)), (1, None));
    assert!(selection.is_empty());
}

#[test]
fn twins_are_matched_one_to_one() {
    let row = r#"{"id":1,"user":"app","host":"localhost","command":"Query","time":5}"#;
    let before = read(Service::TaurusDb, &[row, row].join(","), 0);
    let after = read(Service::TaurusDb, row, 1_000);
    let (after, selection) = after.follow(&before, &ticked(&before, &[0, 1]));
    assert_eq!((selection.count(), after.rows()), (1, 2));
}

#[test]
fn what_cannot_be_ended_is_never_ticked() {
    let rows = r#"{"id":"1","active":true},{"id":"2","active":false}"#;
    let sessions = read(Service::Dds, rows, 0);
    let mut selection = ticked(&sessions, &[0, 1]);
    assert_eq!(selection.iter().collect::<Vec<_>>(), [0]);
    selection.add(&sessions, &Bits::all(2));
    assert_eq!(selection.count(), 1);
    assert_eq!(selection.hidden(&Bits::none(2)), 1);
}

#[test]
fn protected_sessions_are_barred_by_the_filters_of_the_portal() {
    let mut table = Table::new(columns(Service::TaurusDb));
    let rows = r#"{"rows":[{"id":1,"user":"backup"},{"id":2,"user":"app"},{"id":3,"user":"backup","command":"Killed"}]}"#;
    table.append(rows, "rows").unwrap();
    let protected = [Filter::parse("user=backup", Service::TaurusDb).unwrap()];
    let sessions = Sessions::new(Service::TaurusDb, table, Vec::new(), &protected);
    let bars: Vec<_> = (0..3).map(|row| sessions.bar(row)).collect();
    assert_eq!(bars, [Some(Bar::Protected), None, Some(Bar::RollingBack)]);
}

#[test]
fn a_row_can_be_barred_by_what_its_cells_do_not_tell_and_keeps_a_bar_it_has() {
    let rows = r#"{"id":1,"command":"Killed"},{"id":2},{"id":3}"#;
    let sessions = read(Service::TaurusDb, rows, 0);
    let known = [
        (0, Bar::Internal),
        (1, Bar::Replication),
        (9, Bar::Internal),
    ];
    let sessions = sessions.barring(known);
    let bars: Vec<_> = (0..3).map(|row| sessions.bar(row)).collect();
    assert_eq!(bars, [Some(Bar::RollingBack), Some(Bar::Replication), None]);
    assert_eq!(ticked(&sessions, &[1, 2]).iter().collect::<Vec<_>>(), [2]);
}

#[test]
fn pages_read_at_different_times_give_each_row_its_own_start() {
    let mut table = Table::new(columns(Service::Dcs));
    let rows = r#"{"rows":[{"addr":"10.0.0.1:1","age":10},{"addr":"10.0.0.1:2","age":10}]}"#;
    table.append(rows, "rows").unwrap();
    let pieces = vec![
        Piece {
            from: 0,
            taken_ms: 50_000,
            slack_ms: 0,
        },
        Piece {
            from: 1,
            taken_ms: 53_000,
            slack_ms: 0,
        },
    ];
    let sessions = Sessions::new(Service::Dcs, table, pieces, &[]);
    assert_eq!(sessions.start_ms(0), Some(40_000));
    assert_eq!(sessions.start_ms(1), Some(43_000));
    assert_eq!(
        &*sessions.handle(0),
        "10.0.0.1:1",
        "the address stands in for the peer"
    );
}
