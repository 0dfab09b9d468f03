//! What columns are called: by the APIs, the engines and the consoles, in the words that people copy.

use std::borrow::Cow;

use super::report::Cells;
use crate::services::Service;

/// The other names of a column, beside its key. Names are compared without case, blanks and punctuation.
type Names = &'static [(&'static str, &'static [&'static str])];

/// The columns of a DDS session.
const DDS: Names = &[
    ("id", &["opid", "sessionid", "operationid", "会话id"]),
    ("active", &["isactive", "是否活跃", "活跃"]),
    (
        "client",
        &["clientaddress", "clientip", "clientaddr", "客户端"],
    ),
    ("user", &["username", "用户", "用户名"]),
    ("db", &["database", "dbname", "数据库"]),
    ("namespace", &["ns", "collection", "命名空间"]),
    ("type", &["op", "operationtype", "类型", "操作类型"]),
    (
        "cost_time",
        &[
            "costtimeus",
            "microsecsrunning",
            "duration",
            "executiontime",
            "执行时间",
            "耗时",
        ],
    ),
    ("plan_summary", &["plan", "executionplan", "执行计划"]),
    ("host", &["hostname", "主机"]),
    ("description", &["desc", "描述"]),
    ("operation", &["command", "statement", "操作"]),
];

/// The columns of a DCS client.
const DCS: Names = &[
    ("peer", &["peeraddr", "peeraddress"]),
    (
        "addr",
        &[
            "address",
            "clientaddr",
            "clientaddress",
            "地址",
            "客户端地址",
        ],
    ),
    ("name", &["clientname", "名称"]),
    ("user", &["username", "用户"]),
    ("db", &["database", "数据库"]),
    ("cmd", &["command", "lastcommand", "lastcmd", "命令"]),
    ("age", &["connectionduration", "连接时长"]),
    ("idle", &["idleduration", "idletime", "空闲时长"]),
    ("flags", &["flag", "clientflag"]),
    ("sub", &[]),
    ("psub", &[]),
    ("omem", &[]),
    ("id", &["clientid", "sessionid", "会话id"]),
    ("fd", &[]),
    ("multi", &[]),
    ("qbuf", &[]),
    ("qbuf_free", &[]),
    ("obl", &[]),
    ("oll", &[]),
    ("events", &[]),
    ("network", &[]),
];

/// The columns of a TaurusDB thread.
const TAURUSDB: Names = &[
    (
        "id",
        &[
            "processid",
            "processlistid",
            "threadid",
            "connid",
            "connectionid",
            "sessionid",
            "会话id",
        ],
    ),
    ("user", &["username", "processlistuser", "用户", "用户名"]),
    (
        "host",
        &[
            "processlisthost",
            "client",
            "clienthost",
            "主机",
            "访问来源",
        ],
    ),
    ("db", &["database", "processlistdb", "dbname", "数据库"]),
    ("command", &["processlistcommand", "命令"]),
    (
        "time",
        &[
            "processlisttime",
            "duration",
            "sessionduration",
            "executiontime",
            "持续时间",
            "执行时间",
            "会话持续时间",
        ],
    ),
    ("state", &["processliststate", "status", "状态"]),
    (
        "info",
        &[
            "processlistinfo",
            "sql",
            "sqlstatement",
            "currentstatement",
            "statement",
            "sql语句",
        ],
    ),
];

fn names(service: Service) -> Names {
    match service {
        Service::Dds => DDS,
        Service::Dcs => DCS,
        Service::TaurusDb => TAURUSDB,
    }
}

/// A column of a capture: which of the service's it is, and what its figures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// The key of the service's column.
    pub(super) key: &'static str,
    /// How many digits the decimal point moves from the capture's unit to the column's own.
    shift: i8,
}

/// What a column of this name is, in a service.
pub(super) fn title(service: Service, name: &str) -> Option<Title> {
    /// No title is longer, in bytes.
    const LONGEST: usize = 100;
    if name.len() > LONGEST {
        return None;
    }
    // `Time (s)`: the unit is no part of the name.
    let (words, unit) = name.split_once(['(', '（']).unwrap_or((name, ""));
    let known = |(key, others): &&(&'static str, &'static [&'static str])| {
        *key == name
            || [name, words]
                .into_iter()
                .any(|wanted| same(wanted, key) || others.iter().any(|other| same(wanted, other)))
    };
    let (key, _) = names(service).iter().find(known)?;
    // The APIs count in seconds, except for the running time of DDS.
    let own: i8 = if *key == "cost_time" { 6 } else { 0 };
    let unit = match unit.trim_end_matches([')', '）']).trim() {
        "s" | "sec" | "secs" | "seconds" | "秒" => 0,
        "ms" | "毫秒" => 3,
        "us" | "µs" | "μs" | "微秒" => 6,
        _ => own,
    };
    let timed = matches!(*key, "cost_time" | "time" | "age" | "idle");
    let shift = if timed { own - unit } else { 0 };
    Some(Title { key, shift })
}

impl Title {
    /// Puts a text under this column, unless it has one already.
    pub(super) fn put<'t>(self, cells: &mut Cells<'t>, text: Cow<'t, str>) {
        if cells.iter().all(|(key, _)| *key != self.key) {
            cells.push((self.key, shifted(text, self.shift)));
        }
    }
}

/// A whole number times a power of ten; what is no whole number stays as it is.
pub(super) fn shifted(text: Cow<'_, str>, shift: i8) -> Cow<'_, str> {
    if shift == 0 || text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let places = usize::from(shift.unsigned_abs());
    if shift > 0 {
        let zeros = if *text == *"0" { 0 } else { places };
        return Cow::Owned(format!("{text}{}", "0".repeat(zeros)));
    }
    let whole = text.len().checked_sub(places).filter(|length| *length > 0);
    let whole = whole.and_then(|length| text.get(..length)).unwrap_or("0");
    Cow::Owned(whole.to_owned())
}

/// The service whose columns these names are, if it is one: the wanted one where it fits as well as others.
pub(super) fn service(wanted: Service, all: &[Cow<'_, str>]) -> Option<Service> {
    let score = |service: Service| -> usize {
        let keys = all.iter().filter_map(|name| title(service, name));
        let keys: std::collections::BTreeSet<_> = keys.map(|title| title.key).collect();
        let handles: &[&str] = match service {
            Service::Dcs => &["peer", "addr"],
            Service::Dds | Service::TaurusDb => &["id"],
        };
        let named = handles.iter().any(|handle| keys.contains(handle));
        if named { keys.len() } else { 0 }
    };
    let mut best = (score(wanted), wanted);
    for service in Service::ALL {
        let scored = score(service);
        if scored > best.0 {
            best = (scored, service);
        }
    }
    (best.0 > 0).then_some(best.1)
}

/// Whether two names are the same but for case, blanks and punctuation.
fn same(one: &str, other: &str) -> bool {
    plain(one).eq(plain(other))
}

/// A name without case, blanks and punctuation.
fn plain(name: &str) -> impl Iterator<Item = char> + '_ {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase)
}
