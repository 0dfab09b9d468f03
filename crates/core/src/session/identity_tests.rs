//! Who is the same session, and who only has its number.

use super::*;

fn same(service: Service, before: (&str, i64), after: (&str, i64)) -> bool {
    let table = |json: &str| {
        let mut table = Table::new(columns(service));
        table
            .append(&format!(r#"{{"rows":[{json}]}}"#), "rows")
            .unwrap();
        table
    };
    let (before_table, after_table) = (table(before.0), table(after.0));
    let reading = |table, taken_ms| Reading {
        service,
        table,
        row: 0,
        taken_ms,
        slack_ms: 0,
    };
    let (a, b) = (
        reading(&before_table, before.1),
        reading(&after_table, after.1),
    );
    assert_eq!(a.same(b), b.same(a));
    assert!(!a.same(b) || a.hash() == b.hash());
    a.same(b)
}

#[test]
fn a_redis_address_used_again_is_another_session() {
    let one = r#"{"id":"7","addr":"10.0.0.1:5000","age":100}"#;
    let later = r#"{"id":"7","addr":"10.0.0.1:5000","age":111}"#;
    let again = r#"{"id":"7","addr":"10.0.0.1:5000","age":3}"#;
    let other = r#"{"id":"8","addr":"10.0.0.1:5000","age":111}"#;
    assert!(same(Service::Dcs, (one, 1_000_000), (later, 1_010_000)));
    assert!(!same(Service::Dcs, (one, 1_000_000), (again, 1_010_000)));
    assert!(!same(Service::Dcs, (one, 1_000_000), (other, 1_010_000)));
}

#[test]
fn an_operation_is_known_by_its_start() {
    let one = r#"{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"5000000"}"#;
    let later = r#"{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"9100000"}"#;
    let fresh = r#"{"id":"34631","client":"10.0.0.1:1","namespace":"a.b","cost_time":"10"}"#;
    assert!(same(Service::Dds, (one, 100_000), (later, 104_000)));
    assert!(!same(Service::Dds, (one, 100_000), (fresh, 104_000)));
}

#[test]
fn a_pooled_connection_stays_itself_from_statement_to_statement() {
    let one = r#"{"id":12,"user":"app","host":"10.0.0.1:4000","time":90}"#;
    let next = r#"{"id":12,"user":"app","host":"10.0.0.1:4000","time":0}"#;
    let other = r#"{"id":12,"user":"app","host":"10.0.0.1:4001","time":90}"#;
    assert!(same(Service::TaurusDb, (one, 0), (next, 5_000)));
    assert!(!same(Service::TaurusDb, (one, 0), (other, 0)));
}

#[test]
fn of_a_host_without_a_port_the_start_has_to_be_the_same() {
    let one = r#"{"id":12,"user":"app","host":"localhost","time":90}"#;
    let same_start = r#"{"id":12,"user":"app","host":"localhost","time":95}"#;
    let next = r#"{"id":12,"user":"app","host":"localhost","time":0}"#;
    assert!(same(Service::TaurusDb, (one, 0), (same_start, 5_000)));
    assert!(!same(Service::TaurusDb, (one, 0), (next, 5_000)));
}

fn sessions(service: Service, json: &str, taken_ms: i64) -> Sessions {
    let mut table = Table::new(columns(service));
    table
        .append(&format!(r#"{{"rows":[{json}]}}"#), "rows")
        .unwrap();
    let piece = crate::session::Piece {
        from: 0,
        taken_ms,
        slack_ms: 0,
    };
    Sessions::new(service, table, vec![piece], &[])
}

#[test]
fn a_page_that_was_long_on_its_way_makes_nobody_another() {
    let row = |micros: u64| {
        format!(r#"{{"id":"34631","client":"c:1","namespace":"a.b","cost_time":"{micros}"}}"#)
    };
    // Written at 108 s by a page that came at 114 s: its start seems to be 6 s later than it was.
    let quick = sessions(Service::Dds, &row(5_000_000), 105_000);
    let slow = |json: &str, slack_ms| {
        let mut table = Table::new(columns(Service::Dds));
        table
            .append(&format!(r#"{{"rows":[{json}]}}"#), "rows")
            .unwrap();
        let piece = crate::session::Piece {
            from: 0,
            taken_ms: 114_000,
            slack_ms,
        };
        Sessions::new(Service::Dds, table, vec![piece], &[])
    };
    let identity = quick.identity(0);
    let late = slow(&row(8_000_000), 6_500);
    assert!(identity.is(&late, 0));
    assert!(late.identity(0).is(&quick, 0));
    assert!(late.identity(0).is_same(&identity));
    assert_eq!(late.earliest_start_ms(0), Some(99_500));
    let kept = serde_json::to_string(&late.identity(0)).unwrap();
    let kept: Identity = serde_json::from_str(&kept).unwrap();
    assert!(kept.is(&quick, 0), "a journal keeps it: {kept:?}");
    // A start can only seem later than it was, and by no more than the page was on its way.
    assert!(!identity.is(&slow(&row(8_000_000), 3_000), 0));
    assert!(!identity.is(&slow(&row(17_000_000), 6_500), 0));
    // A page of half a minute says nothing of when: it makes no newcomer the same.
    assert!(!identity.is(&slow(&row(1_000), 30_000), 0));
}

#[test]
fn a_kept_identity_is_found_again_by_the_same_rule_as_a_row() {
    let cases = [
        (
            Service::Dcs,
            r#"{"id":"7","addr":"10.0.0.1:5","age":100}"#,
            r#"{"id":"7","addr":"10.0.0.1:5","age":110}"#,
            r#"{"id":"7","addr":"10.0.0.1:5","age":3}"#,
        ),
        (
            Service::Dds,
            r#"{"id":"34631","client":"c:1","namespace":"a.b","cost_time":"5000000"}"#,
            r#"{"id":"34631","client":"c:1","namespace":"a.b","cost_time":"15000000"}"#,
            r#"{"id":"34631","client":"c:1","namespace":"a.b","cost_time":"7"}"#,
        ),
        (
            Service::TaurusDb,
            r#"{"id":12,"user":"app","host":"h:4000","time":9}"#,
            r#"{"id":12,"user":"app","host":"h:4000","time":0}"#,
            r#"{"id":12,"user":"app","host":"h:4001","time":19}"#,
        ),
    ];
    for (service, before, later, other) in cases {
        let identity = sessions(service, before, 1_000_000).identity(0);
        let json = serde_json::to_string(&identity).unwrap();
        assert_eq!(serde_json::from_str::<Identity>(&json).unwrap(), identity);
        let find = |json: &str| {
            let list = sessions(service, json, 1_010_000);
            list.find([&identity].into_iter())[0]
        };
        assert_eq!(find(later), Presence::Same(0), "{service}");
        assert_eq!(find(other), Presence::Other(0), "{service}");
        assert_eq!(find(r#"{"id":"99"}"#), Presence::Absent, "{service}");
        // Of two rows with one handle, as pages of a moving list may have them, the same one counts.
        let both = format!("{other},{later}");
        assert_eq!(find(&both), Presence::Same(1), "{service}");
        let both = format!("{later},{other}");
        assert_eq!(find(&both), Presence::Same(0), "{service}");
    }
}

#[test]
fn a_row_that_is_kept_as_gone_is_not_there() {
    let before = sessions(Service::TaurusDb, r#"{"id":1,"host":"h:1"}"#, 0);
    let mut ticked = crate::session::Selection::none(&before);
    ticked.set(&before, 0, true);
    let identity = before.identity(0);
    let empty = Sessions::none(Service::TaurusDb);
    let (after, _) = empty.follow(&before, &ticked);
    assert_eq!(after.rows(), 1);
    assert_eq!(after.find([&identity].into_iter()), [Presence::Absent]);
}

#[test]
fn thread_ids_beyond_two_to_the_53_stay_exact_in_an_identity() {
    let list = |id: &str| {
        sessions(
            Service::TaurusDb,
            &format!(r#"{{"id":{id},"host":"h:1"}}"#),
            0,
        )
    };
    let identity = list("9007199254740993").identity(0);
    assert_eq!(identity.handle(), "9007199254740993");
    let neighbour = list("9007199254740992");
    assert_eq!(neighbour.find([&identity].into_iter()), [Presence::Absent]);
}

#[test]
fn a_client_behind_a_proxy_is_named_by_its_peer() {
    let row = |json| {
        sessions(Service::Dcs, json, 0)
            .identity(0)
            .handle()
            .to_owned()
    };
    assert_eq!(
        row(r#"{"peer":"1.1.1.1:1","addr":"2.2.2.2:2"}"#),
        "1.1.1.1:1"
    );
    assert_eq!(row(r#"{"peer":"","addr":"2.2.2.2:2"}"#), "2.2.2.2:2");
}
