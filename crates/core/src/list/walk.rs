//! One list, page after page: when to send, to wait, to go on and to stop.

use super::source::{Follow, Source, Taken};
use super::trouble::Trouble;
use crate::answer::{Doubt, Refuser, Reply, Silence};
use crate::decode::{CloudError, Meaning};
use crate::list::{Command, Event, Extent, Failure, Limits, Now, Progress, Reason, Step, Why};
use crate::request::Request;

/// How often a read that got no answer is sent again.
pub const RETRIES: u8 = 2;
/// The longest wait that a server is granted, in seconds.
const PATIENCE_S: u32 = 60;
/// The first wait before a retry is up to this, in ms; the second up to twice as long.
const BACKOFF_MS: u32 = 1_000;
/// How long and how often another job on an instance is waited for: a minute in all.
const BUSY: (u32, u8) = (3_000, 20);
/// How long and how often a scan's job is asked about: two minutes in all.
const POLL: (u32, u8) = (2_000, 60);
/// A list may have so many pages, and one more for each so many rows of the largest number:
/// smaller pages, one after another, are no honest list.
const PAGES: (usize, usize) = (16, 5);
/// The limit that every edition of the DDS manual allows.
const SAFE_LIMIT: usize = 20;
/// So many pages in a row may hold the very rows of the one before until the list is left.
const CIRCLE: usize = 2;

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Ready,
    Asking,
    Waiting(Why, u64),
    Failed,
    Done(Extent),
}

/// The walk through one list.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    stage: Stage,
    step: Step,
    ticket: u32,
    /// How often the call at hand was sent without success.
    tries: u8,
    busy: u8,
    polls: u8,
    /// Whether the list comes in pages at all.
    is_paged: bool,
    offset: usize,
    limit: usize,
    cap: usize,
    bytes_cap: usize,
    pages: usize,
    rows: usize,
    bytes: usize,
    total: Option<usize>,
    same_pages: usize,
    /// The mark of the last page.
    last: u32,
    is_changed: bool,
    since: Option<u64>,
    /// When the call at hand was sent.
    asked_ms: u64,
}

impl Walk {
    pub(super) fn new(first: Step, is_paged: bool, limits: Limits) -> Self {
        Self {
            stage: Stage::Ready,
            step: first,
            ticket: 0,
            tries: 0,
            busy: 0,
            polls: 0,
            is_paged,
            offset: 0,
            limit: limits.page.max(1),
            cap: limits.rows.max(1),
            bytes_cap: limits.bytes,
            pages: 0,
            rows: 0,
            bytes: 0,
            total: None,
            same_pages: 0,
            last: 0,
            is_changed: false,
            since: None,
            asked_ms: 0,
        }
    }

    /// When the first page was asked for (ms since 1970): nothing in the list is newer for certain.
    pub(super) fn since(&self) -> Option<u64> {
        self.since
    }

    /// How it ended, if it did.
    pub(super) fn extent(&self) -> Option<Extent> {
        match self.stage {
            Stage::Done(extent) => Some(extent),
            _ => None,
        }
    }

    pub(super) fn progress(&self) -> Progress {
        let is_running = matches!(self.stage, Stage::Asking | Stage::Waiting(..));
        let left = self.total.map(|total| total.saturating_sub(self.offset));
        Progress {
            step: self.step,
            page: self.pages + usize::from(is_running),
            pages: left.map(|left| self.pages + left.div_ceil(self.limit)),
            rows: self.rows,
            total: self.total,
            waiting: match self.stage {
                Stage::Waiting(why, until) => Some((why, until)),
                _ => None,
            },
            is_running,
        }
    }

    /// What the world must do after an event; nothing, where the event means nothing.
    pub(super) fn handle(
        &mut self,
        source: &mut dyn Source,
        event: Event,
        now: Now,
    ) -> Option<Command> {
        match (&self.stage, event) {
            (Stage::Ready, Event::Started) => Some(self.ask(source, now)),
            (Stage::Failed, Event::Resumed) => {
                (self.tries, self.busy, self.polls) = (0, 0, 0);
                Some(self.ask(source, now))
            }
            (Stage::Waiting(..), Event::Waited { ticket }) if ticket == self.ticket => {
                Some(self.ask(source, now))
            }
            (Stage::Asking, Event::Got { ticket, reply }) if ticket == self.ticket => {
                Some(self.got(source, &reply, now))
            }
            (
                Stage::Ready | Stage::Asking | Stage::Waiting(..) | Stage::Failed,
                Event::Cancelled,
            ) => Some(self.done(Extent::Cancelled)),
            _ => None,
        }
    }

    fn call(&self, source: &dyn Source) -> Request {
        // The last page asks for no more than the cap has room for.
        let limit = self.limit.min(self.cap - self.offset.min(self.cap - 1));
        source.request(self.step, self.offset, limit)
    }

    fn ask(&mut self, source: &dyn Source, now: Now) -> Command {
        if self.step == Step::Page && self.since.is_none() {
            self.since = Some(now.ms);
        }
        self.ticket = self.ticket.wrapping_add(1);
        self.stage = Stage::Asking;
        self.asked_ms = now.ms;
        Command::Send {
            ticket: self.ticket,
            request: self.call(source),
        }
    }

    fn wait(&mut self, ms: u32, why: Why, now: Now) -> Command {
        self.ticket = self.ticket.wrapping_add(1);
        self.stage = Stage::Waiting(why, now.ms + u64::from(ms));
        let ticket = self.ticket;
        Command::Wait { ticket, ms, why }
    }

    fn done(&mut self, extent: Extent) -> Command {
        self.stage = Stage::Done(extent);
        Command::Done(extent)
    }

    fn next(&mut self, source: &dyn Source, step: Step, now: Now) -> Command {
        (self.step, self.tries) = (step, 0);
        self.ask(source, now)
    }

    fn got(&mut self, source: &mut dyn Source, reply: &Reply, now: Now) -> Command {
        let answer = match reply {
            Reply::Answered(answer) if (200..300).contains(&answer.status) => answer,
            _ => return self.trouble(source, &Trouble::of(reply), now),
        };
        let read = match self.step {
            Step::Page => source.take(answer, self.asked_ms, now).map(Ok),
            step => source.follow(step, answer).map(Err),
        };
        match read {
            Ok(Ok(page)) => self.page(source, &page, &answer.body, now),
            Ok(Err(Follow::Pages)) => self.next(source, Step::Page, now),
            Ok(Err(Follow::Job)) => {
                (self.step, self.tries) = (Step::Job, 0);
                self.polls += 1;
                if self.polls > POLL.1 {
                    return self.fail(source, Reason::ScanSlow, &Trouble::default());
                }
                // The first look comes sooner: most scans are quick.
                let ms = if self.polls == 1 { POLL.0 / 4 } else { POLL.0 };
                self.wait(ms, Why::Scanning, now)
            }
            Ok(Err(Follow::Failed(detail))) => {
                // Going on means another scan: this one will not come back.
                let failed = self.fail(
                    source,
                    Reason::ScanFailed,
                    &Trouble {
                        detail,
                        ..Trouble::default()
                    },
                );
                self.step = Step::Scan;
                failed
            }
            Err((doubt, detail)) => {
                let trouble = Trouble {
                    doubt: Some(doubt),
                    status: Some(answer.status),
                    error: CloudError::read(answer),
                    detail,
                    ..Trouble::default()
                };
                self.fail(source, Reason::NoAnswer(doubt), &trouble)
            }
        }
    }

    fn page(&mut self, source: &dyn Source, page: &Taken, body: &str, now: Now) -> Command {
        let is_first = self.offset == 0;
        // A number of rows that is no more than this full page's own may be just that.
        let is_own = page.total == Some(page.rows) && (!is_first || page.rows >= self.limit);
        let total = page.total.filter(|_| !is_own);
        if self.total.is_some() && total.is_some() && self.total != total {
            self.is_changed = true;
        }
        self.is_changed |= page.is_other || page.fresh < page.rows;
        // Known rows alone are no circle: many new sessions in front shift the list by pages.
        let is_same = page.mark == self.last;
        self.same_pages = if is_same { self.same_pages + 1 } else { 0 };
        self.last = page.mark;
        self.total = total;
        self.pages += 1;
        self.tries = 0;
        self.offset += page.rows;
        self.rows += page.fresh;
        self.bytes += body.len();
        let is_short = total.is_some_and(|total| self.offset < total);
        let is_end = page.rows == 0 || total.is_some_and(|total| self.offset >= total);
        if !self.is_paged || is_end {
            self.is_changed |= self.is_paged && is_short;
            let changed = self.is_changed;
            return self.done(if changed {
                Extent::Changed
            } else {
                Extent::Whole
            });
        }
        let most = PAGES.0 + self.cap / PAGES.1;
        if self.offset >= self.cap || self.bytes >= self.bytes_cap || self.pages >= most {
            return self.done(Extent::Capped);
        }
        if self.same_pages >= CIRCLE {
            return self.done(Extent::Repeating);
        }
        self.ask(source, now)
    }

    /// What follows an answer that is none of a page's: another try, another way, or the end.
    fn trouble(&mut self, source: &mut dyn Source, trouble: &Trouble, now: Now) -> Command {
        let code = trouble.error.as_ref().map_or("", |error| &error.code);
        let meaning = trouble.meaning(source.service());
        let is_token = matches!(
            meaning,
            Some(Meaning::TokenMissing | Meaning::TokenExpired | Meaning::TokenInvalid)
        );
        let is_unknown = trouble.status == Some(401) && trouble.refuser != Some(Refuser::Proxy);
        if is_unknown || is_token {
            return self.fail(source, Reason::NeedsToken, trouble);
        }
        if self.step == Step::Scan && matches!(code, "DCS.4957" | "DCS.4017") {
            if self.busy >= BUSY.1 {
                return self.fail(source, Reason::Busy, trouble);
            }
            self.busy += 1;
            return self.wait(BUSY.0, Why::Busy, now);
        }
        // A job that nobody knows, or that may not be asked about, is no reason to give up:
        // the vendor's own tests read the list right after the scan.
        let is_refused = trouble.refuser == Some(Refuser::Cloud) && trouble.status != Some(429);
        if self.step == Step::Job && (is_refused || trouble.status == Some(404)) {
            return self.next(source, Step::Page, now);
        }
        if let Some(limit) = self.smaller_limit(code, trouble.doubt) {
            self.limit = limit;
            return self.next(source, Step::Page, now);
        }
        if trouble.is_passing() && self.tries < RETRIES {
            let asked = trouble.retry_after;
            if asked.is_none_or(|seconds| seconds <= PATIENCE_S) {
                self.tries += 1;
                let own = self.backoff(trouble, now);
                let ms = asked.map_or(own, |seconds| own.max(seconds * 1_000));
                let why = if asked.is_some() {
                    Why::ServerAsked
                } else {
                    Why::Retry
                };
                return self.wait(ms, why, now);
            }
        }
        let reason = match (trouble.refuser, trouble.doubt) {
            (Some(refuser), _) => Reason::Refused(refuser),
            (None, doubt) => Reason::NoAnswer(doubt.unwrap_or(Doubt::UnexpectedStatus)),
        };
        self.fail(source, reason, trouble)
    }

    /// A page may be smaller where the service says that it is too large, or it is too long to be read.
    fn smaller_limit(&self, code: &str, doubt: Option<Doubt>) -> Option<usize> {
        if self.step != Step::Page || !self.is_paged {
            return None;
        }
        if code == "DBS.280439" && self.limit > SAFE_LIMIT {
            return Some(SAFE_LIMIT);
        }
        let is_too_large = doubt == Some(Doubt::Silent(Silence::TooLarge));
        (is_too_large && self.limit > 1).then_some(self.limit / 2)
    }

    /// Full jitter: anything up to a second, then up to two. A throttled call waits 2 to 5 s,
    /// as the vendor advises.
    fn backoff(&self, trouble: &Trouble, now: Now) -> u32 {
        if trouble.status == Some(429) {
            return 2_000 + now.chance % 3_001;
        }
        now.chance % (BACKOFF_MS * u32::from(self.tries.max(1)) + 1)
    }

    fn fail(&mut self, source: &dyn Source, reason: Reason, trouble: &Trouble) -> Command {
        self.stage = Stage::Failed;
        Command::Failed(Box::new(Failure {
            step: self.step,
            request: self.call(source),
            reason,
            status: trouble.status,
            error: trouble.error.clone(),
            meaning: trouble.meaning(source.service()),
            detail: trouble.detail.clone(),
            retry_after: trouble.retry_after,
            tries: self.tries + 1,
        }))
    }
}
