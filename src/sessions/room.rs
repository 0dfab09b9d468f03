//! A node's sessions as they are held while a person looks at them.

use std::cell::RefCell;
use std::rc::Rc;

use quell_core::id::{CloudId, RegionId};
use quell_core::list::{Extent, Failure, Limits, Listing, Progress, Whose};
use quell_core::services::Service;
use quell_core::session::{Filter, Flag, Sessions, Sort, Step, View};
use yew::prelude::*;

use crate::browser::clock;
use crate::browser::reading::{Door, News, Run};

/// What is known of a node, and what is being done to know more.
#[derive(Clone, Debug)]
pub(super) struct Room {
    /// The sessions as they are looked at.
    pub(super) view: Rc<View>,
    /// The reading that they are of; `None` before the first.
    pub(super) taken: Option<Taken>,
    /// What is going on.
    pub(super) doing: Doing,
    /// Earlier readings of this visit.
    pub(super) history: Rc<Vec<Moment>>,
    /// Set when what is shown was pasted, not read.
    pub(super) pasted: Option<Pasted>,
}

/// A pasted list, and the node on which its sessions are taken to run; `None` until one is chosen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pasted(Option<Place>);

/// The node that is looked at, and where.
pub(super) type Place = (Whose, Option<CloudId>, Option<RegionId>);

/// A reading that ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    /// When it ended, in milliseconds since 1970.
    pub(super) at_ms: f64,
    /// How much of the list it has.
    pub(super) extent: Extent,
    /// DCS: when the scan was made, as the service wrote it.
    pub(super) snapshot: String,
    /// DCS: whether the scan is known to be the one that was asked for.
    pub(super) is_confirmed: bool,
}

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doing {
    /// Nothing.
    Idle,
    /// A list is being read.
    Reading(Progress),
    /// The last reading stopped.
    Failed(Rc<Failure>),
    /// No route leads to the place.
    NoWay,
}

/// How many sessions there were at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// When, in milliseconds since 1970.
    pub at_ms: f64,
    /// All that were listed.
    pub total: usize,
    /// Those at work.
    pub active: usize,
}

/// So many readings are remembered.
const MEMORY: usize = 120;

/// What happened.
pub(super) enum Deed {
    /// A person did something to the view.
    Step(Step),
    /// Another node is looked at.
    Moved(Service, String, Option<Sort>),
    /// A reading began or goes on.
    Went(Progress),
    /// A reading ended.
    Came(Sessions, Taken),
    /// A reading stopped.
    Stopped(Rc<Failure>),
    /// No route leads there.
    NoWay,
    /// A list was pasted while a place was looked at.
    Pasted(Sessions, Option<Place>),
    /// A place was chosen for the pasted list.
    Placed(Place),
    /// The pasted list is not wanted any more.
    Left,
}

impl Room {
    pub(super) fn new(service: Service, filter: &str, sort: Option<Sort>) -> Self {
        let sort = sort.unwrap_or(Sort::oldest(service));
        Self {
            view: Rc::new(View::new(service, filter, sort)),
            taken: None,
            doing: Doing::Idle,
            history: Rc::default(),
            pasted: None,
        }
    }

    /// Whether a pasted list stays when a place is looked at: it does until a second node is.
    pub(super) fn keeps(&self, service: Service, place: Option<&Place>) -> bool {
        let same =
            |Pasted(known): &Pasted| known.is_none() || place.is_none() || known.as_ref() == place;
        self.view.service() == service && self.pasted.as_ref().is_some_and(same)
    }

    /// Takes away what is listed. The view goes on counting its readings: what is made from one
    /// list must not be taken for another's.
    fn clear(&mut self) {
        let service = self.view.service();
        let cleared = self.view.step(Step::Cleared).step(Step::DismissedGone);
        self.view = Rc::new(cleared.step(Step::Came(Sessions::none(service))));
        self.taken = None;
        self.doing = Doing::Idle;
        self.history = Rc::default();
        self.pasted = None;
    }

    fn paste(&mut self, sessions: Sessions, place: Option<Place>) {
        // Of a service that was left meanwhile.
        if sessions.service() != self.view.service() {
            return;
        }
        self.clear();
        let view = self.view.step(Step::Filtered(String::new()));
        self.view = Rc::new(view.step(Step::Came(sessions)));
        self.taken = Some(Taken {
            at_ms: clock::now(),
            extent: Extent::Whole,
            snapshot: String::new(),
            is_confirmed: true,
        });
        self.pasted = Some(Pasted(place));
    }

    fn take(&mut self, sessions: Sessions, taken: Taken) {
        let active = Filter::parse(&format!("is:{}", Flag::Active.word()), sessions.service());
        let nobody = quell_core::session::Selection::none(&sessions);
        let active = active.map_or(0, |filter| filter.rows(&sessions, &nobody).count());
        let mut history = Vec::clone(&self.history);
        history.push(Moment {
            at_ms: taken.at_ms,
            total: sessions.living(),
            active,
        });
        let old = history.len().saturating_sub(MEMORY);
        history.drain(..old);
        self.history = Rc::new(history);
        self.view = Rc::new(self.view.step(Step::Came(sessions)));
        self.taken = Some(taken);
        self.doing = Doing::Idle;
    }
}

impl Reducible for Room {
    type Action = Deed;

    fn reduce(self: Rc<Self>, deed: Deed) -> Rc<Self> {
        let mut room = Self::clone(&self);
        match deed {
            Deed::Step(step) => {
                let view = room.view.step(step);
                if view == *room.view {
                    return self;
                }
                room.view = Rc::new(view);
            }
            Deed::Moved(service, filter, sort) => room = Self::new(service, &filter, sort),
            Deed::Went(progress) => room.doing = Doing::Reading(progress),
            Deed::Came(sessions, taken) => room.take(sessions, taken),
            Deed::Stopped(failure) => room.doing = Doing::Failed(failure),
            Deed::NoWay => room.doing = Doing::NoWay,
            Deed::Pasted(sessions, place) => room.paste(sessions, place),
            Deed::Placed(place) => room.pasted = room.pasted.map(|_| Pasted(Some(place))),
            Deed::Left => room.clear(),
        }
        Rc::new(room)
    }
}

/// The reading that runs, if one does.
type Running = Rc<RefCell<Option<Run<Listing>>>>;

/// What a page does with its room.
#[derive(Clone)]
pub(super) struct Doors {
    /// The room.
    pub(super) room: UseReducerHandle<Room>,
    running: Running,
}

impl PartialEq for Doors {
    /// Never: both lead to the room as it is now, and not as it was when it was drawn.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl Doors {
    /// Reads the list anew. A reading that runs is dropped: its rows are older.
    pub(super) fn read(&self, whose: Whose, door: Door, protected: &[String]) {
        let service = whose.service();
        let limits = Limits::of(service, door.cloud.as_str());
        let protected: Vec<Filter> = protected
            .iter()
            .filter_map(|text| Filter::parse(text, service).ok())
            .collect();
        let dispatcher = self.room.dispatcher();
        let told = Callback::from(move |news: News<Listing>| {
            dispatcher.dispatch(match news {
                News::Progress(progress) => Deed::Went(progress),
                News::Failed(failure) => Deed::Stopped(Rc::from(failure)),
                News::NoWay => Deed::NoWay,
                News::Done(extent, listing) => {
                    let taken = Taken {
                        at_ms: clock::now(),
                        extent,
                        snapshot: listing.snapshot().to_owned(),
                        is_confirmed: listing.is_confirmed(),
                    };
                    let (table, pieces) = listing.into_parts();
                    Deed::Came(Sessions::new(service, table, pieces, &protected), taken)
                }
            });
        });
        // The old one goes first: two readings would write into one room.
        self.running.borrow_mut().take();
        let run = Run::begin(Listing::new(whose, limits), door, told);
        *self.running.borrow_mut() = Some(run);
    }

    /// Stops the reading; what was read so far is shown.
    pub(super) fn cancel(&self) {
        let running = self.running.borrow();
        if let Some(run) = &*running {
            run.cancel();
        }
    }

    /// Shows a list that was pasted. A reading that runs is dropped: it would write over it.
    pub(super) fn paste(&self, sessions: Sessions, place: Option<Place>) {
        self.running.borrow_mut().take();
        self.room.dispatch(Deed::Pasted(sessions, place));
    }

    /// Goes to another node.
    pub(super) fn move_to(&self, service: Service, filter: String, sort: Option<Sort>) {
        self.running.borrow_mut().take();
        self.room.dispatch(Deed::Moved(service, filter, sort));
    }
}

/// A room for as long as the page is there.
#[hook]
pub(super) fn use_room(service: Service, filter: &str, sort: Option<Sort>) -> Doors {
    let room = use_reducer(|| Room::new(service, filter, sort));
    let running = use_mut_ref(|| None::<Run<Listing>>);
    Doors { room, running }
}
