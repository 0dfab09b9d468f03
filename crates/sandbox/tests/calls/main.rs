//! Every call, error and header, against the router in this process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at once, its helpers too"
)]

#[path = "../support/sandbox.rs"]
mod support;

mod clock;
mod dcs;
mod dds;
mod iam;
mod instances;
mod ledger;
mod proxy;
mod root;
mod signed;
mod site;
mod taurusdb;
mod weather;
