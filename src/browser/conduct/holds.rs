//! What a run holds while it acts: the lock of its place, and one of the two of its account.

use std::cell::RefCell;
use std::rc::Rc;

use crate::browser::journal::{Fault, Journal};
use crate::browser::lease::Lease;

/// Both leases; without either of them nothing is sent.
#[derive(Default)]
pub(super) struct Holds {
    place: RefCell<Option<Rc<Lease>>>,
    slot: RefCell<Option<Lease>>,
}

impl Holds {
    /// Whether both are held.
    pub(super) fn are_held(&self) -> bool {
        let place = self.place.borrow().as_ref().is_some_and(|it| it.is_held());
        place && self.slot.borrow().as_ref().is_some_and(Lease::is_held)
    }

    /// The lease of the place: what the journal is written under.
    pub(super) fn place(&self) -> Option<Rc<Lease>> {
        self.place.borrow().clone()
    }

    /// Takes both by their names, or leaves it where somebody holds them.
    ///
    /// # Errors
    /// When it cannot be known whether somebody does.
    pub(super) async fn take(
        &self,
        journal: &Journal,
        (place, slots): (&str, &[String]),
        on_loss: impl Fn() + Clone + 'static,
    ) -> Result<(), Fault> {
        self.place.borrow_mut().take();
        let slot = self.slot.borrow_mut().take().filter(Lease::is_held);
        let place = Lease::take(journal, place, on_loss.clone()).await?;
        // Somebody holds it: another try of this very tab, perhaps, whose lease must stay.
        let Some(place) = place else { return Ok(()) };
        let slot = match slot {
            Some(slot) => Some(slot),
            None => Lease::take_one(journal, slots, on_loss).await?,
        };
        if slot.is_some() {
            self.place.replace(Some(Rc::new(place)));
            self.slot.replace(slot);
        }
        Ok(())
    }

    /// Lets go of both.
    pub(super) fn let_go(&self) {
        self.place.borrow_mut().take();
        self.slot.borrow_mut().take();
    }
}
