//! What the last scan of each DCS node found; lists read from here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use quell_core::id::NodeId;

use crate::engine::Clients;

/// One look at a node.
pub struct Scan {
    /// When it was taken.
    pub time: String,
    /// Who was there.
    pub clients: Box<dyn Clients>,
}

/// The last scan of each node.
#[derive(Default)]
pub struct Scans(Mutex<HashMap<NodeId, Arc<Scan>>>);

impl Scans {
    /// Keeps a scan in place of the one before.
    pub fn keep(&self, node: &NodeId, scan: Scan) {
        let mut scans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        scans.insert(node.clone(), Arc::new(scan));
    }

    /// The last scan, if there was one.
    pub fn last(&self, node: &NodeId) -> Option<Arc<Scan>> {
        let scans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        scans.get(node).cloned()
    }
}
