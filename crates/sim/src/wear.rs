//! What happens to tabs: they crash, are opened, lose the lock, the network or the token.

use quell_core::run::{Entry, Event, Run, TokenState};

use crate::fault::{Fault, Protection};
use crate::tab::READY;
use crate::world::{Due, World};

/// After an attempt has ended, no copy of it arrives later than this.
const LATEST_MS: u64 = 55_000;

impl World<'_> {
    pub(crate) fn close_tab(&mut self, tab: usize) {
        // With the page its connections end: what is on its way arrives by then or never.
        let latest = self.time + LATEST_MS;
        for (at, _, what) in &mut self.agenda {
            if matches!(what, Due::Arrive(_)) {
                *at = latest.min(*at);
            }
        }
        let closed = &mut self.tabs[tab];
        closed.run = None;
        closed.epoch += 1;
        closed.is_sending = false;
        closed.is_watched = false;
        if self.lease == Some(tab) {
            self.lease = None;
        }
    }

    pub(crate) fn facts_changed(&mut self, tab: usize) {
        let facts = self.tabs[tab].facts;
        self.tell(tab, Event::FactsChanged(facts));
    }
    pub(crate) fn strike(&mut self, fault: Fault) {
        // What happens to a tab happens to one that is open.
        let tab = usize::from(self.tabs[0].run.is_none());
        self.say(|| format!("{fault:?}"));
        match fault {
            Fault::Crash => {
                self.course.crashes += 1;
                self.close_tab(tab);
                self.due(2_000, Due::Open(tab));
            }
            Fault::SecondTab => {
                if self.tabs[1].run.is_none() && !self.is_coming(1) {
                    self.due(0, Due::Open(1));
                }
            }
            Fault::LeaseLost => {
                self.lease = None;
                self.tabs[tab].facts.lease = !self.setup.has(Protection::Lease);
                self.facts_changed(tab);
            }
            Fault::End => {
                let at = self.choices.number(3) as usize % self.cloud.count();
                self.cloud.end(at);
            }
            Fault::Reuse => {
                let time = self.time;
                let count = self.cloud.count();
                let first = self.choices.number(3) as usize;
                let mut slots = (0..count).map(|at| (at + first) % count);
                let cloud = &mut self.cloud;
                slots.any(|at| cloud.reuse(at, time));
            }
            Fault::ClockSet => {
                let by = [-3_600_000, -20_000, 20_000, 3_600_000];
                self.tabs[tab].skew_ms += by[self.choices.number(4) as usize];
            }
            Fault::TokenOver => {
                self.tabs[tab].facts.token = TokenState::Expired;
                self.facts_changed(tab);
            }
            Fault::Offline => {
                self.tabs[tab].facts.online = false;
                self.facts_changed(tab);
            }
            Fault::Locked => {
                self.tabs[tab].facts.locked = true;
                self.facts_changed(tab);
            }
            Fault::OldScan => self.hides_scan = true,
            Fault::Pause => self.tell(tab, Event::Paused),
            Fault::Stop => self.tell(tab, Event::Stopped),
            Fault::GiveUp => self.tell(tab, Event::GaveUp),
            Fault::Away => {
                for (at, _, what) in &mut self.agenda {
                    if matches!(what, Due::Person(..)) {
                        *at += 90_000;
                    }
                }
            }
        }
    }

    fn is_coming(&self, tab: usize) -> bool {
        let mut agenda = self.agenda.iter();
        agenda.any(|(_, _, what)| matches!(what, Due::Open(known) if *known == tab))
    }

    /// A tab is opened: under the lock, it reads the journal and goes on with what it finds.
    pub(crate) fn open(&mut self, tab: usize) {
        if self.tabs[tab].run.is_some() || self.journal.is_empty() {
            return;
        }
        let is_free = self.lease.is_none_or(|owner| owner == tab);
        if !is_free && self.setup.has(Protection::Lease) {
            if self.knocks < 20 {
                self.knocks += 1;
                self.due(5_000, Due::Open(tab));
            }
            return;
        }
        self.lease = Some(tab);
        let time = self.time;
        let opened = &mut self.tabs[tab];
        opened.opened = time;
        opened.lie_ms = 0;
        opened.last_sent = None;
        opened.is_recovered = true;
        opened.resumes = 0;
        opened.facts = READY;
        opened.facts.lease = true;
        let now = self.now(tab);
        let run = if self.course.steps.is_multiple_of(64) {
            // As it comes from the disk.
            let texts = self.journal.iter().map(Entry::to_json);
            let entries: Vec<Entry> = texts.flat_map(|text| Entry::from_json(&text)).collect();
            Run::recover(&entries, now)
        } else {
            Run::recover(&self.journal, now)
        };
        let entries = self.journal.len();
        self.say(|| format!("tab {tab} is opened and reads {entries} entries"));
        self.tabs[tab].run = run;
        self.facts_changed(tab);
    }
}
