//! A page of a list, from JSON text into columns, without a value per row in between.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::scan;
use crate::table::Store;
use crate::{Cell, Column, Table};

/// What a page said besides its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many rows it held.
    pub rows: usize,
    /// Its other fields with a text or a number, in their order, as texts.
    pub facts: Vec<(String, String)>,
}

impl Page {
    /// A field besides the rows.
    pub fn fact(&self, key: &str) -> Option<&str> {
        let (_, text) = self.facts.iter().find(|(known, _)| known == key)?;
        Some(text)
    }
}

/// Why a text is no page; the table is as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the parser says, with line and column.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Fault {}

impl From<serde_json::Error> for Fault {
    fn from(fault: serde_json::Error) -> Self {
        Self {
            detail: fault.to_string(),
        }
    }
}

impl Table {
    /// Adds the rows of an answer: an object with a list of objects under `rows`.
    ///
    /// Fields that are no column are passed over, columns that a row does not have are missing,
    /// and numbers and texts stand for each other, as they do in the services' own samples.
    /// Whole numbers are exact to 64 bits.
    ///
    /// # Errors
    /// When the text is no such JSON. The table is then as it was before.
    pub fn append(&mut self, json: &str, rows: &str) -> Result<Page, Fault> {
        let before = self.rows();
        if let Some(page) = scan::page(self, json, rows, &self.names()) {
            return Ok(page);
        }
        self.roll_back(before);
        let mut source = serde_json::Deserializer::from_str(json);
        let page = source.deserialize_map(Envelope { table: self, rows });
        let page = page.and_then(|page| source.end().map(|()| page));
        let page =
            page.and_then(|page| page.ok_or_else(|| serde_json::Error::missing_field("the list")));
        page.map_err(|fault| {
            self.roll_back(before);
            Fault::from(fault)
        })
    }

    /// Adds rows from a bare list of objects, and says how many. `keys` names the field of each
    /// column, in their order.
    ///
    /// # Errors
    /// When the text is no such JSON. The table is then as it was before.
    pub fn append_list(&mut self, json: &str, keys: &[&str]) -> Result<usize, Fault> {
        let before = self.rows();
        if let Some(rows) = scan::list(self, json, keys) {
            return Ok(rows);
        }
        self.roll_back(before);
        let mut source = serde_json::Deserializer::from_str(json);
        let keys = Keys::Named(keys);
        let rows = source.deserialize_seq(Rows { table: self, keys });
        let rows = rows.and_then(|rows| source.end().map(|()| rows));
        rows.map_err(|fault| {
            self.roll_back(before);
            Fault::from(fault)
        })
    }

    fn names(&self) -> Vec<&'static str> {
        self.columns().iter().map(|column| column.key).collect()
    }
}

/// The object around the list.
struct Envelope<'t, 'k> {
    table: &'t mut Table,
    rows: &'k str,
}

impl<'de> Visitor<'de> for Envelope<'_, '_> {
    /// `None` without a list.
    type Value = Option<Page>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a list of {}", self.rows)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut page = Page::default();
        let mut seen = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.rows {
                if seen {
                    return Err(A::Error::custom("the list is there twice"));
                }
                seen = true;
                page.rows = map.next_value_seed(Rows {
                    table: self.table,
                    keys: Keys::Own,
                })?;
            } else if let Some(text) = map.next_value_seed(Fact)? {
                page.facts.push((key, text));
            }
        }
        Ok(seen.then_some(page))
    }
}

/// A field beside the list: a text or a number, or something that is passed over.
struct Fact;

impl<'de> DeserializeSeed<'de> for Fact {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        source.deserialize_any(Scalar(|cell: Cell<'_>| match cell {
            Cell::Missing => None,
            Cell::Text(text) => Some(text.to_owned()),
            Cell::Number(number) => Some(number.to_string()),
        }))
    }
}

/// What the field of a column is called.
#[derive(Clone, Copy)]
enum Keys<'k> {
    /// As the column is.
    Own,
    /// By these names.
    Named(&'k [&'k str]),
}

impl Keys<'_> {
    fn is(self, key: &str, at: usize, column: &Column) -> bool {
        match self {
            Self::Own => column.key == key,
            Self::Named(keys) => keys.get(at) == Some(&key),
        }
    }
}

struct Rows<'t, 'k> {
    table: &'t mut Table,
    keys: Keys<'k>,
}

impl<'de> DeserializeSeed<'de> for Rows<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<usize, D::Error> {
        source.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<usize, A::Error> {
        let mut rows = 0;
        let keys = self.keys;
        while list
            .next_element_seed(Row {
                table: self.table,
                keys,
            })?
            .is_some()
        {
            rows += 1;
        }
        Ok(rows)
    }
}

struct Row<'t, 'k> {
    table: &'t mut Table,
    keys: Keys<'k>,
}

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let columns = self.table.columns();
        let mut filled = 0_u64;
        let mut guess = 0;
        while let Some(place) = map.next_key_seed(Key {
            columns,
            keys: self.keys,
            guess,
        })? {
            let store =
                place.and_then(|at| self.table.open_row().get_mut(at).map(|store| (at, store)));
            match store {
                // Of a field that comes twice the first one counts: a cell is written once.
                Some((at, store)) if filled >> at & 1 == 0 => {
                    filled |= 1 << at;
                    guess = at + 1;
                    map.next_value_seed(Value { store })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        for (at, store) in self.table.open_row().iter_mut().enumerate() {
            if filled >> at & 1 == 0 {
                store.push(Cell::Missing);
            }
        }
        self.table.close_row();
        Ok(())
    }
}

/// The place of a field's column. Fields come in one order, so the one behind the last is tried first.
struct Key<'k> {
    columns: &'static [Column],
    keys: Keys<'k>,
    guess: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        let is = |at: usize, column: &Column| self.keys.is(key, at, column);
        if self
            .columns
            .get(self.guess)
            .is_some_and(|column| is(self.guess, column))
        {
            return Ok(Some(self.guess));
        }
        Ok((0..)
            .zip(self.columns)
            .find(|(at, column)| is(*at, column))
            .map(|(at, _)| at))
    }
}

struct Value<'s> {
    store: &'s mut Store,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(Scalar(|cell: Cell<'_>| self.store.push(cell)))
    }
}

/// Reads a text, a number or a truth value; lists and objects are passed over as missing.
struct Scalar<F>(F);

impl<'de, T, F: FnOnce(Cell<'_>) -> T> Visitor<'de> for Scalar<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(self.0(Cell::Text(text)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(self.0(Cell::Number(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.visit_str(&number.to_string()),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        // As JSON writes it, and with the code that is here for that: `f64`'s own is 10 KB.
        match serde_json::Number::from_f64(number) {
            Some(number) => self.visit_str(&number.to_string()),
            None => self.visit_unit(),
        }
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<T, E> {
        self.visit_str(if truth { "true" } else { "false" })
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(self.0(Cell::Missing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.visit_unit()
    }
}
