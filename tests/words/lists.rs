//! What fills the keys that the code makes up as it goes.

use quell_core::id::Kind;

pub(super) const KINDS: [Kind; 4] = [Kind::Project, Kind::Instance, Kind::Node, Kind::Group];
pub(super) const SCOPES: [&str; 2] = ["one_node", "all_nodes"];
pub(super) const OUTCOMES: [&str; 5] = ["accepted", "submitted", "partition", "refused", "unknown"];
pub(super) const SAID: [&str; 6] = [
    "killed",
    "not_found",
    "not_acted_on",
    "no_detail",
    "refused",
    "unknown",
];

/// What fills the keys of the page of sessions.
pub(super) const LISTED: [(&str, &str); 10] = [
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
    ("sessions.paused.", "dialog token hidden"),
    (
        "sessions.remedy.",
        "sign_in permission target route paste wait again",
    ),
    ("capture.hint.", "dds dcs taurusdb"),
    (
        "capture.format.",
        "ids addresses csv json api_list process_table process_rows process_tabs client_list current_op",
    ),
    (
        "capture.skip.",
        "not_an_id no_id inactive internal cut broken misaligned ambiguous foreign no_id_column left_out",
    ),
];
const BARS: &str =
    "gone inactive no_handle unix_socket replication internal rolling_back protected";
