//! The cloud as one value: who may call it, what is in it, and what it remembers.

use std::path::PathBuf;

use quell_core::id::ProjectId;

use crate::api::attempts::Attempts;
use crate::api::jobs::Jobs;
use crate::api::scans::Scans;
use crate::chance::hex32;
use crate::cli::Cli;
use crate::clock::Clock;
use crate::estate::{Estate, EstateFault};
use crate::iam::Iam;
use crate::ledger::Ledger;
use crate::sign::lock::Locks;
use crate::weather::Weather;

/// The one region.
pub const REGION: &str = "local-1";

/// Everything that requests are answered from.
pub struct Cloud {
    /// The port it is served on: part of the names it answers to.
    pub port: u16,
    /// The folder of the console.
    pub dist: Option<PathBuf>,
    /// The one project.
    pub project: ProjectId,
    /// A token that is always accepted: fake, and the same for a seed.
    pub token: String,
    /// Who may call, and with what.
    pub iam: Iam,
    /// Access keys that failed too often.
    pub locks: Locks,
    /// The time.
    pub clock: Clock,
    /// The nodes.
    pub estate: Estate,
    /// Attempt ids that have been seen.
    pub attempts: Attempts,
    /// Jobs of DCS.
    pub jobs: Jobs,
    /// What the last scans of DCS found.
    pub scans: Scans,
    /// What arrived and what it did.
    pub ledger: Ledger,
    /// The bad weather there is.
    pub weather: Weather,
}

impl Cloud {
    /// Builds the cloud for a port that is already bound.
    ///
    /// # Errors
    /// When a setting of the command line cannot be used.
    pub fn build(cli: &Cli, port: u16) -> Result<Self, EstateFault> {
        let clock = Clock::start(cli.speed);
        let project = ProjectId::parse(&hex32(cli.seed, "project"))?;
        let token = format!("sandbox-token-{}", hex32(cli.seed, "token"));
        Ok(Self {
            port,
            dist: cli.dist.clone(),
            iam: Iam::new(
                cli.seed,
                project.as_str(),
                &token,
                cli.iam_lock,
                clock.clone(),
            ),
            locks: Locks::default(),
            project,
            token,
            estate: Estate::build(cli, &clock)?,
            clock,
            attempts: Attempts::default(),
            jobs: Jobs::default(),
            scans: Scans::default(),
            ledger: Ledger::default(),
            weather: Weather::default(),
        })
    }

    /// Its origin, to which paths are added.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
