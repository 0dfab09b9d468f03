//! Many worlds one after another: by seeds, or by every path.

use quell_core::services::Service;

use crate::choices::Choices;
use crate::fault::{Kind, Setup};
use crate::stage::Stage;
use crate::violation::Violation;
use crate::world::{Course, play};

/// What many worlds came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many were played.
    pub runs: u64,
    /// What broke: the seed or the number of the path, and the invariant.
    pub violations: Vec<(u64, Violation)>,
    /// How many violations there were in all.
    pub broken: u64,
    /// Things that happened, in all.
    pub steps: u64,
    /// Kills that were handed to the network, in all.
    pub sends: u64,
    /// Kills that were carried out, in all.
    pub applied: u64,
    /// Crashes, in all.
    pub crashes: u64,
}

/// So many violations are kept.
const KEPT: usize = 20;

impl Report {
    /// Adds what another part of the worlds came to.
    pub fn join(&mut self, other: Self) {
        self.runs += other.runs;
        self.broken += other.broken;
        self.steps += other.steps;
        self.sends += other.sends;
        self.applied += other.applied;
        self.crashes += other.crashes;
        self.violations.extend(other.violations);
        self.violations.truncate(KEPT);
    }

    fn add(&mut self, number: u64, result: Result<Course, Violation>) {
        self.runs += 1;
        match result {
            Ok(course) => {
                self.steps += u64::from(course.steps);
                self.sends += u64::from(course.sends);
                self.applied += u64::from(course.applied);
                self.crashes += u64::from(course.crashes);
            }
            Err(violation) => {
                self.broken += 1;
                if self.violations.len() < KEPT {
                    self.violations.push((number, violation));
                }
            }
        }
    }
}

/// The world of a seed: its service, its size and its kind follow from the number.
fn setup(seed: u64) -> Setup {
    let service = match seed % 3 {
        0 => Service::Dds,
        1 => Service::Dcs,
        _ => Service::TaurusDb,
    };
    // Most of what can go wrong goes wrong with one session; some takes several batches.
    let items = [1, 2, 1, 3, 2, 1][usize::try_from(seed / 3 % 6).unwrap_or(0)];
    let batch = 1 + usize::try_from(seed / 18 % 2).unwrap_or(0);
    let mut setup = Setup::new(service, items, batch);
    if service == Service::Dcs && (seed / 36).is_multiple_of(4) {
        setup.kind = Kind::All;
    }
    setup
}

/// Plays the worlds of so many seeds.
pub fn soak(first: u64, runs: u64, change: impl Fn(&mut Setup)) -> Report {
    let mut stage = Stage::new();
    let mut report = Report::default();
    for seed in first..first + runs {
        let mut setup = setup(seed);
        change(&mut setup);
        let mut choices = Choices::seeded(seed);
        report.add(seed, play(&setup, &mut stage, &mut choices, None));
    }
    report
}

/// Plays every path of a world with at most so many faults.
pub fn all_paths(setup: &Setup, faults: u32) -> Report {
    let mut stage = Stage::new();
    let mut report = Report::default();
    let mut choices = Choices::paths(faults);
    loop {
        let result = play(setup, &mut stage, &mut choices, None);
        report.add(report.runs, result);
        if !choices.next_path() {
            return report;
        }
    }
}

/// What happened in the world of a seed, line by line, and how it ended.
pub fn trace(seed: u64, change: impl Fn(&mut Setup)) -> (Vec<String>, Result<Course, Violation>) {
    let mut lines = Vec::new();
    let mut setup = setup(seed);
    change(&mut setup);
    lines.push(format!("{setup:?}"));
    let mut choices = Choices::seeded(seed);
    let result = play(&setup, &mut Stage::new(), &mut choices, Some(&mut lines));
    (lines, result)
}
