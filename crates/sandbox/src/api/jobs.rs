//! Jobs of DCS: one at a time on an instance, asked about by id.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use quell_core::id::InstanceId;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use super::answer::request_id;
use crate::clock::Clock;

/// How long a job waits before it works, in milliseconds.
const INIT: i64 = 50;
/// How long a job takes at least: an engine alone is too quick for anybody to see it run.
const LEAST: i64 = 300;

/// How often whoever waits for an instance to be free looks.
const GLANCE: Duration = Duration::from_millis(20);

/// How many ended jobs are remembered; the oldest are forgotten first. The service's own figure is
/// not documented.
const MEMORY: usize = 1000;
/// And for how long.
const KEPT: Duration = Duration::from_hours(1);

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Not begun.
    Init,
    /// At work.
    Running,
    /// Done.
    Success,
    /// Given up, with a reason.
    Fail,
}

/// A job as the service shows it; times are texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// 32 hexadecimal digits.
    pub job_id: String,
    /// What it does, in free text.
    pub job_type: String,
    /// Where it is.
    pub status: Status,
    /// Milliseconds since 1970.
    pub begin_time: String,
    /// The same, once it has ended.
    pub end_time: Option<String>,
    /// Why it failed.
    pub fail_reason: Option<String>,
}

/// The jobs that run, and those that ended lately.
#[derive(Clone, Debug, Default)]
pub struct Jobs(Arc<Mutex<Table>>);

#[derive(Debug, Default)]
struct Table {
    jobs: HashMap<String, Job>,
    /// The job that runs on an instance.
    running: HashMap<InstanceId, String>,
    /// Those that ended, the oldest first.
    ended: VecDeque<(Instant, String)>,
}

impl Table {
    /// Forgets what ended long ago, or too many jobs ago.
    fn forget(&mut self, now: Instant) {
        let too_old = |one: &(Instant, String)| now.duration_since(one.0) >= KEPT;
        while self.ended.len() > MEMORY || self.ended.front().is_some_and(too_old) {
            if let Some((_, id)) = self.ended.pop_front() {
                self.jobs.remove(&id);
            }
        }
    }
}

impl Jobs {
    /// Starts a job, unless one runs on the instance already.
    pub fn start<F>(
        &self,
        instance: &InstanceId,
        kind: &str,
        clock: &Clock,
        work: F,
    ) -> Option<String>
    where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        let mut table = self.table();
        if table.running.contains_key(instance) {
            return None;
        }
        let id = request_id();
        let job = Job {
            job_id: id.clone(),
            job_type: kind.to_owned(),
            status: Status::Init,
            begin_time: clock.epoch_ms().to_string(),
            end_time: None,
            fail_reason: None,
        };
        table.running.insert(instance.clone(), id.clone());
        table.jobs.insert(id.clone(), job);
        drop(table);
        let (jobs, instance, clock) = (self.clone(), instance.clone(), clock.clone());
        let key = id.clone();
        tokio::spawn(async move {
            let begun = clock.now().time();
            clock.reach(begun + INIT).await;
            if let Some(job) = jobs.table().jobs.get_mut(&key) {
                job.status = Status::Running;
            }
            let ended = work.await;
            clock.reach(begun + LEAST).await;
            jobs.end(&key, &instance, clock.epoch_ms(), ended);
        });
        Some(id)
    }

    /// Whether a job runs on an instance.
    pub fn is_busy(&self, instance: &InstanceId) -> bool {
        self.table().running.contains_key(instance)
    }

    /// Waits until no job runs on the instance of an id.
    pub async fn free(&self, instance: &str) {
        while self
            .table()
            .running
            .keys()
            .any(|one| one.as_str() == instance)
        {
            sleep(GLANCE).await;
        }
    }

    /// A job as it is now.
    pub fn show(&self, id: &str) -> Option<Job> {
        let mut table = self.table();
        table.forget(Instant::now());
        table.jobs.get(id).cloned()
    }

    /// In one step: whoever sees that a job has ended finds the instance free.
    fn end(&self, id: &str, instance: &InstanceId, time: u64, ended: Result<(), String>) {
        let mut table = self.table();
        table.running.remove(instance);
        if let Some(job) = table.jobs.get_mut(id) {
            job.end_time = Some(time.to_string());
            job.fail_reason = ended.err();
            job.status = if job.fail_reason.is_some() {
                Status::Fail
            } else {
                Status::Success
            };
        }
        table.ended.push_back((Instant::now(), id.to_owned()));
        table.forget(Instant::now());
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_job_is_seen_to_begin_to_run_and_to_end() {
        let (jobs, clock) = (Jobs::default(), Clock::start(1.0));
        let instance = InstanceId::parse("i").unwrap();
        let reason = || async { Err("no".to_owned()) };
        let id = jobs.start(&instance, "x", &clock, reason()).unwrap();
        assert_eq!(jobs.show(&id).unwrap().status, Status::Init);
        assert_eq!(jobs.start(&instance, "x", &clock, reason()), None);
        sleep(Duration::from_millis(100)).await;
        assert_eq!(jobs.show(&id).unwrap().status, Status::Running);
        assert!(jobs.is_busy(&instance));
        sleep(Duration::from_millis(250)).await;
        let job = jobs.show(&id).unwrap();
        assert_eq!(job.status, Status::Fail);
        assert_eq!(job.fail_reason.as_deref(), Some("no"));
        assert!(job.end_time.is_some() && !jobs.is_busy(&instance));
    }

    #[tokio::test(start_paused = true)]
    async fn an_ended_job_is_known_for_an_hour_and_a_thousand_jobs() {
        let (jobs, clock) = (Jobs::default(), Clock::start(1.0));
        let instance = InstanceId::parse("i").unwrap();
        let run = async || {
            let work = std::future::ready(Ok(()));
            let id = jobs.start(&instance, "x", &clock, work).unwrap();
            while jobs.is_busy(&instance) {
                sleep(Duration::from_millis(300)).await;
            }
            id
        };
        let first = run().await;
        sleep(KEPT.saturating_sub(Duration::from_millis(1200))).await;
        assert!(jobs.show(&first).is_some());
        sleep(Duration::from_millis(1200)).await;
        assert_eq!(jobs.show(&first), None);
        let first = run().await;
        for _ in 0..MEMORY {
            assert!(jobs.show(&first).is_some());
            run().await;
        }
        assert_eq!(jobs.show(&first), None);
        assert!(jobs.table().jobs.len() <= MEMORY);
    }
}
