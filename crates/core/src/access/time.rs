//! Times of HTTP and of signatures, and how far this machine's clock is from the cloud's.

use std::fmt;

/// How far a signature's time may be from the server's, in milliseconds (`docs/API.md`).
const WINDOW_MS: u64 = 15 * 60 * 1000;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The time of a signature, `20250102T030405Z`: to the second, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SdkDate {
    seconds: u64,
}

impl SdkDate {
    /// The second that a time in milliseconds since 1970 is in.
    pub fn at(epoch_ms: u64) -> Self {
        Self {
            seconds: epoch_ms / 1000,
        }
    }

    /// Reads the one form that it has.
    pub fn parse(text: &str) -> Option<Self> {
        let whole = text.len() == 16 && text.is_ascii();
        if !whole || &text[8..9] != "T" || &text[15..] != "Z" {
            return None;
        }
        let date = [
            number(&text[..4])?,
            number(&text[4..6])?,
            number(&text[6..8])?,
        ];
        let time = [
            number(&text[9..11])?,
            number(&text[11..13])?,
            number(&text[13..15])?,
        ];
        let found = Self::at(moment(date, time)?);
        // A 31st of February is another day.
        (found.to_string() == text).then_some(found)
    }
}

impl fmt::Display for SdkDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.seconds / 86_400, self.seconds % 86_400);
        // Years that begin in March have their leap day at the end.
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let of_era = shifted % 146_097;
        let years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * years + years / 4 - years / 100);
        let march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march + 2) / 5 + 1;
        let month = if march < 10 { march + 3 } else { march - 9 };
        let year = years + era * 400 + u64::from(month <= 2);
        write!(
            f,
            "{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z",
            rest / 3600,
            rest / 60 % 60,
            rest % 60
        )
    }
}

/// How far the cloud's clock is ahead of this machine's, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skew(i64);

impl Skew {
    /// Compares the `Date` of an answer with this machine's time when it came. The header
    /// has whole seconds and the answer was under way: less than two seconds is no skew.
    pub fn seen(date: &str, here_ms: u64) -> Option<Self> {
        let there = i64::try_from(http_date(date)?).ok()?;
        let ahead = there - i64::try_from(here_ms).ok()?;
        Some(Self(if ahead.abs() < 2000 { 0 } else { ahead }))
    }

    /// Milliseconds that the cloud's clock is ahead; below zero, behind.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// Whether a signature with this machine's time would be refused.
    pub fn is_beyond_window(self) -> bool {
        self.0.unsigned_abs() > WINDOW_MS
    }

    /// The cloud's time at a time of this machine, both in milliseconds since 1970.
    pub fn there(self, here_ms: u64) -> u64 {
        here_ms.saturating_add_signed(self.0)
    }
}

/// Reads the `Date` of an answer, `Sat, 21 Nov 2026 15:04:05 GMT`, as milliseconds since 1970.
fn http_date(text: &str) -> Option<u64> {
    let (_, rest) = text.trim().split_once(", ")?;
    let mut parts = rest.split(' ');
    let day = number(parts.next()?)?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? as u64 + 1;
    let year = number(parts.next()?)?;
    let mut clock = parts.next()?.split(':').map(number);
    let time = [clock.next()??, clock.next()??, clock.next()??];
    (parts.next()? == "GMT").then(|| moment([year, month, day], time))?
}

/// Reads a time as IAM writes it, `2026-11-21T15:04:05.678000Z`, as milliseconds since 1970.
pub fn epoch_ms(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-').map(number);
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut time = time.split(':').map(number);
    let whole = moment(
        [date.next()??, date.next()??, date.next()??],
        [time.next()??, time.next()??, time.next()??],
    )?;
    let millis = fraction.get(..3).map_or(Some(0), number)?;
    Some(whole + millis)
}

fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// A date and a time of day as milliseconds since 1970.
fn moment([year, month, day]: [u64; 3], [hour, minute, second]: [u64; 3]) -> Option<u64> {
    let is_real = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        // A leap second is the last one that a minute can have.
        && hour < 24
        && minute < 60
        && second <= 60;
    if !is_real {
        return None;
    }
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    let days = days.checked_sub(719_469)?;
    Some(days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_s_time_is_written_and_read_in_one_form() {
        for (ms, text) in [
            (0, "19700101T000000Z"),
            (1_735_787_045_999, "20250102T030405Z"),
            (1_709_164_800_000, "20240229T000000Z"),
            (951_782_400_000, "20000229T000000Z"),
            (4_107_542_399_000, "21000228T235959Z"),
        ] {
            assert_eq!(SdkDate::at(ms).to_string(), text);
            assert_eq!(SdkDate::parse(text), Some(SdkDate::at(ms)));
        }
        for other in [
            "2025-01-02T03:04:05Z",
            "20250102T030405",
            "20250231T000000Z",
            "20250102T246060Z",
            "é0250102T03040Z",
            "",
        ] {
            assert_eq!(SdkDate::parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_date_of_an_answer_tells_how_far_the_clock_is_off() {
        let date = "Thu, 02 Jan 2025 03:04:05 GMT";
        let here = 1_735_787_045_000;
        assert_eq!(Skew::seen(date, here + 1_500), Some(Skew(0)));
        let behind = Skew::seen(date, here - 20 * 60 * 1000).unwrap();
        assert_eq!(behind.ms(), 20 * 60 * 1000);
        assert!(behind.is_beyond_window());
        assert_eq!(behind.there(here - 20 * 60 * 1000), here);
        assert_eq!(Skew::seen(date, here + 60_000).unwrap().ms(), -60_000);
        for other in [
            "",
            "yesterday",
            "Thu, 02 Foo 2025 03:04:05 GMT",
            "Thu, 02 Jan 2025 03:04 GMT",
        ] {
            assert_eq!(Skew::seen(other, here), None, "{other}");
        }
    }

    #[test]
    fn the_times_of_iam_have_fractions_or_not() {
        assert_eq!(
            epoch_ms("2025-01-02T03:04:05.678000Z"),
            Some(1_735_787_045_678)
        );
        assert_eq!(epoch_ms("2025-01-02T03:04:05Z"), Some(1_735_787_045_000));
        assert_eq!(epoch_ms("2025-01-02 03:04:05"), None);
    }
}
