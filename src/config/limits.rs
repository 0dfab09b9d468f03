//! `environments[].limits`: how much more careful than the safe maxima kills are in an environment.

use quell_core::plan::Settings;
use quell_core::services::Service;

use super::part::{Checked, Part};

/// At most two requests a second are safe.
const FASTEST: f64 = 2.0;
/// One in ten seconds: slower than that each request would need a list of its own.
const SLOWEST: f64 = 0.1;

/// Reads what is tighter; without it the safe maxima count.
pub(super) fn read(part: Option<Part<'_>>) -> Checked<Settings> {
    let mut limits = Settings::default();
    let Some(part) = part else {
        return Ok(limits);
    };
    let fields = part.object(&[
        "batch",
        "sendsPerSecond",
        "driftPercent",
        "requireCountAbove",
    ])?;
    if let Some(part) = fields.optional("batch") {
        let batch = part.object(&Service::ALL.map(Service::word))?;
        for service in Service::ALL {
            if let Some(part) = batch.optional(service.word()) {
                let most = whole(&part, 1, Settings::most(service))?;
                limits.set_batch(service, most);
            }
        }
    }
    if let Some(part) = fields.optional("sendsPerSecond") {
        let sends = part.decimal()?;
        if !(SLOWEST..=FASTEST).contains(&sends) {
            let why =
                format!("is {sends}; the least is {SLOWEST}, and {FASTEST} is the safe maximum");
            return Err(part.fault(why));
        }
        // Between 500 and 10,000.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let pace_ms = (1_000.0 / sends).ceil() as u32;
        limits.pace_ms = pace_ms;
    }
    if let Some(part) = fields.optional("driftPercent") {
        limits.drift_percent = whole(&part, 0, Settings::DRIFT_PERCENT)?;
    }
    if let Some(part) = fields.optional("requireCountAbove") {
        limits.count_above = Some(whole(&part, 0, 1_000_000)?);
    }
    Ok(limits)
}

/// A whole number between the least that makes sense and the most that is safe.
fn whole<N>(part: &Part<'_>, least: N, most: N) -> Checked<N>
where
    N: TryFrom<u64> + PartialOrd + std::fmt::Display,
{
    let number = part.number()?;
    match N::try_from(number) {
        Ok(number) if number < least => {
            Err(part.fault(format!("is {number}; the least is {least}")))
        }
        Ok(number) if number <= most => Ok(number),
        _ => Err(part.fault(format!("is {number}; the safe maximum is {most}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Environment};
    use super::*;

    fn environment(limits: &str) -> Result<Environment, String> {
        let file = format!(
            r#"{{"version":1,"clouds":[{{"id":"otc"}}],"routes":[{{"cloud":"*","url":"/p"}}],
"environments":[{{"id":"prod","word":"PROD",
"limits":{limits}}}]}}"#
        );
        let config = Config::read(&file).map_err(|fault| fault.to_string())?;
        Ok(config.environments[0].clone())
    }

    #[test]
    fn an_environment_may_be_more_careful() {
        let limits = environment(
            r#"{"batch":{"dds":10,"taurusdb":1},"sendsPerSecond":0.3,"driftPercent":0,"requireCountAbove":3}"#,
        );
        let wanted = Settings {
            batch_dds: 10,
            batch_taurusdb: 1,
            pace_ms: 3_334,
            drift_percent: 0,
            count_above: Some(3),
            ..Settings::default()
        };
        assert_eq!(limits.map(|it| it.limits), Ok(wanted));
        assert_eq!(
            environment("{}").map(|it| it.limits),
            Ok(Settings::default())
        );
    }

    #[test]
    fn what_is_bolder_than_safe_names_its_key_its_line_and_the_maximum() {
        for (limits, says) in [
            (
                r#"{"batch":{"taurusdb":21}}"#,
                "limits.batch.taurusdb (line 3): is 21; the safe maximum is 20",
            ),
            (
                r#"{"batch":{"dds":51}}"#,
                "limits.batch.dds (line 3): is 51; the safe maximum is 50",
            ),
            (
                r#"{"batch":{"dcs":0}}"#,
                "limits.batch.dcs (line 3): is 0; the least is 1",
            ),
            (
                r#"{"batch":{"rds":1}}"#,
                "limits.batch (line 3): has the unknown key \"rds\"; known are dds, dcs, taurusdb",
            ),
            (
                r#"{"sendsPerSecond":2.5}"#,
                "limits.sendsPerSecond (line 3): is 2.5; the least is 0.1, and 2 is the safe maximum",
            ),
            (
                r#"{"sendsPerSecond":0}"#,
                "limits.sendsPerSecond (line 3): is 0; the least is 0.1, and 2 is the safe maximum",
            ),
            (
                r#"{"sendsPerSecond":"1"}"#,
                "limits.sendsPerSecond (line 3): must be a number",
            ),
            (
                r#"{"driftPercent":300}"#,
                "limits.driftPercent (line 3): is 300; the safe maximum is 20",
            ),
            (
                r#"{"driftPercent":-1}"#,
                "limits.driftPercent (line 3): must be a whole number",
            ),
            (
                r#"{"requireCountAbove":1e9}"#,
                "limits.requireCountAbove (line 3): must be a whole number",
            ),
        ] {
            assert_eq!(
                environment(limits).unwrap_err(),
                format!("environments[0].{says}")
            );
        }
    }
}
