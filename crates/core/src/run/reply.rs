//! What came back for a kill: taken down, and what it means for the rest of the run.

use super::entry::{Fact, Report, Settled};
use super::event::{PauseReason, Why};
use super::item::{ItemState, Observed, Outcome};
use super::machine::Run;
use crate::answer::{self, Refusal, Refuser, Reply};
use crate::decode::{CloudError, Meaning};
use crate::id::ProcessId;
use crate::plan::Now;
use crate::services::Service;

/// A batch is sent again after a refusal for too many requests at most so often.
const THROTTLED_TRIES: u8 = 2;
/// The longest wait that a server is granted, in seconds.
const PATIENCE_S: u32 = 300;
/// The most characters of a service's sentence that are kept.
const SENTENCE: usize = 500;

impl Run {
    pub(super) fn got_reply(&mut self, reply: &Reply, now: Now) {
        let Some(hand) = self.hand.take() else {
            return;
        };
        let outcome = hand.batch.kill.judge(reply);
        let (attempt, mut batch) = (hand.attempt, hand.batch);
        let refusal = match &outcome {
            answer::Outcome::Refused(refusal) => Some(refusal.clone()),
            _ => None,
        };
        let is_unknown = matches!(outcome, answer::Outcome::Unknown(_));
        let report = self.report(outcome, &batch.items);
        self.record(Fact::Answered { attempt, report }, now);
        let Some(refusal) = refusal else {
            // A refused copy acts no more; of every other a late copy may.
            self.set_end(&batch.items, now);
            self.polls = 0;
            if is_unknown {
                self.watch.begin(now.up_ms, now);
            }
            return;
        };
        if refusal.status == 429 && batch.tries < THROTTLED_TRIES && !self.history.is_stopped {
            let seconds = refusal.retry_after;
            if seconds.is_none_or(|seconds| seconds <= PATIENCE_S) {
                let own = 2_000 + u64::from(chance(now)) % 3_001;
                let ms = seconds.map_or(own, |seconds| u64::from(seconds) * 1_000);
                let why = seconds.map_or(Why::Throttled, |_| Why::ServerAsked);
                batch.tries += 1;
                batch.not_before = Some((now.up_ms + ms, why));
                for place in &batch.items {
                    if let Some(mark) = self.history.marks.get_mut(*place as usize) {
                        mark.state = ItemState::Planned;
                    }
                }
                self.todo.push_front(batch);
                self.batch -= 1;
                return;
            }
        }
        self.settle_refused(&batch.items, now);
        let is_more = !self.todo.is_empty();
        // What was sent before is looked at, and to list takes a token as well.
        if is_sign_in(&refusal, self.whose.service()) && (is_more || self.has_doubts()) {
            self.pause(PauseReason::NeedsToken, now);
        } else if is_more {
            self.pause(PauseReason::Refused, now);
        }
    }

    pub(super) fn settle_refused(&mut self, items: &[u32], now: Now) {
        let mut settled = Vec::with_capacity(items.len());
        for place in items {
            settled.push(Settled {
                item: *place,
                outcome: Outcome::Refused,
                observed: Observed::NotLooked,
                omitted: None,
            });
        }
        self.record(Fact::Settled { items: settled }, now);
    }

    fn set_end(&mut self, items: &[u32], now: Now) {
        for place in items {
            if let Some(mark) = self.history.marks.get_mut(*place as usize) {
                mark.ended_up_ms = Some(now.up_ms);
            }
        }
    }

    fn report(&self, outcome: answer::Outcome, items: &[u32]) -> Report {
        match outcome {
            answer::Outcome::Accepted => Report::Accepted,
            answer::Outcome::Submitted(job) => Report::Submitted { job },
            answer::Outcome::Partition(partition) => Report::Partition {
                killed: self.places(&partition.killed, items),
                not_found: self.places(&partition.not_found, items),
                not_acted_on: self.places(&partition.not_acted_on, items),
            },
            answer::Outcome::Refused(refusal) => Report::Refused {
                by_proxy: refusal.by == Refuser::Proxy,
                status: refusal.status,
                message: sentence(&refusal.error),
                code: refusal.error.code,
                request_id: refusal.error.request_id,
                retry_after: refusal.retry_after,
            },
            answer::Outcome::Unknown(unknown) => {
                let error = unknown.error.unwrap_or_default();
                Report::Unknown {
                    doubt: unknown.doubt,
                    status: unknown.status,
                    message: sentence(&error),
                    code: error.code,
                    request_id: error.request_id,
                }
            }
        }
    }

    /// The places of some threads of a batch.
    fn places(&self, threads: &[ProcessId], items: &[u32]) -> Vec<u32> {
        let mut known: Vec<(i64, u32)> = Vec::with_capacity(items.len());
        for place in items {
            let item = self.history.order.items.get(*place as usize);
            let id = item.and_then(|item| ProcessId::parse(item.handle()).ok());
            known.extend(id.map(|id| (id.0, *place)));
        }
        known.sort_unstable();
        let mut places = Vec::with_capacity(threads.len());
        for thread in threads {
            let at = known.binary_search_by_key(&thread.0, |(id, _)| *id).ok();
            places.extend(at.and_then(|at| known.get(at)).map(|(_, place)| *place));
        }
        places
    }
}

/// The service's own sentence, with what it adds to it.
fn sentence(error: &CloudError) -> String {
    let mut text = error.message.clone();
    if let Some(detail) = error.detail.as_deref().filter(|it| *it != error.message) {
        text = format!("{text} ({detail})");
    }
    text.chars().take(SENTENCE).collect()
}

/// Whether signing in again may help.
fn is_sign_in(refusal: &Refusal, service: Service) -> bool {
    if refusal.by == Refuser::Proxy {
        return false;
    }
    refusal.status == 401
        || matches!(
            refusal.error.meaning(service, refusal.status),
            Some(Meaning::TokenMissing | Meaning::TokenExpired | Meaning::TokenInvalid)
        )
}

/// A number of the moment's chance.
pub(super) fn chance(now: Now) -> u32 {
    let [a, b, c, d, ..] = now.chance;
    u32::from_be_bytes([a, b, c, d])
}
