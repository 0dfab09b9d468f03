//! Text to handles: lines, commas or JSON, with every piece that is refused named by its line.

use std::collections::BTreeSet;

use serde_json::value::RawValue;

use crate::id::{Advice, ClientAddr, IdFault, ProcessId, SessionId};

/// What a list can be of.
pub trait Handle: Sized {
    /// Reads one from plain text.
    ///
    /// # Errors
    /// Says what is wrong with it.
    fn from_text(text: &str) -> Result<Self, IdFault>;

    /// Reads one from a JSON value's own text.
    ///
    /// # Errors
    /// Says what is wrong with it.
    fn from_json(json: &str) -> Result<Self, IdFault>;

    /// What is unusual about it.
    fn advice(&self) -> Option<Advice>;

    /// Its text.
    fn text(&self) -> String;
}

/// A piece that is no handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPiece {
    /// The line it stands on, from 1.
    pub line: usize,
    /// The piece, cut to a length that can be shown.
    pub text: String,
    /// What is wrong with it.
    pub fault: PieceFault,
}

/// Why a piece was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PieceFault {
    /// It is no handle.
    Id(IdFault),
    /// The text begins like JSON but is none, or none with a list of handles.
    Json,
}

/// What was read: each handle once, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<T> {
    /// The handles.
    pub handles: Vec<T>,
    /// How many repeats were folded.
    pub folded: usize,
    /// What was refused.
    pub bad: Vec<BadPiece>,
}

/// Reads handles from text.
///
/// A text that begins with `[` or `{` is JSON: a list, or an object with one list, such
/// as the body of a kill. An address of IPv6 begins with `[` too; so what is no JSON is
/// read as plain text before it is called bad.
pub fn read<T: Handle>(text: &str) -> Reading<T> {
    let mut collector = Collector::default();
    let trimmed = text.trim_start();
    if trimmed.starts_with('{') || trimmed.starts_with('[') {
        if let Some(items) = json_list(text) {
            // They stand in their order, so every line is counted once.
            let (mut from, mut line) = (0, 1);
            for item in items {
                let json = item.get();
                let to = offset_of(text, json);
                line += text.get(from..to).unwrap_or_default().matches('\n').count();
                from = to;
                collector.take(line, || T::from_json(json), json);
            }
            return collector.reading;
        }
        if !is_bracketed_address(trimmed) {
            collector.refuse(line_of(text, trimmed), trimmed, PieceFault::Json);
            return collector.reading;
        }
    }
    for (index, line) in text.lines().enumerate() {
        for piece in pieces(line) {
            collector.take(index + 1, || T::from_text(piece), piece);
        }
    }
    collector.reading
}

/// Reads handles that are apart already: each stands for itself, and the bad ones are named by their place, from 1.
pub fn read_given<T: Handle>(given: &[String]) -> Reading<T> {
    let mut collector = Collector::default();
    for (index, piece) in given.iter().enumerate() {
        match T::from_text(piece) {
            Ok(handle) => collector.reading.handles.push(handle),
            Err(fault) => collector.refuse(index + 1, piece, PieceFault::Id(fault)),
        }
    }
    collector.reading
}

/// Whether a text begins with an IPv6 address in brackets rather than with a JSON list.
fn is_bracketed_address(text: &str) -> bool {
    let inner = text.strip_prefix('[').unwrap_or_default();
    let end = inner.find([']', '%']).unwrap_or(inner.len());
    let address = inner.get(..end).unwrap_or_default();
    let of_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    address.matches(':').count() > 1 && address.bytes().all(of_address)
}

struct Collector<T> {
    reading: Reading<T>,
    /// By their text: one set of texts serves every kind of handle.
    seen: BTreeSet<String>,
}

impl<T> Default for Collector<T> {
    fn default() -> Self {
        Self {
            reading: Reading {
                handles: Vec::new(),
                folded: 0,
                bad: Vec::new(),
            },
            seen: BTreeSet::new(),
        }
    }
}

impl<T: Handle> Collector<T> {
    fn take(&mut self, line: usize, parse: impl FnOnce() -> Result<T, IdFault>, piece: &str) {
        match parse() {
            Ok(handle) if self.seen.insert(handle.text()) => self.reading.handles.push(handle),
            Ok(_) => self.reading.folded += 1,
            Err(fault) => self.refuse(line, piece, PieceFault::Id(fault)),
        }
    }

    fn refuse(&mut self, line: usize, piece: &str, fault: PieceFault) {
        const SHOWN: usize = 60;
        let mut text: String = piece.chars().take(SHOWN).collect();
        if text.len() < piece.len() {
            text.push('…');
        }
        self.reading.bad.push(BadPiece { line, text, fault });
    }
}

/// A line's pieces: parted by commas, semicolons or white space, freed of quotes.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
        .map(|piece| piece.trim_matches(['"', '\'', '`']))
        .filter(|piece| !piece.is_empty())
}

/// The items of a JSON list, or of the one list in a JSON object. Numbers keep their text.
fn json_list(text: &str) -> Option<Vec<&RawValue>> {
    if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(text) {
        return Some(list);
    }
    let object: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let mut lists = object
        .values()
        .filter_map(|value| serde_json::from_str::<Vec<&RawValue>>(value.get()).ok());
    let list = lists.next()?;
    lists.next().is_none().then_some(list)
}

/// The line on which a part of a text begins, from 1.
fn line_of(text: &str, part: &str) -> usize {
    let before = text.get(..offset_of(text, part)).unwrap_or_default();
    before.matches('\n').count() + 1
}

/// Where a part of a text begins, in bytes.
fn offset_of(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// A JSON string's text, or the digits of a JSON integer.
fn json_text(json: &str) -> Result<String, IdFault> {
    if json.starts_with('"') {
        return serde_json::from_str(json).map_err(|_| IdFault::WrongType);
    }
    let digits = json.strip_prefix('-').unwrap_or(json);
    let integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    integer.then(|| json.to_owned()).ok_or(IdFault::WrongType)
}

impl Handle for SessionId {
    fn from_text(text: &str) -> Result<Self, IdFault> {
        Self::parse(text)
    }

    fn from_json(json: &str) -> Result<Self, IdFault> {
        Self::parse(&json_text(json)?)
    }

    fn advice(&self) -> Option<Advice> {
        self.advice()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Handle for ClientAddr {
    fn from_text(text: &str) -> Result<Self, IdFault> {
        Self::parse(text)
    }

    fn from_json(json: &str) -> Result<Self, IdFault> {
        if !json.starts_with('"') {
            return Err(IdFault::WrongType);
        }
        Self::parse(&json_text(json)?)
    }

    fn advice(&self) -> Option<Advice> {
        self.advice()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Handle for ProcessId {
    fn from_text(text: &str) -> Result<Self, IdFault> {
        Self::parse(text)
    }

    fn from_json(json: &str) -> Result<Self, IdFault> {
        Self::parse(&json_text(json)?)
    }

    fn advice(&self) -> Option<Advice> {
        (*self).advice()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<T: Handle>(text: &str) -> Vec<String> {
        let reading = read::<T>(text);
        assert_eq!(reading.bad, [], "{text}");
        reading.handles.iter().map(Handle::text).collect()
    }

    fn bad<T: Handle>(text: &str) -> Vec<(usize, String)> {
        let reading = read::<T>(text);
        reading.bad.into_iter().map(|b| (b.line, b.text)).collect()
    }

    #[test]
    fn lines_commas_and_quotes_are_read() {
        let expected = ["34631", "shard_1:7201646"];
        for text in [
            "34631\nshard_1:7201646",
            "34631, shard_1:7201646",
            "\"34631\"; 'shard_1:7201646'\r\n",
            "  34631\t\n\n shard_1:7201646,",
            r#"["34631", "shard_1:7201646"]"#,
            r#"{"sessions": ["34631", "shard_1:7201646"]}"#,
            r#"[34631, "shard_1:7201646"]"#,
        ] {
            assert_eq!(texts::<SessionId>(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_in_json_stay_exact() {
        let text = r#"{"processes":[9007199254740993, 9223372036854775807, "12"]}"#;
        assert_eq!(
            texts::<ProcessId>(text),
            ["9007199254740993", "9223372036854775807", "12"]
        );
        assert_eq!(bad::<ProcessId>("[1,\n1e3,\n1.0,\nnull]").len(), 3);
    }

    #[test]
    fn an_ipv6_address_is_not_mistaken_for_json() {
        assert_eq!(
            texts::<ClientAddr>("[::1]:6379, [2001:db8::1]:1"),
            ["[::1]:6379", "[2001:db8::1]:1"]
        );
    }

    #[test]
    fn each_refused_piece_is_named_with_its_line() {
        assert_eq!(
            bad::<ProcessId>("1\n\nabc 2\n3,x4"),
            [(3, "abc".to_owned()), (4, "x4".to_owned())]
        );
        assert_eq!(
            bad::<ProcessId>("[1,\n\"abc\"]"),
            [(2, "\"abc\"".to_owned())]
        );
        assert_eq!(
            bad::<ProcessId>("{\"a\":\n[1,\n\"b\", \"c\",\n\n\"d\"]}"),
            [
                (3, "\"b\"".to_owned()),
                (3, "\"c\"".to_owned()),
                (5, "\"d\"".to_owned())
            ]
        );
        assert_eq!(bad::<ClientAddr>("[\"10.0.0.1\"]").len(), 1);
        let long = "x".repeat(100);
        assert_eq!(bad::<ProcessId>(&long)[0].1.chars().count(), 61);
    }

    #[test]
    fn broken_json_is_called_json_not_a_hundred_bad_ids() {
        for text in [
            "{\"sessions\":[1,",
            "[\"1\",\"2\"",
            "{}",
            "[34631, 34632",
            "[",
            "{\"a\":[1],\"b\":[2]}",
        ] {
            let reading = read::<SessionId>(text);
            assert_eq!(reading.bad.len(), 1, "{text}");
            assert_eq!(reading.bad[0].fault, PieceFault::Json, "{text}");
            assert!(reading.handles.is_empty());
        }
    }

    #[test]
    fn repeats_are_folded_in_order() {
        let reading = read::<SessionId>("b a b a c");
        let texts: Vec<_> = reading.handles.iter().map(Handle::text).collect();
        assert_eq!(
            (texts, reading.folded),
            (vec!["b".into(), "a".into(), "c".into()], 2)
        );
    }
}
