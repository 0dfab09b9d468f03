//! What must hold for every population.

use std::collections::HashSet;
use std::time::Duration;

use super::*;

fn population(seed: u64) -> Population {
    Population::new(seed, "node", 500, Clock::start(1.0))
}

async fn pass(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_and_time_give_the_same_population() {
    let (one, same, other) = (population(7), population(7), population(8));
    assert_eq!(one.lives(), same.lives());
    assert_ne!(one.lives(), other.lives());
    pass(1234).await;
    assert_eq!(one.lives(), same.lives());
}

#[tokio::test(start_paused = true)]
async fn a_cut_off_connection_comes_back_under_a_new_handle() {
    let node = population(7);
    let before = node.lives()[0];
    node.cut_off(|life| life.place == 0);
    assert_ne!(node.lives()[0].place, 0);
    pass(20).await;
    let after = node.lives()[0];
    assert_eq!(after.place, 0);
    let handle = |life: &Life| node.serial(life, life.connected);
    assert_ne!(handle(&before), handle(&after));
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_operation_leaves_its_connection_and_starts_anew() {
    let node = population(7);
    let before = node.lives()[0];
    node.interrupt(|life| life.place == 0);
    let idle = node.lives()[0];
    assert_eq!((idle.running, idle.connected), (None, before.connected));
    pass(20).await;
    assert!(node.lives()[0].running > before.running);
}

#[tokio::test(start_paused = true)]
async fn work_is_undone_in_seconds_and_the_pool_comes_back_after_that() {
    let node = population(7);
    let first = |node: &Population| *node.lives().first().unwrap();
    let before = first(&node);
    node.end(|life| match life.place {
        0 => Fate::RollsBack,
        _ => Fate::Spared,
    });
    let undoing = first(&node);
    assert!(undoing.undoes && undoing.place == 0);
    assert_eq!(undoing.connected, before.connected);
    pass(9).await;
    assert_ne!(first(&node).place, 0);
    pass(20).await;
    let after = first(&node);
    assert!(after.place == 0 && !after.undoes && after.connected > before.connected);
}

#[tokio::test(start_paused = true)]
async fn after_a_failover_handles_belong_to_somebody_else() {
    let node = population(7);
    let handle = |life: &Life| {
        let own = || node.serial(life, life.connected);
        life.handle.unwrap_or_else(own)
    };
    let owners = |lives: Vec<Life>| -> std::collections::HashMap<i64, usize> {
        lives
            .iter()
            .map(|life| (handle(life), life.place))
            .collect()
    };
    let before = owners(node.lives());
    node.fail_over(handle);
    assert_eq!(node.lives(), []);
    pass(30).await;
    let lives = node.lives();
    let count = lives.len();
    let after = owners(lives);
    assert_eq!(after.len(), count);
    let others = after
        .iter()
        .filter(|(handle, place)| before.get(handle).is_some_and(|old| old != *place));
    assert!(others.count() > count / 2);
    assert!(
        after
            .iter()
            .all(|(handle, place)| before.get(handle) != Some(place))
    );
}

#[tokio::test(start_paused = true)]
async fn samples_last_for_a_day() {
    let node = population(7);
    let samples = |node: &Population| -> Vec<_> {
        let serial = |life: &Life| node.serial(life, life.running.unwrap());
        node.lives()[..SAMPLES].iter().map(serial).collect()
    };
    let first = samples(&node);
    pass(86_400).await;
    assert_eq!(samples(&node), first);
}

#[tokio::test(start_paused = true)]
async fn handles_are_never_shared_and_never_negative() {
    let node = population(7);
    let mut owners = std::collections::HashMap::new();
    for _ in 0..300 {
        let mut seen = HashSet::new();
        for life in node.lives() {
            let serial = node.serial(&life, life.connected);
            assert!(serial > 0 && seen.insert(serial));
            let owner = (life.place, life.connected);
            assert_eq!(*owners.entry(serial).or_insert(owner), owner);
        }
        pass(3).await;
    }
    assert!(owners.len() > 700, "{}", owners.len());
}
