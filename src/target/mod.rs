//! The target bar: environment, cloud, region, project, instance, node.

mod bar;

pub use bar::{Bar, target_bar};
