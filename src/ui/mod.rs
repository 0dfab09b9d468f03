//! Small elements that every room uses.

mod choice;
mod copy;
mod icon;
mod notice;
mod pair;
mod text;

pub use choice::Choice;
pub use copy::CopyButton;
pub use icon::{Icon, icon};
pub use notice::{Weight, notice};
pub use pair::{code, pair};
pub use text::{shown, shown_within, spelled};
