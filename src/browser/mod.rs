//! The only room that touches the browser.

pub mod brought;
pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod combo;
pub mod conduct;
pub mod dialog;
pub mod files;
mod hand;
pub mod idle;
pub mod journal;
pub mod keep;
pub mod lease;
pub mod page;
pub mod reading;
pub mod rows;
pub mod wire;
pub mod world;
