//! What a kill is: requests, answers and identifiers as checked values.
//!
//! This crate does no I/O, asks no clock and knows no browser. The console
//! shows what is made here and carries it out; the sandbox answers it.

pub mod access;
pub mod answer;
pub mod attempt;
pub mod capture;
pub mod decode;
pub mod draft;
pub mod envelope;
pub mod export;
pub mod hand;
pub mod id;
pub mod kill;
pub mod list;
pub mod note;
pub mod paste;
pub mod place;
pub mod plan;
pub mod render;
pub mod request;
pub mod route;
pub mod run;
pub mod self_test;
pub mod services;
pub mod session;
pub mod target;
pub mod token;
