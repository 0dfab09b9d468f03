//! What runs on a node, and which of it is meant.

mod account;
mod cells;
mod details;
mod grid;
mod keys;
mod page;
mod paste;
mod pictures;
mod refresh;
mod room;
mod spark;
mod states;
mod stay;
mod toolbar;
mod tray;

pub use cells::{Columns, bar_reason};
pub use details::{TABLE_ID, details};
pub use grid::{Grid, GridProps};
pub use pictures::{Pictures, PicturesProps};
pub use room::Moment;
pub use states::failed;
pub use stay::{SessionsPage, SessionsPageProps};
pub use tray::{Tray, TrayProps};
