//! Bad weather on request: rules that make calls slow, lost, wrong or doubled, the same every time for a seed.

pub mod wire;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::chance::mix;

/// What a rule does to a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// It waits before it is carried out.
    Latency {
        /// For how long.
        ms: u64,
    },
    /// The connection ends without an answer; it was not carried out.
    DropBefore,
    /// The connection ends without an answer; it was carried out.
    DropAfter,
    /// The connection is reset; it was carried out.
    Reset,
    /// Half of the answer's body, then the connection ends; it was carried out.
    Truncate,
    /// The service refuses, with a code of its own.
    Error {
        /// The status.
        status: u16,
        /// The code.
        code: String,
        /// The words.
        #[serde(default)]
        message: String,
    },
    /// The gateway refuses with 429.
    Throttle {
        /// `Retry-After` in seconds, if there is to be one.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// It is sent elsewhere.
    Redirect {
        /// Where to.
        #[serde(default = "elsewhere")]
        location: String,
    },
    /// A page instead of an answer, with 200.
    #[serde(rename = "html_200")]
    Html200,
    /// An answer that does not end for long.
    BigBody {
        /// How long it is.
        #[serde(default = "hundred_megabytes")]
        bytes: usize,
    },
    /// Nothing comes back, and the connection stays; it was carried out.
    NoAnswer,
    /// All tokens end first, so that it meets an expired one.
    ExpireTokens,
    /// It is carried out twice; the second answer is the one that comes back.
    ApplyTwice,
}

fn elsewhere() -> String {
    "https://login.invalid/".to_owned()
}

fn hundred_megabytes() -> usize {
    100 * 1024 * 1024
}

impl Kind {
    /// Its word in rules and in the ledger.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::Reset => "reset",
            Self::Truncate => "truncate",
            Self::Error { .. } => "error",
            Self::Throttle { .. } => "throttle",
            Self::Redirect { .. } => "redirect",
            Self::Html200 => "html_200",
            Self::BigBody { .. } => "big_body",
            Self::NoAnswer => "no_answer",
            Self::ExpireTokens => "expire_tokens",
            Self::ApplyTwice => "apply_twice",
        }
    }

    /// Whether the rules after it are looked at as well.
    fn goes_on(&self) -> bool {
        matches!(self, Self::Latency { .. } | Self::ExpireTokens)
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// `dds.kill`, `dds.*`, or `*` for every call.
    #[serde(default = "every")]
    pub operation: String,
    /// How likely it is, from 0 to 1.
    #[serde(default = "always")]
    pub probability: f64,
    /// How often it happens at most.
    #[serde(default)]
    pub count: Option<u64>,
    /// What the chance depends on.
    #[serde(default)]
    pub seed: u64,
    /// What happens.
    #[serde(flatten)]
    pub kind: Kind,
}

fn every() -> String {
    "*".to_owned()
}

fn always() -> f64 {
    1.0
}

impl Rule {
    fn is_for(&self, operation: &str) -> bool {
        match self.operation.strip_suffix('*') {
            Some(start) => operation.starts_with(start),
            None => operation == self.operation,
        }
    }

    /// Whether it happens to the call of this number.
    #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
    fn strikes(&self, number: u64) -> bool {
        (mix(self.seed, number) >> 11) as f64 / ((1_u64 << 53) as f64) < self.probability
    }
}

/// What `--weather FILE` and `PUT /sandbox/weather` hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// Looked at in order, up to the first that strikes; latency and expiry let the next ones strike too.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// How long new tokens last, instead of a day.
    #[serde(default)]
    pub token_seconds: Option<u64>,
}

/// The rules, and how often each was looked at and struck.
#[derive(Debug, Default)]
pub struct Weather(Mutex<Vec<Watched>>);

#[derive(Debug)]
struct Watched {
    rule: Rule,
    seen: u64,
    struck: u64,
}

impl Weather {
    /// Puts other rules in place of all.
    pub fn change(&self, rules: Vec<Rule>) {
        let watch = |rule| Watched {
            rule,
            seen: 0,
            struck: 0,
        };
        *self.rules() = rules.into_iter().map(watch).collect();
    }

    /// What a call meets.
    pub fn meet(&self, operation: &str) -> Vec<Kind> {
        let mut met = Vec::new();
        for one in self.rules().iter_mut() {
            if !one.rule.is_for(operation) || one.rule.count.is_some_and(|most| one.struck >= most)
            {
                continue;
            }
            one.seen += 1;
            if one.rule.strikes(one.seen) {
                one.struck += 1;
                met.push(one.rule.kind.clone());
                if !one.rule.kind.goes_on() {
                    break;
                }
            }
        }
        met
    }

    /// The rules as they are.
    pub fn show(&self) -> Vec<Rule> {
        self.rules().iter().map(|one| one.rule.clone()).collect()
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weather(text: &str) -> Weather {
        let weather = Weather::default();
        weather.change(serde_json::from_str::<Forecast>(text).unwrap().rules);
        weather
    }

    #[test]
    fn a_rule_is_for_an_operation_and_ends_after_its_count() {
        let weather = weather(
            r#"{"rules":[{"operation":"dds.*","count":2,"kind":"drop_before"},{"kind":"latency","ms":5}]}"#,
        );
        let latency = Kind::Latency { ms: 5 };
        assert_eq!(weather.meet("dcs.kill"), std::slice::from_ref(&latency));
        assert_eq!(weather.meet("dds.kill"), [Kind::DropBefore]);
        assert_eq!(weather.meet("dds.list"), [Kind::DropBefore]);
        assert_eq!(weather.meet("dds.list"), [latency]);
    }

    #[test]
    fn chance_is_the_same_for_a_seed() {
        let strikes = |seed: u64| {
            let weather = weather(&format!(
                r#"{{"rules":[{{"probability":0.3,"seed":{seed},"kind":"reset"}}]}}"#
            ));
            let calls = (0..1000).map(|_| !weather.meet("x").is_empty());
            calls.collect::<Vec<bool>>()
        };
        assert_eq!(strikes(1), strikes(1));
        assert_ne!(strikes(1), strikes(2));
        let count = strikes(1).iter().filter(|struck| **struck).count();
        assert!((250..350).contains(&count), "{count}");
    }
}
