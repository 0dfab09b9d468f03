//! Every call, error and header, against the router in this process.

#[path = "../support/sandbox.rs"]
mod support;

mod dcs;
mod dds;
mod proxy;
mod site;
mod taurusdb;
