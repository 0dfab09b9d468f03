//! A kill on the screen: form, preview, confirmation, the run and its result.

mod ask;
mod confirm;
mod form;
mod gap;
mod handles;
mod outcome;
mod page;
mod place;
mod preview;
mod progress;
mod result;
mod said;
mod scope;
mod weigh;

pub use ask::{Ask, Wanted};
pub use confirm::{Agreed, Confirm};
pub use outcome::{attempts, lines, named};
pub use page::KillPage;
pub use preview::Preview;
pub use result::RunPanel;
pub use said::{headline, pace, report};
