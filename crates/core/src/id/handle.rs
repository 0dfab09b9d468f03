//! Handles that only go into a body: limited by their type, questioned when unusual.

use std::fmt;

use super::{Advice, IdFault, is_invisible};

/// A DDS session: text of any form, such as `34631` or, on a mongos, `shard_1:7201646`.
///
/// It is an operation's id (`currentOp`), so it goes stale when the operation ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(Box<str>);

impl SessionId {
    /// Takes a session id as it is.
    ///
    /// # Errors
    /// Only the empty text is refused: no manual gives a grammar.
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        if text.is_empty() {
            return Err(IdFault::Empty);
        }
        Ok(Self(text.into()))
    }

    /// The text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unusual: not digits, with or without a shard's name before them.
    pub fn advice(&self) -> Option<Advice> {
        if self.0.chars().any(|c| is_invisible(c) || c == ' ') {
            return Some(Advice::Invisible);
        }
        let (shard, operation) = self.0.rsplit_once(':').unwrap_or(("shard", &self.0));
        let digits = operation.strip_prefix('-').unwrap_or(operation);
        let usual = !shard.is_empty()
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        (!usual).then_some(Advice::UnusualSession)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A TaurusDB thread: a 64-bit integer, exact from the text to the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcessId(pub i64);

impl ProcessId {
    /// Reads decimal digits with an optional minus.
    ///
    /// # Errors
    /// When it is no whole number, or one beyond 64 bits.
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        if text.is_empty() {
            return Err(IdFault::Empty);
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IdFault::NotANumber);
        }
        text.parse().map(Self).map_err(|_| IdFault::OutOfRange)
    }

    /// What is unusual: servers number their threads from 1.
    pub fn advice(self) -> Option<Advice> {
        (self.0 <= 0).then_some(Advice::NotPositive)
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_ids_of_a_mongos_are_ordinary() {
        for usual in ["34631", "shard_1:7201646", "shard_2:-12", "-7"] {
            assert_eq!(SessionId::parse(usual).unwrap().advice(), None, "{usual}");
        }
    }

    #[test]
    fn unusual_session_ids_are_questioned_and_kept() {
        for unusual in ["nope", ":1", "shard_1:", "1.5", "会话-7"] {
            let id = SessionId::parse(unusual).unwrap();
            assert_eq!(id.advice(), Some(Advice::UnusualSession), "{unusual}");
            assert_eq!(id.as_str(), unusual);
        }
        let spaced = SessionId::parse(" 34631 ").unwrap();
        assert_eq!(spaced.advice(), Some(Advice::Invisible));
    }

    #[test]
    fn process_ids_are_exact_beyond_two_to_the_53() {
        for text in ["9007199254740993", "9223372036854775807", "-1"] {
            assert_eq!(ProcessId::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn process_ids_say_why_they_are_refused() {
        let refused = |text| ProcessId::parse(text).unwrap_err();
        assert_eq!(refused(""), IdFault::Empty);
        for text in ["abc", "1.0", "1e3", "+1", "0x1", "-", " 1", "１"] {
            assert_eq!(refused(text), IdFault::NotANumber, "{text}");
        }
        assert_eq!(refused("9223372036854775808"), IdFault::OutOfRange);
    }
}
