//! Reading times: of a snapshot, of a token, of an answer.

/// Milliseconds since 1970 of a text such as `2022-07-30T07:22:51.612Z`, the form of DCS.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let mut date = date.split('-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    // Without a zone the time could be hours off: better none.
    let time = time
        .strip_suffix('Z')
        .or_else(|| time.strip_suffix("+0000"))
        .or_else(|| time.strip_suffix("+00:00"))?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut time = time.split(':').map(number);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let whole = instant([year, month, day], [hour, minute, second])?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut ms = 0;
    for at in 0..3 {
        let digit = fraction.as_bytes().get(at).map_or(0, |byte| byte - b'0');
        ms = ms * 10 + i64::from(digit);
    }
    Some(whole + ms)
}

/// Milliseconds since 1970 of a date and a time of day in UTC.
pub(crate) fn instant(
    [year, month, day]: [i64; 3],
    [hour, minute, second]: [i64; 3],
) -> Option<i64> {
    let fits = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        // A leap second is the last one that a minute can have.
        && (0..=60).contains(&second);
    fits.then(|| ((days(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1_000)
}

/// A number of up to four digits.
pub(crate) fn number(text: &str) -> Option<i64> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Days since 1970 of a date, in years that begin with March, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_snapshots_time_is_read_to_the_millisecond() {
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(moment("2022-07-30T07:22:51.612Z"), Some(1_659_165_771_612));
        assert_eq!(moment("2024-02-29T23:59:59.9Z"), Some(1_709_251_199_900));
        assert_eq!(moment("2000-03-01 00:00:00+0000"), Some(951_868_800_000));
    }

    #[test]
    fn a_time_without_a_zone_or_sense_is_none() {
        for text in [
            "",
            "t",
            "2022-07-30",
            "2022-07-30T07:22:51",
            "2022-13-01T00:00:00Z",
            "2022-07-30T25:00:00Z",
            "99999-01-01T00:00:00Z",
            "2022-07-30T07:22Z",
            "2022-07-30T07:22:51.6é2Z",
            "2022-07-30T+7:22:51Z",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
