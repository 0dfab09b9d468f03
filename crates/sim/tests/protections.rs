//! With every protection no invariant breaks; without any one of them some invariant does.

use quell_core::services::Service;
use quell_sim::{Fate, Fault, Kind, Protection, Setup, Violation, all_paths, soak};

/// What breaks when a protection is missing, in so many worlds.
fn broken_without(protection: Protection, runs: u64) -> Vec<Violation> {
    let report = soak(0, runs, |setup| setup.without = Some(protection));
    let mut kinds: Vec<Violation> = Vec::new();
    for (_, violation) in report.violations {
        if !kinds.contains(&violation) {
            kinds.push(violation);
        }
    }
    kinds
}

#[track_caller]
fn breaks(protection: Protection, violation: Violation) {
    let broken = broken_without(protection, 4_000);
    assert!(
        broken.contains(&violation),
        "without {protection:?} only {broken:?} broke"
    );
}

#[test]
fn twenty_thousand_worlds_break_no_invariant() {
    let report = soak(0, 20_000, |_| {});
    assert_eq!(report.violations, []);
    assert_eq!(report.runs, 20_000);
    // The worlds are worth playing: kills go out, some are carried out twice or never, tabs crash.
    assert!(report.sends > 20_000, "{report:?}");
    assert!(report.applied < report.sends, "{report:?}");
    assert!(report.crashes > 1_000, "{report:?}");
}

#[test]
fn without_write_ahead_a_kill_goes_out_that_no_journal_knows() {
    breaks(Protection::WriteAhead, Violation::NoIntent);
}

#[test]
fn without_the_lock_what_was_sent_is_called_not_sent() {
    breaks(Protection::Lease, Violation::WasSent);
}

#[test]
fn without_the_duplicate_guard_a_successor_is_killed() {
    breaks(Protection::DuplicateGuard, Violation::SuccessorKilled);
}

/// Without a protection every path of a small world is walked, and some break this invariant alone.
#[track_caller]
fn breaks_on_a_path(mut setup: Setup, faults: u32, protection: Protection, violation: Violation) {
    let report = all_paths(&setup, faults);
    assert_eq!(report.violations, [], "with every protection");
    setup.without = Some(protection);
    let report = all_paths(&setup, faults);
    assert!(report.broken > 0, "none of {} paths broke", report.runs);
    for (path, found) in report.violations {
        assert_eq!(found, violation, "path {path}");
    }
}

#[test]
fn without_the_fence_a_late_copy_kills_a_successor() {
    let mut setup = Setup::new(Service::TaurusDb, 1, 1);
    (setup.fates, setup.faults) = (&[Fate::Late], &[Fault::Reuse]);
    setup.has_failures = false;
    let protection = Protection::Fence;
    breaks_on_a_path(setup, 2, protection, Violation::SuccessorKilled);
}

#[test]
fn without_a_list_that_was_read_again_another_session_is_sent() {
    let mut setup = Setup::new(Service::TaurusDb, 1, 1);
    (setup.fates, setup.faults) = (&[], &[Fault::Away, Fault::End, Fault::Reuse]);
    setup.has_failures = false;
    let protection = Protection::IdentityCheck;
    breaks_on_a_path(setup, 3, protection, Violation::StaleIdentity);
}

#[test]
fn without_looking_the_living_are_called_gone() {
    breaks(Protection::Verify, Violation::NotGone);
}

#[test]
fn with_a_retry_on_the_way_an_attempt_is_sent_twice() {
    breaks(Protection::NoRetry, Violation::SentTwice);
}

#[test]
fn without_knowing_how_old_a_scan_is_another_session_is_sent() {
    let mut setup = Setup::new(Service::Dcs, 1, 1);
    setup.faults = &[Fault::Away, Fault::End, Fault::Reuse, Fault::OldScan];
    (setup.fates, setup.retries) = (&[], 0);
    setup.has_failures = false;
    let protection = Protection::ScanAge;
    breaks_on_a_path(setup, 4, protection, Violation::StaleIdentity);
}

/// Every path of a world, with the number of paths, so that a world that shrinks is seen.
#[track_caller]
fn all(setup: &Setup, faults: u32, at_least: u64) {
    let report = all_paths(setup, faults);
    assert_eq!(report.violations, [], "of {} paths", report.runs);
    assert!(report.runs >= at_least, "only {} paths", report.runs);
    println!("{} paths", report.runs);
}

#[test]
fn every_two_faults_on_the_way_of_one_session() {
    for service in Service::ALL {
        all(&Setup::new(service, 1, 1), 2, 1_000);
    }
}

#[test]
fn every_fault_on_the_way_of_two_batches() {
    for service in Service::ALL {
        let mut setup = Setup::new(service, 3, 2);
        setup.retries = 0;
        all(&setup, 1, 100);
    }
}

#[test]
fn every_two_faults_of_a_kill_all() {
    let mut setup = Setup::new(Service::Dcs, 2, 2);
    setup.kind = Kind::All;
    all(&setup, 2, 1_000);
}

/// What the network and the handles can do to a retry: three of them at once, in every order.
static OF_A_RETRY: [Fate; 6] = [
    Fate::Lost,
    Fate::Late,
    Fate::Repeated,
    Fate::Copied,
    Fate::Ignored,
    Fate::Slow,
];

#[test]
fn every_three_faults_of_the_network_with_handles_used_again() {
    let mut setup = Setup::new(Service::TaurusDb, 1, 1);
    setup.fates = &OF_A_RETRY;
    setup.faults = &[Fault::End, Fault::Reuse];
    setup.has_failures = false;
    all(&setup, 3, 1_000);
}
