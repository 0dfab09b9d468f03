//! Identity and Access Management.

mod list_projects;

pub(crate) use list_projects::read_projects;
pub use list_projects::{list_all_projects, list_projects};
