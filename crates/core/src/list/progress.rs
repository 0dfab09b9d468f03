//! How far a reading is, and how it ended: what the view draws.

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// DCS: the scan is being started.
    Scan,
    /// DCS: the scan is running.
    Job,
    /// A page is being read.
    Page,
}

/// Why nothing is sent at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The last try failed; another follows.
    Retry,
    /// The server asked to wait.
    ServerAsked,
    /// Another job runs on the instance (DCS.4957).
    Busy,
    /// The scan is not at its end.
    Scanning,
}

/// How far it is: "Page 3 of 12 · 300 of 1,180".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, or was done last.
    pub step: Step,
    /// The page that is being read, counted from 1; after the end, the number of pages read.
    pub page: usize,
    /// How many pages there will be, if the service says how many rows it has.
    pub pages: Option<usize>,
    /// Rows so far, each counted once.
    pub rows: usize,
    /// Rows that the service says it has.
    pub total: Option<usize>,
    /// Why nothing is sent, and until when (ms since 1970).
    pub waiting: Option<(Why, u64)>,
    /// Whether there is something to cancel.
    pub is_running: bool,
}

/// How much of the list was read when the reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// To its end; but it changed between the pages, so rows may be missing.
    Changed,
    /// Not all: the largest number of rows was reached.
    Capped,
    /// Not all: the service kept sending rows that were known.
    Repeating,
    /// Not all: a person stopped it.
    Cancelled,
}

impl Extent {
    /// Whether every row was read for certain.
    pub fn is_whole(self) -> bool {
        self == Self::Whole
    }
}
