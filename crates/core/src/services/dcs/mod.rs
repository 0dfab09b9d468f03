//! Distributed Cache Service (Redis).

mod kill_all_clients;
mod kill_clients;

pub use kill_all_clients::{KILL_ALL_CLIENTS, KillAllClients, KillScope, ScopeFault};
pub use kill_clients::{KILL_CLIENTS, KillClients};
