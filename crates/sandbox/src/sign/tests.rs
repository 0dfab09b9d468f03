//! Every signature that the vendor's clients were recorded to make.

use super::*;
use serde_json::Value;

/// Their signed path is not the path on the wire: the client collapses `.` and `..` itself.
const COLLAPSED: [&str; 1] = ["dds_kill_sessions: \"node_id_dot_segments\""];

struct Recorded {
    name: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    secret: String,
}

impl Recorded {
    fn check(&self, late: u64) -> Result<(), SignFault> {
        let message = Message {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
            body: self.body.as_bytes(),
        };
        let claim = message
            .header("authorization")
            .and_then(Claim::read)
            .unwrap();
        let now = canonical::seconds(message.header(DATE).unwrap()).unwrap();
        message.check(&claim, &self.secret, now + late)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pair(name: &str, value: &Value) -> (String, String) {
    (name.to_lowercase(), text(value))
}

/// A request of one of the recorded calls.
fn called(file: &str, vector: &Value) -> Option<Recorded> {
    let request = vector.get("request")?;
    let secret = text(vector.get("signing")?.get("sk")?);
    let headers: Vec<_> = request["headers"]
        .as_array()?
        .iter()
        .map(|header| pair(header[0].as_str().unwrap(), &header[1]))
        .collect();
    headers.iter().find(|(name, _)| name == "authorization")?;
    Some(Recorded {
        name: format!("{file}: {}", vector["name"]),
        method: text(&request["method"]),
        path: text(&request["path"]),
        query: text(&request["query"]),
        headers,
        body: text(&request["body"]),
        secret,
    })
}

/// One of the recorded signings, whose wire form is the client's own.
fn signed(vector: &Value) -> Option<Recorded> {
    let (input, output) = (vector.get("input")?, vector.get("output")?);
    let uri = text(output.get("request_uri")?);
    let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
    let headers = output["headers_after"].as_object()?;
    Some(Recorded {
        name: format!("aksk_signing: {}", vector["name"]),
        method: text(&input["method"]),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| pair(name, value))
            .collect(),
        body: text(&input["body"]),
        secret: text(&input["sk"]),
    })
}

fn recorded() -> Vec<Recorded> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/vectors");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        // Code that reads them is beside them.
        if path.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let vectors: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for vector in vectors.as_array().into_iter().flatten() {
            all.extend(called(&name, vector).or_else(|| signed(vector)));
        }
    }
    all
}

#[test]
fn every_recorded_signature_is_right() {
    let all = recorded();
    let wrong: Vec<&str> = all
        .iter()
        .filter(|one| one.check(0).is_err())
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(wrong, COLLAPSED);
    assert_eq!(all.len(), 186);
}

#[test]
fn a_signature_lasts_fifteen_minutes() {
    let all = recorded();
    let one = &all[0];
    assert_eq!(one.check(SKEW), Ok(()));
    assert_eq!(one.check(SKEW + 1), Err(SignFault::Expired));
}

#[test]
fn any_change_breaks_a_signature() {
    let change = |change: fn(&mut Recorded)| {
        let mut all = recorded();
        let place = all.iter().position(|one| !one.body.is_empty()).unwrap();
        change(&mut all[place]);
        all[place].check(0)
    };
    assert_eq!(change(|_| {}), Ok(()));
    for broken in [
        change(|one| one.method = "PATCH".to_owned()),
        change(|one| one.path.push('x')),
        change(|one| one.query.push_str("x=1")),
        change(|one| one.body.push(' ')),
        change(|one| one.secret.push('x')),
        change(|one| one.headers.retain(|(name, _)| name != "content-type")),
    ] {
        assert_eq!(broken, Err(SignFault::Mismatch));
    }
}

#[test]
fn a_claim_has_one_form() {
    let claim = Claim::read("SDK-HMAC-SHA256 Access=a, SignedHeaders=b;c, Signature=d");
    let claim = claim.unwrap();
    assert_eq!(
        (claim.access, claim.signed, claim.signature),
        ("a", "b;c", "d")
    );
    for wrong in [
        "",
        "SDK-HMAC-SHA256",
        "V11-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=c",
    ] {
        assert_eq!(Claim::read(wrong), None);
    }
}
