//! What connections say: names, statements, and some that try to hurt whoever shows them.

use super::pools::Role;
use super::population::Life;

/// Texts that must be shown as they are: markup, bidi, control characters, quotes, formulas.
pub(super) const HOSTILE: [&str; 4] = [
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "safe\u{202e}gnp.exe\u{2066} \u{200b}admin\u{2069}",
    "bell\u{7} escape\u{1b}[31m nul\u{0} del\u{7f} tab\t line\nbreak",
    "=HYPERLINK(\"http://127.0.0.1/\",\"x\") '; DROP TABLE orders;-- \u{1f525}",
];

const APP_SQL: [&str; 4] = [
    "SELECT id, status, total FROM orders WHERE customer_id = 48121 ORDER BY created_at DESC LIMIT 20",
    "UPDATE stock SET reserved = reserved + 1 WHERE sku = 'QX-1093'",
    "INSERT INTO order_lines (order_id, sku, qty) VALUES (918273, 'QX-1093', 2)",
    "SELECT * FROM customers WHERE email = 'a.person@example.org'",
];
const REPORT_SQL: [&str; 3] = [
    "SELECT c.region, SUM(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY c.region",
    "SELECT sku, COUNT(*) FROM order_lines GROUP BY sku HAVING COUNT(*) > 1000 FOR UPDATE",
    "SELECT DATE(created_at), COUNT(*), AVG(total) FROM orders GROUP BY 1 ORDER BY 1",
];
const ETL_SQL: [&str; 2] = [
    "INSERT INTO dw.fact_orders SELECT * FROM shop.orders WHERE updated_at > '2026-01-01'",
    "LOAD DATA LOCAL INFILE 'prices.csv' INTO TABLE prices",
];
const CRON_SQL: [&str; 2] = [
    "DELETE FROM sessions WHERE expires_at < NOW() LIMIT 5000",
    "CALL refresh_totals()",
];
const BACKUP_SQL: [&str; 1] = ["SELECT /*!40001 SQL_NO_CACHE */ * FROM `order_lines`"];

const APP_REDIS: [&str; 4] = ["get", "set", "hgetall", "expire"];
const REPORT_REDIS: [&str; 2] = ["scan", "sort"];
const ETL_REDIS: [&str; 2] = ["mset", "xreadgroup"];
const CRON_REDIS: [&str; 2] = ["del", "zremrangebyscore"];
const BACKUP_REDIS: [&str; 1] = ["psync"];

fn choose(life: &Life, from: [&'static [&'static str]; 5]) -> &'static str {
    let [app, report, etl, cron, backup] = from;
    let texts = match life.pool.role {
        Role::App => app,
        Role::Report => report,
        Role::Etl => etl,
        Role::Cron => cron,
        Role::Backup => backup,
        Role::Hostile => return hostile(life),
    };
    let count = u64::try_from(texts.len()).unwrap_or(1);
    texts[usize::try_from(life.chance % count).unwrap_or(0)]
}

/// The hostile text of a hostile connection.
pub(super) fn hostile(life: &Life) -> &'static str {
    HOSTILE[life.place % HOSTILE.len()]
}

/// A statement of SQL.
pub(super) fn sql(life: &Life) -> &'static str {
    choose(
        life,
        [&APP_SQL, &REPORT_SQL, &ETL_SQL, &CRON_SQL, &BACKUP_SQL],
    )
}

/// A command of Redis.
pub(super) fn command(life: &Life) -> &'static str {
    if life.pool.role == Role::Hostile {
        return "eval";
    }
    choose(
        life,
        [
            &APP_REDIS,
            &REPORT_REDIS,
            &ETL_REDIS,
            &CRON_REDIS,
            &BACKUP_REDIS,
        ],
    )
}

/// How many connections a machine has.
const SEATS: usize = 60;
/// How many blocks of ports a machine goes through before it starts again: one each second, and
/// more than the longest life of a connection that ends by itself, so that none is taken twice.
const LANES: i64 = 1066;

/// The machine that a connection comes from, as a number.
pub(super) fn machine(life: &Life) -> usize {
    life.place / SEATS
}

/// The port that a connection comes from: new for each connection. After the last block of ports
/// the first is used again, and then by the neighbour of the one who had it.
pub(super) fn port(life: &Life) -> u16 {
    let seconds = life.connected.div_euclid(1000) + 1_000_000;
    let lane = (seconds * 37).rem_euclid(LANES);
    let rounds = match life.pool.life {
        Some(_) => seconds.div_euclid(LANES),
        None => 0,
    };
    let seats = i64::try_from(SEATS).unwrap_or(1);
    let seat = (i64::try_from(life.place).unwrap_or(0) + rounds).rem_euclid(seats);
    u16::try_from(1024 + lane * seats + seat).unwrap_or(u16::MAX)
}

/// The address that a connection comes from, with IPv6 in brackets as Redis writes it.
pub(super) fn address(life: &Life) -> String {
    let (machine, port) = (machine(life), port(life));
    if life.pool.role == Role::Cron {
        return format!("[2001:db8::{machine:x}]:{port}");
    }
    // Those that never leave have machines of their own: they would be in the way of others' ports.
    let net = if life.pool.life.is_none() { 30 } else { 20 };
    format!("10.{net}.{}.{}:{port}", machine / 200, machine % 200 + 10)
}

/// The places whose connections may come from an address; none, if nobody's can.
pub(super) fn owners(address: &str) -> Option<std::ops::Range<usize>> {
    let (host, _) = address.rsplit_once(':')?;
    let machine = if let Some(host) = host.strip_prefix("[2001:db8::") {
        usize::from_str_radix(host.strip_suffix(']')?, 16).ok()?
    } else {
        let (_, host) = host.strip_prefix("10.")?.split_once('.')?;
        let (high, low) = host.split_once('.')?;
        let (high, low): (usize, usize) = (high.parse().ok()?, low.parse().ok()?);
        high.checked_mul(200)?.checked_add(low.checked_sub(10)?)?
    };
    let first = machine.checked_mul(SEATS)?;
    Some(first..first.checked_add(SEATS)?)
}

/// The address that a proxy of the service gives a connection on its way to a node.
pub(super) fn inner_address(life: &Life) -> String {
    let (machine, port) = (machine(life), port(life));
    // Apart like the machines themselves are.
    let net = if life.pool.life.is_none() { 128 } else { 0 };
    format!(
        "198.19.{}.{}:{port}",
        net + machine / 200,
        machine % 200 + 10
    )
}
