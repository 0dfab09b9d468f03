//! Identifiers that stand in a URL's path.

use std::fmt;

use super::{Advice, IdFault, Kind};

/// The longest path identifier, in characters.
const LIMIT: usize = 64;

/// A value that may stand in a path: made only by the parsers of this room.
pub trait PathId: sealed::Sealed + fmt::Debug {
    /// The text, of the grammar `^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`.
    fn as_str(&self) -> &str;
}

mod sealed {
    pub trait Sealed {}
}

/// The one grammar of path identifiers, shared with the proxy.
fn check(text: &str) -> Result<(), IdFault> {
    if text.is_empty() {
        return Err(IdFault::Empty);
    }
    if text == "." || text == ".." {
        return Err(IdFault::DotSegment);
    }
    for (index, character) in text.chars().enumerate() {
        let inner = index > 0 && matches!(character, '_' | '-');
        if !(character.is_ascii_alphanumeric() || inner) {
            return Err(IdFault::BadCharacter {
                character,
                position: index + 1,
            });
        }
    }
    if text.len() > LIMIT {
        return Err(IdFault::TooLong {
            length: text.len(),
            limit: LIMIT,
        });
    }
    Ok(())
}

/// The documented suffixes that give an identifier's kind away (`docs/API.md`).
const SUFFIXES: [(&str, Kind); 6] = [
    ("no02", Kind::Node),
    ("no07", Kind::Node),
    ("in02", Kind::Instance),
    ("in07", Kind::Instance),
    ("in17", Kind::Instance),
    ("gr02", Kind::Group),
];

/// The kind that a text's shape gives away: 32 hexadecimal digits and a known suffix.
fn kind_of(text: &str) -> Option<(Kind, &'static str)> {
    let (digits, suffix) = text.split_at_checked(32)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    SUFFIXES
        .iter()
        .find(|(known, _)| *known == suffix)
        .map(|(known, kind)| (*kind, *known))
}

/// Refuses a text whose shape says that it is of another kind than `wanted`.
fn check_kind(text: &str, wanted: Kind) -> Result<(), IdFault> {
    match kind_of(text) {
        Some((kind, suffix)) if kind != wanted => Err(IdFault::LooksLike { kind, suffix }),
        _ => Ok(()),
    }
}

macro_rules! path_id {
    ($(#[$doc:meta])* $name:ident $(, $kind:expr)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Reads an identifier; nothing is trimmed or changed.
            ///
            /// # Errors
            /// Says what is wrong when the text is not of the grammar.
            pub fn parse(text: &str) -> Result<Self, IdFault> {
                check(text)?;
                $(check_kind(text, $kind)?;)?
                Ok(Self(text.into()))
            }

            /// The text, unchanged.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl sealed::Sealed for $name {}

        impl PathId for $name {
            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

path_id!(
    /// A project: 32 hexadecimal digits in every sample.
    ProjectId, Kind::Project
);
path_id!(
    /// An instance: a UUID on DCS, 32 digits and `in02` on DDS or `in07` on TaurusDB.
    InstanceId, Kind::Instance
);
path_id!(
    /// A node: 32 digits and `no02` on DDS or `no07` on TaurusDB; 32 digits or a UUID on DCS.
    NodeId, Kind::Node
);
path_id!(
    /// A job of DCS: 32 hexadecimal digits.
    JobId
);
path_id!(
    /// A cloud, such as `otc`.
    CloudId
);
path_id!(
    /// A region, such as `eu-de`.
    RegionId
);

impl ProjectId {
    /// What is unusual: every manual shows 32 letters and digits.
    pub fn advice(&self) -> Option<Advice> {
        documented(self.as_str(), 32, None)
    }
}

impl InstanceId {
    /// What is unusual for a service that documents the ending `suffix` (`in07`).
    pub fn advice(&self, suffix: &'static str) -> Option<Advice> {
        documented(self.as_str(), 36, Some(suffix))
    }
}

impl NodeId {
    /// What is unusual for a service that documents the ending `suffix` (`no02`, `no07`).
    pub fn advice(&self, suffix: &'static str) -> Option<Advice> {
        documented(self.as_str(), 36, Some(suffix))
    }
}

fn documented(text: &str, length: usize, suffix: Option<&'static str>) -> Option<Advice> {
    if text.len() != length {
        return Some(Advice::UnusualLength {
            length: text.len(),
            documented: length,
        });
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(Advice::UnusualCharacters);
    }
    suffix
        .filter(|suffix| !text.ends_with(suffix))
        .map(|documented| Advice::UnusualSuffix { documented })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: &str = "18663926eacb443d98dc20f8620f28f2no07";
    const INSTANCE: &str = "a23fb62bd61e4e9e9636fd2225f395bein07";

    #[track_caller]
    fn refused(text: &str) -> String {
        InstanceId::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        assert_eq!(refused(""), "is empty");
        assert_eq!(refused(".."), "is a path step, not an id");
        assert_eq!(refused("."), "is a path step, not an id");
        assert_eq!(refused("a/b"), "has the character / at position 2");
        assert_eq!(refused("-a"), "has the character - at position 1");
        assert_eq!(refused("a b"), "has the character space at position 2");
        assert_eq!(refused("a\n"), "has the character U+000A at position 2");
        assert_eq!(refused("%2e"), "has the character % at position 1");
        assert_eq!(refused("é"), "has the character é at position 1");
        assert_eq!(
            refused(&"a".repeat(65)),
            "is 65 characters long; at most 64 are allowed"
        );
        assert_eq!(refused(NODE), "looks like a node id: ends with no07");
    }

    #[test]
    fn an_id_of_another_kind_is_refused_wherever_it_is_put() {
        let of = |result: Result<(), IdFault>| result.unwrap_err().to_string();
        assert_eq!(
            of(NodeId::parse(INSTANCE).map(drop)),
            "looks like an instance id: ends with in07"
        );
        assert_eq!(
            of(ProjectId::parse(NODE).map(drop)),
            "looks like a node id: ends with no07"
        );
        assert_eq!(
            of(NodeId::parse(&NODE.replace("no07", "gr02")).map(drop)),
            "looks like a group id: ends with gr02"
        );
    }

    #[test]
    fn a_departure_from_the_manual_is_questioned_not_refused() {
        let advice = |text: &str| InstanceId::parse(text).unwrap().advice("in07");
        assert_eq!(advice(INSTANCE), None);
        assert_eq!(
            advice("a23fb62bd61e4e9e9636fd2225f395bein01"),
            Some(Advice::UnusualSuffix { documented: "in07" })
        );
        assert_eq!(
            advice("abc"),
            Some(Advice::UnusualLength {
                length: 3,
                documented: 36
            })
        );
        assert_eq!(
            advice("a23fb62bd61e4e9e9636fd2225f395-ein07"),
            Some(Advice::UnusualCharacters)
        );
    }
}
