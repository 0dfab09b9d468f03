//! A kill on the screen: form, preview, confirmation, result.

mod confirm;
mod form;
mod handles;
mod page;
mod place;
mod preview;
mod result;
mod said;
mod scope;

pub use confirm::Confirm;
pub use page::KillPage;
pub use preview::Preview;
pub use result::ResultPanel;
