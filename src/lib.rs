//! The console: what a person sees and does. Only `browser` asks the browser for anything.

pub mod access;
pub mod app;
pub mod browser;
pub mod config;
pub mod desk;
pub mod hand;
pub mod history;
pub mod kill;
pub mod sessions;
pub mod settings;
pub mod target;
pub mod ui;
pub mod words;

// The catalogue is compiled in: a missing word would be a broken console.
rust_i18n::i18n!("www/locales", fallback = "en");
