//! A plan of handles that a person brought: each is looked up in a fresh list, and is who it is there.

use std::collections::BTreeMap;

use super::kill_plan::{KillPlan, who};
use super::left_out::{LeftOut, Reason};
use super::look::Look;
use super::order::{Item, Who};
use super::place::Place;
use super::settings::Settings;
use crate::session::Identity;

impl KillPlan {
    /// Plans to end the sessions of some handles, as far as a fresh list has them. What it does not
    /// have is left out: a handle that nobody holds may be somebody's in a moment.
    ///
    /// # Errors
    /// Without a session that can be ended there is no plan: all are left out.
    pub fn of_handles(
        place: Place,
        handles: &[String],
        look: Look,
        settings: Settings,
    ) -> Result<Self, Vec<LeftOut>> {
        let sessions = &look.sessions;
        let mut rows: BTreeMap<String, usize> = BTreeMap::new();
        for row in 0..sessions.living() {
            rows.entry(sessions.handle(row).into_owned()).or_insert(row);
        }
        let mut items = Vec::with_capacity(handles.len());
        let mut missing = Vec::new();
        for handle in handles {
            match rows.get(handle) {
                Some(row) => items.push(Item {
                    identity: sessions.identity(*row),
                    who: who(sessions, *row),
                }),
                None => missing.push(LeftOut {
                    identity: Identity::bare(place.service(), handle),
                    who: Who::default(),
                    reason: if look.is_proof() {
                        Reason::Gone
                    } else {
                        Reason::Unseen
                    },
                }),
            }
        }
        match Self::of_items(place, items, look, settings) {
            Ok(plan) => Ok(plan.leaving_out(missing)),
            Err(mut left_out) => {
                left_out.append(&mut missing);
                Err(left_out)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::services::Service;

    #[test]
    fn handles_are_looked_up_and_what_is_not_there_is_left_out() {
        let look = testing::look(Service::TaurusDb, &testing::threads(11..14), 0);
        let place = testing::place(Service::TaurusDb);
        let handles = ["12".to_owned(), "99".to_owned()];
        let plan = KillPlan::of_handles(place, &handles, look, Settings::default()).unwrap();
        let ends: Vec<&str> = plan.items().iter().map(Item::handle).collect();
        assert_eq!(ends, ["12"]);
        assert_eq!(&*plan.items()[0].who.user, "app");
        let [left] = plan.left_out() else { panic!() };
        assert_eq!(left.identity.handle(), "99");
        assert_eq!(left.reason, Reason::Gone);
        assert_eq!(plan.order().left_out.len(), 1);
    }

    #[test]
    fn without_a_living_session_there_is_no_plan() {
        let look = testing::look(Service::TaurusDb, &testing::threads(11..12), 0);
        let place = testing::place(Service::TaurusDb);
        let left = KillPlan::of_handles(place, &["5".to_owned()], look, Settings::default());
        assert_eq!(left.unwrap_err().len(), 1);
    }
}
