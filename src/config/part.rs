//! A part of the file and its place in it, so that every fault names where it is.

use std::fmt::Display;

use quell_core::id::IdFault;
use serde_json::{Map, Value};

use super::ConfigFault;

pub(super) type Checked<T> = Result<T, ConfigFault>;

/// A value and its place, such as `routes[0].url`.
pub(super) struct Part<'v> {
    place: String,
    value: &'v Value,
}

/// An object whose keys are all known.
pub(super) struct Fields<'v> {
    place: String,
    fields: &'v Map<String, Value>,
}

impl<'v> Part<'v> {
    /// The whole file.
    pub(super) fn whole(value: &'v Value) -> Self {
        Self {
            place: String::new(),
            value,
        }
    }

    /// A fault at this place.
    pub(super) fn fault(&self, why: impl Display) -> ConfigFault {
        let whole = || "the file".to_owned();
        ConfigFault {
            place: Some(self.place.clone())
                .filter(|place| !place.is_empty())
                .unwrap_or_else(whole),
            line: None,
            why: why.to_string(),
        }
    }

    /// The fields of an object; a key that nobody reads is a slip of the pen, and is named.
    pub(super) fn object(&self, known: &[&str]) -> Checked<Fields<'v>> {
        let fields = self
            .value
            .as_object()
            .ok_or_else(|| self.fault("must be an object"))?;
        if let Some(unknown) = fields.keys().find(|key| !known.contains(&key.as_str())) {
            let known = known.join(", ");
            return Err(self.fault(format!(
                "has the unknown key {unknown:?}; known are {known}"
            )));
        }
        Ok(Fields {
            place: self.place.clone(),
            fields,
        })
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Checked<Vec<Part<'v>>> {
        let list = self
            .value
            .as_array()
            .ok_or_else(|| self.fault("must be a list"))?;
        let item = |(index, value)| Part {
            place: format!("{}[{index}]", self.place),
            value,
        };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// The entries of an object with free keys.
    pub(super) fn entries(&self) -> Checked<Vec<(&'v str, Part<'v>)>> {
        let fields = self
            .value
            .as_object()
            .ok_or_else(|| self.fault("must be an object"))?;
        let entry = |(key, value): (&'v String, &'v Value)| {
            let place = format!("{}.{key}", self.place);
            (key.as_str(), Part { place, value })
        };
        Ok(fields.iter().map(entry).collect())
    }

    /// A text.
    pub(super) fn text(&self) -> Checked<&'v str> {
        self.value
            .as_str()
            .ok_or_else(|| self.fault("must be a text"))
    }

    /// A flag.
    pub(super) fn flag(&self) -> Checked<bool> {
        self.value
            .as_bool()
            .ok_or_else(|| self.fault("must be true or false"))
    }

    /// A whole number.
    pub(super) fn number(&self) -> Checked<u64> {
        self.value
            .as_u64()
            .ok_or_else(|| self.fault("must be a whole number"))
    }

    /// A number, whole or not.
    pub(super) fn decimal(&self) -> Checked<f64> {
        self.value
            .as_f64()
            .ok_or_else(|| self.fault("must be a number"))
    }

    /// An identifier.
    pub(super) fn id<T>(&self, parse: fn(&str) -> Result<T, IdFault>) -> Checked<T> {
        let text = self.text()?;
        parse(text).map_err(|why| self.fault(format!("{text:?} {why}")))
    }
}

impl<'v> Fields<'v> {
    /// A field that may be left out.
    pub(super) fn optional(&self, key: &str) -> Option<Part<'v>> {
        let value = self.fields.get(key)?;
        let dot = if self.place.is_empty() { "" } else { "." };
        Some(Part {
            place: format!("{}{dot}{key}", self.place),
            value,
        })
    }

    /// A field that must be there.
    pub(super) fn needed(&self, key: &str) -> Checked<Part<'v>> {
        self.optional(key).ok_or_else(|| ConfigFault {
            place: if self.place.is_empty() {
                key.to_owned()
            } else {
                format!("{}.{key}", self.place)
            },
            line: None,
            why: "is missing".to_owned(),
        })
    }

    /// The items of a list that may be left out.
    pub(super) fn items(&self, key: &str) -> Checked<Vec<Part<'v>>> {
        self.optional(key)
            .map_or_else(|| Ok(Vec::new()), |part| part.items())
    }

    /// An identifier that may be left out.
    pub(super) fn optional_id<T>(
        &self,
        key: &str,
        parse: fn(&str) -> Result<T, IdFault>,
    ) -> Checked<Option<T>> {
        self.optional(key).map(|part| part.id(parse)).transpose()
    }
}
