//! Why the journal cannot do what it was asked.

use wasm_bindgen::JsValue;

use super::row::text;

/// Why the journal cannot do what it was asked. Whatever it is, the entry in question was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The browser has no database for this page: a private window, or storage that is forbidden.
    Unavailable,
    /// There is no room.
    Quota,
    /// Another tab holds an older shape of the journal: it has to be closed or reloaded.
    Blocked,
    /// A newer console has been here: this page has to be reloaded.
    Newer,
    /// The database was closed under us, and is gone, or closed again.
    Closed,
    /// The run has another entry of this number. It stays as it was.
    Taken,
    /// The entries before this one are not there: the run was deleted, or all that the browser kept.
    Gap,
    /// Somebody else holds the lease.
    LeaseLost,
    /// Anything else, in the browser's own words.
    Other(String),
}

impl From<JsValue> for Fault {
    fn from(thrown: JsValue) -> Self {
        match text(&thrown, "name").as_str() {
            "SecurityError" | "NotAllowedError" | "NotSupportedError" => Self::Unavailable,
            "QuotaExceededError" => Self::Quota,
            "VersionError" => Self::Newer,
            // What was under way when the database went away ends as aborted.
            "InvalidStateError" | "AbortError" => Self::Closed,
            "ConstraintError" => Self::Taken,
            name => Self::Other(format!("{name}: {}", text(&thrown, "message"))),
        }
    }
}
