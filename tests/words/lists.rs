//! What fills the keys that the code makes up as it goes.

use quell_core::id::Kind;

pub(super) const KINDS: [Kind; 4] = [Kind::Project, Kind::Instance, Kind::Node, Kind::Group];
pub(super) const SCOPES: [&str; 2] = ["one_node", "all_nodes"];

/// What fills the keys of the page of sessions.
pub(super) const LISTED: [(&str, &str); 28] = [
    ("sessions.why.", BARS),
    ("sessions.why_long.", BARS),
    ("sessions.chip.", "active long idle asleep free ticked"),
    (
        "sessions.filter.",
        "unknown_column unknown_flag no_value not_a_number unknown_unit not_comparable open_quote",
    ),
    (
        "sessions.partial.",
        "unconfirmed capped repeating cancelled",
    ),
    ("sessions.paused.", "dialog run token hidden"),
    (
        "sessions.remedy.",
        "sign_in permission target route paste wait again",
    ),
    (
        "said.",
        "nothing awaited no_detail submitted killed not_found not_acted_on refused unknown",
    ),
    (
        "observed.",
        "not_looked gone reused there rolling_back unseen",
    ),
    (
        "login.field.",
        "token account user password user-id passcode access-key secret-key security-token",
    ),
    ("login.missing.", "account user password user-id passcode"),
    ("run.outcome.", ENDS),
    ("run.tally.", ENDS),
    ("run.retry.", "still_there not_acted_on refused not_sent"),
    ("run.wait.", "pace server_asked throttled fence look job"),
    (
        "run.paused.",
        "person no_lease offline needs_token token_to_look locked journal list slow old refused unclear recovered",
    ),
    (
        "event.",
        "confirmed retried intent sent withheld job paused resumed stopped closed",
    ),
    ("theme.", "system light dark"),
    ("settings.tone.", "calm careful danger"),
    ("settings.routes.kind.", "prefix query envelope direct none"),
    (
        "self_test.check.",
        "reachable readable body guard header path",
    ),
    (
        "self_test.outcome.",
        "waiting not_asked passed failed not_known",
    ),
    (
        "self_test.wrong.",
        "no_answer server_failed hidden delete_refused body_lost unguarded header_refused header_lost tidied",
    ),
    (
        "self_test.why.",
        "no_self_test not_reached unproved silent unexpected",
    ),
    ("capture.hint.", "dds dcs taurusdb"),
    ("gap.what.", "dds dcs taurusdb"),
    (
        "capture.format.",
        "ids addresses csv json api_list process_table process_rows process_tabs client_list current_op",
    ),
    (
        "capture.skip.",
        "not_an_id no_id inactive internal cut broken misaligned ambiguous foreign no_id_column left_out",
    ),
];
/// How sessions of a run end.
const ENDS: &str =
    "gone already_gone still_there rolling_back not_acted_on refused not_sent unresolved";
const BARS: &str =
    "gone inactive no_handle unix_socket replication internal rolling_back protected";
