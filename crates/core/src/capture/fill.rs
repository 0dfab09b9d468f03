//! Puts the rows of a capture into the column store of sessions.

use quell_table::{Cell, Table};

use super::read::read;
use super::report::Capture;
use crate::services::Service;
use crate::session::columns;

/// Reads a capture into a table with the service's columns; the table's rows are the capture's, in order.
pub fn into_table(text: &str, wanted: Service) -> (Table, Capture) {
    let columns = columns(wanted);
    let mut table = Table::new(columns);
    let capture = read(text, wanted, &mut |row| {
        let cell = |key: &str| {
            let found = row.cells.iter().find(|(known, _)| *known == key);
            found.map_or(Cell::Missing, |(_, text)| Cell::Text(text))
        };
        let cells: Vec<Cell<'_>> = columns.iter().map(|column| cell(column.key)).collect();
        table.push(&cells);
    });
    table.shrink();
    (table, capture)
}
