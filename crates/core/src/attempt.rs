//! The id of one attempt to kill: what the proxy refuses to see twice.

use std::fmt;

/// A UUID of version 7: the time it was made, then chance.
///
/// It goes out as `X-Attempt-Id`. Browsers repeat a request on their own when a
/// connection dies early; the proxy answers 409 to the second arrival of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttemptId([u8; 16]);

impl AttemptId {
    /// Makes an id of the time in milliseconds since 1970 and ten random bytes.
    pub fn new(unix_ms: u64, chance: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&unix_ms.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&chance);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_id_is_a_uuid_of_version_7() {
        // The example of RFC 9562, appendix A.6.
        let chance = [0x7c, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        let id = AttemptId::new(0x017F_22E2_79B0, chance);
        assert_eq!(id.to_string(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    #[test]
    fn later_attempts_sort_after_earlier_ones() {
        assert!(AttemptId::new(1, [0xff; 10]) < AttemptId::new(2, [0; 10]));
    }
}
