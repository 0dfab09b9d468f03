//! The console: what a person sees and does.

pub mod app;
