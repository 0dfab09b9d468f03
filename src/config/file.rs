//! The file as an admin writes it, and its one way into [`Config`].

use quell_core::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use quell_core::place::Cloud;
use quell_core::request::Api;
use quell_core::route::{Kind, Route, RouteFault, check_endpoint};
use quell_core::services::Service;
use quell_core::session::Filter;
use serde_json::Value;

use super::limits;
use super::own::{Preferences, read_lock, read_preferences};
use super::part::{Checked, Part};
use super::{Config, Credentials, Defaults, Environment, KnownTarget, Tone};

/// The version of the file that this console reads.
const VERSION: u64 = 1;

pub(super) fn read(value: &Value) -> Checked<Config> {
    let whole = Part::whole(value);
    let file = whole.object(&[
        "version",
        "sandbox",
        "clouds",
        "routes",
        "environments",
        "defaults",
        "targets",
        "credentials",
        "preferences",
        "locked",
        // What editors look for: where the schema of the file is.
        "$schema",
    ])?;
    let version = file.needed("version")?;
    if version.number()? != VERSION {
        let found = version.number()?;
        return Err(version.fault(format!("is {found}; this console reads version {VERSION}")));
    }
    let clouds = file.needed("clouds")?;
    let routes = file.needed("routes")?;
    let sandbox = file
        .optional("sandbox")
        .map(|part| part.flag())
        .transpose()?;
    let defaults = file
        .optional("defaults")
        .map(|part| read_defaults(&part))
        .transpose()?;
    let config = Config {
        sandbox: sandbox.unwrap_or_default(),
        clouds: each(clouds.items()?, read_cloud)?,
        routes: each(routes.items()?, read_route)?,
        environments: each(file.items("environments")?, read_environment)?,
        defaults: defaults.unwrap_or_default(),
        targets: each(file.items("targets")?, read_target)?,
        credentials: match file.optional("credentials") {
            None => Credentials::default(),
            Some(part) => read_credentials(&part)?,
        },
        preferences: match file.optional("preferences") {
            None => Preferences::default(),
            Some(part) => read_preferences(&part)?,
        },
        locked: each(file.items("locked")?, read_lock)?,
        own_protected: Vec::new(),
    };
    if config.clouds.is_empty() {
        return Err(clouds.fault("is empty; name at least one cloud"));
    }
    for (index, part) in routes.items()?.iter().enumerate() {
        let cloud = config.routes[index].0.as_ref();
        if cloud.is_some_and(|id| config.cloud(id).is_none()) {
            return Err(part.fault("leads to a cloud that is not in clouds"));
        }
    }
    for (index, part) in file.items("environments")?.iter().enumerate() {
        let id = &config.environments[index].id;
        if config.environments[..index].iter().any(|it| it.id == *id) {
            return Err(part.fault(format!("has the id {id} of an environment before it")));
        }
    }
    if let Some(part) = file.optional("defaults") {
        check_defaults(&config).map_err(|why| part.fault(why))?;
    }
    let unreached = config
        .clouds
        .iter()
        .find(|cloud| config.route(&cloud.id).is_none());
    match unreached {
        Some(cloud) => Err(routes.fault(format!("no route leads to the cloud {}", cloud.id))),
        None => Ok(config),
    }
}

/// What is chosen at the start must be there to be chosen.
fn check_defaults(config: &Config) -> Result<(), String> {
    let defaults = &config.defaults;
    let known = |id: &CloudId| config.environments.iter().any(|it| it.id == *id);
    if let Some(id) = defaults.environment.as_ref().filter(|id| !known(id)) {
        return Err(format!(
            "name the environment {id}, which is not in environments"
        ));
    }
    let cloud = match &defaults.cloud {
        None => None,
        Some(id) => Some(
            config
                .cloud(id)
                .ok_or_else(|| format!("name the cloud {id}, which is not in clouds"))?,
        ),
    };
    match (&defaults.region, cloud) {
        (Some(region), Some(cloud)) if !cloud.has(region) => Err(format!(
            "name the region {region}, which {} has not",
            cloud.id
        )),
        _ => Ok(()),
    }
}

fn read_credentials(part: &Part<'_>) -> Checked<Credentials> {
    match part.text()? {
        "omit" => Ok(Credentials::Omit),
        "same-origin" => Ok(Credentials::SameOrigin),
        _ => Err(part.fault("must be omit or same-origin")),
    }
}

fn each<T>(parts: Vec<Part<'_>>, read: fn(&Part<'_>) -> Checked<T>) -> Checked<Vec<T>> {
    parts.iter().map(read).collect()
}

fn read_service(part: &Part<'_>, word: &str) -> Checked<Service> {
    Service::parse(word).ok_or_else(|| {
        let known = Service::ALL.map(Service::word).join(", ");
        part.fault(format!("{word:?} is not one of {known}"))
    })
}

/// A cloud of the portal's own, or additions to a public one.
fn read_cloud(part: &Part<'_>) -> Checked<Cloud> {
    let fields = part.object(&["id", "name", "regions"])?;
    let id = fields.needed("id")?.id(CloudId::parse)?;
    let known = Cloud::known(id.as_str()).cloned();
    let mut cloud = known.unwrap_or_else(|| {
        let name = id.to_string();
        Cloud::new(id, name)
    });
    if let Some(name) = fields.optional("name") {
        name.text()?.clone_into(&mut cloud.name);
    }
    for part in fields.items("regions")? {
        read_region(&part, &mut cloud)?;
    }
    if cloud.regions().is_empty() {
        let why = "is no public cloud, so its regions must be named";
        return Err(part.fault(format!("{} {why}", cloud.id)));
    }
    Ok(cloud)
}

fn read_region(part: &Part<'_>, cloud: &mut Cloud) -> Checked<()> {
    let fields = part.object(&["id", "endpoints"])?;
    let region = cloud.region_mut(fields.needed("id")?.id(RegionId::parse)?);
    let entries = fields.optional("endpoints").map(|part| part.entries());
    for (word, part) in entries.transpose()?.unwrap_or_default() {
        let api = match word {
            "iam" => Api::Iam,
            word => read_service(&part, word)?.into(),
        };
        let endpoint = part.text()?;
        check_endpoint(endpoint).map_err(|why| part.fault(why))?;
        region.set_endpoint(api, endpoint.trim_end_matches('/').to_owned());
    }
    Ok(())
}

fn read_route(part: &Part<'_>) -> Checked<(Option<CloudId>, Route)> {
    let fields = part.object(&["cloud", "kind", "url", "selfTest"])?;
    let cloud = fields.needed("cloud")?;
    let cloud = if cloud.text()? == "*" {
        None
    } else {
        Some(cloud.id(CloudId::parse)?)
    };
    let kind = match fields.optional("kind") {
        None => Kind::Prefix,
        Some(part) => Kind::parse(part.text()?).ok_or_else(|| {
            let why = "must be prefix, query, envelope, direct or none";
            part.fault(why)
        })?,
    };
    let route = match fields.optional("url") {
        Some(url) if !kind.has_url() => return Err(url.fault(RouteFault::Needless)),
        None if !kind.has_url() => Route::of(kind, "").map_err(|why| part.fault(why))?,
        _ => {
            let url = fields.needed("url")?;
            Route::of(kind, url.text()?).map_err(|why| url.fault(why))?
        }
    };
    let route = match fields.optional("selfTest") {
        None => route,
        Some(part) => route
            .with_self_test(part.text()?)
            .map_err(|why| part.fault(why))?,
    };
    Ok((cloud, route))
}

fn read_environment(part: &Part<'_>) -> Checked<Environment> {
    let fields = part.object(&[
        "id",
        "word",
        "tone",
        "reason",
        "projects",
        "protected",
        "limits",
    ])?;
    let tone = match fields.optional("tone") {
        None => Tone::Calm,
        Some(part) => match part.text()? {
            "calm" => Tone::Calm,
            "careful" => Tone::Careful,
            "danger" => Tone::Danger,
            _ => return Err(part.fault("must be calm, careful or danger")),
        },
    };
    let reason_required = match fields.optional("reason") {
        None => false,
        Some(part) => match part.text()? {
            "optional" => false,
            "required" => true,
            _ => return Err(part.fault("must be optional or required")),
        },
    };
    Ok(Environment {
        id: fields.needed("id")?.id(CloudId::parse)?,
        word: fields.needed("word")?.text()?.to_owned(),
        tone,
        reason_required,
        projects: each(fields.items("projects")?, |part| part.id(ProjectId::parse))?,
        protected: each(fields.items("protected")?, read_protected)?,
        limits: limits::read(fields.optional("limits"))?,
    })
}

/// Why a text protects no session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unprotectable {
    /// It would protect every session.
    Empty,
    /// No service's sessions have the columns for it; this part was not understood.
    NoFilter(String),
}

/// Whether a text is a filter that at least one service's sessions have the columns for.
///
/// # Errors
/// Says why it is not.
pub fn check_protected(text: &str) -> Result<(), Unprotectable> {
    let of = |service| Filter::parse(text, service);
    if text.trim().is_empty() {
        return Err(Unprotectable::Empty);
    }
    if Service::ALL.into_iter().any(|service| of(service).is_ok()) {
        return Ok(());
    }
    let wrong = of(Service::Dds).err().map(|fault| fault.text);
    Err(Unprotectable::NoFilter(wrong.unwrap_or_default()))
}

pub(super) fn read_protected(part: &Part<'_>) -> Checked<String> {
    let text = part.text()?;
    match check_protected(text) {
        Ok(()) => Ok(text.to_owned()),
        Err(Unprotectable::Empty) => Err(part.fault("is empty: it would protect every session")),
        Err(Unprotectable::NoFilter(wrong)) => Err(part.fault(format!(
            "is no filter of any service's sessions: look at {wrong:?}"
        ))),
    }
}

pub(super) fn read_defaults(part: &Part<'_>) -> Checked<Defaults> {
    let fields = part.object(&["environment", "cloud", "region", "project", "service"])?;
    let service = fields
        .optional("service")
        .map(|part| read_service(&part, part.text()?));
    Ok(Defaults {
        environment: fields.optional_id("environment", CloudId::parse)?,
        cloud: fields.optional_id("cloud", CloudId::parse)?,
        region: fields.optional_id("region", RegionId::parse)?,
        project: fields.optional_id("project", ProjectId::parse)?,
        service: service.transpose()?,
    })
}

fn read_target(part: &Part<'_>) -> Checked<KnownTarget> {
    let fields = part.object(&["name", "service", "instance", "node"])?;
    let service = fields.needed("service")?;
    Ok(KnownTarget {
        name: fields.needed("name")?.text()?.to_owned(),
        service: read_service(&service, service.text()?)?,
        instance: fields.optional_id("instance", InstanceId::parse)?,
        node: fields.needed("node")?.id(NodeId::parse)?,
    })
}
