//! Distributed Cache Service (Redis).

mod kill_all_clients;
mod kill_clients;
mod list_clients;
mod list_instances;
mod list_nodes;
mod scan_clients;
mod show_job;

pub use kill_all_clients::{KILL_ALL_CLIENTS, KillAllClients, KillScope, ScopeFault};
pub use kill_clients::{KILL_CLIENTS, KillClients};
pub use list_clients::list_clients;
pub use list_instances::list_instances;
pub(crate) use list_instances::read_instances;
pub use list_nodes::list_nodes;
pub(crate) use list_nodes::read_nodes;
pub use scan_clients::scan_clients;
pub(crate) use show_job::read_job;
pub use show_job::{JobStatus, show_job};
