//! The statements that ask for threads, and the rows that come back.

use sqlx::Row as _;
use sqlx::mysql::MySqlRow;

use crate::engine::{Page, TaurusProcess};

/// Threads of the server itself and of replication, and our own.
const INTERNAL: &str = "(`USER` IN ('system user', 'event_scheduler') OR `COMMAND` = 'Daemon' \
    OR `COMMAND` LIKE 'Binlog Dump%' OR `COMMAND` LIKE 'Slave\\_%' OR `ID` = CONNECTION_ID())";

const THREADS: &str = "FROM information_schema.PROCESSLIST WHERE";

/// Asks for a page of the threads of people, with the number of all of them beside each row: two
/// statements would see two moments.
pub(super) fn list(page: Page) -> String {
    let Page { offset, limit } = page;
    // The server's own order is not that of the ids, so that pages of it would overlap.
    format!(
        "SELECT CAST(`ID` AS SIGNED), `USER`, `HOST`, `DB`, `COMMAND`, \
         CAST(COALESCE(`TIME`, 0) AS SIGNED), `STATE`, `INFO`, COUNT(*) OVER () \
         {THREADS} NOT {INTERNAL} ORDER BY `ID` LIMIT {limit} OFFSET {offset}"
    )
}

/// Asks how many threads of people there are, for a page that has none.
pub(super) fn count() -> String {
    format!("SELECT COUNT(*) {THREADS} NOT {INTERNAL}")
}

/// Asks for the ids that no kill may reach.
pub(super) fn internal() -> String {
    format!("SELECT CAST(`ID` AS SIGNED) {THREADS} {INTERNAL}")
}

/// Reads a row of the list.
pub(super) fn process(row: &MySqlRow) -> TaurusProcess {
    TaurusProcess {
        id: id(row),
        user: text(row, 1).unwrap_or_default(),
        host: text(row, 2).unwrap_or_default(),
        db: text(row, 3),
        command: text(row, 4).unwrap_or_default(),
        time: number(row, 5),
        state: text(row, 6),
        info: text(row, 7),
    }
}

/// Reads the id, which is the first column.
pub(super) fn id(row: &MySqlRow) -> i64 {
    number(row, 0)
}

/// Reads a count.
pub(super) fn total(row: &MySqlRow) -> usize {
    usize::try_from(number(row, 0)).unwrap_or(0)
}

/// Reads the count beside a row of the list.
pub(super) fn total_beside(row: &MySqlRow) -> usize {
    usize::try_from(number(row, 8)).unwrap_or(0)
}

/// Reads the text of the first column.
pub(super) fn first(row: &MySqlRow) -> Option<String> {
    text(row, 0)
}

fn number(row: &MySqlRow, column: usize) -> i64 {
    row.try_get(column).unwrap_or_default()
}

/// A statement may hold bytes that are no text: they are shown as such, not dropped.
fn text(row: &MySqlRow, column: usize) -> Option<String> {
    let bytes: Option<Vec<u8>> = row.try_get_unchecked(column).ok()?;
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// `mariadb 10.11.19` for `10.11.19-MariaDB-0+deb12u1`.
pub(super) fn version(text: &str) -> String {
    let name = if text.contains("MariaDB") {
        "mariadb"
    } else {
        "mysql"
    };
    let number = text.split('-').next().unwrap_or_default();
    format!("{name} {number}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_the_server_and_its_number() {
        assert_eq!(version("10.11.19-MariaDB-0+deb12u1"), "mariadb 10.11.19");
        assert_eq!(version("8.0.36"), "mysql 8.0.36");
        assert_eq!(version(""), "mysql");
    }
}
