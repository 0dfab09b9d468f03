//! How the tests of captures read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use quell_core::capture::{Capture, read};
use quell_core::services::Service;

/// A row as a map, with the line on which it begins.
pub(crate) type Rows = Vec<BTreeMap<String, String>>;

pub(crate) fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/captures")
        .join(name);
    fs::read_to_string(path).unwrap()
}

pub(crate) fn rows_of(text: &str, service: Service) -> (Rows, Capture) {
    let mut rows = Rows::new();
    let capture = read(text, service, &mut |row| {
        let cells = row.cells.iter();
        rows.push(
            cells
                .map(|(key, text)| ((*key).to_owned(), text.to_string()))
                .collect(),
        );
        let last = rows.last_mut().unwrap();
        last.insert("line".to_owned(), row.line.to_string());
    });
    assert_eq!(capture.rows, rows.len());
    (rows, capture)
}
