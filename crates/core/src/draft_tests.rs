//! What a form makes of what was typed.

use super::*;
use crate::services::testing::{INSTANCE, NODE, PROJECT};
use crate::services::{ALL, find};

fn draft(handles: &str) -> Draft {
    Draft {
        project: PROJECT.to_owned(),
        instance: INSTANCE.to_owned(),
        node: NODE.to_owned(),
        handles: handles.to_owned(),
        ..Draft::default()
    }
}

fn reviewed(id: &str, draft: &Draft) -> Review {
    review(find(id).unwrap(), draft)
}

#[test]
fn an_empty_form_names_every_field_it_needs() {
    for operation in ALL {
        let review = review(operation, &Draft::default());
        let missing: Vec<Field> = review.problems.iter().map(|p| p.field).collect();
        assert_eq!(missing, operation.fields, "{}", operation.id);
        assert!(review.prepared.is_none());
    }
}

#[test]
fn a_full_form_gives_the_documented_call() {
    let review = reviewed("taurusdb.kill", &draft("2075425, 2075426"));
    let request = review.prepared.unwrap().request();
    assert_eq!(
        format!("{} {}", request.method(), request.path()),
        format!("DELETE /v3/{PROJECT}/instances/{INSTANCE}/nodes/{NODE}/processes")
    );
    assert_eq!(request.body(), Some(r#"{"processes":[2075425,2075426]}"#));
}

#[test]
fn one_bad_piece_stops_the_whole_list() {
    let review = reviewed("taurusdb.kill", &draft("1\n2x\n3"));
    assert!(review.prepared.is_none());
    let Some(Fault::Pieces(pieces)) = review.problem(Field::Threads).map(|p| &p.fault) else {
        panic!("{review:?}");
    };
    assert_eq!(pieces.len(), 1);
    assert_eq!((pieces[0].line, pieces[0].text.as_str()), (2, "2x"));
}

#[test]
fn an_id_in_the_wrong_place_is_named() {
    let mut draft = draft("1");
    draft.instance = NODE.to_owned();
    let review = reviewed("taurusdb.kill", &draft);
    let fault = &review.problem(Field::Instance).unwrap().fault;
    assert!(matches!(fault, Fault::Id(IdFault::LooksLike { .. })));
}

#[test]
fn white_space_around_a_pasted_id_is_dropped_and_inside_refused() {
    let mut spaced = draft("1");
    spaced.project = format!(" {PROJECT}\n");
    assert!(reviewed("taurusdb.kill", &spaced).prepared.is_some());
    spaced.project = "619d 3e78".to_owned();
    assert!(reviewed("taurusdb.kill", &spaced).prepared.is_none());
}

#[test]
fn a_kill_all_has_no_default_scope() {
    let mut all = draft("");
    all.instance = "5560df16-cebf-4473-95c4-d1b573c16e79".to_owned();
    assert!(reviewed("dcs.kill_all", &all).prepared.is_none());

    all.scope = Some(ScopeChoice::AllNodes);
    let prepared = reviewed("dcs.kill_all", &all).prepared.unwrap();
    assert_eq!(
        prepared.request().body(),
        Some(r#"{"kill_all_nodes":true}"#)
    );

    all.scope = Some(ScopeChoice::OneNode);
    let prepared = reviewed("dcs.kill_all", &all).prepared.unwrap();
    assert_eq!(prepared.node().unwrap().as_str(), NODE);

    all.node = String::new();
    let review = reviewed("dcs.kill_all", &all);
    assert_eq!(review.problem(Field::Node).unwrap().fault, Fault::Missing);
}

#[test]
fn one_remark_speaks_for_all_unusual_handles() {
    let review = reviewed("dds.kill", &draft("a b 34631 c"));
    let remarks: Vec<_> = review
        .remarks
        .iter()
        .filter(|remark| remark.field == Field::Sessions)
        .collect();
    assert_eq!(remarks.len(), 1);
    assert_eq!(
        (remarks[0].count, remarks[0].example.as_deref()),
        (3, Some("a"))
    );
    assert!(
        review.prepared.is_some(),
        "the unusual is questioned, not refused"
    );
}

#[test]
fn repeats_are_folded_and_counted() {
    let review = reviewed("taurusdb.kill", &draft("7 7\n8,7"));
    assert_eq!((review.count, review.folded), (2, 2));
    assert_eq!(
        review.prepared.unwrap().request().body(),
        Some(r#"{"processes":[7,8]}"#)
    );
}

#[test]
fn an_operation_that_forgets_a_problem_makes_no_kill_all_the_same() {
    let mut careless = copied_operation();
    careless.parse = |check| {
        let kill = review(find("taurusdb.kill")?, &draft("1")).prepared;
        check.node(None);
        kill
    };
    let review = review(&careless, &Draft::default());
    assert_eq!(review.problems.len(), 1);
    assert!(review.prepared.is_none());
}

/// A copy of a registered operation, to be changed.
fn copied_operation() -> Operation {
    let known = find("taurusdb.kill").unwrap();
    Operation {
        id: known.id,
        service: known.service,
        call: known.call,
        pages: known.pages,
        fields: known.fields,
        permission: known.permission,
        notes: known.notes,
        parse: known.parse,
    }
}

#[test]
fn a_list_too_long_for_one_request_is_refused_in_the_form() {
    let ids = |count: usize| {
        (0..count)
            .map(|n| format!("{}", 1_000_000 + n))
            .collect::<Vec<_>>()
    };
    let long = reviewed("taurusdb.kill", &draft(&ids(9_000).join(" ")));
    assert!(long.prepared.is_none());
    let fault = &long.problem(Field::Threads).unwrap().fault;
    assert!(matches!(fault, Fault::TooLarge { size } if *size > BODY_LIMIT));
    let short = reviewed("taurusdb.kill", &draft(&ids(8_000).join(" ")));
    assert!(short.prepared.is_some());
}
