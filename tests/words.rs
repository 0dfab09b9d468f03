//! The words of the console: every language has the same ones, and the code asks for exactly those.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at once, its helpers too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use quell::words::LANGUAGES;
use quell_core::draft::Field;
use quell_core::id::Kind;
use quell_core::services::{ALL, Service};
use quell_core::session::columns;
use serde_json::Value;

use lists::{KINDS, LISTED, SCOPES};

#[path = "words/lists.rs"]
mod lists;

/// Messages by key.
type Catalogue = BTreeMap<String, String>;

/// Texts of the code that look like keys and are none: a file, a memory's name, and keys that go on elsewhere.
const NO_KEYS: [&str; 4] = ["config.json", "handles.{}", "operation.{}", "{}.{}"];

fn files(folder: &Path, extension: &str, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extension, into);
        } else if path.extension() == Some(OsStr::new(extension)) {
            into.push(path);
        }
    }
}

fn under_root(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&root.join(folder), extension, &mut found);
    found
}

fn flatten(value: &Value, path: &str, into: &mut Catalogue) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let dot = if path.is_empty() { "" } else { "." };
                flatten(value, &format!("{path}{dot}{key}"), into);
            }
        }
        Value::String(text) => {
            into.insert(path.to_owned(), text.clone());
        }
        // An unquoted `no` or `1.0` is not what was written.
        other => panic!("{path} is {other}, not a text"),
    }
}

/// Each language's messages, read from its file with the parser that compiles them in.
fn catalogues() -> BTreeMap<String, Catalogue> {
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let mut value: Value = serde_saphyr::from_str(&text).unwrap();
        let version = value.as_object_mut().unwrap().remove("_version");
        assert_eq!(version, Some(Value::from(1)), "{name}: one language a file");
        let mut catalogue = Catalogue::new();
        flatten(&value, "", &mut catalogue);
        (name, catalogue)
    };
    under_root("www/locales", "yml")
        .into_iter()
        .map(read)
        .collect()
}

fn english() -> Catalogue {
    catalogues().remove("en").unwrap()
}

/// The names in `%{name}`.
fn places(message: &str) -> BTreeSet<&str> {
    let after = message.split("%{").skip(1);
    after.map(|rest| rest.split_once('}').unwrap().0).collect()
}

/// How a text of the code asks for words.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// `t!("…")`.
    Plain,
    /// `many("…", …)`: the key has `one` and `other`.
    Counted,
    /// Kept for later, as either.
    Either,
}

/// A text of the code that asks for words. Its holes are `{}`.
#[derive(Debug)]
struct Asked {
    place: String,
    text: String,
    form: Form,
    /// What is passed along, up to the closing parenthesis.
    values: String,
}

/// The text literals of the code, each between what is before and after it.
fn literals(code: &str) -> Vec<(&str, &str, &str)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(offset) = code[at..].find(['"', '/']) {
        let start = at + offset;
        let rest = &code[start..];
        if rest.starts_with("//") {
            at = start + rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with('/') || code[..start].ends_with('\'') {
            at = start + 1;
        } else {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            at = start + end.unwrap() + 2;
            found.push((&code[..start], &code[start + 1..at - 1], &code[at..]));
        }
    }
    found
}

fn without_hole_names(text: &str) -> String {
    let mut parts = text.split('{');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str("{}");
        plain.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    plain
}

/// The form that the code before a text gives it. `assert!(` is no `t!(`.
fn form_of(before: &str) -> Form {
    let before = before.trim_end();
    let before = before.strip_suffix("format!(").unwrap_or(before);
    let before = before.trim_end_matches('&').trim_end();
    let called = |name: &str| {
        let rest = before.strip_suffix(name);
        rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    if called("t!(") {
        Form::Plain
    } else if called("many(") {
        Form::Counted
    } else {
        Form::Either
    }
}

/// What follows a text up to the parenthesis that closes its call, past that of a `format!` around it.
fn to_the_close<'c>(before: &str, after: &'c str) -> &'c str {
    let mut depth = i32::from(before.trim_end().ends_with("format!("));
    let end = after.find(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth < 0
    });
    &after[..end.unwrap_or(after.len())]
}

fn is_shaped_like_a_key(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_{}".contains(c);
    text.contains('.')
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(is_word))
}

/// Every text of the code that asks for words: those in calls, and those of a key's shape in a section.
fn asked() -> Vec<Asked> {
    let english = english();
    let section = |text: &str| text.split('.').next().unwrap_or_default().to_owned();
    let sections: BTreeSet<String> = english.keys().map(|key| section(key)).collect();
    let mut all = Vec::new();
    for path in under_root("src", "rs") {
        let code = fs::read_to_string(&path).unwrap();
        let code = code.split("#[cfg(test)]\nmod ").next().unwrap();
        for (before, text, after) in literals(code) {
            let form = form_of(before);
            let text = without_hole_names(text);
            let is_key = is_shaped_like_a_key(&text) && sections.contains(&section(&text));
            if NO_KEYS.contains(&text.as_str()) || (form == Form::Either && !is_key) {
                continue;
            }
            all.push(Asked {
                place: format!("{}:{}", path.display(), before.lines().count()),
                text,
                form,
                values: to_the_close(before, after).to_owned(),
            });
        }
    }
    assert!(!all.is_empty(), "the code asks for nothing");
    all
}

/// The fields that any operation asks for.
fn fields() -> BTreeSet<Field> {
    ALL.iter()
        .flat_map(|operation| operation.fields.iter().copied())
        .collect()
}

/// The keys that a text with a hole becomes, and their form.
fn filled(asked: &Asked) -> Vec<(String, Form)> {
    let Some((start, end)) = asked.text.split_once("{}") else {
        return vec![(asked.text.clone(), asked.form)];
    };
    let words: Vec<&str> = match (start, end) {
        ("operation.", ".button" | ".question" | ".confirm") => {
            // A kill of a whole scope has no number to say, and its questions are not the operation's.
            let counts = |scoped: bool| if scoped { Form::Plain } else { Form::Counted };
            return ALL
                .iter()
                .map(|it| (it.id, it.fields.contains(&Field::Scope)))
                .filter(|(_, scoped)| end == ".button" || !scoped)
                .map(|(id, scoped)| (format!("operation.{id}{end}"), counts(scoped)))
                .collect();
        }
        ("operation.", ".short" | ".title" | ".effect") => ALL.iter().map(|it| it.id).collect(),
        ("kind.", "") => KINDS.map(Kind::word).into(),
        ("target.", "") => fields().into_iter().map(Field::word).collect(),
        ("handles.", ".label" | ".hint" | ".example") => {
            let handles = fields().into_iter().filter(|field| field.is_handles());
            handles.map(Field::word).collect()
        }
        ("scope.", ".title" | ".text") => SCOPES.into(),
        ("sessions.column.", "") => {
            let all = Service::ALL.into_iter().flat_map(columns);
            all.map(|column| column.key).collect()
        }
        (start, "") if LISTED.iter().any(|(known, _)| *known == start) => {
            let listed = LISTED.iter().filter(|(known, _)| *known == start);
            listed.flat_map(|(_, words)| words.split(' ')).collect()
        }
        _ => panic!("{}: what fills {:?}? Say it here", asked.place, asked.text),
    };
    let start = if start.is_empty() {
        "operation."
    } else {
        start
    };
    let key = |word: &str| (format!("{start}{word}{end}"), asked.form);
    words.into_iter().map(key).collect()
}

/// The messages behind a key in a form.
fn messages(english: &Catalogue, key: &str, form: Form) -> Vec<String> {
    let plain = vec![key.to_owned()];
    let counted = vec![format!("{key}.one"), format!("{key}.other")];
    match form {
        Form::Plain => plain,
        Form::Either if english.contains_key(key) => plain,
        Form::Counted | Form::Either => counted,
    }
}

#[test]
fn every_language_that_can_be_chosen_has_its_words_and_no_other() {
    let files: BTreeSet<String> = catalogues().into_keys().collect();
    let offered: BTreeSet<String> = LANGUAGES.map(|(tag, _)| tag.to_owned()).into();
    assert_eq!(files, offered);
}

#[test]
fn every_language_has_the_keys_of_english() {
    let english = english();
    for (name, catalogue) in catalogues() {
        let missing: Vec<_> = english
            .keys()
            .filter(|key| !catalogue.contains_key(*key))
            .collect();
        let unknown: Vec<_> = catalogue
            .keys()
            .filter(|key| !english.contains_key(*key))
            .collect();
        assert!(missing.is_empty(), "{name} lacks {missing:?}");
        assert!(
            unknown.is_empty(),
            "{name} has {unknown:?}, which English has not"
        );
    }
}

#[test]
fn every_message_says_something_and_has_the_places_of_english() {
    let english = english();
    for (name, catalogue) in catalogues() {
        for (key, message) in &catalogue {
            assert!(!message.trim().is_empty(), "{name}: {key} is empty");
            if let Some(model) = english.get(key) {
                assert_eq!(places(message), places(model), "{name}: {key}");
            }
        }
    }
}

#[test]
fn every_key_that_the_code_asks_for_exists() {
    let english = english();
    let mut missing = Vec::new();
    for asked in asked() {
        for (key, form) in filled(&asked) {
            for message in messages(&english, &key, form) {
                if !english.contains_key(&message) {
                    missing.push(format!("{message} ({})", asked.place));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no words for {missing:#?}");
}

#[test]
fn every_place_of_a_message_is_given_its_value() {
    let english = english();
    for asked in asked() {
        for (key, form) in filled(&asked) {
            let given: &dyn Fn(&str) -> bool = match form {
                Form::Plain => &|name| asked.values.contains(&format!(" {name} =")),
                Form::Counted | Form::Either => &|name| name == "n",
            };
            for message in messages(&english, &key, form) {
                for name in english
                    .get(&message)
                    .map(|it| places(it))
                    .unwrap_or_default()
                {
                    assert!(given(name), "{}: {message} lacks {name}", asked.place);
                }
            }
        }
    }
}

#[test]
fn every_key_is_asked_for() {
    let english = english();
    let mut dead: BTreeSet<&str> = english.keys().map(String::as_str).collect();
    for asked in asked() {
        for (key, form) in filled(&asked) {
            for message in messages(&english, &key, form) {
                dead.remove(message.as_str());
            }
        }
    }
    assert!(dead.is_empty(), "nothing says {dead:#?}");
}

#[test]
fn the_words_that_fill_keys_are_words_of_the_code() {
    let code: Vec<String> = under_root("src", "rs")
        .into_iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for word in SCOPES {
        let quoted = format!("\"{word}\"");
        assert!(code.iter().any(|text| text.contains(&quoted)), "{word}");
    }
}

#[test]
fn where_a_list_does_not_come_the_button_that_takes_a_copied_one_is_named() {
    for (language, words) in catalogues() {
        let button = &words["capture.open"];
        for remedy in ["paste", "again"] {
            let said = &words[&format!("sessions.remedy.{remedy}")];
            assert!(said.contains(button.as_str()), "{language}: {said}");
        }
    }
}
