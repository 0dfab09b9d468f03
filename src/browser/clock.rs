//! The time, and chance: what the core takes as arguments.

use gloo_timers::callback::Interval;
use js_sys::{Date, Uint8Array};

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// The same as a whole number.
pub fn epoch_ms() -> u64 {
    // It is far below 2^53, and above zero.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let now = now() as u64;
    now
}

/// Milliseconds since the page was opened, by a clock that nobody sets.
pub fn up() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or(0.0, |clock| clock.now())
}

/// Calls back each so many milliseconds, for as long as it is held.
pub fn each(ms: u32, callback: impl Fn() + 'static) -> Interval {
    Interval::new(ms, callback)
}

/// Calls back each second with the seconds since 1970, for as long as it is held.
pub fn each_second(callback: impl Fn(u64) + 'static) -> Interval {
    each(1_000, move || {
        // Seconds since 1970 are whole and far below 2^53.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let seconds = (now() / 1_000.0) as u64;
        callback(seconds);
    })
}

/// The time of day where the browser is, as `14:02:58`.
pub fn time_of_day(unix_ms: f64) -> String {
    let date = Date::new(&unix_ms.into());
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}

/// The day and the time where the browser is, as `2026-11-21 14:02:58`.
pub fn date_and_time(unix_ms: f64) -> String {
    let date = Date::new(&unix_ms.into());
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    format!("{year}-{month:02}-{day:02} {}", time_of_day(unix_ms))
}

/// Ten bytes of the browser's secure chance; without it, nothing may be sent.
pub fn chance() -> Option<[u8; 10]> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let array = Uint8Array::new_with_length(10);
    crypto
        .get_random_values_with_array_buffer_view(&array)
        .ok()?;
    let mut bytes = [0; 10];
    array.copy_to(&mut bytes);
    Some(bytes)
}
