//! Requests that a person carries: each waits here until somebody has run it and says what came back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use quell_core::answer::{Reply, Silence};
use quell_core::render::as_curl;
use yew::Callback;

use super::world::{Coming, Outgoing, Proof};

/// A request that somebody has to carry. It holds nothing that proves who asks: the command takes
/// that from the person's own shell.
#[derive(Debug, PartialEq, Eq)]
pub struct Errand {
    /// Its number in this page.
    pub id: u32,
    /// What to run.
    pub command: String,
    /// Whether it ends sessions.
    pub is_kill: bool,
}

/// Where one waits.
#[derive(Default)]
struct Slot {
    reply: RefCell<Option<Reply>>,
    waker: RefCell<Option<Waker>>,
}

/// What waits, in its order. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Hand(Rc<Inner>);

#[derive(Default)]
struct Inner {
    waiting: RefCell<VecDeque<(Rc<Errand>, Rc<Slot>)>>,
    last: Cell<u32>,
    told: RefCell<Option<Callback<()>>>,
}

impl Hand {
    /// Lets a request wait for somebody. Its reply is what that person says, and comes once.
    pub(super) fn carry(&self, outgoing: &Outgoing) -> Coming {
        let Proof::Credential(_) = outgoing.proof else {
            // A password in a command would stay in the shell's history.
            return Box::pin(std::future::ready(Reply::Silent(Silence::NotTold)));
        };
        let base = outgoing.way.endpoint.clone().unwrap_or_default();
        let id = self.0.last.get() + 1;
        self.0.last.set(id);
        let errand = Rc::new(Errand {
            id,
            command: as_curl(&outgoing.request, &base),
            is_kill: !outgoing.request.is_read(),
        });
        let slot = Rc::new(Slot::default());
        let entry = (errand, slot.clone());
        self.0.waiting.borrow_mut().push_back(entry);
        self.tell();
        Box::pin(poll_fn(move |context| {
            if let Some(reply) = slot.reply.borrow_mut().take() {
                return Poll::Ready(reply);
            }
            *slot.waker.borrow_mut() = Some(context.waker().clone());
            Poll::Pending
        }))
    }

    /// The one that somebody has to carry now.
    pub(super) fn errand(&self) -> Option<Rc<Errand>> {
        let waiting = self.0.waiting.borrow();
        waiting.front().map(|(errand, _)| errand.clone())
    }

    /// The number of the last one.
    pub(super) fn last(&self) -> u32 {
        self.0.last.get()
    }

    /// Takes what somebody says of one. Of one that does not wait any more it means nothing.
    pub(super) fn answer(&self, id: u32, reply: Reply) {
        let mut waiting = self.0.waiting.borrow_mut();
        let place = waiting.iter().position(|(errand, _)| errand.id == id);
        let found = place.and_then(|place| waiting.remove(place));
        drop(waiting);
        let Some((_, slot)) = found else {
            return;
        };
        *slot.reply.borrow_mut() = Some(reply);
        let waker = slot.waker.borrow_mut().take();
        if let Some(waker) = waker {
            waker.wake();
        }
        self.tell();
    }

    /// Tells of everything that happens from now on.
    pub(super) fn listen(&self, told: Callback<()>) {
        *self.0.told.borrow_mut() = Some(told);
    }

    fn tell(&self) {
        let told = self.0.told.borrow().clone();
        if let Some(told) = told {
            told.emit(());
        }
    }
}
