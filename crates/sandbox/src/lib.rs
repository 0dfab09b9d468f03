//! A local cloud on loopback, with real sessions in it, that also serves the console.
//!
//! It answers like a portal's proxy with a cloud behind it: the same paths, limits,
//! codes and refusals. It holds no secret and never reaches a real cloud.

pub mod api;
pub mod attached;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod cloud;
pub mod embedded;
pub mod engine;
pub mod estate;
pub mod health;
pub mod host;
pub mod iam;
pub mod ledger;
pub mod ready;
pub mod server;
pub mod sign;
pub mod site;
pub mod weather;
