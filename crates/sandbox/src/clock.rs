//! The time the sandbox lives by: tokio's clock, so that tests can turn it. The lives in it go at a speed of their own;
//! what a list says of ages is of the time, so that `now - age` is the same moment in each list.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;
use tokio::time::Instant;

/// A clock that starts at zero when the sandbox starts.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    born: Duration,
    speed: f64,
    leaps: Arc<Mutex<Arc<[Leap]>>>,
    leapt: Arc<Notify>,
}

/// A span that passed at once.
#[derive(Clone, Copy, Debug)]
struct Leap {
    from: Point,
    to: Point,
}

/// A moment by both ways to count it, in milliseconds since the sandbox's start.
#[derive(Clone, Copy, Debug, Default)]
struct Point {
    time: i64,
    life: i64,
}

/// This moment, and when all that has been was.
#[derive(Clone, Debug)]
pub struct Now {
    point: Point,
    speed: f64,
    leaps: Arc<[Leap]>,
}

impl Clock {
    /// Starts a clock by which lives run `speed` times as fast as the time.
    pub fn start(speed: f64) -> Self {
        let born = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            start: Instant::now(),
            born,
            speed,
            leaps: Arc::new(Mutex::new(Arc::new([]))),
            leapt: Arc::new(Notify::new()),
        }
    }

    /// This moment.
    pub fn now(&self) -> Now {
        self.now_by(&self.leaps())
    }

    /// Lets a span of time pass at once, and of the lives another one; both in milliseconds.
    /// Without that one, the lives go on at their speed.
    pub fn pass(&self, time: u32, lives: Option<u32>) {
        let mut leaps = self.leaps();
        let from = self.now_by(&leaps).point;
        let lives = lives.map_or_else(|| scaled(i64::from(time), self.speed), i64::from);
        let to = Point {
            time: from.time + i64::from(time),
            life: from.life + lives,
        };
        *leaps = leaps.iter().copied().chain([Leap { from, to }]).collect();
        drop(leaps);
        self.leapt.notify_waiters();
    }

    /// Waits until it is so late, in milliseconds since the sandbox's start; a span that passes at once counts.
    pub async fn reach(&self, time: i64) {
        loop {
            let next = self.leapt.notified();
            let rest = u64::try_from(time - self.now().time()).unwrap_or(0);
            if rest == 0 {
                return;
            }
            let _ = tokio::time::timeout(Duration::from_millis(rest), next).await;
        }
    }

    /// Milliseconds since 1970, for the times that the services show.
    pub fn epoch_ms(&self) -> u64 {
        let born = i64::try_from(self.born.as_millis()).unwrap_or(i64::MAX);
        u64::try_from(born.saturating_add(self.now().time())).unwrap_or_default()
    }

    fn now_by(&self, leaps: &Arc<[Leap]>) -> Now {
        let elapsed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        let skipped: i64 = leaps.iter().map(|leap| leap.to.time - leap.from.time).sum();
        let last = leaps.last().map_or_else(Point::default, |leap| leap.to);
        let time = elapsed.saturating_add(skipped);
        let life = last.life + scaled(time - last.time, self.speed);
        Now {
            point: Point { time, life },
            speed: self.speed,
            leaps: Arc::clone(leaps),
        }
    }

    fn leaps(&self) -> MutexGuard<'_, Arc<[Leap]>> {
        self.leaps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    /// Milliseconds since the sandbox's start.
    pub fn time(&self) -> i64 {
        self.point.time
    }

    /// Milliseconds of the population's life so far.
    pub fn life(&self) -> i64 {
        self.point.life
    }

    /// When it was that a moment of the lives was, which is over: the same answer at any later moment.
    pub fn when(&self, life: i64) -> i64 {
        // Before the start lives were as fast as the time.
        if life <= 0 {
            return life;
        }
        let mut last = Point::default();
        for Leap { from, to } in self.leaps.iter() {
            if life <= from.life {
                break;
            }
            if life < to.life {
                let share = ratio(life - from.life, to.life - from.life);
                return from.time + scaled(to.time - from.time, share);
            }
            last = *to;
        }
        if self.speed == 0.0 {
            return last.time;
        }
        last.time + scaled(life - last.life, self.speed.recip())
    }
}

/// A span as so many times as long, in whole milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "spans are milliseconds of a few days"
)]
fn scaled(span: i64, by: f64) -> i64 {
    (span as f64 * by) as i64
}

/// How much of a span another one is.
#[expect(
    clippy::cast_precision_loss,
    reason = "spans are milliseconds of a few days"
)]
fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

/// `2022-07-30T07:22:51.612Z`, the form of DCS.
pub fn timestamp(epoch_ms: u64) -> String {
    let (seconds, millis) = (epoch_ms / 1000, epoch_ms % 1000);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days to a civil date, counted in years that begin in March.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{millis:03}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_the_form_of_the_manual() {
        assert_eq!(timestamp(1_659_165_771_612), "2022-07-30T07:22:51.612Z");
        assert_eq!(timestamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(timestamp(1_709_164_800_000), "2024-02-29T00:00:00.000Z");
    }

    #[tokio::test(start_paused = true)]
    async fn speed_makes_lives_pass_faster() {
        let clock = Clock::start(10.0);
        tokio::time::advance(Duration::from_secs(3)).await;
        assert_eq!((clock.now().time(), clock.now().life()), (3_000, 30_000));
    }

    #[tokio::test(start_paused = true)]
    async fn a_moment_of_the_lives_was_at_one_time_whenever_it_is_asked_for() {
        for speed in [0.0, 0.5, 1.0, 7.0, 1000.0] {
            let clock = Clock::start(speed);
            let mut known = vec![(-5_000, -5_000), (0, 0)];
            for step in 1..40_u32 {
                tokio::time::advance(Duration::from_millis(777)).await;
                let old = clock.now();
                match step % 8 {
                    3 => clock.pass(10_000, None),
                    5 => clock.pass(0, Some(40_000)),
                    7 => clock.pass(60_000, Some(0)),
                    _ => {}
                }
                let now = clock.now();
                for (life, time) in &known {
                    assert_eq!(now.when(*life), *time, "life {life} at speed {speed}");
                }
                // What begins in a span that passed at once began in that span.
                let between = i64::midpoint(old.life(), now.life());
                let at = now.when(between);
                assert!(at <= now.time(), "{at} is to come");
                known.push((between, at));
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_span_passes_at_once_for_the_time_and_for_the_lives() {
        let clock = Clock::start(0.0);
        let born = clock.epoch_ms();
        clock.pass(60_000, None);
        assert_eq!((clock.now().time(), clock.now().life()), (60_000, 0));
        clock.pass(2_000, Some(40_000));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!((clock.now().time(), clock.now().life()), (63_000, 40_000));
        assert_eq!(clock.now().when(20_000), 61_000);
        assert_eq!(clock.epoch_ms() - born, 63_000);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_time_hears_of_a_span_that_passes_at_once() {
        let clock = Clock::start(1.0);
        let since = Instant::now();
        clock.reach(400).await;
        assert_eq!(clock.now().time(), 400);
        let waits = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reach(60_400).await }
        });
        tokio::task::yield_now().await;
        clock.pass(60_000, None);
        waits.await.unwrap();
        assert_eq!(since.elapsed(), Duration::from_millis(400));
    }
}
