//! The schema of `config.json` and the reader of it say the same: keys, which of them are needed,
//! and the words that a value can be.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at once, its helpers too"
)]

use quell::config::Config;
use serde_json::{Map, Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../www/config.schema.json")).unwrap()
}

/// A file with everything in it.
fn whole() -> Value {
    json!({
        "$schema": "config.schema.json",
        "version": 1,
        "sandbox": false,
        "clouds": [{
            "id": "own", "name": "Our own",
            "regions": [{ "id": "r1", "endpoints": {
                "dds": "https://dds.example", "dcs": "https://dcs.example",
                "taurusdb": "https://taurusdb.example", "iam": "https://iam.example",
            } }],
        }],
        "routes": [{ "cloud": "*", "kind": "prefix", "url": "/proxy/{service}/{region}", "selfTest": "/proxy/self-test" }],
        "environments": [{
            "id": "prod", "word": "PROD", "tone": "danger", "reason": "required",
            "projects": ["3796ac007a38afcfde97a07a300a283a"], "protected": ["user=backup"],
            "limits": {
                "batch": { "dds": 10, "dcs": 10, "taurusdb": 10 },
                "sendsPerSecond": 1, "driftPercent": 10, "requireCountAbove": 10,
            },
        }],
        "defaults": {
            "environment": "prod", "cloud": "own", "region": "r1",
            "project": "3796ac007a38afcfde97a07a300a283a", "service": "dds",
        },
        "targets": [{ "name": "orders", "service": "dcs", "instance": "i1", "node": "n1" }],
        "credentials": "omit",
        "preferences": { "language": "en", "theme": "dark", "shortcuts": true, "refresh": 30 },
        "locked": ["language", "defaults"],
    })
}

fn read(file: &Value) -> Result<Config, String> {
    Config::read(&file.to_string()).map_err(|fault| fault.to_string())
}

/// Every object of the schema: the way to it in a file, and what the schema says of it.
fn objects(schema: &Value, way: &str, into: &mut Vec<(String, Value)>) {
    if let Some(items) = schema.get("items") {
        objects(items, &format!("{way}/0"), into);
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    into.push((way.to_owned(), schema.clone()));
    for (key, inner) in properties {
        objects(inner, &format!("{way}/{key}"), into);
    }
}

fn at<'v>(file: &'v mut Value, way: &str) -> &'v mut Map<String, Value> {
    file.pointer_mut(way).unwrap().as_object_mut().unwrap()
}

#[test]
fn schema_and_reader_know_the_same_keys() {
    assert_eq!(read(&whole()).map(|_| ()), Ok(()));
    let mut all = Vec::new();
    objects(&schema(), "", &mut all);
    assert_eq!(all.len(), 11);
    for (way, schema) in all {
        assert_eq!(schema["additionalProperties"], json!(false), "{way}");
        let mut known: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        known.sort_unstable();
        // The whole file of this test has every key of the schema, and the reader takes them all.
        let mut file = whole();
        let mut there: Vec<String> = at(&mut file, &way).keys().cloned().collect();
        there.sort_unstable();
        assert_eq!(there, known, "{way}");
        at(&mut file, &way).insert("surplus".to_owned(), json!("x"));
        let fault = read(&file).unwrap_err();
        assert!(fault.contains("surplus"), "{way}: {fault}");
        // What the schema calls needed the reader misses, and nothing else.
        for key in known {
            let mut file = whole();
            at(&mut file, &way).remove(key);
            // The whole file has no route of the kinds without a URL: `else` holds.
            let is_needed = [&schema["required"], &schema["else"]["required"]]
                .into_iter()
                .any(|all| all.as_array().is_some_and(|all| all.contains(&json!(key))));
            let is_missed = read(&file).is_err_and(|fault| fault.contains("is missing"));
            assert_eq!(is_missed, is_needed, "{way}/{key}");
        }
    }
}

/// Every number of the schema that has a least and a most: the way to it, and both.
fn ranges(schema: &Value, way: &str, into: &mut Vec<(String, Value, Value)>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        ranges(inner, &format!("{way}/{key}"), into);
    }
    if let Some(items) = schema.get("items") {
        ranges(items, &format!("{way}/0"), into);
    }
    if let (Some(least), Some(most)) = (schema.get("minimum"), schema.get("maximum")) {
        into.push((way.to_owned(), least.clone(), most.clone()));
    }
}

#[test]
fn schema_and_reader_know_the_same_ranges() {
    let mut all = Vec::new();
    ranges(&schema(), "", &mut all);
    assert_eq!(all.len(), 6);
    for (way, least, most) in all {
        let put = |number: Value| {
            let mut file = whole();
            *file.pointer_mut(&way).unwrap() = number;
            read(&file)
        };
        assert!(put(least.clone()).is_ok(), "{way}: {least}");
        assert!(put(most.clone()).is_ok(), "{way}: {most}");
        let over = put(json!(most.as_f64().unwrap() + 1.0))
            .or_else(|_| put(json!(most.as_u64().unwrap() + 1)));
        let fault = over.unwrap_err();
        assert!(fault.contains("maximum"), "{way}: {fault}");
        assert!(put(json!(least.as_f64().unwrap() - 1.0)).is_err(), "{way}");
    }
}

#[test]
fn schema_and_reader_know_the_same_words() {
    let schema = schema();
    for (place, way, enumeration) in [
        (
            "/environments/0",
            "tone",
            "/properties/environments/items/properties/tone/enum",
        ),
        (
            "/environments/0",
            "reason",
            "/properties/environments/items/properties/reason/enum",
        ),
        ("/defaults", "service", "/$defs/service/enum"),
        ("/targets/0", "service", "/$defs/service/enum"),
        ("", "credentials", "/properties/credentials/enum"),
        (
            "/preferences",
            "language",
            "/properties/preferences/properties/language/enum",
        ),
        (
            "/preferences",
            "theme",
            "/properties/preferences/properties/theme/enum",
        ),
        (
            "/preferences",
            "refresh",
            "/properties/preferences/properties/refresh/enum",
        ),
    ] {
        let words = schema.pointer(enumeration).unwrap().as_array().unwrap();
        assert!(words.len() >= 2);
        for word in words.iter().chain([&json!("another")]) {
            let mut file = whole();
            at(&mut file, place).insert(way.to_owned(), word.clone());
            assert_eq!(
                read(&file).is_ok(),
                words.contains(word),
                "{place}/{way}: {word}"
            );
        }
    }
}

#[test]
fn schema_and_reader_know_the_same_locks() {
    let schema = schema();
    let words = schema.pointer("/properties/locked/items/enum").unwrap();
    let words = words.as_array().unwrap();
    assert_eq!(words.len(), quell::config::Lock::ALL.len());
    for word in words.iter().chain([&json!("routes")]) {
        let mut file = whole();
        at(&mut file, "").insert("locked".to_owned(), json!([word]));
        assert_eq!(read(&file).is_ok(), words.contains(word), "{word}");
    }
}

/// Which kinds of routes have a URL, and which must not have one.
#[test]
fn schema_and_reader_know_the_same_kinds_of_routes() {
    let schema = schema();
    let route = &schema["properties"]["routes"]["items"];
    let without = &route["if"]["properties"]["kind"]["enum"];
    assert_eq!(route["then"]["properties"]["url"], json!(false));
    let kinds = route["properties"]["kind"]["enum"].as_array().unwrap();
    assert_eq!(kinds.len(), 5);
    for kind in kinds {
        let url = match kind.as_str() {
            Some("query") => "/relay?url=",
            _ => "/relay",
        };
        let has_none = without.as_array().unwrap().contains(kind);
        let mut file = whole();
        file["routes"] = json!([{ "cloud": "*", "kind": kind, "url": url }]);
        assert_eq!(read(&file).is_ok(), !has_none, "{kind} with a url");
        file["routes"] = json!([{ "cloud": "*", "kind": kind }]);
        assert_eq!(read(&file).is_ok(), has_none, "{kind} without a url");
    }
    let mut file = whole();
    file["routes"][0]["kind"] = json!("another");
    assert!(read(&file).is_err());
}
