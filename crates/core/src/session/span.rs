//! Spans of time as people say them, and the steps of age that pictures show.

use quell_table::Unit;

/// Writes a span in its two greatest units: `0.35 s`, `4.2 s`, `47 s`, `3 min 12 s`, `5 h 2 min`, `3 d 4 h`.
///
/// The units are those of the international system and its minutes, hours and days: they read the
/// same in every language of the console. A unit that is no time is written as the plain number.
pub fn span(value: i64, unit: Unit) -> String {
    let Some(per_second) = unit.per_second() else {
        return value.to_string();
    };
    let seconds = value / per_second;
    if value < 0 {
        return format!("{value}");
    }
    if per_second > 1 && seconds < 10 {
        let hundredths = value % per_second * 100 / per_second;
        return match (seconds, hundredths) {
            (0, 0) => format!("{value} µs"),
            (0, _) => format!("0.{hundredths:02} s"),
            _ => format!("{seconds}.{} s", hundredths / 10),
        };
    }
    let two = |great: i64, name: &str, small: i64, lesser: &str| {
        if small == 0 {
            format!("{great} {name}")
        } else {
            format!("{great} {name} {small} {lesser}")
        }
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => two(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

/// A step of age: from so many seconds, up to the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// Its least age in seconds.
    pub from: i64,
    /// The age in seconds that is just beyond it; `None` for the last step.
    pub to: Option<i64>,
}

/// The steps, from young to old.
pub const AGES: [Age; 6] = [
    age(0, Some(1)),
    age(1, Some(10)),
    age(10, Some(60)),
    age(60, Some(600)),
    age(600, Some(3_600)),
    age(3_600, None),
];

const fn age(from: i64, to: Option<i64>) -> Age {
    Age { from, to }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_say_them() {
        let cases = [
            (0, Unit::Seconds, "0 s"),
            (59, Unit::Seconds, "59 s"),
            (60, Unit::Seconds, "1 min"),
            (192, Unit::Seconds, "3 min 12 s"),
            (3_600, Unit::Seconds, "1 h"),
            (11_520, Unit::Seconds, "3 h 12 min"),
            (273_600, Unit::Seconds, "3 d 4 h"),
            (0, Unit::Micros, "0 µs"),
            (950, Unit::Micros, "950 µs"),
            (52_000, Unit::Micros, "0.05 s"),
            (4_290_000, Unit::Micros, "4.2 s"),
            (61_000_000, Unit::Micros, "1 min 1 s"),
            (-1, Unit::Seconds, "-1"),
            (42, Unit::Count, "42"),
        ];
        for (value, unit, text) in cases {
            assert_eq!(span(value, unit), text);
        }
    }

    #[test]
    fn the_steps_of_age_leave_no_gap() {
        assert_eq!(AGES.first().map(|age| age.from), Some(0));
        for pair in AGES.windows(2) {
            assert_eq!(pair[0].to, Some(pair[1].from));
        }
        assert_eq!(AGES.last().and_then(|age| age.to), None);
    }
}
