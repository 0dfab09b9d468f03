//! The quick way through a list of flat objects; what is out of the ordinary is left to serde.
//!
//! A list of 100,000 rows is mostly short texts and numbers under the same few names in the same
//! order. This way looks for exactly that and gives up at anything else: the caller then takes
//! the rows back and reads the whole text with `serde_json`, whose word is the last one.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

use crate::table::Store;
use crate::{Cell, Page, Table};

/// A place in a text; every step gives up with `None`.
struct Scan<'j> {
    text: &'j str,
    at: usize,
}

/// Adds the rows of a list, which is all of the text, and says how many they are. After `None`
/// some may have been added.
pub(crate) fn list(table: &mut Table, text: &str, names: &[&str]) -> Option<usize> {
    let mut scan = Scan { text, at: 0 };
    let rows = scan.rows(table, names)?;
    scan.next().is_none().then_some(rows)
}

/// Adds the rows of the list under a name, in an object whose other fields are flat. After `None`
/// some may have been added.
pub(crate) fn page(table: &mut Table, text: &str, list: &str, names: &[&str]) -> Option<Page> {
    let mut scan = Scan { text, at: 0 };
    let mut page = Page::default();
    let mut seen = false;
    scan.expect(b'{')?;
    loop {
        scan.expect(b'"')?;
        scan.at -= 1;
        let name = scan.string()?;
        scan.expect(b':')?;
        if name == list && !seen {
            seen = true;
            page.rows = scan.rows(table, names)?;
        } else {
            let fact = match scan.next()? {
                _ if name == list => return None,
                b'"' => scan.string()?.into_owned(),
                b'-' | b'0'..=b'9' => scan.number()?.to_string(),
                _ => return None,
            };
            page.facts.push((name.into_owned(), fact));
        }
        match scan.next()? {
            b',' => scan.at += 1,
            b'}' => break,
            _ => return None,
        }
    }
    scan.at += 1;
    (seen && scan.next().is_none()).then_some(page)
}

impl<'j> Scan<'j> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.byte()? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        if self.next()? != wanted {
            return None;
        }
        self.at += 1;
        Some(())
    }

    fn rest(&self) -> &'j [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn rows(&mut self, table: &mut Table, names: &[&str]) -> Option<usize> {
        let mut rows = 0;
        self.expect(b'[')?;
        if self.next()? == b']' {
            self.at += 1;
            return Some(rows);
        }
        loop {
            self.row(table, names)?;
            rows += 1;
            match self.next()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(rows)
    }

    fn row(&mut self, table: &mut Table, names: &[&str]) -> Option<()> {
        self.expect(b'{')?;
        let mut filled = 0_u64;
        let mut guess = 0;
        loop {
            let column = self.name(names, guess)?;
            // A name that is no column, or comes twice, is for serde to pass over.
            if filled >> column & 1 == 1 {
                return None;
            }
            filled |= 1 << column;
            guess = column + 1;
            let store = table.open_row().get_mut(column)?;
            self.value(store)?;
            match self.next()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        self.at += 1;
        for (column, store) in table.open_row().iter_mut().enumerate() {
            if filled >> column & 1 == 0 {
                store.push(Cell::Missing);
            }
        }
        table.close_row();
        Some(())
    }

    /// A field's name and its colon. The one behind the last is tried first.
    fn name(&mut self, names: &[&str], guess: usize) -> Option<usize> {
        self.expect(b'"')?;
        let rest = self.rest();
        let is = |name: &str| {
            rest.strip_prefix(name.as_bytes())
                .is_some_and(|after| after.first() == Some(&b'"'))
        };
        let column = match names.get(guess) {
            Some(name) if is(name) => guess,
            _ => names.iter().position(|name| is(name))?,
        };
        self.at += names.get(column)?.len() + 1;
        self.expect(b':')?;
        Some(column)
    }

    fn value(&mut self, store: &mut Store) -> Option<()> {
        match self.next()? {
            b'"' => {
                let text = self.string()?;
                store.push(Cell::Text(&text));
            }
            b'-' | b'0'..=b'9' => store.push(Cell::Number(self.number()?)),
            b'n' => {
                self.word("null")?;
                store.push(Cell::Missing);
            }
            b't' => {
                self.word("true")?;
                store.push(Cell::Text("true"));
            }
            b'f' => {
                self.word("false")?;
                store.push(Cell::Text("false"));
            }
            _ => return None,
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.rest().strip_prefix(word.as_bytes())?;
        self.at += word.len();
        Some(())
    }

    /// A text in quotes. One with an escape is read by serde, one with a raw control is none.
    fn string(&mut self) -> Option<Cow<'j, str>> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = special(bytes, start + 1)?;
        if bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.text.get(start + 1..end).map(Cow::Borrowed);
        }
        while bytes.get(end) != Some(&b'"') {
            if bytes.get(end) != Some(&b'\\') {
                return None;
            }
            end = special(bytes, end + 2)?;
        }
        self.at = end + 1;
        let quoted = self.text.get(start..=end)?;
        let mut source = serde_json::Deserializer::from_str(quoted);
        source.deserialize_bytes(Lossy).ok().map(Cow::Owned)
    }

    /// A whole number of up to 18 digits in its plain form.
    fn number(&mut self) -> Option<i64> {
        let negative = self.byte() == Some(b'-');
        self.at += usize::from(negative);
        let first = self.at;
        let mut value = 0_i64;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            if self.at - first == 18 {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            self.at += 1;
        }
        let digits = self.text.as_bytes().get(first..self.at)?;
        let is_padded = digits.len() > 1 && digits.first() == Some(&b'0');
        let ends = matches!(self.byte()?, b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
        // `-0` is a fraction to serde.
        if digits.is_empty() || is_padded || !ends || (negative && value == 0) {
            return None;
        }
        Some(if negative { -value } else { value })
    }
}

/// Half of a surrogate pair is no text, but a statement that was cut in the middle of an emoji
/// must not hide a whole list: it becomes the replacement character.
struct Lossy;

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// The first quote, backslash or control from a place on, found eight bytes at a time.
fn special(bytes: &[u8], from: usize) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES * 0x80;
    let rest = bytes.get(from..)?;
    let (eights, tail) = rest.as_chunks::<8>();
    for (count, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        // A byte's high bit is set where it is less than the subtrahend. The borrow may set more
        // above the first one, which is all that counts.
        let less = |word: u64, than: u64| word.wrapping_sub(ONES * than) & !word;
        let quote = less(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = less(word ^ (ONES * u64::from(b'\\')), 1);
        let found = (less(word, 0x20) | quote | backslash) & HIGHS;
        if found != 0 {
            return Some(from + count * 8 + (found.trailing_zeros() / 8) as usize);
        }
    }
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    let place = tail.iter().position(is_special)?;
    Some(from + eights.len() * 8 + place)
}
