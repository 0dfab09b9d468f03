//! What a person and the portal have set: the screen, the person's own settings, and the self-tests of routes.

mod choices;
mod defaults;
mod environments;
mod guard;
mod page;
mod protected;
mod routes;
mod store;
mod tested;
mod transfer;

pub use choices::{language_choice, theme_choice};
pub use guard::duplicate_protection;
pub use page::{SettingsPage, SettingsPageProps};
pub use store::{Broken, Edit, Settings, Stored, use_settings};
pub use tested::{Guard, Tested, Testing, use_testing};
pub use transfer::broken_settings;
