//! What the benches measure with: lists as the services answer them, the same in every run.

/// A stream of numbers that is the same in every run.
#[derive(Clone, Copy, Debug)]
pub struct Chance(u64);

impl Chance {
    /// A stream of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        // xorshift64*: its high bits are good enough to pick words with.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap_or(0) % limit
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let place = self.below(words.len());
        words.get(place).copied().unwrap_or_default()
    }
}

const USERS: [&str; 8] = [
    "app_rw",
    "app_ro",
    "report",
    "etl",
    "backup_user",
    "dba_wei",
    "svc_cart",
    "monitor",
];
const DBS: [&str; 6] = ["shop", "crm", "ledger", "wms", "auth", "logs"];
const COMMANDS: [&str; 3] = ["Query", "Sleep", "Execute"];
const STATES: [&str; 5] = ["Sending data", "updating", "Locked", "statistics", ""];
const TABLES: [&str; 6] = [
    "orders",
    "order_items",
    "customers",
    "invoices",
    "payments",
    "carts",
];

/// An answer of TaurusDB's list with so many threads.
pub fn processes(rows: usize) -> String {
    let mut chance = Chance::new(7);
    let mut json = String::from(r#"{"total_count":0,"processes":["#);
    for row in 0..rows {
        let (db, table) = (chance.pick(&DBS), chance.pick(&TABLES));
        let statement = match chance.below(3) {
            0 => format!(
                "SELECT id, status, total FROM {db}.{table} WHERE customer_id = {} ORDER BY id DESC LIMIT {}",
                chance.below(9_000_000),
                chance.below(500)
            ),
            1 => format!(
                "UPDATE {db}.{table} SET updated_at = NOW(), version = version + 1 WHERE id = {}",
                chance.below(9_000_000)
            ),
            _ => format!(
                "SELECT COUNT(*) FROM {db}.{table} a JOIN {db}.orders b ON a.id = b.parent_id WHERE a.tenant = {}",
                chance.below(50_000)
            ),
        };
        let comma = if row == 0 { "" } else { "," };
        json.extend([format!(
            r#"{comma}{{"id":{},"user":"{}","host":"10.{}.{}.{}:{}","db":"{db}","command":"{}","time":{},"state":"{}","info":"{statement}"}}"#,
            34_631 + row * 5 + chance.below(5),
            chance.pick(&USERS),
            chance.below(256),
            chance.below(256),
            chance.below(256),
            1_024 + chance.below(60_000),
            chance.pick(&COMMANDS),
            chance.below(86_400),
            chance.pick(&STATES),
        )]);
    }
    json.push_str("]}");
    json
}

/// A `CLIENT LIST` of so many clients, as redis-cli prints it.
pub fn client_list(rows: usize) -> String {
    let mut chance = Chance::new(9);
    let mut text = String::new();
    for row in 0..rows {
        text.extend([format!(
            "id={} addr=10.{}.{}.{}:{} laddr=10.0.0.1:6379 fd={} name={} age={} idle={} flags=N db=0 sub=0 psub=0 multi=-1 qbuf=0 qbuf-free=0 obl=0 oll=0 omem=0 events=r cmd=get user=default\n",
            row + 3,
            chance.below(256),
            chance.below(256),
            chance.below(256),
            1_024 + chance.below(60_000),
            row + 8,
            chance.pick(&USERS),
            chance.below(86_400),
            chance.below(600),
        )]);
    }
    text
}

/// So many thread ids, one a line, in no order.
pub fn ids(rows: usize) -> String {
    let mut chance = Chance::new(11);
    let mut text = String::new();
    for row in 0..rows {
        text.extend([format!("{}\n", 1_000_000 + row * 7 + chance.below(7))]);
    }
    text
}
