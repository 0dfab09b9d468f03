//! What a kill is: requests, answers and identifiers as checked values.
//!
//! This crate does no I/O, asks no clock and knows no browser. The console
//! shows what is made here and carries it out; the sandbox answers it.

pub mod id;
