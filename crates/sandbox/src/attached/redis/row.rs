//! One line of `CLIENT LIST`: read by name, because servers differ in what they say.

use std::collections::HashMap;

use crate::engine::{DcsClient, Word};

/// A client as the server describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row(HashMap<String, String>);

impl Row {
    /// Reads a line; what has no `=` belongs to the value before it (a socket's path may hold spaces).
    pub(super) fn parse(line: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for word in line.trim_end().split(' ') {
            match (word.split_once('='), fields.last_mut()) {
                (Some((key, value)), _) => fields.push((key.to_owned(), value.to_owned())),
                (None, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(word);
                }
                (None, None) => {}
            }
        }
        Self(fields.into_iter().collect())
    }

    fn text(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    fn number(&self, key: &str) -> i64 {
        self.text(key).parse().unwrap_or(0)
    }

    /// The server's own id of the connection: never used twice.
    pub(super) fn id(&self) -> Option<u64> {
        self.text("id").parse().ok()
    }

    /// The address as the server writes it.
    pub(super) fn addr(&self) -> &str {
        self.text("addr")
    }

    /// Whether it is a client of people's: no replica, no master, and not the connection `own`.
    pub(super) fn is_client_but(&self, own: u64) -> bool {
        let link = self.text("flags").contains(['S', 'M']);
        self.id().is_some_and(|id| id != own) && !link
    }

    /// Whether its address names it alone: all clients of a Unix socket share one.
    pub(super) fn has_own_address(&self) -> bool {
        !self.text("flags").contains('U') && !self.addr().starts_with('/')
    }

    /// The row of the service's list.
    pub(super) fn client(&self) -> DcsClient {
        let text = |key| Word::from(self.text(key).to_owned());
        let addr = text("addr");
        DcsClient {
            id: self.id().unwrap_or_default(),
            addr: addr.clone(),
            fd: self.number("fd"),
            name: text("name"),
            cmd: text("cmd"),
            age: self.number("age"),
            idle: self.number("idle"),
            db: text("db"),
            flags: text("flags"),
            sub: self.number("sub"),
            psub: self.number("psub"),
            multi: self.number("multi"),
            qbuf: self.number("qbuf"),
            qbuf_free: self.number("qbuf-free"),
            obl: self.number("obl"),
            oll: self.number("oll"),
            omem: self.number("omem"),
            events: text("events"),
            network: "vpc".into(),
            // The kill wants the peer; a server without a proxy before it knows only one address.
            peer: addr,
            user: text("user"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "id=7 addr=[::1]:55890 laddr=[::1]:6379 fd=9 name=x=y|z age=3 idle=1 \
        flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 watch=0 qbuf=26 qbuf-free=20448 obl=0 oll=0 \
        omem=0 events=r cmd=client|list user=default lib-name= resp=2";

    #[test]
    fn a_line_is_read_by_name_and_splits_on_the_first_equals_sign() {
        let client = Row::parse(LINE).client();
        assert_eq!(&*client.name, "x=y|z");
        assert_eq!(
            (&*client.addr, &*client.peer),
            ("[::1]:55890", "[::1]:55890")
        );
        assert_eq!((client.multi, client.qbuf_free), (-1, 20_448));
        assert_eq!(&*client.cmd, "client|list");
    }

    #[test]
    fn a_socket_path_may_hold_a_space() {
        let row = Row::parse("id=3 addr=/tmp/my dir/s.sock:0 fd=8 flags=U");
        assert_eq!(row.addr(), "/tmp/my dir/s.sock:0");
        assert!(!row.has_own_address());
    }

    #[test]
    fn links_and_ourselves_are_no_clients() {
        let row = |flags: &str| Row::parse(&format!("id=4 addr=10.0.0.1:1 flags={flags}"));
        assert!(row("N").is_client_but(9));
        assert!(!row("N").is_client_but(4));
        assert!(!row("S").is_client_but(9));
        assert!(!row("M").is_client_but(9));
        assert!(!Row::parse("").is_client_but(9));
    }
}
