//! Signatures against those of the vendor's Python SDK, and the published worked example.
//!
//! Each vector is matched byte for byte, or refused with the reason that is named here: what
//! the SDK signs although no two clients agree on it, and no request of ours has it.

use quell_core::access::{Keys, Message, SignFault, canonical_query};
use serde_json::Value;

const VECTORS: &str = include_str!("vectors/aksk_signing.json");

/// What is not signed here, and why.
const REFUSED: [(&str, SignFault); 4] = [
    ("path_encoded_slash", SignFault::Path),
    ("path_encoded_percent", SignFault::Path),
    ("path_dot_segment", SignFault::Path),
    ("bad_date_format", SignFault::Date),
];

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Lists repeat their name.
fn pairs(query: &Value) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for pair in query.as_array().into_iter().flatten() {
        let name = text(&pair[0]);
        match &pair[1] {
            Value::Array(values) => {
                pairs.extend(values.iter().map(|value| (name.clone(), text(value))));
            }
            value => pairs.push((name, text(value))),
        }
    }
    pairs
}

fn message(input: &Value) -> Result<Message, SignFault> {
    let host = text(&input["host"]);
    let mut headers: Vec<(String, String)> = Vec::new();
    for (name, value) in input["headers"].as_object().into_iter().flatten() {
        headers.push((name.clone(), text(value)));
    }
    if !headers.iter().any(|(name, _)| name == "Host") {
        headers.push(("Host".to_owned(), host));
    }
    let pairs = pairs(&input["query"]);
    Message::new(
        &text(&input["method"]),
        &text(&input["path"]),
        canonical_query(borrowed(&pairs)),
        &borrowed(&headers),
        input["body"].as_str().unwrap_or_default(),
    )
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[test]
fn every_recorded_signature_is_made_again_or_refused_for_a_reason() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let mut matched = 0;
    for vector in &vectors {
        let name = vector["name"].as_str().unwrap();
        let (input, output) = (&vector["input"], &vector["output"]);
        let found = message(input);
        if let Some((_, fault)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            assert_eq!(found, Err(*fault), "{name}");
            continue;
        }
        let found = found.unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        assert_eq!(
            found.canonical(),
            output["canonical_request"].as_str().unwrap(),
            "{name}"
        );
        assert_eq!(
            found.string_to_sign(),
            output["string_to_sign"].as_str().unwrap(),
            "{name}"
        );
        let secret = text(&input["sk"]);
        let keys = Keys::take(&text(&input["ak"]), secret, String::new()).unwrap();
        assert_eq!(
            keys.authorize(&found).as_str(),
            output["authorization"].as_str().unwrap(),
            "{name}"
        );
        matched += 1;
    }
    assert_eq!(matched + REFUSED.len(), vectors.len());
    println!("signing: matched {matched}, refused {}", REFUSED.len());
}
