//! Bad weather on request: rules that make calls slow, lost, wrong or doubled, the same every time for a seed.

pub mod codes;
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
    /// It is carried out, and the answer waits.
    LateAnswer {
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
    /// The service refuses, or, with a code of its own, the gateway.
    Error {
        /// The code.
        code: String,
        /// The status, if it is not the documented one.
        #[serde(default)]
        status: Option<u16>,
        /// The words, if they are not the documented ones.
        #[serde(default)]
        message: Option<String>,
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
    /// A page of whatever stands between, with a status that says that something is wrong.
    Html {
        /// The status.
        #[serde(default = "bad_gateway")]
        status: u16,
    },
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

fn bad_gateway() -> u16 {
    502
}

fn hundred_megabytes() -> usize {
    100 * 1024 * 1024
}

impl Kind {
    /// Its word in rules and in the ledger.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::LateAnswer { .. } => "late_answer",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::Reset => "reset",
            Self::Truncate => "truncate",
            Self::Error { .. } => "error",
            Self::Throttle { .. } => "throttle",
            Self::Redirect { .. } => "redirect",
            Self::Html200 => "html_200",
            Self::Html { .. } => "html",
            Self::BigBody { .. } => "big_body",
            Self::NoAnswer => "no_answer",
            Self::ExpireTokens => "expire_tokens",
            Self::ApplyTwice => "apply_twice",
        }
    }

    /// Whether it comes before the call is carried out, always.
    fn keeps_off(&self) -> bool {
        *self == Self::DropBefore
    }

    /// Whether the rules after it are looked at as well.
    fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::Latency { .. } | Self::LateAnswer { .. } | Self::ExpireTokens
        )
    }

    /// Whether the call is carried out, if the rule does not say; `None` where it cannot say.
    fn usually_applied(&self) -> Option<bool> {
        match self {
            Self::Error { .. }
            | Self::Throttle { .. }
            | Self::Redirect { .. }
            | Self::Html200
            | Self::Html { .. }
            | Self::BigBody { .. } => Some(false),
            Self::Reset | Self::Truncate | Self::NoAnswer => Some(true),
            Self::Latency { .. }
            | Self::LateAnswer { .. }
            | Self::DropBefore
            | Self::DropAfter
            | Self::ExpireTokens
            | Self::ApplyTwice => None,
        }
    }
}

/// A kind of weather as a call meets it.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// What it is.
    pub kind: Kind,
    /// Whether the call is carried out all the same.
    pub applied: bool,
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
    /// How many calls it lets pass first.
    #[serde(default)]
    pub skip: u64,
    /// How often it happens at most.
    #[serde(default)]
    pub count: Option<u64>,
    /// What the chance depends on.
    #[serde(default)]
    pub seed: u64,
    /// Whether the call is carried out, where that can be either way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<bool>,
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

    /// What a call meets of it.
    fn met(&self) -> Met {
        let usually = self
            .kind
            .usually_applied()
            .unwrap_or(!self.kind.keeps_off());
        Met {
            kind: self.kind.clone(),
            applied: self.applied.unwrap_or(usually),
        }
    }

    /// What is wrong with it, in words.
    fn fault(&self) -> Option<String> {
        if self.applied.is_some() && self.kind.usually_applied().is_none() {
            return Some(format!("\"applied\" says nothing of {}", self.kind.word()));
        }
        match &self.kind {
            Kind::Error {
                code, status: None, ..
            } if !codes::is_documented(code) => Some(format!(
                "no table of the services has the code {code:?}: say its \"status\" too"
            )),
            Kind::Error {
                status: Some(status),
                ..
            }
            | Kind::Html { status }
                if !(200..600).contains(status) =>
            {
                Some(format!("{status} is no status of an answer"))
            }
            _ => None,
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

impl Forecast {
    /// Reads a forecast.
    ///
    /// # Errors
    /// Says what cannot be read, or which rule means nothing.
    pub fn read(text: &[u8]) -> Result<Self, String> {
        let forecast: Self = serde_json::from_slice(text).map_err(|fault| fault.to_string())?;
        let faults = forecast.rules.iter().enumerate();
        let mut faults = faults.filter_map(|(place, rule)| Some((place, rule.fault()?)));
        match faults.next() {
            Some((place, fault)) => Err(format!("rules[{place}]: {fault}")),
            None => Ok(forecast),
        }
    }
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
    pub fn meet(&self, operation: &str) -> Vec<Met> {
        let mut met = Vec::new();
        for one in self.rules().iter_mut() {
            if !one.rule.is_for(operation) || one.rule.count.is_some_and(|most| one.struck >= most)
            {
                continue;
            }
            one.seen += 1;
            if one.seen > one.rule.skip && one.rule.strikes(one.seen) {
                one.struck += 1;
                met.push(one.rule.met());
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
        let met = |operation| {
            let met = weather.meet(operation).into_iter();
            met.map(|met| met.kind).collect::<Vec<Kind>>()
        };
        let latency = Kind::Latency { ms: 5 };
        assert_eq!(met("dcs.kill"), std::slice::from_ref(&latency));
        assert_eq!(met("dds.kill"), [Kind::DropBefore]);
        assert_eq!(met("dds.list"), [Kind::DropBefore]);
        assert_eq!(met("dds.list"), [latency]);
    }

    #[test]
    fn a_rule_lets_calls_pass_before_it_begins() {
        let weather = weather(
            r#"{"rules":[{"operation":"dds.kill","skip":2,"count":1,"kind":"drop_before"}]}"#,
        );
        let calls = ["dds.kill", "dds.list", "dds.kill", "dds.kill", "dds.kill"];
        let met = calls.map(|operation| weather.meet(operation).len());
        assert_eq!(met, [0, 0, 0, 1, 0]);
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
