//! One walker for JSON and for what MongoDB's shells print: values are parted, never built.
//!
//! It reads a superset of both: bare keys, quotes of three kinds, `Long("7")`, `<ref *1>`,
//! strings joined by `+`, trailing commas, regular expressions. A value is the text up to the next comma
//! or closing bracket of its level, so what is not known passes as it is. Depth is
//! counted, not recursed into; a string ends with its line at the latest; so any text is
//! walked in one pass.

use std::borrow::Cow;

/// A piece of text between two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// `{`, `[` or `(`.
    Open(u8),
    /// `}`, `]` or `)`.
    Close,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A string with its quotes.
    Quoted(&'t str),
    /// Anything else: a number, a name, a regular expression.
    Word(&'t str),
}

/// What a value is at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Members in braces.
    Object,
    /// Items in square brackets.
    List,
    /// A string, a number, a word, a call.
    Scalar,
    /// Nothing before the next comma or bracket.
    Nothing,
}

/// A value: its text and where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    /// Its whole text.
    pub(super) raw: &'t str,
    /// What it is.
    pub(super) shape: Shape,
    /// Where it begins in the text that the walker was made of.
    pub(super) start: usize,
    /// Whether its strings and brackets close.
    pub(super) whole: bool,
    /// Where its brackets open, within `raw`.
    open: usize,
}

/// Walks a text.
#[derive(Clone, Debug)]
pub(super) struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next token is looked for.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes to a place.
    pub(super) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    /// The next token and where it begins, without taking it.
    pub(super) fn peek(&self) -> Option<(usize, Token<'t>)> {
        self.clone().token()
    }

    /// Takes the next token.
    pub(super) fn token(&mut self) -> Option<(usize, Token<'t>)> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + (rest.len() - rest.trim_start().len());
        let rest = self.text.get(start..)?;
        let first = *rest.as_bytes().first()?;
        let (length, token) = match first {
            b'{' | b'[' | b'(' => (1, Token::Open(first)),
            b'}' | b']' | b')' => (1, Token::Close),
            b',' => (1, Token::Comma),
            b':' => (1, Token::Colon),
            b'"' | b'\'' | b'`' => {
                let length = quoted(rest, first);
                (length, Token::Quoted(rest.get(..length)?))
            }
            b'/' => {
                let length = regex(rest).unwrap_or_else(|| word(rest));
                (length, Token::Word(rest.get(..length)?))
            }
            _ => {
                let length = word(rest);
                (length, Token::Word(rest.get(..length)?))
            }
        };
        self.at = start + length;
        Some((start, token))
    }

    /// Takes a value: all up to the next comma or closing bracket of this level.
    pub(super) fn value(&mut self) -> Value<'t> {
        let (mut start, mut end) = (None, self.at);
        let (mut depth, mut whole) = (0_usize, true);
        let (mut shape, mut open) = (Shape::Nothing, 0);
        let mut named = false;
        loop {
            let before = self.at;
            let Some((at, token)) = self.token() else {
                whole &= depth == 0;
                break;
            };
            match token {
                Token::Comma | Token::Close if depth == 0 => {
                    self.at = before;
                    break;
                }
                Token::Close => depth -= 1,
                Token::Open(bracket) => {
                    // `<ref *1> {` and `[Object: null prototype] {` are objects; `Long(` is a call.
                    if depth == 0 {
                        shape = match bracket {
                            b'{' => Shape::Object,
                            b'[' => Shape::List,
                            _ => Shape::Scalar,
                        };
                        named |= bracket == b'(';
                        open = at;
                    }
                    depth += 1;
                }
                Token::Quoted(text) => {
                    whole &= is_closed(text);
                    if depth == 0 {
                        shape = Shape::Scalar;
                    }
                }
                Token::Word(_) if depth == 0 => shape = Shape::Scalar,
                Token::Word(_) | Token::Comma | Token::Colon => {}
            }
            start.get_or_insert(at);
            end = self.at;
        }
        let start = start.unwrap_or(end);
        if named {
            shape = Shape::Scalar;
        }
        Value {
            raw: self.text.get(start..end).unwrap_or_default(),
            shape,
            start,
            whole,
            open: open.saturating_sub(start),
        }
    }

    /// Takes a key and its colon; `None` at the end of the object, or where there is no key.
    pub(super) fn key(&mut self) -> Option<Cow<'t, str>> {
        loop {
            let before = self.at;
            match self.token()? {
                (_, Token::Comma) => {}
                (_, Token::Quoted(text)) if self.colon() => return Some(unquote(text)),
                (_, Token::Word(text)) if self.colon() => return Some(Cow::Borrowed(text)),
                _ => {
                    self.at = before;
                    return None;
                }
            }
        }
    }

    fn colon(&mut self) -> bool {
        let is_colon = matches!(self.peek(), Some((_, Token::Colon)));
        if is_colon {
            let _ = self.token();
        }
        is_colon
    }
}

impl<'t> Value<'t> {
    /// Walks what is inside its brackets.
    pub(super) fn inside(&self) -> Scan<'t> {
        let mut scan = Scan::new(self.raw);
        scan.go_to(self.open);
        let _ = scan.token();
        scan
    }

    /// The member of a key, of an object.
    pub(super) fn member(&self, wanted: &str) -> Option<Self> {
        if self.shape != Shape::Object {
            return None;
        }
        let mut scan = self.inside();
        while let Some(key) = scan.key() {
            let value = scan.value();
            if key == wanted {
                return Some(value);
            }
        }
        None
    }

    /// Its first item, of a list.
    pub(super) fn first(&self) -> Option<Self> {
        (self.shape == Shape::List)
            .then(|| self.inside().value())
            .filter(|value| value.shape != Shape::Nothing)
    }

    /// Its text as a person would write it, or `None` for a null.
    ///
    /// Numbers keep their digits. `Long("7")` and `{"$numberLong":"7"}` are 7.
    pub(super) fn text(&self) -> Option<Cow<'t, str>> {
        match self.shape {
            Shape::Nothing => None,
            Shape::List => Some(Cow::Borrowed(self.raw)),
            Shape::Object => {
                let mut scan = self.inside();
                let wrapped = scan.key().is_some_and(|key| {
                    key.starts_with("$number") || key == "$oid" || key == "$date"
                });
                let inner = scan.value();
                if wrapped && inner.shape == Shape::Scalar {
                    return Some(simple(inner.raw));
                }
                Some(Cow::Borrowed(self.raw))
            }
            Shape::Scalar => match self.raw {
                "null" | "undefined" => None,
                raw => Some(simple(raw)),
            },
        }
    }
}

/// A scalar's text: a string without quotes, a call's only argument, anything else as it is.
fn simple(raw: &str) -> Cow<'_, str> {
    let mut scan = Scan::new(raw);
    let Some((_, first)) = scan.token() else {
        return Cow::Borrowed(raw);
    };
    match (first, scan.token()) {
        (Token::Quoted(text), None) => unquote(text),
        (Token::Quoted(text), Some((_, Token::Word("+")))) => joined(raw, text, scan),
        (Token::Word(name), Some((_, Token::Open(b'(')))) if holds_a_number(name) => {
            let argument = scan.value();
            let alone = matches!(scan.token(), Some((_, Token::Close))) && scan.peek().is_none();
            let mut inside = Scan::new(argument.raw);
            match (alone, inside.token(), inside.token()) {
                (true, Some((_, Token::Quoted(text))), None) => unquote(text),
                (true, Some((_, Token::Word(text))), None) => Cow::Borrowed(text),
                _ => Cow::Borrowed(raw),
            }
        }
        _ => Cow::Borrowed(raw),
    }
}

/// The shells' wrappers of numbers.
fn holds_a_number(name: &str) -> bool {
    let names = ["Long", "Int32", "Double", "Decimal128"];
    names.contains(&name) || name.starts_with("Number")
}

/// `'a\n' + 'b'`, as Node prints a string of several lines.
fn joined<'t>(raw: &'t str, first: &str, mut scan: Scan<'t>) -> Cow<'t, str> {
    let mut whole = unquote(first).into_owned();
    loop {
        match scan.token() {
            Some((_, Token::Quoted(text))) => whole.push_str(&unquote(text)),
            Some((_, Token::Word("+"))) => {}
            None => return Cow::Owned(whole),
            Some(_) => return Cow::Borrowed(raw),
        }
    }
}

/// How long a string is that begins a text; it ends with its line at the latest.
fn quoted(text: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a quoted text has its closing quote.
fn is_closed(text: &str) -> bool {
    text.bytes()
        .next()
        .is_some_and(|quote| quoted(text, quote) == text.len() && text.len() > 1)
        && text.as_bytes().first() == text.as_bytes().last()
        && !ends_escaped(text)
}

/// Whether the last character is one that a backslash takes the meaning from.
fn ends_escaped(text: &str) -> bool {
    let inner = text.get(..text.len() - 1).unwrap_or_default();
    let slashes = inner.len() - inner.trim_end_matches('\\').len();
    slashes % 2 == 1
}

/// How long a regular expression is that begins a text, if it closes on its line.
fn regex(text: &str) -> Option<usize> {
    let length = quoted(text, b'/');
    let closed = length > 1 && text.as_bytes().get(length - 1) == Some(&b'/');
    closed.then(|| {
        let flags = text.get(length..).unwrap_or_default();
        let rest = flags.trim_start_matches(|c: char| c.is_ascii_lowercase());
        text.len() - rest.len()
    })
}

/// How long a word is that begins a text.
fn word(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || "{}[](),:'\"`".contains(c);
    text.find(ends).unwrap_or(text.len())
}

/// A string's text, without quotes and escapes.
pub(super) fn unquote(text: &str) -> Cow<'_, str> {
    let inner = text.get(1..text.len() - usize::from(is_closed(text)));
    let inner = inner.unwrap_or_default();
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        rest = escape(after, &mut plain);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Reads what follows a backslash and gives the rest.
fn escape<'t>(text: &'t str, plain: &mut String) -> &'t str {
    let mut rest = text.chars();
    let Some(first) = rest.next() else {
        return text;
    };
    match first {
        'n' => plain.push('\n'),
        'r' => plain.push('\r'),
        't' => plain.push('\t'),
        'b' => plain.push('\u{8}'),
        'f' => plain.push('\u{c}'),
        'v' => plain.push('\u{b}'),
        '0' => plain.push('\0'),
        'x' | 'u' => {
            let digits = if first == 'x' { 2 } else { 4 };
            let Some((mut code, mut after)) = hex(rest.as_str(), digits) else {
                plain.push(first);
                return rest.as_str();
            };
            // Two halves of a character beyond the first plane.
            let low = after.strip_prefix("\\u").and_then(|text| hex(text, 4));
            if let (0xd800..0xdc00, Some((second @ 0xdc00..0xe000, beyond))) = (code, low) {
                code = 0x1_0000 + ((code - 0xd800) << 10) + (second - 0xdc00);
                after = beyond;
            }
            plain.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            return after;
        }
        other => plain.push(other),
    }
    rest.as_str()
}

fn hex(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (code, rest) = text.split_at_checked(digits)?;
    let all_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = all_hex.then(|| u32::from_str_radix(code, 16).ok())??;
    Some((code, rest))
}
