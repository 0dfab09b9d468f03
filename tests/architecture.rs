//! The rules of the house, held by reading the house itself: arrows, walls, lengths, and what the documents claim.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use quell_core::services::ALL;
use quell_core::services::look::LOOKS;

/// The most lines of a source file.
const LONGEST: usize = 400;

/// Folders of the top that hold what was made, not written.
#[rustfmt::skip]
const MADE: [&str; 7] =
    [".cache", ".git", "bench/out", "dist", "dist.next", "node_modules", "target"];

/// What a view may name of the browser, line by line: types of events and fields, and one timer.
///
/// The list may shrink. An entry that no line needs any more fails the test, so that it goes.
const OUTSIDE: [(&str, &str); 1] = [("src/ui/copy.rs", "use gloo_timers::callback::Timeout;")];

/// A file of the house: its path from the top, and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    fn has_ending(&self, endings: &[&str]) -> bool {
        let ending = Path::new(&self.path).extension().unwrap_or_default();
        endings.iter().any(|known| ending == *known)
    }

    /// The lines that are not wholly a comment, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.starts_with("//"))
    }
}

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file below a folder of the house; what is no text is passed over.
fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    collect(&top().join(folder), folder, &mut found);
    assert!(!found.is_empty(), "there is nothing in {folder}");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(folder: &Path, name: &str, found: &mut Vec<File>) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    for entry in entries.flatten() {
        let own = entry.file_name().to_string_lossy().into_owned();
        let path = if name.is_empty() {
            own.clone()
        } else {
            format!("{name}/{own}")
        };
        if MADE.contains(&path.as_str()) {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &path, found);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            found.push(File { path, text });
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

/// Every Rust file of the console and of the crates.
fn sources() -> Vec<File> {
    let mut all = files("src");
    for name in ["core", "js", "sandbox"] {
        all.extend(files(&format!("crates/{name}/src")));
    }
    all.retain(|file| file.has_ending(&["rs"]));
    all
}

/// The crates that a manifest names as dependencies of what is shipped, not of its tests.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in read(manifest).lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let (_, name) = section.rsplit_once("dependencies").unwrap_or(("", "."));
            let ours = !section.contains("dev-dependencies") && !section.starts_with("workspace");
            inside = section.ends_with("dependencies") && ours;
            // `[dependencies.web-sys]` is a dependency of its own.
            if let (Some(name), true) = (name.strip_prefix('.'), ours) {
                found.insert(name.to_owned());
            }
        } else if inside && let Some((name, _)) = line.split_once(['=', '.']) {
            found.insert(name.trim().to_owned());
        }
    }
    found.remove("");
    assert!(!found.is_empty(), "{manifest} names no dependency");
    found
}

#[track_caller]
fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn no_source_file_is_longer_than_a_person_reads_at_once() {
    let long: Vec<String> = files("")
        .iter()
        .filter(|file| file.has_ending(&["rs", "mjs", "js", "css", "sh"]))
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, path)| format!("{path} has {lines} lines"))
        .collect();
    none(&long, "at most 400 lines");
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    none(&silent, "the first line says what the file is for");
}

#[test]
fn no_source_is_hidden_from_git() {
    if !top().join(".git").exists() {
        // An unpacked archive holds what was tracked, and nothing else.
        return;
    }
    let listing = Command::new("git")
        .args(["ls-files", "--others", "--ignored", "--exclude-standard"])
        .args(["--", "src", "crates", "www", "scripts"])
        .current_dir(top())
        .output()
        .unwrap();
    assert!(listing.status.success(), "{listing:?}");
    let listing = String::from_utf8(listing.stdout).unwrap();
    let hidden: Vec<String> = listing.lines().map(str::to_owned).collect();
    none(&hidden, ".gitignore hides a source: no clone has it");
}

#[test]
fn the_core_names_no_browser_no_runtime_and_no_network() {
    let outside = [
        "async-",
        "axum",
        "chrono",
        "futures",
        "getrandom",
        "gloo",
        "hyper",
        "js-sys",
        "rand",
        "redis",
        "reqwest",
        "sqlx",
        "time",
        "tokio",
        "wasm-bindgen",
        "web-",
        "yew",
    ];
    let core = dependencies("crates/core/Cargo.toml").into_iter();
    let found: Vec<String> = core
        .chain(dependencies("crates/table/Cargo.toml"))
        .filter(|name| outside.iter().any(|start| name.starts_with(start)))
        .collect();
    none(&found, "the core does no I/O and knows no browser");
}

#[test]
fn arrows_between_crates_go_one_way() {
    let own = |manifest| {
        let all = dependencies(manifest).into_iter();
        all.filter(|name| name.starts_with("quell"))
            .collect::<Vec<_>>()
    };
    assert!(own("crates/table/Cargo.toml").is_empty());
    assert_eq!(own("crates/core/Cargo.toml"), ["quell-table"]);
    assert_eq!(own("crates/sandbox/Cargo.toml"), ["quell-core"]);
    assert_eq!(own("crates/js/Cargo.toml"), ["quell-core"]);
    assert_eq!(own("Cargo.toml"), ["quell-core"]);
}

#[test]
fn only_the_browser_room_touches_the_browser() {
    let reach = ["web_sys", "js_sys", "wasm_bindgen::", "gloo_"];
    let mut found = Vec::new();
    let mut needed: BTreeSet<(&str, &str)> = BTreeSet::new();
    for file in files("src") {
        if file.path.starts_with("src/browser/") {
            continue;
        }
        for (number, line) in file.code() {
            let allowed = OUTSIDE
                .iter()
                .find(|(path, words)| file.path == *path && line.contains(words));
            needed.extend(allowed);
            let rest =
                allowed.map_or_else(|| line.to_owned(), |(_, words)| line.replace(words, ""));
            if reach.iter().any(|word| rest.contains(word)) {
                found.push(format!("{}:{number}: {line}", file.path));
            }
        }
    }
    none(&found, "only src/browser touches the browser");
    let unneeded: Vec<String> = OUTSIDE
        .iter()
        .filter(|entry| !needed.contains(entry))
        .map(|(path, words)| format!("{path}: {words}"))
        .collect();
    none(&unneeded, "strike these from the list: nothing needs them");
}

#[test]
fn text_never_becomes_markup() {
    let ways = [
        "from_html_unchecked",
        "inner_html",
        "outer_html",
        "adjacent_html",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
    ];
    let mut found = Vec::new();
    for file in files("src").into_iter().chain(files("www")) {
        for (number, line) in file.text.lines().enumerate() {
            if ways.iter().any(|way| line.contains(way)) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none(&found, "text from elsewhere is only ever a text node");
}

#[test]
fn every_operation_file_opens_with_the_call_of_its_registry_entry() {
    let mut opened = BTreeSet::new();
    for file in files("crates/core/src/services") {
        let parts: Vec<&str> = file.path.split('/').collect();
        let [.., service, name] = parts.as_slice() else {
            continue;
        };
        // crates/core/src/services/<service>/<verb_noun>.rs
        if parts.len() != 6 || *name == "mod.rs" {
            continue;
        }
        let first = file.text.lines().next().unwrap_or_default();
        let call = first
            .strip_prefix("//! `")
            .and_then(|rest| rest.strip_suffix('`'));
        let call =
            call.unwrap_or_else(|| panic!("{} opens with {first:?}, not its call", file.path));
        // What only looks is in a registry of its own: its file says the same, and that it looks.
        if !name.starts_with("kill_") {
            let looks = ["list_", "scan_", "show_"];
            let is_read = looks.iter().any(|verb| name.starts_with(verb));
            assert!(is_read, "{}: neither a kill nor a read", file.path);
            let is_call = call.starts_with("GET /v") || call.starts_with("POST /v");
            assert!(is_call, "{}: {call:?} is no call", file.path);
            let id = format!("{service}.{}", name.trim_end_matches(".rs"));
            let known = LOOKS.iter().find(|look| look.id == id);
            assert_eq!(known.map(|look| look.call), Some(call), "{}", file.path);
            continue;
        }
        let entry = ALL.into_iter().find(|operation| operation.call == call);
        assert!(
            entry.is_some(),
            "{}: no operation has the call {call}",
            file.path
        );
        assert!(opened.insert(call.to_owned()), "{}: twice", file.path);
    }
    let registered: BTreeSet<String> = ALL.iter().map(|it| it.call.to_owned()).collect();
    assert_eq!(opened, registered);
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    // Put together here, so that this file does not name them itself.
    let folders = ["root", "work", "home", "Users"].map(|name| format!("/{name}/"));
    let mut found = Vec::new();
    for file in files("") {
        for (number, line) in file.text.lines().enumerate() {
            let starts = |folder: &String| {
                line.match_indices(folder.as_str()).any(|(at, _)| {
                    // In the middle of a path it is a folder of ours, at its start the machine's own.
                    let before = line[..at].chars().next_back();
                    before
                        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '}'))
                })
            };
            if folders.iter().any(starts) {
                found.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    none(&found, "a machine's own path");
}

const DOCUMENTS: [&str; 4] = [
    "README.md",
    "CHANGELOG.md",
    "docs/ARCHITECTURE.md",
    "docs/OPERATIONS.md",
];

#[test]
fn the_documents_lead_to_what_is_there() {
    let mut found = Vec::new();
    for path in DOCUMENTS {
        let text = read(path);
        let folder = top().join(path).parent().map(Path::to_path_buf).unwrap();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let file = link.split('#').next().unwrap_or_default();
            if !folder.join(file).exists() {
                found.push(format!("{path}: {link}"));
            }
        }
        let rooms = ["src/", "crates/", "tests/", "scripts/", "www/", "docs/"];
        for word in text.split('`').skip(1).step_by(2) {
            let plain = !word.contains(['{', '*', '<', '…', ' ', '\n']);
            if plain
                && rooms.iter().any(|room| word.starts_with(room))
                && !top().join(word).exists()
            {
                found.push(format!("{path}: {word}"));
            }
        }
    }
    none(&found, "not there");
}

#[test]
fn the_invariants_name_tests_that_exist() {
    let text = read("docs/ARCHITECTURE.md");
    let (_, after) = text.split_once("\n## Invariants\n").unwrap();
    let chapter = after.split("\n## ").next().unwrap();
    let all: Vec<File> = files("")
        .into_iter()
        .filter(|file| file.has_ending(&["rs", "mjs"]))
        .collect();
    let is_there = |words: &str| all.iter().any(|file| file.text.contains(words));
    let mut found = Vec::new();
    // A Rust test is named by its function, a flow in Chromium by its sentence.
    let functions = chapter.split('`').skip(1).step_by(2).filter(|word| {
        let of_a_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        word.chars().all(of_a_name) && word.matches('_').count() > 1
    });
    let mut named = 0;
    for name in functions {
        named += 1;
        if !is_there(&format!("fn {name}(")) {
            found.push(name.to_owned());
        }
    }
    let sentences = chapter
        .split('“')
        .skip(1)
        .filter_map(|rest| rest.split('”').next());
    for sentence in sentences {
        named += 1;
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        if !is_there(&sentence) {
            found.push(sentence);
        }
    }
    none(&found, "an invariant names a test that is not there");
    assert!(named > 30, "the invariants name {named} tests");
}
