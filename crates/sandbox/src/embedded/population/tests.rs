//! What must hold for every population.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::place::Times;
use super::*;

fn population(seed: u64) -> Population {
    Population::new(seed, "node", 500, Clock::start(1.0))
}

fn lives(node: &Population) -> Vec<Life> {
    let mut all = Vec::new();
    node.visit(|life| all.push(*life));
    all
}

async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_and_time_give_the_same_population() {
    let (one, same, other) = (population(7), population(7), population(8));
    assert_eq!(lives(&one), lives(&same));
    assert_ne!(lives(&one), lives(&other));
    pass(1234).await;
    assert_eq!(lives(&one), lives(&same));
}

#[tokio::test(start_paused = true)]
async fn a_cut_off_connection_comes_back_under_a_new_handle() {
    let node = population(7);
    let before = lives(&node)[0];
    node.end(&[0], |_| Fate::Gone);
    assert_ne!(lives(&node)[0].place, 0);
    pass(20).await;
    let after = lives(&node)[0];
    assert_eq!(after.place, 0);
    let handle = |life: &Life| life.serial(life.connected);
    assert_ne!(handle(&before), handle(&after));
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_operation_leaves_its_connection_and_starts_anew() {
    let node = population(7);
    let before = lives(&node)[0];
    node.interrupt(&[0], |_| true);
    let idle = lives(&node)[0];
    assert_eq!((idle.running, idle.connected), (None, before.connected));
    pass(20).await;
    assert!(lives(&node)[0].running > before.running);
}

#[tokio::test(start_paused = true)]
async fn work_is_undone_in_seconds_and_the_pool_comes_back_after_that() {
    let node = population(7);
    let first = |node: &Population| *lives(node).first().unwrap();
    let before = first(&node);
    node.end(&[0], |_| Fate::RollsBack);
    let undoing = first(&node);
    assert!(undoing.undoes && undoing.place == 0);
    assert_eq!(undoing.connected, before.connected);
    pass(9).await;
    assert_ne!(first(&node).place, 0);
    pass(20).await;
    let after = first(&node);
    assert!(after.place == 0 && !after.undoes && after.connected > before.connected);
}

/// Who has which handle.
fn owners(node: &Population) -> HashMap<i64, usize> {
    let handle = |life: &Life| {
        let own = || life.serial(life.connected);
        life.handle.unwrap_or_else(own)
    };
    let lives = lives(node);
    let count = lives.len();
    let owners: HashMap<i64, usize> = lives
        .iter()
        .map(|life| (handle(life), life.place))
        .collect();
    assert_eq!(owners.len(), count, "a handle has two owners");
    owners
}

#[tokio::test(start_paused = true)]
async fn a_new_server_counts_from_the_lowest_handle_and_knows_nobody_of_before() {
    let node = population(7);
    let before = owners(&node);
    assert!(before.keys().all(|handle| *handle > 10_000));
    node.fail_over();
    assert_eq!(lives(&node), []);
    pass(40).await;
    let after = owners(&node);
    assert!(after.len() > before.len() / 2);
    let early = |handle: &&i64| (LOW..LOW + 500).contains(*handle);
    assert!(after.keys().filter(early).count() > before.len() / 2);
    assert!(after.keys().all(|handle| !before.contains_key(handle)));
    let first = after.keys().filter(early).copied();
    let mut found: Vec<i64> = first.collect();
    found.sort_unstable();
    assert!(found[0] < LOW + 20, "{found:?}");
    // The next connections have numbers that grow with time again, above all of those.
    pass(2000).await;
    let later = owners(&node);
    assert!(later.keys().any(|handle| *handle > LOW + 500 * 500));
}

#[tokio::test(start_paused = true)]
async fn after_two_failovers_handles_belong_to_somebody_else() {
    let node = population(7);
    let after = async || {
        node.fail_over();
        pass(40).await;
        owners(&node)
    };
    let (first, second) = (after().await, after().await);
    let others = second
        .iter()
        .filter(|(handle, place)| first.get(handle).is_some_and(|old| old != *place));
    assert!(others.count() > second.len() / 2);
    assert!(
        second
            .iter()
            .all(|(handle, place)| first.get(handle) != Some(place))
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_has_a_handle_is_among_its_owners() {
    let node = population(7);
    for _ in 0..3 {
        for (handle, place) in owners(&node) {
            assert!(node.owners([handle].into_iter()).contains(&place));
        }
        node.fail_over();
        pass(60).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_moment_stays_as_it_was() {
    let node = population(7);
    let all = Page {
        offset: 0,
        limit: usize::MAX,
    };
    let (moment, before) = (node.moment(), lives(&node));
    node.end_all(|_| {});
    pass(100).await;
    assert_eq!(moment.page(all), before);
    assert_eq!(moment.count(), before.len());
    let page = Page {
        offset: 7,
        limit: 5,
    };
    assert_eq!(moment.page(page), before[7..12]);
    let later = lives(&node);
    let listed = node.page(page);
    assert_eq!(
        (listed.total, &listed.rows[..]),
        (later.len(), &later[7..12])
    );
}

#[tokio::test(start_paused = true)]
async fn samples_last_for_a_day() {
    let node = population(7);
    let samples = |node: &Population| -> Vec<_> {
        let serial = |life: &Life| life.serial(life.running.unwrap());
        lives(node)[..SAMPLES].iter().map(serial).collect()
    };
    let first = samples(&node);
    pass(86_400).await;
    assert_eq!(samples(&node), first);
}

#[tokio::test(start_paused = true)]
async fn a_connection_was_opened_at_one_time_whatever_the_speed_of_lives() {
    for speed in [0.0, 1.0, 25.0] {
        let clock = Clock::start(speed);
        let node = Population::new(7, "node", 500, clock.clone());
        let mut opened = HashMap::new();
        let mut began = HashMap::new();
        for step in 0..60 {
            for life in lives(&node) {
                let Times { now, .. } = life.times;
                assert_eq!(now, clock.now().time(), "an age that stands still");
                let handle = life.serial(life.connected);
                let first = *opened.entry(handle).or_insert(life.times.opened);
                assert_eq!(first, life.times.opened, "{life:?}");
                if let Some(moment) = life.times.began {
                    let operation = life.serial(life.running.unwrap());
                    let first = *began.entry(operation).or_insert(moment);
                    assert_eq!(first, moment, "{life:?}");
                    assert!(life.times.opened <= moment && moment <= now);
                }
                assert!(life.times.touched <= now);
            }
            match step {
                20 => clock.pass(10_000, None),
                40 => clock.pass(0, Some(60_000)),
                _ => pass(1).await,
            }
        }
        // Without that no pool would have turned over, and nothing was held against anything.
        assert!(speed == 0.0 || opened.len() > 510, "{}", opened.len());
    }
}

#[tokio::test(start_paused = true)]
async fn lives_that_stand_still_pass_on_request() {
    let clock = Clock::start(0.0);
    let node = Population::new(7, "node", 500, clock.clone());
    let before = lives(&node).len();
    node.end_all(|_| {});
    pass(3600).await;
    assert_eq!(lives(&node), []);
    clock.pass(0, Some(40_000));
    let after = lives(&node);
    assert!(after.len() > before * 9 / 10, "{}", after.len());
    assert!(
        after
            .iter()
            .all(|life| life.times.opened == clock.now().time())
    );
}

#[tokio::test(start_paused = true)]
async fn handles_are_never_shared_and_never_negative() {
    let node = population(7);
    let mut owners = HashMap::new();
    for _ in 0..300 {
        let mut seen = HashSet::new();
        for life in lives(&node) {
            let serial = life.serial(life.connected);
            assert!(serial > 0 && seen.insert(serial));
            let owner = (life.place, life.connected);
            assert_eq!(*owners.entry(serial).or_insert(owner), owner);
        }
        pass(3).await;
    }
    assert!(owners.len() > 700, "{}", owners.len());
}
