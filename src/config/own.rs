//! What a person may choose: the portal's word for all, the person's own document, and how the two go together.

use serde_json::{Map, Value, json};

use quell_core::id::{CloudId, ProjectId, RegionId};
use quell_core::services::Service;

use super::file::{read_defaults, read_protected};
use super::part::{Checked, Fields, Part};
use super::{Config, ConfigFault, Defaults, read_text};
use crate::words;

/// The version of the document that this console reads.
const VERSION: u64 = 1;

/// The seconds between two readings of a list that can be chosen; 0 is off.
pub const EVERY: [u32; 5] = [0, 5, 10, 30, 60];

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

/// What a person may choose and a portal may choose for all; what is not chosen is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The tag of a language of the catalogue.
    pub language: Option<&'static str>,
    /// The colours.
    pub theme: Option<Theme>,
    /// Whether single letters are shortcuts.
    pub shortcuts: Option<bool>,
    /// The seconds after which a list is read again by itself; one of [`EVERY`].
    pub refresh: Option<u32>,
}

impl Preferences {
    /// What counts: each choice is this one's, or else the other's.
    fn or(&self, other: &Self) -> Self {
        Self {
            language: self.language.or(other.language),
            theme: self.theme.or(other.theme),
            shortcuts: self.shortcuts.or(other.shortcuts),
            refresh: self.refresh.or(other.refresh),
        }
    }
}

/// What a portal can keep for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The language.
    Language,
    /// The theme.
    Theme,
    /// Single letters as shortcuts.
    Shortcuts,
    /// How often a list is read again.
    Refresh,
    /// What is chosen at the start.
    Defaults,
    /// The person's own filters of protected sessions.
    Protected,
}

impl Lock {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Language,
        Self::Theme,
        Self::Shortcuts,
        Self::Refresh,
        Self::Defaults,
        Self::Protected,
    ];

    /// The key in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Theme => "theme",
            Self::Shortcuts => "shortcuts",
            Self::Refresh => "refresh",
            Self::Defaults => "defaults",
            Self::Protected => "protected",
        }
    }
}

/// A person's own settings, as the browser keeps them. There is no place in them for a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// What was chosen.
    pub preferences: Preferences,
    /// What is chosen at the start.
    pub defaults: Defaults,
    /// Filters of sessions that must not be ended, beside those of the environment.
    pub protected: Vec<String>,
}

const PREFERENCES: [&str; 4] = ["language", "theme", "shortcuts", "refresh"];

impl Own {
    /// Reads a document.
    ///
    /// # Errors
    /// Names the place and the reason of the first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, ConfigFault> {
        read_text(text, read)
    }

    /// Writes the document, for the browser's memory and for people: what was not chosen is not in it.
    pub fn write(&self) -> String {
        let mut whole = Map::new();
        whole.insert("version".to_owned(), json!(VERSION));
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                whole.insert(key.to_owned(), value);
            }
        };
        let chosen = &self.preferences;
        put("language", chosen.language.map(Value::from));
        put("theme", chosen.theme.map(|theme| theme.word().into()));
        put("shortcuts", chosen.shortcuts.map(Value::from));
        put("refresh", chosen.refresh.map(Value::from));
        let defaults = written(&self.defaults);
        put(
            "defaults",
            (!defaults.is_empty()).then_some(defaults.into()),
        );
        let protected = self.protected.clone();
        put(
            "protected",
            (!protected.is_empty()).then_some(protected.into()),
        );
        // A map of texts, numbers and lists is always written.
        serde_json::to_string_pretty(&whole).unwrap_or_default()
    }
}

fn written(defaults: &Defaults) -> Map<String, Value> {
    let Defaults {
        environment,
        cloud,
        region,
        project,
        service,
    } = defaults;
    let texts = [
        ("environment", environment.as_ref().map(CloudId::as_str)),
        ("cloud", cloud.as_ref().map(CloudId::as_str)),
        ("region", region.as_ref().map(RegionId::as_str)),
        ("project", project.as_ref().map(ProjectId::as_str)),
        ("service", service.map(Service::word)),
    ];
    let chosen = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)));
    chosen
        .map(|(key, text)| (key.to_owned(), text.into()))
        .collect()
}

fn read(value: &Value) -> Checked<Own> {
    let whole = Part::whole(value);
    let known = ["version", "defaults", "protected"];
    let known: Vec<&str> = known.into_iter().chain(PREFERENCES).collect();
    let fields = whole.object(&known)?;
    let version = fields.needed("version")?;
    if version.number()? != VERSION {
        let found = version.number()?;
        return Err(version.fault(format!("is {found}; this console reads version {VERSION}")));
    }
    let defaults = fields.optional("defaults");
    let protected = fields.items("protected")?;
    Ok(Own {
        preferences: preferences_of(&fields)?,
        defaults: defaults
            .map(|part| read_defaults(&part))
            .transpose()?
            .unwrap_or_default(),
        protected: protected
            .iter()
            .map(read_protected)
            .collect::<Checked<_>>()?,
    })
}

/// The preferences that a portal sets for all.
pub(super) fn read_preferences(part: &Part<'_>) -> Checked<Preferences> {
    preferences_of(&part.object(&PREFERENCES)?)
}

fn preferences_of(fields: &Fields<'_>) -> Checked<Preferences> {
    let text = |key: &str| fields.optional(key);
    let language = text("language").map(|part| {
        let tag = part.text()?;
        let mut all = words::LANGUAGES.iter().map(|(known, _)| *known);
        let found = all.find(|known| *known == tag);
        found.ok_or_else(|| {
            part.fault(format!(
                "must be {}",
                either(words::LANGUAGES.map(|it| it.0))
            ))
        })
    });
    let theme = text("theme").map(|part| {
        let known = either(Theme::ALL.map(Theme::word));
        Theme::parse(part.text()?).ok_or_else(|| part.fault(format!("must be {known}")))
    });
    let refresh = text("refresh").map(|part| {
        let seconds = u32::try_from(part.number()?).unwrap_or(u32::MAX);
        if EVERY.contains(&seconds) {
            Ok(seconds)
        } else {
            let known = either(EVERY.map(|it| it.to_string()));
            Err(part.fault(format!("must be {known}")))
        }
    });
    Ok(Preferences {
        language: language.transpose()?,
        theme: theme.transpose()?,
        shortcuts: text("shortcuts").map(|part| part.flag()).transpose()?,
        refresh: refresh.transpose()?,
    })
}

/// `a, b or c`.
fn either<T: AsRef<str>, const N: usize>(words: [T; N]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

pub(super) fn read_lock(part: &Part<'_>) -> Checked<Lock> {
    let word = part.text()?;
    let found = Lock::ALL.into_iter().find(|lock| lock.word() == word);
    found.ok_or_else(|| part.fault(format!("must be {}", either(Lock::ALL.map(Lock::word)))))
}

impl Config {
    /// Whether the portal keeps something for itself.
    pub fn is_locked(&self, lock: Lock) -> bool {
        self.locked.contains(&lock)
    }

    /// The configuration as it is for a person: their own settings under it. What the portal keeps stays the
    /// portal's, protection is only ever added, and what is not there any more is not chosen.
    #[must_use]
    pub fn with_own(&self, own: &Own) -> Self {
        let free = |lock| !self.is_locked(lock);
        let chosen = Preferences {
            language: own.preferences.language.filter(|_| free(Lock::Language)),
            theme: own.preferences.theme.filter(|_| free(Lock::Theme)),
            shortcuts: own.preferences.shortcuts.filter(|_| free(Lock::Shortcuts)),
            refresh: own.preferences.refresh.filter(|_| free(Lock::Refresh)),
        };
        let mut merged = Self {
            preferences: chosen.or(&self.preferences),
            ..self.clone()
        };
        if free(Lock::Defaults) {
            merged.defaults = self.defaults_with(&own.defaults);
        }
        if free(Lock::Protected) {
            merged.own_protected.clone_from(&own.protected);
        }
        merged
    }

    /// Another cloud than the portal's has none of the portal's regions or projects.
    fn defaults_with(&self, own: &Defaults) -> Defaults {
        let set = &self.defaults;
        let cloud = own.cloud.clone().filter(|id| self.cloud(id).is_some());
        let moved = cloud.is_some() && cloud != set.cloud;
        let known = |id: &CloudId| self.environments.iter().any(|it| it.id == *id);
        let environment = own.environment.clone().filter(known);
        let cloud = cloud.or_else(|| set.cloud.clone());
        let at = cloud.as_ref().and_then(|id| self.cloud(id));
        let has = |region: &RegionId| at.is_none_or(|cloud| cloud.has(region));
        Defaults {
            environment: environment.or_else(|| set.environment.clone()),
            region: own
                .region
                .clone()
                .filter(has)
                .or_else(|| set.region.clone().filter(|_| !moved)),
            project: own
                .project
                .clone()
                .or_else(|| set.project.clone().filter(|_| !moved)),
            service: own.service.or(set.service),
            cloud,
        }
    }

    /// The filters of sessions that must not be ended: the environment's, and the person's own.
    pub fn protected(&self, environment: Option<&super::Environment>) -> Vec<String> {
        let set = environment.map_or(&[][..], |it| &it.protected);
        let mut all = set.to_vec();
        for own in &self.own_protected {
            if !all.contains(own) {
                all.push(own.clone());
            }
        }
        all
    }
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
