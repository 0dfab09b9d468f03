//! Every word on the screen: one catalogue, and the sentences for the core's values.
//!
//! `www/locales/en.yml` is the catalogue; another language is another file beside it.
//! All are compiled in, so no word can fail to load.

use std::borrow::Cow;
use std::fmt::Display;

use quell_core::answer::{Doubt, Silence};
use quell_core::decode::Meaning;
use quell_core::draft::{BODY_LIMIT, Fault};
use quell_core::id::{Advice, IdFault, visible};
use quell_core::note::Note;
use quell_core::paste::PieceFault;
use quell_core::request::Language;
use quell_core::token::TokenFault;

use crate::browser::journal::Fault as JournalFault;

/// Says a sentence of the catalogue: `t!("key")`, or `t!("key", name = value)` for its `%{name}`.
///
/// A call of one function each time: the library's own macro writes its search out at
/// every place, which doubled the size of the views.
macro_rules! t {
    ($key:expr) => { $crate::words::say(AsRef::<str>::as_ref(&$key)) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::words::say_with(
            AsRef::<str>::as_ref(&$key),
            &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),+],
        )
    };
}
pub(crate) use t;

/// A sentence without places to fill.
#[inline(never)]
pub fn say(key: &str) -> Cow<'static, str> {
    Cow::Owned(rust_i18n::t!(key).into_owned())
}

/// A sentence with places to fill.
#[inline(never)]
pub fn say_with(key: &str, values: &[(&str, &dyn Display)]) -> Cow<'static, str> {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = values.iter().map(|(_, value)| value.to_string()).collect();
    Cow::Owned(rust_i18n::replace_patterns(&say(key), &names, &values))
}

/// A language of the catalogue: its tag and its own name.
pub const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("zh-CN", "简体中文")];

/// The catalogue's language for a browser's tag: `zh-Hans` is `zh-CN`, the rest English.
pub fn closest(tag: &str) -> &'static str {
    if tag.to_ascii_lowercase().starts_with("zh") {
        "zh-CN"
    } else {
        "en"
    }
}

/// Speaks another language from the next render on.
pub fn speak(tag: &str) {
    rust_i18n::set_locale(closest(tag));
}

/// The language that is spoken.
pub fn spoken() -> &'static str {
    closest(&rust_i18n::locale())
}

/// The language in which services are asked to answer.
pub fn for_services() -> Language {
    Language::parse(spoken()).unwrap_or_default()
}

/// A sentence with a count in it: the key's `one` or `other`.
pub fn many(key: &str, count: usize) -> String {
    let form = if count == 1 { "one" } else { "other" };
    t!(format!("{key}.{form}"), n = count).into_owned()
}

/// Why the journal cannot be written or read: what happened, what it means, what to do.
pub fn journal_fault(fault: &JournalFault) -> Cow<'static, str> {
    match fault {
        JournalFault::Unavailable => t!("journal.unavailable"),
        JournalFault::Quota => t!("journal.quota"),
        JournalFault::Blocked => t!("journal.blocked"),
        JournalFault::Newer => t!("journal.newer"),
        JournalFault::Closed => t!("journal.closed"),
        JournalFault::Taken => t!("journal.taken"),
        JournalFault::LeaseLost => t!("journal.lease_lost"),
        JournalFault::Gap => t!("journal.gap"),
        JournalFault::Other(words) => t!("journal.other", words = words),
    }
}

/// Why an identifier is refused.
pub fn id_fault(fault: &IdFault) -> Cow<'static, str> {
    match fault {
        IdFault::Empty => t!("fault.empty"),
        IdFault::DotSegment => t!("fault.dot_segment"),
        IdFault::TooLong { length, limit } => t!("fault.too_long", length = length, limit = limit),
        IdFault::BadCharacter {
            character,
            position,
        } => t!(
            "fault.bad_character",
            character = shown_character(*character),
            position = position
        ),
        IdFault::LooksLike { kind, suffix } => t!(
            "fault.looks_like",
            kind = t!(format!("kind.{}", kind.word())),
            suffix = suffix
        ),
        IdFault::PortMissing => t!("fault.port_missing"),
        IdFault::BadPort => t!("fault.bad_port"),
        IdFault::BracketsMissing => t!("fault.brackets_missing"),
        IdFault::NotAnIp => t!("fault.not_an_ip"),
        IdFault::UnixSocket => t!("fault.unix_socket"),
        IdFault::NotANumber => t!("fault.not_a_number"),
        IdFault::OutOfRange => t!("fault.out_of_range"),
        IdFault::WrongType => t!("fault.wrong_type"),
    }
}

fn shown_character(character: char) -> String {
    if character == ' ' {
        return t!("fault.space").into_owned();
    }
    visible(character)
}

/// Why a piece of a list is refused.
pub fn piece_fault(fault: &PieceFault) -> Cow<'static, str> {
    match fault {
        PieceFault::Id(fault) => id_fault(fault),
        PieceFault::Json => t!("fault.json"),
    }
}

/// What is wrong with a field, in a word or a sentence.
pub fn fault(fault: &Fault) -> Cow<'static, str> {
    match fault {
        Fault::Missing => t!("fault.missing"),
        Fault::Id(fault) => id_fault(fault),
        Fault::Pieces(pieces) => many("fault.pieces", pieces.len()).into(),
        Fault::TooLarge { size } => t!(
            "fault.too_large",
            size = size.div_ceil(1024),
            limit = BODY_LIMIT / 1024
        ),
    }
}

/// What is unusual.
pub fn advice(advice: &Advice) -> Cow<'static, str> {
    match advice {
        Advice::UnusualLength { length, documented } => {
            t!("advice.length", length = length, documented = documented)
        }
        Advice::UnusualSuffix { documented } => t!("advice.suffix", documented = documented),
        Advice::UnusualCharacters => t!("advice.characters"),
        Advice::UnusualSession => t!("advice.session"),
        Advice::Invisible => t!("advice.invisible"),
        Advice::NotPositive => t!("advice.not_positive"),
        Advice::InnerAddress => t!("advice.inner_address"),
    }
}

/// What is wrong with a token.
pub fn token_fault(fault: TokenFault) -> Cow<'static, str> {
    match fault {
        TokenFault::Empty => t!("token.fault.empty"),
        TokenFault::TooLong => t!("token.fault.too_long"),
        TokenFault::BadCharacter { position } => {
            t!("token.fault.bad_character", position = position)
        }
    }
}

/// A fact of a cloud.
pub fn note(note: Note) -> Cow<'static, str> {
    match note {
        Note::DdsInactive => t!("note.dds_inactive"),
        Note::DdsVersionsOtc => t!("note.dds_versions_otc"),
        Note::DdsNodesOtc => t!("note.dds_nodes_otc"),
        Note::DdsVersionsHuawei => t!("note.dds_versions_huawei"),
        Note::DdsNodesHuawei => t!("note.dds_nodes_huawei"),
        Note::DcsUndocumentedOtc | Note::TaurusUndocumentedOtc => {
            t!(
                "note.undocumented_otc",
                date = note.gap().map_or("", |gap| gap.edition)
            )
        }
        Note::DcsPeer => t!("note.dcs_peer"),
        Note::DcsSilent => t!("note.dcs_silent"),
        Note::DcsProxyNode => t!("note.dcs_proxy_node"),
        Note::DcsKillAllJob => t!("note.dcs_kill_all_job"),
        Note::DcsReconnect => t!("note.dcs_reconnect"),
        Note::TaurusInternal => t!("note.taurus_internal"),
        Note::TaurusSingleNode => t!("note.taurus_single_node"),
        Note::TaurusTwenty => t!("note.taurus_twenty"),
    }
}

/// Why nobody knows what became of a kill.
pub fn kill_doubt(doubt: Doubt) -> Cow<'static, str> {
    match doubt {
        Doubt::Silent(Silence::TimedOut) => t!("kill_doubt.timed_out"),
        Doubt::ServerFailed => t!("kill_doubt.server_failed"),
        Doubt::GatewayGaveUp => t!("kill_doubt.gateway_gave_up"),
        other => self::doubt(other),
    }
}

/// Why an answer says nothing that can be relied on.
pub fn doubt(doubt: Doubt) -> Cow<'static, str> {
    match doubt {
        Doubt::Silent(Silence::Network) => t!("doubt.network"),
        Doubt::Silent(Silence::TimedOut) => t!("doubt.timed_out"),
        Doubt::Silent(Silence::Redirected) | Doubt::Redirect => t!("doubt.redirect"),
        Doubt::Silent(Silence::Truncated) => t!("doubt.truncated"),
        Doubt::Silent(Silence::TooLarge) => t!("doubt.too_large"),
        Doubt::Silent(Silence::Envelope) => t!("doubt.envelope"),
        Doubt::Silent(Silence::NotTold) => t!("doubt.not_told"),
        Doubt::ServerFailed => t!("doubt.server_failed"),
        Doubt::GatewayGaveUp => t!("doubt.gateway_gave_up"),
        Doubt::SeenBefore => t!("doubt.seen_before"),
        Doubt::RefusedPerhapsLater => t!("doubt.refused_perhaps_later"),
        Doubt::NotJson => t!("doubt.not_json"),
        Doubt::WrongShape => t!("doubt.wrong_shape"),
        Doubt::DoesNotAddUp => t!("doubt.does_not_add_up"),
        Doubt::UnexpectedStatus => t!("doubt.unexpected_status"),
    }
}

/// What an error code means, and what to do.
pub fn meaning(meaning: Meaning, permission: &str) -> Cow<'static, str> {
    match meaning {
        Meaning::TokenMissing => t!("meaning.token_missing"),
        Meaning::TokenExpired => t!("meaning.token_expired"),
        Meaning::TokenInvalid => t!("meaning.token_invalid"),
        Meaning::SignatureWrong => t!("meaning.signature_wrong"),
        Meaning::KeyLocked => t!("meaning.key_locked"),
        Meaning::CallNotOffered => t!("meaning.call_not_offered"),
        Meaning::PermissionMissing => t!("meaning.permission_missing", permission = permission),
        Meaning::Throttled => t!("meaning.throttled"),
        Meaning::Busy => t!("meaning.busy"),
        Meaning::InstanceUnknown => t!("meaning.instance_unknown"),
        Meaning::NodeUnknown => t!("meaning.node_unknown"),
        Meaning::SessionInvalid => t!("meaning.session_invalid"),
        Meaning::KillFailed => t!("meaning.kill_failed"),
        Meaning::NotSupported => t!("meaning.not_supported"),
        Meaning::ParameterWrong => t!("meaning.parameter_wrong"),
        Meaning::BodyMissing => t!("meaning.body_missing"),
        Meaning::Frozen => t!("meaning.frozen"),
        Meaning::TooLarge => t!("meaning.too_large"),
        Meaning::AddressBarred => t!("meaning.address_barred"),
        Meaning::UserBarred => t!("meaning.user_barred"),
        Meaning::ServiceFailed => t!("meaning.service_failed"),
    }
}
