//! Times of HTTP and of signatures, and how far this machine's clock is from the cloud's.

use std::fmt;

use crate::export::moment::iso_u;
use crate::list::moment::{instant, moment, number};

/// How far a signature's time may be from the server's, in milliseconds (`docs/API.md`).
const WINDOW_MS: u64 = 15 * 60 * 1000;

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
        let found = Self::at(instant(date, time)?.try_into().ok()?);
        // A 31st of February is another day.
        (found.to_string() == text).then_some(found)
    }
}

impl fmt::Display for SdkDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `2025-01-02T03:04:05.000Z` without its signs and its fraction.
        let text = iso_u(self.seconds.saturating_mul(1000));
        let whole = text.split('.').next().unwrap_or_default();
        f.write_str(&whole.replace(['-', ':'], ""))?;
        f.write_str("Z")
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
    let month = MONTHS.iter().position(|month| *month == name)?;
    let month = i64::try_from(month).ok()? + 1;
    let year = number(parts.next()?)?;
    let mut clock = parts.next()?.split(':').map(number);
    let time = [clock.next()??, clock.next()??, clock.next()??];
    let is_gmt = parts.next()? == "GMT";
    instant([year, month, day], time)?
        .try_into()
        .ok()
        .filter(|_| is_gmt)
}

/// Reads a time as IAM writes it, `2026-11-21T15:04:05.678000Z`, as milliseconds since 1970.
pub fn epoch_ms(text: &str) -> Option<u64> {
    moment(text)?.try_into().ok()
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
