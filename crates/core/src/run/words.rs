//! How values of other rooms are written in a journal: as words and texts.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("not a known word"))
}

/// An attempt's id as the text of its UUID.
pub(super) mod attempt {
    use super::{Deserializer, Serializer};
    use crate::attempt::AttemptId;

    pub(crate) fn serialize<S: Serializer>(id: &AttemptId, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(id)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<AttemptId, D::Error> {
        super::read(from, parse)
    }

    /// Reads 32 hexadecimal digits with hyphens between them.
    pub(crate) fn parse(text: &str) -> Option<AttemptId> {
        let mut bytes = [0u8; 16];
        let mut digits = text.bytes().filter(|byte| *byte != b'-');
        for byte in &mut bytes {
            let mut half = || char::from(digits.next()?).to_digit(16);
            let (high, low) = (half()?, half()?);
            *byte = u8::try_from(high * 16 + low).ok()?;
        }
        let mut ms = [0u8; 8];
        ms.get_mut(2..)?.copy_from_slice(bytes.get(..6)?);
        let chance: [u8; 10] = bytes.get(6..)?.try_into().ok()?;
        let id = AttemptId::new(u64::from_be_bytes(ms), chance);
        (id.to_string() == text).then_some(id)
    }
}

/// A run's id, in the same way.
pub(super) mod run {
    use super::{Deserializer, Serializer};
    use crate::run::RunId;

    pub(crate) fn serialize<S: Serializer>(id: &RunId, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(id)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<RunId, D::Error> {
        super::attempt::deserialize(from).map(RunId)
    }
}

/// A job's id as its text.
pub(super) mod job {
    use super::{Deserializer, Serializer};
    use crate::id::JobId;

    pub(crate) fn serialize<S: Serializer>(id: &JobId, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(id.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<JobId, D::Error> {
        super::read(from, |text| JobId::parse(text).ok())
    }
}

/// An order that is shared, as itself.
pub(super) mod order {
    use std::rc::Rc;

    use serde::{Deserialize, Serialize};

    use super::{Deserializer, Serializer};
    use crate::plan::Order;

    pub(crate) fn serialize<S: Serializer>(order: &Rc<Order>, to: S) -> Result<S::Ok, S::Error> {
        order.as_ref().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Rc<Order>, D::Error> {
        Order::deserialize(from).map(Rc::new)
    }
}

/// How far a list was read, in a word.
pub(super) mod extent {
    use super::{Deserializer, Serializer};
    use crate::list::Extent;

    const WORDS: [(Extent, &str); 5] = [
        (Extent::Whole, "whole"),
        (Extent::Changed, "changed"),
        (Extent::Capped, "capped"),
        (Extent::Repeating, "repeating"),
        (Extent::Cancelled, "cancelled"),
    ];

    pub(crate) fn word(extent: Extent) -> &'static str {
        let known = WORDS.iter().find(|(known, _)| *known == extent);
        known.map_or("", |(_, word)| word)
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it.
    pub(crate) fn serialize<S: Serializer>(extent: &Extent, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(word(*extent))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Extent, D::Error> {
        super::read(from, |text| {
            let known = WORDS.iter().find(|(_, word)| *word == text);
            known.map(|(extent, _)| *extent)
        })
    }
}

/// Why an outcome is not known, in a word.
pub(super) mod doubt {
    use super::{Deserializer, Serializer};
    use crate::answer::{Doubt, Silence};

    const WORDS: [(Doubt, &str); 15] = [
        (Doubt::Silent(Silence::Network), "network"),
        (Doubt::Silent(Silence::TimedOut), "timed_out"),
        (Doubt::Silent(Silence::Redirected), "redirected"),
        (Doubt::Silent(Silence::Truncated), "truncated"),
        (Doubt::Silent(Silence::TooLarge), "too_large"),
        (Doubt::Silent(Silence::Envelope), "envelope"),
        (Doubt::Silent(Silence::NotTold), "not_told"),
        (Doubt::Redirect, "redirect"),
        (Doubt::ServerFailed, "server_failed"),
        (Doubt::GatewayGaveUp, "gateway_gave_up"),
        (Doubt::SeenBefore, "seen_before"),
        (Doubt::NotJson, "not_json"),
        (Doubt::WrongShape, "wrong_shape"),
        (Doubt::DoesNotAddUp, "does_not_add_up"),
        (Doubt::UnexpectedStatus, "unexpected_status"),
    ];

    pub(crate) fn word(doubt: Doubt) -> &'static str {
        let known = WORDS.iter().find(|(known, _)| *known == doubt);
        known.map_or("", |(_, word)| word)
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it.
    pub(crate) fn serialize<S: Serializer>(doubt: &Doubt, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(word(*doubt))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Doubt, D::Error> {
        super::read(from, |text| {
            let known = WORDS.iter().find(|(_, word)| *word == text);
            known.map(|(doubt, _)| *doubt)
        })
    }
}
