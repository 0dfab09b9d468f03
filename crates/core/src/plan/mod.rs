//! From what a person ticked to what would be ended: checked against a fresh list, cut into batches, weighed.

mod blast;
mod by_hand;
mod friction;
mod kill_plan;
mod left_out;
mod look;
mod order;
mod place;
mod settings;

pub use blast::{Blast, host};
pub use friction::Friction;
pub use kill_plan::KillPlan;
pub(crate) use kill_plan::who;
pub(crate) use left_out::bar_word;
pub use left_out::{LeftOut, Reason};
pub use look::{BY_HAND_MS, Look, Now};

pub(crate) use order::PACE_MS;
pub use order::{Item, Order, Scope, Skipped, Who};
pub use place::Place;
pub use settings::Settings;

#[cfg(test)]
mod plan_tests;
#[cfg(test)]
pub(crate) mod testing;
