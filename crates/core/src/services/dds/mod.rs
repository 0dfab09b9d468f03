//! Document Database Service (MongoDB).

mod kill_sessions;
mod list_instances;
mod list_sessions;

pub use kill_sessions::{KILL_SESSIONS, KillSessions};
pub use list_instances::list_instances;
pub(crate) use list_instances::read_instances;
pub use list_sessions::list_sessions;

/// The documented ending of a node's id.
pub const NODE_SUFFIX: &str = "no02";
