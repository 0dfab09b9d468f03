//! The target bar: environment, cloud, region, project, instance, node.

mod bar;
mod event;
mod failed;
mod field;
mod pickers;
mod popup;
mod recent;
mod rows;
mod shelf;

pub use bar::{Bar, target_bar};
pub use pickers::known_instance;
