//! The canonical forms of a request's parts, byte for byte as the vendor's clients make them.

/// `20250102T030405Z` as seconds since 1970.
pub fn seconds(date: &str) -> Option<u64> {
    let bytes = date.as_bytes();
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<u64> {
        let part = date.get(from..to)?;
        let plain = part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    let real = (1..=12).contains(&month) && (1..=31).contains(&day) && year >= 1970;
    if !real || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Years that begin in March, so that the leap day is the last.
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    let days = days.checked_sub(719_469)?;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// The canonical forms of a path: Python decodes it first, the others take it as it is.
pub fn paths(raw: &str) -> Vec<String> {
    let decoded = String::from_utf8_lossy(&decode(raw, false)).into_owned();
    let mut forms = vec![path(&decoded)];
    let other = path(raw);
    if !forms.contains(&other) {
        forms.push(other);
    }
    forms
}

fn path(text: &str) -> String {
    let parts: Vec<String> = text
        .split('/')
        .map(|part| encode(part.as_bytes()))
        .collect();
    let mut path = parts.join("/");
    if !path.ends_with('/') {
        path.push('/');
    }
    path
}

/// The canonical query: sorted by the decoded names and values, encoded anew.
pub fn query(raw: &str) -> String {
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = raw
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name, true), decode(value, true)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

/// The canonical headers, each with its line end; `None` when a signed one is missing.
pub fn headers(all: &[(String, String)], signed: &str) -> Option<String> {
    let mut block = String::new();
    for name in signed.split(';') {
        let (_, value) = all.iter().find(|(key, _)| key == name)?;
        block.push_str(name);
        block.push(':');
        block.push_str(value.trim());
        block.push('\n');
    }
    Some(block)
}

fn encode(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(*byte));
            }
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// Decodes once; a `%` that begins no byte stays.
fn decode(text: &str, plus_is_space: bool) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        let digits = bytes.get(place + 1..place + 3);
        let value = digits
            .filter(|digits| *byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(value) = value {
            decoded.push(value);
            place += 3;
        } else {
            let space = plus_is_space && *byte == b'+';
            decoded.push(if space { b' ' } else { *byte });
            place += 1;
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_of_one_form() {
        assert_eq!(seconds("19700101T000000Z"), Some(0));
        assert_eq!(seconds("20250102T030405Z"), Some(1_735_787_045));
        assert_eq!(seconds("20240229T235959Z"), Some(1_709_251_199));
        for wrong in [
            "2025-01-02T03:04:05Z",
            "20251302T030405Z",
            "20250102T030405",
            "",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_query_is_sorted_by_what_it_means() {
        assert_eq!(query("k=b&a=1&k=a"), "a=1&k=a&k=b");
        assert_eq!(query("a-b=2&a%20b=1&type="), "a%20b=1&a-b=2&type=");
        assert_eq!(query("x=%2a"), "x=%2A");
    }

    #[test]
    fn a_path_always_ends_with_a_slash() {
        assert_eq!(paths("/v3/a"), ["/v3/a/"]);
        assert_eq!(paths("/v3/a%2Fb/"), ["/v3/a/b/", "/v3/a%252Fb/"]);
    }
}
