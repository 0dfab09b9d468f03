//! The address by which DCS names a client connection.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Advice, IdFault};

/// `ip:port` or `[ipv6]:port`, kept as it was written.
///
/// The list's text must go back unchanged, so nothing is normalised. Host names are
/// refused: no list shows one, and what a server would make of it is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientAddr(Box<str>);

impl ClientAddr {
    /// Reads an address.
    ///
    /// # Errors
    /// Says which part is missing or wrong.
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        if text.is_empty() {
            return Err(IdFault::Empty);
        }
        if text.starts_with('/') {
            return Err(IdFault::UnixSocket);
        }
        let (host, port) = split(text)?;
        if port.is_empty() {
            return Err(IdFault::PortMissing);
        }
        let number: u16 = port
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| port.parse().ok())
            .flatten()
            .ok_or(IdFault::BadPort)?;
        if number == 0 || port.starts_with('0') {
            return Err(IdFault::BadPort);
        }
        match host {
            Host::V4(host) => drop(host.parse::<Ipv4Addr>().map_err(|_| IdFault::NotAnIp)?),
            Host::V6(host) => check_v6(host)?,
        }
        Ok(Self(text.into()))
    }

    /// The text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is unusual: an inner address where a peer is wanted.
    pub fn advice(&self) -> Option<Advice> {
        self.0
            .starts_with("198.19.")
            .then_some(Advice::InnerAddress)
    }
}

impl fmt::Display for ClientAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

enum Host<'a> {
    V4(&'a str),
    V6(&'a str),
}

/// Parts host and port; the port of an unbracketed IPv6 address cannot be told.
fn split(text: &str) -> Result<(Host<'_>, &str), IdFault> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, port) = rest.split_once(']').ok_or(IdFault::NotAnIp)?;
        let port = match port.strip_prefix(':') {
            Some(port) => port,
            None if port.is_empty() => return Err(IdFault::PortMissing),
            None => return Err(IdFault::NotAnIp),
        };
        return Ok((Host::V6(host), port));
    }
    if text.matches(':').count() > 1 {
        return Err(IdFault::BracketsMissing);
    }
    match text.split_once(':') {
        Some((host, port)) => Ok((Host::V4(host), port)),
        None if text.parse::<Ipv4Addr>().is_ok() => Err(IdFault::PortMissing),
        None => Err(IdFault::NotAnIp),
    }
}

/// An IPv6 address, with the zone that link-local ones carry (`fe80::1%eth0`).
fn check_v6(host: &str) -> Result<(), IdFault> {
    let (address, zone) = match host.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (host, None),
    };
    let zone_is_fine = zone.is_none_or(|zone| {
        !zone.is_empty()
            && zone
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    });
    if zone_is_fine && address.parse::<Ipv6Addr>().is_ok() {
        Ok(())
    } else {
        Err(IdFault::NotAnIp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_list_are_kept_as_they_are() {
        for text in [
            "10.63.238.158:2048",
            "127.0.0.1:1",
            "[2001:db8::1]:6379",
            "[::ffff:10.0.0.1]:2048",
            "[::1]:55890",
            "[fe80::1%eth0]:6379",
            "10.0.0.1:65535",
        ] {
            assert_eq!(ClientAddr::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn refusals_say_which_part_is_wrong() {
        let cases = [
            ("", IdFault::Empty),
            ("10.0.0.1", IdFault::PortMissing),
            ("10.0.0.1:", IdFault::PortMissing),
            ("[::1]", IdFault::PortMissing),
            ("10.0.0.1:0", IdFault::BadPort),
            ("10.0.0.1:65536", IdFault::BadPort),
            ("10.0.0.1:+1", IdFault::BadPort),
            ("10.0.0.1:080", IdFault::BadPort),
            ("2001:db8::1:6379", IdFault::BracketsMissing),
            ("redis-client:6379", IdFault::NotAnIp),
            ("10.0.0:1", IdFault::NotAnIp),
            ("10.0.0.01:1", IdFault::NotAnIp),
            ("[10.0.0.1]:1", IdFault::NotAnIp),
            ("[fe80::1%]:1", IdFault::NotAnIp),
            ("[::1]1", IdFault::NotAnIp),
            ("节点:1", IdFault::NotAnIp),
            ("🔥", IdFault::NotAnIp),
            ("/var/run/redis.sock:0", IdFault::UnixSocket),
        ];
        for (text, fault) in cases {
            assert_eq!(ClientAddr::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn an_inner_address_is_questioned() {
        let advice = |text| ClientAddr::parse(text).unwrap().advice();
        assert_eq!(advice("198.19.47.190:46284"), Some(Advice::InnerAddress));
        assert_eq!(advice("10.0.0.1:1"), None);
    }
}
