//! Identifiers: checked when they are made, so that one that exists is safe where it is used.
//!
//! Path identifiers share one grammar, `^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`. It has no
//! dots and nothing that needs encoding, because browsers and proxies collapse `..`
//! even when it is percent-encoded (`docs/API.md`). The shapes
//! that the manuals document are narrower; a value that departs from them is
//! questioned ([`Advice`]), not refused.

use std::fmt;

mod addr;
mod handle;
mod path;

pub use addr::ClientAddr;
pub use handle::{ProcessId, SessionId};
pub use path::{CloudId, InstanceId, JobId, NodeId, PathId, ProjectId, RegionId};

/// The kinds of identifier that a person can mistake for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A project of an account, one per region or sub-project.
    Project,
    /// A database instance.
    Instance,
    /// A node of an instance.
    Node,
    /// A replication group or shard of a DDS instance.
    Group,
}

impl Kind {
    /// The word used in keys and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Instance => "instance",
            Self::Node => "node",
            Self::Group => "group",
        }
    }
}

/// Why a text is not an identifier. Each is one sentence a person can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdFault {
    /// Nothing was given.
    Empty,
    /// `.` or `..`, which browsers and proxies take for a step in the path.
    DotSegment,
    /// Longer than the grammar allows, in characters.
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
    /// A character that the grammar does not have.
    BadCharacter {
        /// The character.
        character: char,
        /// Its place, counted from 1.
        position: usize,
    },
    /// An identifier of another kind, told by its documented suffix.
    LooksLike {
        /// What it looks like.
        kind: Kind,
        /// The suffix that says so, such as `no07`.
        suffix: &'static str,
    },
    /// A client address without a port.
    PortMissing,
    /// A port that is not a number from 1 to 65535.
    BadPort,
    /// An IPv6 address without its brackets: its port cannot be told from its last group.
    BracketsMissing,
    /// A host part that is no IP address, such as a host name.
    NotAnIp,
    /// The path of a Unix socket: all its clients share it, so it names nobody.
    UnixSocket,
    /// Not a whole number.
    NotANumber,
    /// A whole number that does not fit in 64 bits.
    OutOfRange,
    /// A JSON value of the wrong type.
    WrongType,
}

impl IdFault {
    /// The word for other programs; the catalogue's keys end in it too.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::DotSegment => "dot_segment",
            Self::TooLong { .. } => "too_long",
            Self::BadCharacter { .. } => "bad_character",
            Self::LooksLike { .. } => "looks_like",
            Self::PortMissing => "port_missing",
            Self::BadPort => "bad_port",
            Self::BracketsMissing => "brackets_missing",
            Self::NotAnIp => "not_an_ip",
            Self::UnixSocket => "unix_socket",
            Self::NotANumber => "not_a_number",
            Self::OutOfRange => "out_of_range",
            Self::WrongType => "wrong_type",
        }
    }
}

impl fmt::Display for IdFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::DotSegment => f.write_str("is a path step, not an id"),
            Self::TooLong { length, limit } => {
                write!(
                    f,
                    "is {length} characters long; at most {limit} are allowed"
                )
            }
            Self::BadCharacter {
                character,
                position,
            } => write!(
                f,
                "has the character {} at position {position}",
                visible(*character)
            ),
            Self::LooksLike { kind, suffix } => {
                let article = if *kind == Kind::Instance { "an" } else { "a" };
                write!(
                    f,
                    "looks like {article} {} id: ends with {suffix}",
                    kind.word()
                )
            }
            Self::PortMissing => f.write_str("has no port"),
            Self::BadPort => f.write_str("has a port that is not 1 to 65535"),
            Self::BracketsMissing => {
                f.write_str("is an IPv6 address without brackets: write [address]:port")
            }
            Self::NotAnIp => f.write_str("is not an IP address and port"),
            Self::UnixSocket => f.write_str("is a Unix socket, which all its clients share"),
            Self::NotANumber => f.write_str("is not a whole number"),
            Self::OutOfRange => f.write_str("does not fit in 64 bits"),
            Self::WrongType => f.write_str("has the wrong JSON type"),
        }
    }
}

impl std::error::Error for IdFault {}

/// What is unusual about an identifier that can be used all the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// The manual documents another length.
    UnusualLength {
        /// How long it is, in characters.
        length: usize,
        /// How long the manual says it is.
        documented: usize,
    },
    /// The manual documents another ending, such as `in07`.
    UnusualSuffix {
        /// The documented ending.
        documented: &'static str,
    },
    /// Characters that the manual does not have, such as `-` in a TaurusDB id.
    UnusualCharacters,
    /// Not the documented form of a DDS session id, `34631` or `shard_1:7201646`.
    UnusualSession,
    /// Control characters or white space inside.
    Invisible,
    /// Zero or less: no server gives such an id.
    NotPositive,
    /// An address of the cloud's own network (198.19.0.0/16): the list shows it as
    /// `addr` when client IP pass-through is off; the kill wants `peer`.
    InnerAddress,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnusualLength { length, documented } => {
                write!(
                    f,
                    "is {length} characters long; the manual says {documented}"
                )
            }
            Self::UnusualSuffix { documented } => {
                write!(f, "does not end with {documented} as the manual says")
            }
            Self::UnusualCharacters => f.write_str("has characters the manual does not have"),
            Self::UnusualSession => f.write_str("does not look like a session id of DDS"),
            Self::Invisible => f.write_str("has invisible characters"),
            Self::NotPositive => f.write_str("is not positive"),
            Self::InnerAddress => f.write_str("is an inner address of the cloud"),
        }
    }
}

/// A character as it can be shown: itself, or its escape where it cannot be seen.
///
/// Bidirectional and control characters would change the text around them.
pub fn visible(character: char) -> String {
    if character == ' ' {
        return "space".to_owned();
    }
    if is_invisible(character) {
        return format!("U+{:04X}", u32::from(character));
    }
    character.to_string()
}

/// Whether a character has no shape of its own, or changes how others are laid out.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
