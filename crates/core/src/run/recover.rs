//! A run that is found in a journal: what was on its way is not known, and nothing is sent again.

use super::entry::{Entry, Fact, Report};
use super::event::PauseReason;
use super::history::History;
use super::item::{ItemState, Said};
use super::machine::Run;
use crate::id::{InstanceId, NodeId, ProjectId};
use crate::list::Whose;
use crate::plan::{Now, Order};
use crate::services::{Service, find};

impl Run {
    /// The run of a journal, from its first entry to any later one; `None` if it does not begin
    /// with a confirmation, or names no place that this console knows.
    ///
    /// It is paused until a person goes on ([`super::Event::Resumed`]), under the lock of
    /// [`Order::lease`]. Then what may have been sent is looked at, and what was not sent stays so.
    pub fn recover(entries: &[Entry], now: Now) -> Option<Self> {
        let history = History::of(entries)?;
        let whose = whose(&history.order)?;
        let held = history.order.living;
        let mut run = Self::bare(history, whose, held);
        run.batch = run.history.attempts.len().min(run.batches);
        for mark in &mut run.history.marks {
            if mark.state == ItemState::Intent {
                mark.state = ItemState::Planned;
            }
            // When it ended nobody knows: as far as a late copy goes, now.
            if mark.said != Said::Nothing || mark.state == ItemState::Sent {
                mark.ended_up_ms = Some(now.up_ms);
            }
        }
        if !run.history.is_closed {
            run.pause = Some(PauseReason::Recovered);
            run.is_found = true;
        }
        Some(run)
    }

    /// Accounts for what was on its way when the page was closed.
    pub(super) fn account(&mut self, now: Now) {
        if !std::mem::take(&mut self.is_found) {
            return;
        }
        let mut lost = Vec::new();
        let mut refused = Vec::new();
        for (place, mark) in self.history.marks.iter().enumerate() {
            let attempt = mark.attempt.and_then(|it| self.history.attempts.get(it));
            match (mark.state, mark.said, attempt) {
                (ItemState::Sent, _, Some(attempt)) if lost.last() != Some(&attempt.id) => {
                    lost.push(attempt.id);
                }
                (ItemState::Verify, Said::Refused, _) => {
                    refused.extend(u32::try_from(place));
                }
                _ => {}
            }
        }
        for attempt in lost {
            let report = Report::Lost;
            self.record(Fact::Answered { attempt, report }, now);
        }
        if !refused.is_empty() {
            self.settle_refused(&refused, now);
        }
    }
}

fn whose(order: &Order) -> Option<Whose> {
    let project = ProjectId::parse(&order.project).ok()?;
    let node = NodeId::parse(&order.node).ok()?;
    let instance = InstanceId::parse(&order.instance).ok();
    Some(match find(&order.operation)?.service {
        Service::Dds => Whose::Dds(project, node),
        Service::Dcs => Whose::Dcs(project, instance?, node),
        Service::TaurusDb => Whose::TaurusDb(project, instance?, node, None),
    })
}
