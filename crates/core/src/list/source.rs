//! What a walk goes through: requests come from it, and answers go to it.

use crate::answer::{Answer, Doubt};
use crate::list::{Now, Step};
use crate::request::Request;
use crate::services::Service;

/// What a page brought.
pub(super) struct Taken {
    /// How many rows it held.
    pub(super) rows: usize,
    /// How many of them were not known.
    pub(super) fresh: usize,
    /// A mark of which rows they are, in their order.
    pub(super) mark: u32,
    /// The number of all rows, if the page says one.
    pub(super) total: Option<usize>,
    /// Whether it is of another list than the pages before.
    pub(super) is_other: bool,
}

/// Where the requests come from and the rows go to.
pub(super) trait Source {
    /// The service whose words its errors have.
    fn service(&self) -> Service;
    /// The call for a step.
    fn request(&self, step: Step, offset: usize, limit: usize) -> Request;
    /// Reads a page that was asked for at a time, in ms since 1970.
    fn take(&mut self, answer: &Answer, asked_ms: u64, now: Now) -> Result<Taken, (Doubt, String)>;
    /// Reads what is no page, and says what follows.
    fn follow(&mut self, step: Step, answer: &Answer) -> Result<Follow, (Doubt, String)>;
}

/// What follows the scan or a look at its job.
pub(super) enum Follow {
    /// The job is to be asked about after a while.
    Job,
    /// The pages.
    Pages,
    /// The job failed, with its reason.
    Failed(String),
}
