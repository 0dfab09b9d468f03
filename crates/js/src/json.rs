//! Writes JSON: the way out of the module. A writer of its own is a quarter of the size of a tree of values.

/// An object that is being written.
#[derive(Clone, Debug)]
pub(crate) struct Object(String);

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    // A text can always be written.
    serde_json::to_string(text).unwrap_or_default()
}

/// Items as a list.
pub(crate) fn list(items: &mut dyn Iterator<Item = String>) -> String {
    let mut text = String::from("[");
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&item);
    }
    text.push(']');
    text
}

/// Texts as a list.
pub(crate) fn texts(items: &mut dyn Iterator<Item = &str>) -> String {
    list(&mut items.map(quoted))
}

impl Object {
    /// An empty one.
    pub(crate) fn new() -> Self {
        // Room for most.
        let mut text = String::with_capacity(256);
        text.push('{');
        Self(text)
    }

    /// An empty one with a field `kind`.
    pub(crate) fn of(kind: &str) -> Self {
        Self::new().text("kind", kind)
    }

    /// Adds a field that is JSON already.
    pub(crate) fn raw(mut self, key: &str, json: &str) -> Self {
        self.add(key, json);
        self
    }

    /// Adds a field that is JSON already, to an object in its place.
    fn add(&mut self, key: &str, json: &str) {
        self.key(key);
        self.0.push_str(json);
    }

    /// Begins a field. Names are words of ours, and need no escape.
    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    /// Adds a text.
    pub(crate) fn text(mut self, key: &str, text: &str) -> Self {
        self.add_text(key, text);
        self
    }

    /// Adds a text to an object in its place.
    pub(crate) fn add_text(&mut self, key: &str, text: &str) {
        self.key(key);
        let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
        if text.bytes().all(is_plain) {
            self.0.push('"');
            self.0.push_str(text);
            self.0.push('"');
        } else {
            self.0.push_str(&quoted(text));
        }
    }

    /// Adds a text, or `null`.
    pub(crate) fn maybe(self, key: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(key, text),
            None => self.raw(key, "null"),
        }
    }

    /// Adds a number, or `null`.
    pub(crate) fn number(self, key: &str, number: Option<usize>) -> Self {
        match number {
            Some(number) => self.raw(key, &number.to_string()),
            None => self.raw(key, "null"),
        }
    }

    /// Adds a truth value.
    pub(crate) fn flag(self, key: &str, flag: bool) -> Self {
        self.raw(key, if flag { "true" } else { "false" })
    }

    /// The object's text.
    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
