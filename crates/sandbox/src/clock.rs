//! The time the sandbox lives by: tokio's clock, so that tests can turn it, sped up on request.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// A clock that starts at zero when the sandbox starts.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    born: Duration,
    speed: f64,
}

impl Clock {
    /// Starts a clock that runs `speed` times as fast as the real one.
    pub fn start(speed: f64) -> Self {
        let born = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            start: Instant::now(),
            born,
            speed,
        }
    }

    /// Milliseconds of the population's life so far.
    pub fn life_ms(&self) -> i64 {
        let life = self.start.elapsed().mul_f64(self.speed);
        i64::try_from(life.as_millis()).unwrap_or(i64::MAX)
    }

    /// Milliseconds since 1970, for the times that the services show.
    pub fn epoch_ms(&self) -> u64 {
        let now = self.born + self.start.elapsed();
        u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
    }
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
        assert_eq!(clock.life_ms(), 30_000);
    }
}
