//! The soak: plays worlds by seeds on every core and says how many there were, or plays one of them aloud.

use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use quell_sim::{Report, soak, trace};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let first = words.next().unwrap_or_else(|| "100000".to_owned());
    if first == "trace" {
        let seed = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        return aloud(seed);
    }
    let Ok(runs) = first.parse::<u64>() else {
        eprintln!("quell-sim [RUNS [FIRST SEED]] | quell-sim trace SEED");
        return ExitCode::FAILURE;
    };
    let from = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let began = Instant::now();
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let report = on_cores(from, runs, cores);
    let ms = began.elapsed().as_millis().max(1);
    let per_second = u128::from(report.runs) * 1_000 / ms;
    for (seed, violation) in &report.violations {
        println!("seed {seed}: {violation}");
        println!("  cargo run --locked --profile bench --package quell-sim -- trace {seed}");
    }
    println!(
        "{} steps, {} kills sent, {} carried out, {} crashes, on {cores} cores",
        report.steps, report.sends, report.applied, report.crashes
    );
    println!(
        "{} runs, {} violations, {per_second} runs/s",
        report.runs, report.broken
    );
    if report.broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Each core plays its share of the seeds.
fn on_cores(from: u64, runs: u64, cores: u64) -> Report {
    let mut whole = Report::default();
    thread::scope(|scope| {
        let share = runs.div_ceil(cores);
        let mut parts = Vec::new();
        for core in 0..cores {
            let first = from + core * share;
            let count = share.min((from + runs).saturating_sub(first));
            parts.push(scope.spawn(move || soak(first, count, |_| {})));
        }
        for part in parts {
            // A core that panicked has played nothing: the number of runs tells.
            whole.join(part.join().unwrap_or_default());
        }
    });
    whole
}

fn aloud(seed: u64) -> ExitCode {
    let (lines, result) = trace(seed, |_| {});
    for line in lines {
        println!("{line}");
    }
    match result {
        Ok(_) => println!("every invariant held"),
        Err(violation) => {
            println!("{violation}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
