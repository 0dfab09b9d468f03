//! `config.json`: what a portal's admin sets, read once at the start.

use std::fmt;

use quell_core::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::place::Cloud;
use quell_core::plan::Settings;
use quell_core::request::{Api, Request};
use quell_core::route::{Lead, Route, Way};
use quell_core::services::Service;
use quell_core::target::Target;
use serde_json::Value;

mod file;
mod limits;
mod line;
mod own;
mod part;
#[cfg(test)]
mod route_tests;

pub use file::{Unprotectable, check_protected};
pub use own::{EVERY, Lock, Own, Preferences, Theme};

/// The configuration as the program uses it: every id checked, every route parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Whether this is the local cloud, whose tokens are no secret.
    pub sandbox: bool,
    /// The clouds to choose from; at least one.
    pub clouds: Vec<Cloud>,
    /// The environments to choose from; there may be none.
    pub environments: Vec<Environment>,
    /// What is chosen at the start.
    pub defaults: Defaults,
    /// Nodes that people here know by name.
    pub targets: Vec<KnownTarget>,
    /// Which cookies go out with a request.
    pub credentials: Credentials,
    /// What counts of the choices that a person has.
    pub preferences: Preferences,
    /// What the portal keeps for itself.
    pub locked: Vec<Lock>,
    /// The person's own filters of sessions that must not be ended.
    pub own_protected: Vec<String>,
    routes: Vec<(Option<CloudId>, Route)>,
}

/// An environment: a word and a tone that say where a kill would land.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its id in addresses.
    pub id: CloudId,
    /// Its word, such as PROD.
    pub word: String,
    /// Its colour's meaning.
    pub tone: Tone,
    /// Whether a kill there needs a reason or ticket.
    pub reason_required: bool,
    /// The projects that are always of this environment, whatever was chosen.
    pub projects: Vec<ProjectId>,
    /// Filters of sessions that must not be ended, such as `user=backup_user`.
    pub protected: Vec<String>,
    /// How careful kills are there.
    pub limits: Settings,
}

/// The colour of an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// An environment that may break.
    #[default]
    Calm,
    /// One that deserves a second look.
    Careful,
    /// Production.
    Danger,
}

impl Tone {
    /// The word in class names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Careful => "careful",
            Self::Danger => "danger",
        }
    }
}

/// What is chosen when an address does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// The environment.
    pub environment: Option<CloudId>,
    /// The cloud.
    pub cloud: Option<CloudId>,
    /// The region.
    pub region: Option<RegionId>,
    /// The project.
    pub project: Option<ProjectId>,
    /// The service.
    pub service: Option<Service>,
}

/// A node with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTarget {
    /// What people here call it.
    pub name: String,
    /// Its service.
    pub service: Service,
    /// Its instance, where the service's calls name one.
    pub instance: Option<InstanceId>,
    /// The node.
    pub node: NodeId,
}

/// Which cookies go out with a request to the proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// None: the token says who asks.
    #[default]
    Omit,
    /// Those of the page's own origin, for a portal whose sign-on stands before the proxy.
    SameOrigin,
}

/// Why the file cannot be used: where, and why, for the admin who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The place in the file, such as `routes[0].url` or `line 7, column 3`.
    pub place: String,
    /// The line of a place that does not say it, counted from 1.
    pub line: Option<usize>,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} (line {line}): {}", self.place, self.why),
            None => write!(f, "{}: {}", self.place, self.why),
        }
    }
}

impl Config {
    /// Reads the file's text.
    ///
    /// # Errors
    /// Names the place and the reason of the first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, ConfigFault> {
        read_text(text, file::read)
    }

    /// The cloud of an id.
    pub fn cloud(&self, id: &CloudId) -> Option<&Cloud> {
        self.clouds.iter().find(|cloud| cloud.id == *id)
    }

    /// The environment of a project that belongs to one, or else the chosen one.
    pub fn environment(
        &self,
        project: Option<&ProjectId>,
        chosen: Option<&CloudId>,
    ) -> Option<&Environment> {
        let fixed = project.and_then(|project| {
            let mut all = self.environments.iter();
            all.find(|environment| environment.projects.contains(project))
        });
        fixed.or_else(|| {
            let mut all = self.environments.iter();
            all.find(|environment| Some(&environment.id) == chosen)
        })
    }

    /// The route to a cloud: one of its own, or the one for all.
    pub fn route(&self, cloud: &CloudId) -> Option<&Route> {
        let own = self
            .routes
            .iter()
            .find(|(id, _)| id.as_ref() == Some(cloud));
        let any = || self.routes.iter().find(|(id, _)| id.is_none());
        own.or_else(any).map(|(_, route)| route)
    }

    /// Where a request goes.
    ///
    /// # Errors
    /// Says what is missing for that.
    pub fn way(&self, cloud: &CloudId, region: &RegionId, request: &Request) -> Result<Way, NoWay> {
        let lead = self.lead(cloud, region, request.service())?;
        Ok(lead.way(request))
    }

    /// The way to one service of a region, or to IAM there.
    ///
    /// # Errors
    /// Says what is missing for that.
    pub fn lead(
        &self,
        cloud: &CloudId,
        region: &RegionId,
        api: impl Into<Api>,
    ) -> Result<Lead, NoWay> {
        let route = self.route(cloud).ok_or(NoWay::NoRoute)?;
        let known = self.cloud(cloud);
        let endpoint = known.and_then(|known| known.endpoint(region, api));
        let lead = route.towards(cloud, region, endpoint);
        lead.ok_or(NoWay::NoEndpoint)
    }

    /// What is missing for a target's service, if the target says where it is.
    pub fn no_way(&self, target: &Target) -> Option<NoWay> {
        let (cloud, region) = (target.cloud.as_ref()?, target.region.as_ref()?);
        self.lead(cloud, region, target.service?).err()
    }

    /// Whether a person carries the requests to a cloud.
    pub fn is_by_hand(&self, cloud: Option<&CloudId>) -> bool {
        let route = cloud.and_then(|cloud| self.route(cloud));
        route.is_some_and(|route| route.kind().is_by_hand())
    }
}

/// Why a request has no way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWay {
    /// The configuration has no route to the cloud.
    NoRoute,
    /// The route leads to the cloud's own endpoint, and nobody has named it.
    NoEndpoint,
}

/// Reads a document of JSON, so that a fault names its place and its line.
fn read_text<T>(
    text: &str,
    read: impl FnOnce(&Value) -> Result<T, ConfigFault>,
) -> Result<T, ConfigFault> {
    let value = serde_json::from_str(text).map_err(|fault| ConfigFault {
        place: format!("line {}, column {}", fault.line(), fault.column()),
        line: None,
        // The place is told once, by us.
        why: strip_place(&fault.to_string()),
    })?;
    read(&value).map_err(|mut fault| {
        fault.line = Some(line::line_of(text, &fault.place));
        fault
    })
}

/// Serde ends its sentences with the place; the page shows it before them.
fn strip_place(sentence: &str) -> String {
    let end = sentence.rfind(" at line ").unwrap_or(sentence.len());
    sentence[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../www/config.json");

    fn fault(text: &str) -> String {
        let fault = Config::read(text).unwrap_err().to_string();
        // Those of this file are written in one line.
        fault.replace(" (line 1)", "")
    }

    fn with(part: &str) -> String {
        format!(
            r#"{{"version":1,"clouds":[{{"id":"otc"}}],"routes":[{{"cloud":"*","url":"/p"}}],{part}}}"#
        )
    }

    #[test]
    fn the_shipped_file_is_read() {
        let config = Config::read(SHIPPED).unwrap();
        let otc = CloudId::parse("otc").unwrap();
        assert!(!config.sandbox);
        assert_eq!(
            config.route(&otc).unwrap().template(),
            "/proxy/{service}/{region}"
        );
        let prod = config.environment(None, config.defaults.environment.as_ref());
        assert_eq!(
            prod.map(|environment| environment.word.as_str()),
            Some("PROD")
        );
    }

    #[test]
    fn a_fault_names_its_place_and_what_to_do() {
        assert_eq!(fault("{"), "line 1, column 1: EOF while parsing an object");
        assert_eq!(fault("<html>"), "line 1, column 1: expected value");
        assert!(
            fault(&with(r#""enviroments":[]"#))
                .starts_with("the file: has the unknown key \"enviroments\"; known are version, ")
        );
        assert_eq!(
            fault(&with(r#""environments":[{"id":"prod"}]"#)),
            "environments[0].word: is missing"
        );
        assert_eq!(
            fault(&with(
                r#""environments":[{"id":"prod","word":"PROD","tone":"red"}]"#
            )),
            "environments[0].tone: must be calm, careful or danger"
        );
        assert_eq!(
            fault(r#"{"version":2,"clouds":[],"routes":[]}"#),
            "version: is 2; this console reads version 1"
        );
        assert_eq!(
            fault(r#"{"version":1,"clouds":[],"routes":[]}"#),
            "clouds: is empty; name at least one cloud"
        );
        assert_eq!(
            fault(r#"{"version":1,"clouds":[{"id":"otc"}],"routes":[{"cloud":"*","url":"x"}]}"#),
            "routes[0].url: must begin with / or https://"
        );
        assert_eq!(
            fault(
                r#"{"version":1,"clouds":[{"id":"otc"}],"routes":[{"cloud":"other","url":"/"}]}"#
            ),
            "routes[0]: leads to a cloud that is not in clouds"
        );
        assert_eq!(
            fault(r#"{"version":1,"clouds":[{"id":"otc"}],"routes":[]}"#),
            "routes: no route leads to the cloud otc"
        );
        assert_eq!(
            fault(
                r#"{"version":1,"clouds":[{"id":"elsewhere"}],"routes":[{"cloud":"*","url":"/"}]}"#
            ),
            "clouds[0]: elsewhere is no public cloud, so its regions must be named"
        );
        assert_eq!(
            fault(&with(r#""defaults":{"project":"../x"}"#)),
            "defaults.project: \"../x\" has the character . at position 1"
        );
        assert_eq!(
            fault(&with(
                r#""targets":[{"name":"a","service":"rds","node":"n"}]"#
            )),
            "targets[0].service: \"rds\" is not one of dds, dcs, taurusdb"
        );
    }

    #[test]
    fn no_cookie_goes_out_unless_the_file_says_so() {
        let read = |part: &str| Config::read(&with(part)).map(|config| config.credentials);
        assert_eq!(read(r#""targets":[]"#), Ok(Credentials::Omit));
        assert_eq!(read(r#""credentials":"omit""#), Ok(Credentials::Omit));
        let own = read(r#""credentials":"same-origin""#);
        assert_eq!(own, Ok(Credentials::SameOrigin));
        let why = "credentials: must be omit or same-origin";
        assert_eq!(fault(&with(r#""credentials":"include""#)), why);
    }

    #[test]
    fn a_projects_own_environment_beats_the_chosen_one() {
        let file = with(
            r#""environments":[{"id":"prod","word":"PROD","projects":["p1"]},{"id":"test","word":"TEST"}]"#,
        );
        let config = Config::read(&file).unwrap();
        let test = CloudId::parse("test").unwrap();
        let word = |project: &str| {
            let project = ProjectId::parse(project).unwrap();
            let found = config.environment(Some(&project), Some(&test));
            found.map(|environment| environment.word.clone())
        };
        assert_eq!(word("p1").as_deref(), Some("PROD"));
        assert_eq!(word("p2").as_deref(), Some("TEST"));
    }
}
