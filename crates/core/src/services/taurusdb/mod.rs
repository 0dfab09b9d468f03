//! TaurusDB (MySQL).

mod kill_processes;

pub use kill_processes::{KILL_PROCESSES, KillProcesses};

/// The documented ending of an instance's id.
pub const INSTANCE_SUFFIX: &str = "in07";
/// The documented ending of a node's id.
pub const NODE_SUFFIX: &str = "no07";
