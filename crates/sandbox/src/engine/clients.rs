//! What one look at a DCS node found, in a form that takes little room.

use super::{DcsClient, Page};

/// Clients as they were at one moment. Of an embedded node it is a twentieth of its rows, which are
/// made when somebody reads them.
pub trait Clients: Send + Sync {
    /// How many there were.
    fn count(&self) -> usize;
    /// The clients of a page.
    fn page(&self, page: Page) -> Vec<DcsClient>;
    /// Shows every client in order, one at a time: all of them at once may be too many to hold.
    fn visit(&self, see: &mut dyn FnMut(DcsClient));
}

impl Clients for Vec<DcsClient> {
    fn count(&self) -> usize {
        self.len()
    }

    fn page(&self, page: Page) -> Vec<DcsClient> {
        page.cut(self).to_vec()
    }

    fn visit(&self, see: &mut dyn FnMut(DcsClient)) {
        self.iter().cloned().for_each(see);
    }
}
