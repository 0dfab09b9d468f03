//! What a caller gives, read field by field into values of Rust: each is checked before it is copied.

use wasm_bindgen::JsValue;

use crate::door;
use crate::fault::Mistake;

/// The longest id, word or filter, in UTF-16 code units. Every grammar of the core is shorter.
const WORD_LIMIT: u32 = 4096;

/// The most fields of an object whose names are read: headers, filters.
const MOST_NAMES: u32 = 1000;

/// The longest value of a header, in code units: gateways take headers of 32 KiB.
const HEADER_LIMIT: u32 = 64 * 1024;

/// The largest list of handles: each takes two bytes of a body at least.
const MOST_HANDLES: i32 = 65_536;

/// An object of the caller's, and what it is called in errors.
#[derive(Debug)]
pub(crate) struct Given<'a> {
    value: &'a JsValue,
    name: &'a str,
}

/// How the handles of a list are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// As texts.
    Text,
    /// As bigint, or as a number that is surely exact.
    Integer,
}

impl<'a> Given<'a> {
    /// Takes a value that must be an object.
    pub(crate) fn new(value: &'a JsValue, name: &'a str) -> Result<Self, Mistake> {
        if value.is_object() {
            Ok(Self { value, name })
        } else {
            Err(Mistake::of(name, "wrong_type", "is no object"))
        }
    }

    /// A field's value; absent ones are `undefined`.
    pub(crate) fn field(&self, key: &str) -> Result<JsValue, Mistake> {
        door::own(self.value, key).map_err(|_| unreadable(key))
    }

    /// A field's text, where it has one.
    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, Mistake> {
        self.long_text(key, WORD_LIMIT)
    }

    /// A field's text of up to so many code units, where it has one.
    pub(crate) fn long_text(&self, key: &str, limit: u32) -> Result<Option<String>, Mistake> {
        told(door::text(self.value, key, limit), key)
    }

    /// A field's text that has to be there.
    pub(crate) fn wanted(&self, key: &str) -> Result<String, Mistake> {
        self.text(key)?.ok_or_else(|| Mistake::missing(key))
    }

    /// A field's truth value, where it has one.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Mistake> {
        let value = self.field(key)?;
        match value.as_bool() {
            _ if value.is_null() || value.is_undefined() => Ok(None),
            None => Err(Mistake::of(key, "wrong_type", "is neither true nor false")),
            flag => Ok(flag),
        }
    }

    /// The digits of a field's integer, where it has one.
    pub(crate) fn integer(&self, key: &str) -> Result<Option<String>, Mistake> {
        told(door::integer(self.value, key), key)
    }

    /// A value of a query: a text, a truth value, or an integer.
    pub(crate) fn written(&self, key: &str) -> Result<Option<String>, Mistake> {
        let value = self.field(key)?;
        if let Some(flag) = value.as_bool() {
            return Ok(Some(if flag { "true" } else { "false" }.to_owned()));
        }
        if value.is_bigint() || value.as_f64().is_some() {
            return self.integer(key);
        }
        told(door::whole(&value, WORD_LIMIT), key)
    }

    /// The names of its own fields.
    pub(crate) fn names(&self) -> Result<Vec<String>, Mistake> {
        let names = door::names(self.value, MOST_NAMES + 1).map_err(|_| unreadable(self.name))?;
        if u32::try_from(names.len()).is_ok_and(|count| count > MOST_NAMES) {
            return Err(Mistake::of(self.name, "too_large", "has too many fields"));
        }
        Ok(names.iter().filter_map(JsValue::as_string).collect())
    }

    /// The headers of an answer: a plain object of texts.
    pub(crate) fn pairs(&self, key: &str) -> Result<Vec<(String, String)>, Mistake> {
        let value = self.field(key)?;
        if value.is_undefined() || value.is_null() {
            return Ok(Vec::new());
        }
        let given = Given::new(&value, key)?;
        let mut pairs = Vec::new();
        for name in given.names()? {
            if let Some(text) = given.long_text(&name, HEADER_LIMIT)? {
                pairs.push((name, text));
            }
        }
        Ok(pairs)
    }

    /// A list of handles, each as it is written.
    pub(crate) fn handles(&self, key: &str, written: Written) -> Result<Vec<String>, Mistake> {
        let list = self.field(key)?;
        let count = door::count(&list).map_err(|_| unreadable(key))?;
        if count == -1 {
            return Ok(Vec::new());
        }
        if count < 0 {
            return Err(Mistake::of(key, "wrong_type", "is no list"));
        }
        if count > MOST_HANDLES {
            return Err(Mistake::of(key, "too_large", "has more than 65536 items"));
        }
        let mut handles = Vec::new();
        for line in 1..=usize::try_from(count).unwrap_or_default() {
            let place = (line - 1).to_string();
            let read = match written {
                Written::Text => door::text(&list, &place, WORD_LIMIT),
                Written::Integer => door::integer(&list, &place),
            };
            let handle = told(read, key).map_err(|fault| fault.at(line))?;
            handles.push(handle.ok_or_else(|| Mistake::missing(key).at(line))?);
        }
        Ok(handles)
    }
}

/// A text that is an argument of its own.
pub(crate) fn whole(value: &JsValue, name: &str, limit: u32) -> Result<String, Mistake> {
    told(door::whole(value, limit), name)?.ok_or_else(|| Mistake::missing(name))
}

/// A word that is an argument of its own.
pub(crate) fn word(value: &JsValue, name: &str) -> Result<String, Mistake> {
    whole(value, name, WORD_LIMIT)
}

fn unreadable(key: &str) -> Mistake {
    Mistake::of(key, "unreadable", "cannot be read")
}

/// What the door says of a value: its text, or the number of a reason.
fn told(answer: Result<JsValue, JsValue>, key: &str) -> Result<Option<String>, Mistake> {
    let answer = answer.map_err(|_| unreadable(key))?;
    if let Some(text) = answer.as_string() {
        return Ok(Some(text));
    }
    let reason = answer.as_f64().unwrap_or_default();
    let (code, says) = match reason {
        0.0 => return Ok(None),
        2.0 => ("too_long", "is too long"),
        3.0 => ("ill_formed", "has half of a character (a lone surrogate)"),
        4.0 => ("not_a_number", "is not a whole number"),
        5.0 => (
            "unsafe_integer",
            "is a number beyond 2^53-1, which may have been rounded: give a bigint",
        ),
        6.0 => ("out_of_range", "does not fit in 64 bits"),
        _ => ("wrong_type", "has the wrong type"),
    };
    Err(Mistake::of(key, code, says))
}
