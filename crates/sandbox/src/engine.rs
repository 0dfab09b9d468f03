//! What every engine behind a node can do, whether it is embedded or attached.

mod clients;
mod swept;
mod word;

use std::collections::HashSet;
use std::fmt::Display;
use std::pin::Pin;

use quell_core::id::{ClientAddr, SessionId};
use serde::{Serialize, Serializer};

pub use clients::Clients;
pub use swept::{NAMED, Swept};
pub use word::Word;

/// An answer that an engine owes.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, EngineFault>> + Send + 'a>>;

/// Why an engine did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineFault {
    /// It does not answer, or not in time.
    Down(String),
    /// It answers that our account may not do this.
    Denied(String),
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many rows come before it.
    pub offset: usize,
    /// How many rows it has at most.
    pub limit: usize,
}

impl Page {
    /// The rows of this page, of all.
    pub fn cut<T>(self, rows: &[T]) -> &[T] {
        let start = self.offset.min(rows.len());
        let end = start.saturating_add(self.limit).min(rows.len());
        &rows[start..end]
    }
}

/// Rows of a page, and how many there are on all pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// All rows that pass the filters.
    pub total: usize,
    /// The rows of this page.
    pub rows: Vec<T>,
}

/// What a DDS list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DdsFilter {
    /// The operation's type, such as `query`.
    pub kind: Option<String>,
    /// The namespace, such as `shop.orders`.
    pub namespace: Option<String>,
    /// The plan's summary, such as `COLLSCAN`.
    pub plan_summary: Option<String>,
    /// Only operations that have run for longer, in microseconds.
    pub cost_time: Option<u64>,
}

impl DdsFilter {
    /// Whether a row passes; an empty text asks for rows whose field is empty, as the manuals say.
    pub fn passes(&self, row: &DdsSession) -> bool {
        let same = |wanted: &Option<String>, value: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == value)
        };
        same(&self.kind, &row.kind)
            && same(&self.namespace, &row.namespace)
            && same(&self.plan_summary, &row.plan_summary)
            && self
                .cost_time
                .is_none_or(|least| row.cost_time.parse().is_ok_and(|cost: u64| cost > least))
    }
}

/// A row of the DDS list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the service's manual")]
pub struct DdsSession {
    pub id: Word,
    pub active: bool,
    pub operation: Word,
    #[serde(rename = "type")]
    pub kind: Word,
    pub cost_time: Word,
    pub plan_summary: Word,
    pub host: Word,
    pub client: Word,
    pub description: Word,
    pub namespace: Word,
    pub db: Word,
    pub user: Word,
}

/// The handles that were there and were ended: the service does not say, the ledger does.
pub type Ended = HashSet<String>;

/// How a DDS kill ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DdsKilled {
    /// Every session was handled; which of them still lived is not for the caller.
    Done(Ended),
    /// One of them was inactive, so none was touched.
    Inactive,
}

/// A row of the DCS list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the service's manual")]
pub struct DcsClient {
    #[serde(serialize_with = "as_text")]
    pub id: u64,
    pub addr: Word,
    #[serde(serialize_with = "as_text")]
    pub fd: i64,
    pub name: Word,
    pub cmd: Word,
    pub age: i64,
    pub idle: i64,
    pub db: Word,
    pub flags: Word,
    pub sub: i64,
    pub psub: i64,
    pub multi: i64,
    pub qbuf: i64,
    pub qbuf_free: i64,
    pub obl: i64,
    pub oll: i64,
    pub omem: i64,
    pub events: Word,
    pub network: Word,
    pub peer: Word,
    pub user: Word,
}

fn as_text<S: Serializer>(value: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

/// A row of the TaurusDB list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the service's manual")]
pub struct TaurusProcess {
    pub id: i64,
    pub user: String,
    pub host: String,
    pub db: Option<String>,
    pub command: String,
    pub time: i64,
    pub state: Option<String>,
    pub info: Option<String>,
}

/// Which threads a TaurusDB kill ended; internal threads are in neither list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Partition {
    /// Threads that were ended.
    pub processes_killed: Vec<i64>,
    /// Ids that no thread has.
    pub processes_not_found: Vec<i64>,
}

/// What is common to all engines.
pub trait Engine: Send + Sync {
    /// What it is in one word, also when it does not answer: `embedded`, `redis`, `mysql`, `mongodb`.
    fn kind(&self) -> &'static str;
    /// The back end as lists of nodes show it: `embedded`, or a URL without its password.
    fn label(&self) -> String;
    /// The back end's version, asked for now: `embedded` or `redis 7.0.15`.
    fn version(&self) -> Reply<'_, String>;
    /// Up to three handles that can be killed now.
    fn samples(&self) -> Reply<'_, Vec<String>>;
}

/// A node of DDS.
pub trait Dds: Engine {
    /// Lists sessions.
    fn sessions<'a>(&'a self, filter: &'a DdsFilter, page: Page) -> Reply<'a, Listed<DdsSession>>;
    /// The addresses of all sessions.
    fn addresses(&self) -> Reply<'_, Vec<Word>> {
        Box::pin(async {
            let everything = Page {
                offset: 0,
                limit: usize::MAX,
            };
            let listed = self.sessions(&DdsFilter::default(), everything).await?;
            Ok(listed.rows.into_iter().map(|row| row.client).collect())
        })
    }
    /// Interrupts operations; ids that are gone are no fault.
    fn kill<'a>(&'a self, ids: &'a [SessionId]) -> Reply<'a, DdsKilled>;
}

/// A node of DCS.
pub trait Dcs: Engine {
    /// Looks at all clients; the service pages what it found.
    fn clients(&self) -> Reply<'_, Box<dyn Clients>>;
    /// Cuts clients off by address; addresses that nobody has are no fault.
    fn kill<'a>(&'a self, addrs: &'a [ClientAddr]) -> Reply<'a, Ended>;
    /// Cuts off every client but replicas, masters and ourselves, and tells whom.
    fn kill_all(&self) -> Reply<'_, Swept>;
}

/// A node of TaurusDB.
pub trait Taurus: Engine {
    /// Lists threads; internal ones are left out.
    fn processes(&self, page: Page) -> Reply<'_, Listed<TaurusProcess>>;
    /// Ends threads; internal ones are skipped.
    fn kill<'a>(&'a self, ids: &'a [i64]) -> Reply<'a, Partition>;
    /// Lets another server take over, whose thread ids start low again: ids that people have before
    /// them are nobody's then, or somebody else's. Says whether it did; a real server is left alone.
    fn fail_over(&self) -> bool {
        false
    }
}
