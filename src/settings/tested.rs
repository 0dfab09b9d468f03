//! The self-tests of this page: each route once by itself, for the question of a kill, and again when a person wants it.

use std::collections::BTreeMap;
use std::rc::Rc;

use quell_core::attempt::AttemptId;
use quell_core::route::{Kind, Route, Way};
use quell_core::self_test::{ATTEMPTS, Check, Finding, SelfTest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::clock;
use crate::browser::world::{Outgoing, Proof, World};

/// How far the test of a route is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tested {
    /// What was found.
    pub test: SelfTest,
    /// When it was over, in milliseconds since 1970; nothing while it runs.
    pub at_ms: Option<f64>,
}

/// What is known of the duplicate guard of a route.
#[derive(Clone, Debug, PartialEq)]
pub enum Guard {
    /// There is none: nothing stands between the page and the cloud.
    Bare,
    /// Nobody has asked, or nobody could say.
    NotTested,
    /// It is being asked.
    Testing,
    /// What was found, and when.
    Found(Finding, f64),
}

/// The tests by the texts of their routes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SelfTests(BTreeMap<String, Tested>);

/// News of a route's test.
pub struct News(String, Tested);

impl Reducible for SelfTests {
    type Action = News;

    fn reduce(self: Rc<Self>, News(route, tested): News) -> Rc<Self> {
        let mut next = Self::clone(&self);
        next.0.insert(route, tested);
        Rc::new(next)
    }
}

impl SelfTests {
    /// The test of a route, if there was one or is.
    pub fn of(&self, route: &Route) -> Option<&Tested> {
        self.0.get(route.template())
    }

    /// What is known of a route's guard; nothing where a person carries the requests, and no browser can repeat one.
    pub fn guard(&self, route: &Route) -> Option<Guard> {
        match route.kind() {
            Kind::None => return None,
            Kind::Direct => return Some(Guard::Bare),
            Kind::Prefix | Kind::Query | Kind::Envelope => {}
        }
        let Some(tested) = self.of(route) else {
            return Some(Guard::NotTested);
        };
        Some(match (tested.test.finding(Check::Guard), tested.at_ms) {
            (Some(finding), Some(at_ms)) => Guard::Found(finding.clone(), at_ms),
            (_, None) => Guard::Testing,
            (None, Some(_)) => Guard::NotTested,
        })
    }
}

/// The tests, and the way to begin one.
#[derive(Clone, PartialEq)]
pub struct Testing {
    /// What was found.
    pub tests: Rc<SelfTests>,
    told: UseReducerDispatcher<SelfTests>,
    world: World,
}

impl Testing {
    /// Tests a route, all of it; not while a test of it runs.
    pub fn begin(&self, route: &Route) {
        let runs = self.tests.of(route).is_some_and(|it| it.at_ms.is_none());
        if !runs {
            self.run(route, SelfTest::default());
        }
    }

    /// Looks whether a route has a duplicate guard, once on a page.
    pub fn look_for_guard(&self, route: &Route) {
        if route.kind().has_url() && self.tests.of(route).is_none() {
            self.run(route, SelfTest::of_guard());
        }
    }

    fn run(&self, route: &Route, test: SelfTest) {
        let (told, world) = (self.told.clone(), self.world.clone());
        let name = route.template().to_owned();
        let address = route.self_test();
        let attempts: Option<Vec<AttemptId>> = (0..ATTEMPTS)
            .map(|_| Some(AttemptId::new(clock::epoch_ms(), clock::chance()?)))
            .collect();
        let tell = move |test: &SelfTest, at_ms: Option<f64>| {
            let test = test.clone();
            told.dispatch(News(name.clone(), Tested { test, at_ms }));
        };
        let (Some(address), Some(attempts)) = (address, attempts) else {
            tell(&SelfTest::without_address(), Some(clock::now()));
            return;
        };
        spawn_local(async move {
            let mut test = test;
            while let Some(probe) = test.next() {
                tell(&test, None);
                let reply = world
                    .send(Outgoing {
                        way: Way {
                            kind: Kind::Prefix,
                            url: format!("{address}{}", probe.suffix),
                            endpoint: None,
                        },
                        request: probe.request,
                        proof: Proof::Nobody(probe.padding),
                        attempt: probe.attempt.and_then(|at| attempts.get(at).copied()),
                    })
                    .await;
                test.handle(&reply);
            }
            tell(&test, Some(clock::now()));
        });
    }
}

/// The tests of a page.
#[hook]
pub fn use_testing(world: &World) -> Testing {
    let tests = use_reducer(SelfTests::default);
    Testing {
        tests: Rc::new((*tests).clone()),
        told: tests.dispatcher(),
        world: world.clone(),
    }
}
