//! Document Database Service (MongoDB).

mod kill_sessions;

pub use kill_sessions::{KILL_SESSIONS, KillSessions};

/// The documented ending of a node's id.
pub const NODE_SUFFIX: &str = "no02";
