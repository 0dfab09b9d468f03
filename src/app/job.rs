//! The one kill that is on its way, and the hook that carries it out.

use std::rc::Rc;

use quell_core::send::{Event, Stage};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::page;
use crate::browser::world::{Outgoing, World};

/// The stage, as a reducer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Job(pub(super) Stage);

impl Reducible for Job {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        // The same value again means that nothing is drawn: an event that means nothing costs nothing.
        match self.0.step(event) {
            Some(next) => Rc::new(Self(next)),
            None => self,
        }
    }
}

/// Gives the job, and a way to agree to a kill.
///
/// The request waits in a place from which it can be taken once. The effect runs when
/// the errand changes, takes it, and sends it: neither three fast clicks nor a second
/// run of the effect can send it again.
#[hook]
pub(super) fn use_job(world: &World) -> (UseReducerHandle<Job>, Callback<(Event, Outgoing)>) {
    let job = use_reducer(Job::default);
    let waiting = use_mut_ref(|| None::<Outgoing>);
    let errand = job.0.errand().map(quell_core::kill::Confirmed::attempt);
    let reviewing = matches!(job.0, Stage::Reviewing(_));
    use_effect_with((errand, reviewing), {
        let (waiting, world, dispatcher) = (waiting.clone(), world.clone(), job.dispatcher());
        move |(errand, _)| {
            let leaving = errand.and_then(|_| page::ask_before_leaving());
            // What waits for another attempt was never agreed to, and is dropped here.
            let ours = |outgoing: &Outgoing| outgoing.attempt == *errand;
            let outgoing = waiting.borrow_mut().take().filter(ours);
            if let (Some(attempt), Some(outgoing)) = (*errand, outgoing) {
                spawn_local(async move {
                    let reply = world.send(outgoing).await;
                    dispatcher.dispatch(Event::GotReply { attempt, reply });
                });
            }
            move || drop(leaving)
        }
    });
    let agree = {
        let dispatcher = job.dispatcher();
        Callback::from(move |(event, outgoing): (Event, Outgoing)| {
            let mut waiting = waiting.borrow_mut();
            // The first click counts: a second one before the next render finds the place taken.
            if waiting.is_none() {
                *waiting = Some(outgoing);
                dispatcher.dispatch(event);
            }
        })
    };
    (job, agree)
}
