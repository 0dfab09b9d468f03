//! From what a person ticked to what would be ended: checked against a fresh list, cut into batches, weighed.

mod blast;
mod by_hand;
mod friction;
mod kill_plan;
mod look;
mod order;
mod place;

pub use blast::{Blast, host};
pub use friction::Friction;
pub use kill_plan::{KillPlan, LeftOut, Reason, Settings};
pub(crate) use kill_plan::{bar_word, who};
pub use look::{Look, Now};

pub use order::{Item, Order, Scope, Skipped, Who};
pub use place::Place;

#[cfg(test)]
mod plan_tests;
#[cfg(test)]
pub(crate) mod testing;
