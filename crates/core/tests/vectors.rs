//! Golden vectors: the requests that the vendor's SDKs make, against the ones made here.
//!
//! Reads every JSON file of a folder: the committed copy in `tests/vectors`, or the one
//! that `QUELL_VECTORS` names. A vector is either matched (method, path, query,
//! JSON body and `X-Language` are equal) or refused, because it carries what a grammar
//! of ours does not have; anything else fails. The same holds for the calls that only look
//! (`vectors/reads.rs`), where each record that is left out is named with its reason.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use quell_core::id::{ClientAddr, InstanceId, NodeId, ProcessId, ProjectId, SessionId};
use quell_core::kill::{Kill, Prepared};
use quell_core::request::Language;
use quell_core::services::dcs::{KillAllClients, KillClients, KillScope};
use quell_core::services::dds::KillSessions;
use quell_core::services::taurusdb::KillProcesses;
use serde_json::Value;

#[path = "vectors/reads.rs"]
mod reads;

/// The four operations, under the names that the SDKs give them.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Operation {
    Dds,
    Dcs,
    DcsAll,
    Taurus,
}

fn operation_named(name: &str) -> Option<Operation> {
    match name.to_ascii_lowercase().replace('_', "").as_str() {
        "deletesession" => Some(Operation::Dds),
        "hangupclients" => Some(Operation::Dcs),
        "hangupkillallclients" => Some(Operation::DcsAll),
        "deletetaurusdbnodeprocesses" => Some(Operation::Taurus),
        _ => None,
    }
}

/// The operation a request line is of, and the identifiers in its path.
fn operation_of(method: &str, path: &str) -> Option<(Operation, BTreeMap<&'static str, String>)> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let ids = |pairs: &[(&'static str, &str)]| {
        let pairs = pairs.iter().map(|(key, id)| (*key, (*id).to_owned()));
        pairs.collect::<BTreeMap<_, _>>()
    };
    match (method, segments.as_slice()) {
        ("POST", ["v3", project, "nodes", node, "session"]) => Some((
            Operation::Dds,
            ids(&[("project_id", project), ("node_id", node)]),
        )),
        (
            "POST",
            [
                "v2",
                project,
                "instances",
                instance,
                "clients",
                call @ ("kill" | "kill-all"),
            ],
        ) => {
            let ids = ids(&[("project_id", project), ("instance_id", instance)]);
            let all = *call == "kill-all";
            Some((
                if all {
                    Operation::DcsAll
                } else {
                    Operation::Dcs
                },
                ids,
            ))
        }
        (
            "DELETE",
            [
                "v3",
                project,
                "instances",
                instance,
                "nodes",
                node,
                "processes",
            ],
        ) => Some((
            Operation::Taurus,
            ids(&[
                ("project_id", project),
                ("instance_id", instance),
                ("node_id", node),
            ]),
        )),
        _ => None,
    }
}

/// One vector: what was put into the SDK, and what it put on the wire.
struct Vector<'a> {
    operation: Operation,
    input: &'a Value,
    from_path: BTreeMap<&'static str, String>,
    body: &'a Value,
    language: Option<&'a str>,
}

impl Vector<'_> {
    /// A path parameter: the SDK's input, or the recorded path where the input has none.
    fn parameter(&self, key: &str) -> Result<String, String> {
        match self.input.get(key) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(Value::Null) | None => self
                .from_path
                .get(key)
                .cloned()
                .ok_or_else(|| format!("{key} is missing")),
            Some(_) => Err(format!("{key} has the wrong JSON type")),
        }
    }

    fn id<T, E: std::fmt::Display>(
        &self,
        key: &str,
        parse: fn(&str) -> Result<T, E>,
    ) -> Result<T, String> {
        parse(&self.parameter(key)?).map_err(|fault| format!("{key} {fault}"))
    }

    fn list<T>(
        &self,
        key: &str,
        read: impl Fn(&Value) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let items = self.body.get(key).and_then(Value::as_array);
        let items = items.ok_or_else(|| format!("{key} is no list"))?;
        items
            .iter()
            .map(|item| read(item).map_err(|fault| format!("{key}: {item} {fault}")))
            .collect()
    }

    /// Makes the request here, or says which grammar refuses it.
    fn build(&self) -> Result<Prepared, String> {
        let project = self.id("project_id", ProjectId::parse)?;
        match self.operation {
            Operation::Dds => {
                let node = self.id("node_id", NodeId::parse)?;
                let sessions = self.list("sessions", |item| {
                    let text = item.as_str().ok_or("has the wrong JSON type")?;
                    SessionId::parse(text).map_err(|fault| fault.to_string())
                })?;
                prepared(KillSessions::new(project, node, sessions), "sessions")
            }
            Operation::Dcs => {
                let instance = self.id("instance_id", InstanceId::parse)?;
                let node = self.body.get("node_id").and_then(Value::as_str);
                let node = node.ok_or("node_id is missing")?;
                let node = NodeId::parse(node).map_err(|fault| format!("node_id {fault}"))?;
                let addresses = self.list("client_addrs", |item| {
                    let text = item.as_str().ok_or("has the wrong JSON type")?;
                    ClientAddr::parse(text).map_err(|fault| fault.to_string())
                })?;
                let kill = KillClients::new(project, instance, node, addresses);
                prepared(kill, "client_addrs")
            }
            Operation::DcsAll => {
                let instance = self.id("instance_id", InstanceId::parse)?;
                let node = self.body.get("node_id").and_then(Value::as_str);
                let all = self.body.get("kill_all_nodes").and_then(Value::as_bool);
                let scope =
                    KillScope::from_parts(node, all).map_err(|fault| format!("scope {fault}"))?;
                Ok(Prepared::new(KillAllClients::new(project, instance, scope)))
            }
            Operation::Taurus => {
                let instance = self.id("instance_id", InstanceId::parse)?;
                let node = self.id("node_id", NodeId::parse)?;
                let processes = self.list("processes", |item| {
                    let id = item.as_i64().ok_or("is no 64-bit integer")?;
                    Ok(ProcessId(id))
                })?;
                let language = match self.language {
                    Some(text) => {
                        Some(Language::parse(text).ok_or_else(|| format!("x_language {text:?}"))?)
                    }
                    None => None,
                };
                let kill = KillProcesses::new(project, instance, node, processes, language);
                prepared(kill, "processes")
            }
        }
    }
}

fn prepared<E: std::fmt::Display>(
    kill: Result<impl Kill + 'static, E>,
    list: &str,
) -> Result<Prepared, String> {
    kill.map(Prepared::new)
        .map_err(|fault| format!("{list} {fault}"))
}

#[derive(Default)]
struct Tally {
    matched: Vec<String>,
    refused: Vec<String>,
    left_out: Vec<(String, &'static str)>,
    not_covered: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    fn take(&mut self, file: &str, vector: &Value) {
        let name = format!("{file}/{}", vector["name"].as_str().unwrap_or("?"));
        if let Some((known, _)) = reads::left_out(&name) {
            self.left_out.push((name, known));
            return;
        }
        match reads::build(vector) {
            Some(Err(reason)) => return self.refused.push(format!("{name}: {reason}")),
            Some(Ok(request)) => {
                return match reads::compare(&request, vector) {
                    Ok(()) => self.matched.push(name),
                    Err(difference) => self.wrong.push(format!("{name}: {difference}")),
                };
            }
            None => {}
        }
        let request = &vector["request"];
        let method = request["method"].as_str().unwrap_or_default();
        let path = request["path"].as_str().unwrap_or_default();
        let by_path = operation_of(method, path);
        let by_name = vector["operation"].as_str().and_then(operation_named);
        let operation = by_name.or(by_path.as_ref().map(|(operation, _)| *operation));
        let (Some(operation), false) = (operation, method.is_empty()) else {
            self.not_covered.push(name);
            return;
        };
        let input_body = &vector["input"]["body"];
        // The text on the wire is the truth; the parsed copy is not in every record.
        let on_wire = request["body"].as_str().map(serde_json::from_str::<Value>);
        let expected = match on_wire {
            Some(Ok(body)) => body,
            _ => vector["request_body_json"].clone(),
        };
        let note = vector["note"].as_str().unwrap_or_default();
        if ["precision", "round", "not match"]
            .iter()
            .any(|word| note.contains(word))
            && !input_body.is_null()
            && *input_body != expected
        {
            // The SDK changed the numbers it was given: no oracle for what to send.
            self.not_covered.push(name);
            return;
        }
        let known = Vector {
            operation,
            input: &vector["input"],
            from_path: by_path.map(|(_, ids)| ids).unwrap_or_default(),
            body: if input_body.is_null() {
                &expected
            } else {
                input_body
            },
            language: vector["input"]["x_language"].as_str(),
        };
        match known.build() {
            Err(reason) => self.refused.push(format!("{name}: {reason}")),
            Ok(kill) => match compare(&kill, request, &expected, known.language) {
                Ok(()) => self.matched.push(name),
                Err(difference) => self.wrong.push(format!("{name}: {difference}")),
            },
        }
    }
}

fn compare(
    kill: &Prepared,
    recorded: &Value,
    body: &Value,
    language: Option<&str>,
) -> Result<(), String> {
    let ours = kill.request();
    let same = |what: &str, ours: &str, theirs: &Value| {
        let theirs = theirs.as_str().unwrap_or_default();
        (ours == theirs)
            .then_some(())
            .ok_or_else(|| format!("{what}: ours {ours:?}, recorded {theirs:?}"))
    };
    same("method", ours.method().as_str(), &recorded["method"])?;
    same("path", ours.path(), &recorded["path"])?;
    same("query", "", &recorded["query"])?;
    let sent: Value = serde_json::from_str(ours.body().unwrap_or("null"))
        .map_err(|fault| format!("our body is no JSON: {fault}"))?;
    if sent != *body {
        return Err(format!("body: ours {sent:.300}, recorded {body:.300}"));
    }
    let headers = ours.headers();
    let sent = headers.iter().find(|(name, _)| *name == "X-Language");
    let same = match (sent, language) {
        (Some((_, ours)), Some(theirs)) => ours.eq_ignore_ascii_case(theirs),
        (None, None) => true,
        _ => false,
    };
    if !same {
        return Err(format!("X-Language: ours {sent:?}, recorded {language:?}"));
    }
    Ok(())
}

/// The folder of the vectors. A relative one is meant from where the command was given,
/// the top of the repository, though cargo runs tests in the crate's own folder.
fn folder() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    match std::env::var_os("QUELL_VECTORS").map(PathBuf::from) {
        None => own.join("tests/vectors"),
        Some(named) if named.is_relative() && !named.exists() => own.join("../..").join(named),
        Some(named) => named,
    }
}

#[test]
fn vectors() {
    let folder = folder();
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|fault| panic!("cannot read {}: {fault}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let mut tally = Tally::default();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let value: Value = serde_json::from_str(&text)
            .unwrap_or_else(|fault| panic!("{} is no JSON: {fault}", path.display()));
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        // A file is a list of vectors; one alone is a list of one.
        let one = std::slice::from_ref(&value);
        for vector in value.as_array().map_or(one, Vec::as_slice) {
            tally.take(&file, vector);
        }
    }
    // Straight to the terminal: a passing test's prints are swallowed, and these are its report.
    let mut report = std::io::stdout();
    _ = writeln!(
        report,
        "matched {}, refused {} ({}), left out {}, not covered {}",
        tally.matched.len(),
        tally.refused.len(),
        tally.refused.join("; "),
        tally.left_out.len(),
        tally.not_covered.len()
    );
    for (known, reason) in reads::LEFT_OUT {
        let records = tally.left_out.iter().filter(|(_, by)| by == known);
        _ = writeln!(report, "left out: {known} ({}): {reason}", records.count());
    }
    _ = writeln!(report, "not covered: {}", tally.not_covered.join(", "));
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert!(
        !tally.matched.is_empty() || !tally.refused.is_empty(),
        "no vector in {}",
        folder.display()
    );
    if std::env::var_os("QUELL_VECTORS").is_none() {
        assert_eq!(
            tally.not_covered,
            [] as [String; 0],
            "neither made nor left out"
        );
        for (known, _) in reads::LEFT_OUT {
            let mut records = tally.left_out.iter();
            assert!(
                records.any(|(_, by)| by == known),
                "{known} is in no record"
            );
        }
        expect_test::expect_file!["vectors.refused.txt"]
            .assert_eq(&(tally.refused.join("\n") + "\n"));
    }
}
