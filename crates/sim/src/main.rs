//! The soak: plays worlds by seeds and says how many there were, or plays one of them aloud.

use std::process::ExitCode;
use std::time::Instant;

use quell_sim::{soak, trace};

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
    let report = soak(from, runs, |_| {});
    let ms = began.elapsed().as_millis().max(1);
    let per_second = u128::from(report.runs) * 1_000 / ms;
    for (seed, violation) in &report.violations {
        println!("seed {seed}: {violation}");
        println!("  cargo run --locked --release --package quell-sim -- trace {seed}");
    }
    println!(
        "{} steps, {} kills sent, {} carried out, {} crashes",
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
