//! The file as an admin writes it, and its one way into [`Config`].

use std::collections::BTreeMap;
use std::fmt::Display;

use quell_core::id::{CloudId, IdFault, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::place::Region;
use quell_core::route::Route;
use quell_core::services::Service;
use serde::Deserialize;

use super::{Config, ConfigFault, Defaults, Environment, KnownTarget, Tone, cloud_of};

/// The version of the file that this console reads.
const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    version: u32,
    #[serde(default)]
    sandbox: bool,
    clouds: Vec<CloudEntry>,
    routes: Vec<RouteEntry>,
    #[serde(default)]
    environments: Vec<EnvironmentEntry>,
    #[serde(default)]
    defaults: DefaultsEntry,
    #[serde(default)]
    targets: Vec<TargetEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CloudEntry {
    id: String,
    name: Option<String>,
    #[serde(default)]
    regions: Vec<RegionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionEntry {
    id: String,
    #[serde(default)]
    endpoints: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteEntry {
    cloud: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentEntry {
    id: String,
    word: String,
    #[serde(default)]
    tone: ToneEntry,
    #[serde(default)]
    reason: ReasonEntry,
    #[serde(default)]
    projects: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ToneEntry {
    #[default]
    Calm,
    Careful,
    Danger,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ReasonEntry {
    #[default]
    Optional,
    Required,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultsEntry {
    environment: Option<String>,
    cloud: Option<String>,
    region: Option<String>,
    project: Option<String>,
    service: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetEntry {
    name: String,
    service: String,
    instance: Option<String>,
    node: String,
}

type Checked<T> = Result<T, ConfigFault>;

fn fault(place: impl Into<String>, why: impl Display) -> ConfigFault {
    ConfigFault {
        place: place.into(),
        why: why.to_string(),
    }
}

fn id<T>(place: &str, text: &str, parse: fn(&str) -> Result<T, IdFault>) -> Checked<T> {
    parse(text).map_err(|why| fault(place, format!("{text:?} {why}")))
}

fn optional<T>(
    place: &str,
    text: Option<&String>,
    parse: fn(&str) -> Result<T, IdFault>,
) -> Checked<Option<T>> {
    text.map(|text| id(place, text, parse)).transpose()
}

fn service(place: &str, text: &str) -> Checked<Service> {
    Service::parse(text).ok_or_else(|| {
        let known = Service::ALL.map(Service::word).join(", ");
        fault(place, format!("{text:?} is not one of {known}"))
    })
}

impl File {
    pub(super) fn check(self) -> Checked<Config> {
        if self.version != VERSION {
            let why = format!("is {}; this console reads version {VERSION}", self.version);
            return Err(fault("version", why));
        }
        if self.clouds.is_empty() {
            return Err(fault("clouds", "is empty; name at least one cloud"));
        }
        let each = |(index, entry): (usize, CloudEntry)| entry.check(index);
        let clouds = self.clouds.into_iter().enumerate().map(each);
        let clouds = clouds.collect::<Checked<Vec<_>>>()?;
        let each = |(index, entry): (usize, RouteEntry)| entry.check(index);
        let routes = self.routes.into_iter().enumerate().map(each);
        let each = |(index, entry): (usize, EnvironmentEntry)| entry.check(index);
        let environments = self.environments.into_iter().enumerate().map(each);
        let each = |(index, entry): (usize, TargetEntry)| entry.check(index);
        let targets = self.targets.into_iter().enumerate().map(each);
        let config = Config {
            sandbox: self.sandbox,
            routes: routes.collect::<Checked<_>>()?,
            environments: environments.collect::<Checked<_>>()?,
            defaults: self.defaults.check()?,
            targets: targets.collect::<Checked<_>>()?,
            clouds,
        };
        for cloud in &config.clouds {
            if config.route(&cloud.id).is_none() {
                let why = format!("no route leads to the cloud {}", cloud.id);
                return Err(fault("routes", why));
            }
        }
        Ok(config)
    }
}

impl CloudEntry {
    fn check(self, index: usize) -> Checked<quell_core::place::Cloud> {
        let place = format!("clouds[{index}]");
        let cloud = id(&format!("{place}.id"), &self.id, CloudId::parse)?;
        let mut regions = Vec::new();
        for (at, entry) in self.regions.iter().enumerate() {
            regions.push(entry.check(&format!("{place}.regions[{at}]"))?);
        }
        let cloud = cloud_of(cloud, self.name, regions);
        if cloud.regions.is_empty() {
            let why = format!(
                "is empty; {} is no public cloud, so its regions must be named",
                cloud.id
            );
            return Err(fault(format!("{place}.regions"), why));
        }
        Ok(cloud)
    }
}

impl RegionEntry {
    fn check(&self, place: &str) -> Checked<(RegionId, Region)> {
        let region = id(&format!("{place}.id"), &self.id, RegionId::parse)?;
        let mut endpoints = BTreeMap::new();
        for (name, endpoint) in &self.endpoints {
            let place = format!("{place}.endpoints.{name}");
            let service = service(&place, name)?;
            // An endpoint has the form of an absolute route.
            match Route::parse(endpoint) {
                Ok(route) if !route.is_same_origin() => {}
                Ok(_) => return Err(fault(place, "must begin with https://")),
                Err(why) => return Err(fault(place, why)),
            }
            endpoints.insert(service, endpoint.trim_end_matches('/').to_owned());
        }
        Ok((region, Region { endpoints }))
    }
}

impl RouteEntry {
    fn check(self, index: usize) -> Checked<(Option<CloudId>, Route)> {
        let place = format!("routes[{index}]");
        let cloud = match self.cloud.as_str() {
            "*" => None,
            text => Some(id(&format!("{place}.cloud"), text, CloudId::parse)?),
        };
        let route = Route::parse(&self.url).map_err(|why| fault(format!("{place}.url"), why))?;
        Ok((cloud, route))
    }
}

impl EnvironmentEntry {
    fn check(self, index: usize) -> Checked<Environment> {
        let place = format!("environments[{index}]");
        let mut projects = Vec::new();
        for (at, text) in self.projects.iter().enumerate() {
            let place = format!("{place}.projects[{at}]");
            projects.push(id(&place, text, ProjectId::parse)?);
        }
        Ok(Environment {
            id: id(&format!("{place}.id"), &self.id, CloudId::parse)?,
            word: self.word,
            tone: match self.tone {
                ToneEntry::Calm => Tone::Calm,
                ToneEntry::Careful => Tone::Careful,
                ToneEntry::Danger => Tone::Danger,
            },
            reason_required: matches!(self.reason, ReasonEntry::Required),
            projects,
        })
    }
}

impl DefaultsEntry {
    fn check(self) -> Checked<Defaults> {
        let chosen = self.service.as_ref();
        Ok(Defaults {
            environment: optional(
                "defaults.environment",
                self.environment.as_ref(),
                CloudId::parse,
            )?,
            cloud: optional("defaults.cloud", self.cloud.as_ref(), CloudId::parse)?,
            region: optional("defaults.region", self.region.as_ref(), RegionId::parse)?,
            project: optional("defaults.project", self.project.as_ref(), ProjectId::parse)?,
            service: chosen
                .map(|text| service("defaults.service", text))
                .transpose()?,
        })
    }
}

impl TargetEntry {
    fn check(self, index: usize) -> Checked<KnownTarget> {
        let place = format!("targets[{index}]");
        Ok(KnownTarget {
            name: self.name,
            service: service(&format!("{place}.service"), &self.service)?,
            instance: optional(
                &format!("{place}.instance"),
                self.instance.as_ref(),
                InstanceId::parse,
            )?,
            node: id(&format!("{place}.node"), &self.node, NodeId::parse)?,
        })
    }
}
