//! Plans: who is part of one and who is not, how it is cut, what it asks of a person.

use std::rc::Rc;

use super::testing::{at, list, look, place, plan, threads, ticked};
use super::*;
use crate::list::Extent;
use crate::services::Service;
use crate::session::{Bar, Selection, Sessions};

fn handles(plan: &KillPlan) -> Vec<&str> {
    plan.items().iter().map(Item::handle).collect()
}

fn reasons(left_out: &[LeftOut]) -> Vec<(&str, Reason)> {
    let of = |left: &'_ LeftOut| left.reason.clone();
    left_out
        .iter()
        .map(|left| (left.identity.handle(), of(left)))
        .collect()
}

/// The plan for every session of a list by a fresh one.
fn plan_of(seen: &Sessions, fresh: Look) -> KillPlan {
    let (place, all) = (place(seen.service()), ticked(seen));
    KillPlan::of_ticked(place, seen, &all, fresh, Settings::default()).unwrap()
}

#[test]
fn a_plan_has_who_is_still_the_same_and_names_who_is_not() {
    let seen = list(
        Service::TaurusDb,
        r#"{"id":1,"user":"app","host":"h:1"},{"id":2,"user":"app","host":"h:2"},
           {"id":3,"user":"app","host":"h:3"},{"id":4,"user":"app","host":"h:4"}"#,
        0,
        "",
    );
    let fresh = look(
        Service::TaurusDb,
        r#"{"id":4,"user":"app","host":"h:4","command":"Killed"},
           {"id":3,"user":"new","host":"h:9"},{"id":1,"user":"app","host":"h:1"}"#,
        5_000,
    );
    let plan = plan_of(&seen, fresh);
    assert_eq!(handles(&plan), ["1"]);
    assert_eq!(
        reasons(plan.left_out()),
        [
            ("2", Reason::Gone),
            ("3", Reason::Changed),
            ("4", Reason::Barred(Bar::RollingBack)),
        ]
    );
    let skipped: Vec<&str> = plan
        .order()
        .left_out
        .iter()
        .map(|left| &*left.why)
        .collect();
    assert_eq!(skipped, ["gone", "changed", "rolling-back"]);
}

#[test]
fn who_is_missing_from_a_list_that_changed_is_not_called_gone() {
    let seen = list(Service::TaurusDb, &threads(1..3), 0, "");
    let mut fresh = look(Service::TaurusDb, &threads(1..2), 0);
    fresh.extent = Extent::Changed;
    let plan = plan_of(&seen, fresh);
    assert_eq!(reasons(plan.left_out()), [("2", Reason::Unseen)]);
}

#[test]
fn who_became_protected_since_is_left_out() {
    let seen = list(Service::TaurusDb, &threads(1..3), 0, "");
    let mut fresh = look(Service::TaurusDb, "", 0);
    fresh.sessions = list(Service::TaurusDb, &threads(1..3), 0, "host=10.0.0.1:2");
    let plan = KillPlan::of_ticked(
        place(Service::TaurusDb),
        &seen,
        &ticked(&seen),
        fresh.clone(),
        Settings::default(),
    )
    .unwrap();
    assert_eq!(handles(&plan), ["1"]);
    assert_eq!(
        reasons(plan.left_out()),
        [("2", Reason::Barred(Bar::Protected))]
    );
    let none = KillPlan::of_ticked(
        place(Service::TaurusDb),
        &seen,
        &Selection::none(&seen),
        fresh,
        Settings::default(),
    );
    assert_eq!(none.unwrap_err(), []);
}

#[test]
fn batches_are_of_20_threads_and_50_elsewhere_unless_the_portal_says_otherwise() {
    let sizes = |plan: &KillPlan| plan.order().batches.clone();
    let taurus = plan(Service::TaurusDb, &threads(1..46), Settings::default());
    assert_eq!(sizes(&taurus), [20, 20, 5]);
    let all: Vec<String> = taurus
        .batches()
        .iter()
        .flat_map(|it| it.handles())
        .collect();
    assert_eq!(all, handles(&taurus), "in order, each once");
    assert_eq!(taurus.order().batch(2), 40..45);
    assert_eq!(taurus.order().batch(3), 0..0);
    let dds: Vec<String> = (0..120).map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let dds = plan(Service::Dds, &dds.join(","), Settings::default());
    assert_eq!(sizes(&dds), [50, 50, 20]);
    let settings = Settings {
        batch_taurusdb: 2,
        ..Settings::default()
    };
    assert_eq!(
        sizes(&plan(Service::TaurusDb, &threads(1..6), settings)),
        [2, 2, 1]
    );
    for batch in taurus.batches() {
        assert_eq!(place(Service::TaurusDb).aim(&**batch), *taurus.aim());
    }
}

#[test]
fn a_portal_makes_a_run_more_careful_and_never_bolder() {
    let careful = Settings {
        batch_dds: 7,
        pace_ms: 2_000,
        drift_percent: 5,
        count_above: Some(10),
        ..Settings::default()
    };
    let rows: Vec<String> = (0..40).map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let of = |settings| plan(Service::Dds, &rows[..20].join(","), settings);
    let careful = of(careful);
    assert_eq!(careful.order().batches, [7, 7, 6]);
    assert_eq!(careful.order().pace_ms, 2_000);
    assert_eq!(careful.order().drift_percent, Some(5));
    assert_eq!(careful.to_type().as_deref(), Some("20"));
    let bold = Settings {
        batch_dds: 1_000,
        batch_taurusdb: 1_000,
        pace_ms: 1,
        ..Settings::default()
    };
    assert_eq!(
        plan(Service::Dds, &rows.join(","), bold).order().batches,
        [40]
    );
    assert_eq!(of(bold).order().pace_ms, 500);
    let threads = plan(Service::TaurusDb, &threads(1..46), bold);
    assert_eq!(threads.order().batches, [20, 20, 5]);
}

#[test]
fn from_a_number_that_the_portal_names_the_count_is_typed() {
    let of = |sessions, above| {
        let settings = Settings {
            count_above: above,
            ..Settings::default()
        };
        Friction::of(sessions, 1_000, settings)
    };
    assert_eq!(of(30, None), Friction::Reason);
    assert_eq!(of(30, Some(30)), Friction::Reason);
    assert_eq!(of(31, Some(30)), Friction::TypeCount);
    assert_eq!(of(1, Some(0)), Friction::TypeCount);
}

#[test]
fn friction_grows_with_the_risk_and_nothing_goes_around_it() {
    let of = |ticks: usize, living: usize, is_prod| {
        let settings = Settings {
            is_prod,
            ..Settings::default()
        };
        Friction::of(ticks, living, settings)
    };
    assert_eq!(of(5, 100, false), Friction::Plain);
    assert_eq!(of(6, 100, false), Friction::Reason);
    assert_eq!(of(1, 100, true), Friction::Reason);
    assert_eq!(of(50, 100, false), Friction::Reason);
    assert_eq!(of(51, 100, false), Friction::TypeCount);
    let all = plan(Service::TaurusDb, &threads(1..9), Settings::default());
    assert_eq!(all.friction(), Friction::TypeCount);
    assert_eq!(all.to_type().as_deref(), Some("8"));
    assert!(!all.is_agreed("", "8"));
    assert!(!all.is_agreed("INC-1", "7"));
    assert!(!all.is_agreed("INC-1", ""));
    assert!(all.is_agreed("INC-1", " 8 "));
}

#[test]
fn the_blast_radius_counts_users_hosts_writers_and_the_oldest() {
    let rows = r#"{"id":1,"user":"app","host":"10.0.0.1:1","time":9,"info":"update t set a=1"},
        {"id":2,"user":"app","host":"10.0.0.1:2","time":99,"info":"SELECT 1"},
        {"id":3,"user":"report","host":"[::1]:3","time":5,"info":"INSERT INTO t"},
        {"id":4,"user":"other","host":"10.0.0.2:4","time":500,"info":"delete from t"}"#;
    let seen = list(Service::TaurusDb, rows, 0, "");
    let mut three = ticked(&seen);
    three.set(&seen, 3, false);
    let fresh = look(Service::TaurusDb, rows, 0);
    let plan = KillPlan::of_ticked(
        place(Service::TaurusDb),
        &seen,
        &three,
        fresh,
        Settings::default(),
    )
    .unwrap();
    let blast = plan.blast();
    assert_eq!((blast.count, blast.living, blast.percent()), (3, 4, 75));
    let shares = |shares: &[crate::session::Share]| {
        let texts = shares.iter();
        texts
            .map(|share| (share.value.clone().unwrap_or_default(), share.rows))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        shares(&blast.by_user),
        [("app".to_owned(), 2), ("report".to_owned(), 1)]
    );
    assert_eq!(
        shares(&blast.by_client),
        [("10.0.0.1".to_owned(), 2), ("[::1]".to_owned(), 1)]
    );
    assert_eq!(blast.writing, Some(2));
    assert_eq!(blast.oldest_ms, seen.start_ms(1));
}

#[test]
fn a_kill_all_holds_its_count_asks_for_it_and_counts_the_protected() {
    let rows = r#"{"id":"1","addr":"10.0.0.1:1"},{"id":"2","addr":"10.0.0.1:2","name":"keep"},
        {"id":"3","addr":"10.0.0.9:3","flags":"S"}"#;
    let mut fresh = look(Service::Dcs, "", 0);
    fresh.sessions = list(Service::Dcs, rows, 0, "name=keep");
    let node = KillPlan::of_all(
        place(Service::Dcs),
        false,
        fresh.clone(),
        Settings::default(),
    );
    let node = node.unwrap();
    assert_eq!(handles(&node), ["10.0.0.1:1", "10.0.0.1:2"]);
    assert_eq!(node.blast().protected, 1);
    assert_eq!(node.order().drift_percent, Some(20));
    assert_eq!(node.to_type().as_deref(), Some("2"));
    assert_eq!(node.batches().len(), 1);
    let settings = Settings::default();
    let instance = KillPlan::of_all(place(Service::Dcs), true, fresh.clone(), settings);
    let instance = instance.unwrap();
    assert_eq!(instance.to_type().as_deref(), Some("orders-db"));
    assert!(instance.is_agreed("INC-1", "orders-db"));
    assert!(KillPlan::of_all(place(Service::Dds), true, fresh, settings).is_none());
    assert!(instance.without(&[0], settings).is_err());
}

#[test]
fn a_person_can_leave_rows_out_and_the_rest_is_cut_again() {
    let settings = Settings {
        batch_taurusdb: 2,
        ..Settings::default()
    };
    let all = plan(Service::TaurusDb, &threads(1..6), settings);
    let fewer = all.without(&[0, 4], settings).unwrap();
    assert_eq!(handles(&fewer), ["2", "3", "4"]);
    assert_eq!(fewer.order().batches, [2, 1]);
}

#[test]
fn a_list_is_as_old_as_the_moment_its_first_page_was_asked_for() {
    let mut look = look(Service::Dcs, "", 10_000);
    look.since_ms -= 8_000;
    assert_eq!(look.age_ms(at(15_000)), 13_000);
    assert!(look.is_fresh(at(32_000)));
    assert!(!look.is_fresh(at(32_001)), "30 s on DCS");
    // A clock that was set back makes no list younger, one that was set forward makes it older.
    let mut back = at(40_000);
    back.ms -= 3_600_000;
    assert!(!look.is_fresh(back));
    let mut forward = at(11_000);
    forward.ms += 3_600_000;
    assert!(!look.is_fresh(forward));
    assert_eq!(at(5).jumped_since(forward), 3_600_000);
    look.sessions = Rc::new(crate::session::Sessions::none(Service::Dds));
    assert!(look.is_fresh(at(62_000)), "60 s elsewhere");
}
