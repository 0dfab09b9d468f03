//! TaurusDB (MySQL).

mod kill_processes;
mod list_instances;
mod list_processes;
mod show_instance;

pub use kill_processes::{KILL_PROCESSES, KillProcesses};
pub use list_instances::list_instances;
pub(crate) use list_instances::read_instances;
pub use list_processes::list_processes;
pub(crate) use show_instance::read_nodes;
pub use show_instance::show_instance;

/// The documented ending of an instance's id.
pub const INSTANCE_SUFFIX: &str = "in07";
/// The documented ending of a node's id.
pub const NODE_SUFFIX: &str = "no07";
