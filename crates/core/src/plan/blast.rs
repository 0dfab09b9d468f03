//! The blast radius: how much of a node a plan ends, and whom it hits.

use quell_table::{Bits, Share};

use crate::services::Service;
use crate::session::Sessions;

/// How many values of a share are kept.
const TOP: usize = 100;

/// How much of a node would end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blast {
    /// How many sessions would end.
    pub count: usize,
    /// How many sessions live on the node.
    pub living: usize,
    /// How many of each user, the most first; at most 100.
    pub by_user: Vec<Share>,
    /// How many of each client's host, the most first; at most 100.
    pub by_client: Vec<Share>,
    /// When the oldest one, or its operation, began: milliseconds since 1970.
    pub oldest_ms: Option<i64>,
    /// How many of them write, where the service tells what they do.
    pub writing: Option<usize>,
    /// A kill-all ends protected sessions too: so many.
    pub protected: usize,
}

impl Blast {
    /// The share of the node's living sessions in percent, rounded; 0 of an empty node.
    pub fn percent(&self) -> usize {
        let half = self.living / 2;
        (self.count * 100 + half)
            .checked_div(self.living)
            .unwrap_or(0)
            .min(100)
    }

    pub(super) fn of(sessions: &Sessions, rows: &Bits, protected: usize) -> Self {
        let (table, roles) = (sessions.table(), sessions.roles());
        let shares = |column, part| {
            let mut shares = table.shares(column, rows, part);
            shares.truncate(TOP);
            shares
        };
        let mut by_client = shares(roles.client, host);
        if let ([only], Some(spare)) = (by_client.as_slice(), roles.spare_handle)
            && only.value.as_deref().unwrap_or_default().is_empty()
        {
            by_client = shares(spare, host);
        }
        Self {
            count: rows.count(),
            living: sessions.living(),
            by_user: shares(roles.user, |user| user),
            by_client,
            oldest_ms: rows.iter().filter_map(|row| sessions.start_ms(row)).min(),
            writing: writing(sessions, rows),
            protected,
        }
    }
}

/// An address without its port. An address of IPv6 has its port only behind brackets.
pub fn host(address: &str) -> &str {
    match address.rsplit_once(':') {
        Some((host, port))
            if (host.ends_with(']') || !host.contains(':'))
                && !port.is_empty()
                && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            host
        }
        _ => address,
    }
}

/// How many rows write, by their type (DDS) or the first word of their statement (TaurusDB).
/// DCS names the last command, which is over.
fn writing(sessions: &Sessions, rows: &Bits) -> Option<usize> {
    let words: &[&str] = match sessions.service() {
        Service::Dds => &["insert", "update", "remove", "delete", "findandmodify"],
        Service::TaurusDb => &[
            "insert", "update", "delete", "replace", "load", "alter", "create", "drop", "truncate",
        ],
        Service::Dcs => return None,
    };
    let roles = sessions.roles();
    let column = match sessions.service() {
        Service::Dds => roles.state,
        _ => roles.statement,
    };
    let mut found = sessions.table().find_by(column, |text| {
        let word = text.split_whitespace().next().unwrap_or_default();
        words.iter().any(|known| word.eq_ignore_ascii_case(known))
    });
    found.and(rows);
    Some(found.count())
}
