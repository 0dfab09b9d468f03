//! Chance that can be repeated: numbers that depend on a seed and on nothing else.

/// One number from a seed and a place (`SplitMix64`): no state, so any moment can be asked for.
pub fn mix(seed: u64, place: u64) -> u64 {
    let mut z = seed
        .wrapping_add(place.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A seed of its own for a name, so that a new node does not change the others.
pub fn seed_of(seed: u64, name: &str) -> u64 {
    name.bytes()
        .fold(mix(seed, 0), |sum, byte| mix(sum, u64::from(byte)))
}

/// A whole number in `low..=high`.
pub fn between(seed: u64, place: u64, low: i64, high: i64) -> i64 {
    let width = high.saturating_sub(low).unsigned_abs().saturating_add(1);
    low + i64::try_from(mix(seed, place) % width).unwrap_or(0)
}

/// 32 hexadecimal digits for a name.
pub fn hex32(seed: u64, name: &str) -> String {
    let seed = seed_of(seed, name);
    format!("{:016x}{:016x}", mix(seed, 1), mix(seed, 2))
}

/// A UUID in its usual form for a name.
pub fn uuid(seed: u64, name: &str) -> String {
    let hex = hex32(seed, name);
    format!(
        "{}-{}-4{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(hex32(7, "a"), hex32(7, "a"));
        assert_ne!(hex32(7, "a"), hex32(8, "a"));
        assert_ne!(hex32(7, "a"), hex32(7, "b"));
        assert_eq!(uuid(7, "a").len(), 36);
    }

    #[test]
    fn numbers_stay_in_their_range() {
        for place in 0..1000 {
            assert!((3..=9).contains(&between(7, place, 3, 9)));
        }
        assert_eq!(between(7, 1, 5, 5), 5);
    }
}
