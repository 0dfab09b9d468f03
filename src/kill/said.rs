//! What a result says: one honest sentence, and a word for each handle the API spoke of.

use quell_core::answer::{Outcome, Partition, Refuser};
use quell_core::kill::Confirmed;

use crate::words::{self, many, t};

/// How a result is coloured. Nothing is green: nothing was seen gone yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The cloud took it.
    Taken,
    /// The cloud or the proxy said no.
    Refused,
    /// Nobody knows.
    Unknown,
}

impl Mark {
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Accepted | Outcome::Submitted(_) | Outcome::Partition(_) => Self::Taken,
            Outcome::Refused(_) => Self::Refused,
            Outcome::Unknown(_) => Self::Unknown,
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// The class's name, as the result's label.
pub(super) fn class_name(outcome: &Outcome) -> String {
    let key = match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Submitted(_) => "submitted",
        Outcome::Partition(_) => "partition",
        Outcome::Refused(_) => "refused",
        Outcome::Unknown(_) => "unknown",
    };
    t!(format!("outcome.{key}.name")).into_owned()
}

/// The sentence that comes first.
pub(super) fn headline(outcome: &Outcome, sent: &Confirmed) -> String {
    match outcome {
        Outcome::Accepted => many("outcome.accepted.headline", sent.kill().handles().len()),
        Outcome::Submitted(_) => t!("outcome.submitted.headline").into_owned(),
        Outcome::Partition(partition) => counts(partition),
        Outcome::Refused(refusal) => match refusal.by {
            Refuser::Cloud => t!("outcome.refused.headline").into_owned(),
            Refuser::Proxy => t!("outcome.refused.headline_proxy").into_owned(),
        },
        Outcome::Unknown(_) => t!("outcome.unknown.headline").into_owned(),
    }
}

/// "2 ended, 1 not found, 1 not acted on": the parts that are not empty.
fn counts(partition: &Partition) -> String {
    let parts = [
        ("outcome.partition.killed", partition.killed.len()),
        ("outcome.partition.not_found", partition.not_found.len()),
        (
            "outcome.partition.not_acted_on",
            partition.not_acted_on.len(),
        ),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| many(key, count))
        .collect();
    t!(
        "outcome.partition.headline",
        parts = said.join(&t!("list_separator"))
    )
    .into_owned()
}

/// What it means for the sessions, and what to do next.
pub(super) fn consequence(outcome: &Outcome, permission: &str, sent: &Confirmed) -> Vec<String> {
    let service = sent.kill().operation().service;
    match outcome {
        Outcome::Accepted => vec![t!("outcome.accepted.text").into_owned()],
        Outcome::Submitted(_) => vec![t!("outcome.submitted.text").into_owned()],
        Outcome::Partition(_) => vec![t!("outcome.partition.text").into_owned()],
        Outcome::Refused(refusal) => {
            let meaning = refusal.error.meaning(service, refusal.status);
            let meaning = meaning.map(|meaning| words::meaning(meaning, permission).into_owned());
            let wait = refusal
                .retry_after
                .map(|seconds| t!("outcome.refused.wait", seconds = seconds).into_owned());
            let nothing = t!("outcome.refused.text").into_owned();
            [Some(nothing), meaning, wait]
                .into_iter()
                .flatten()
                .collect()
        }
        Outcome::Unknown(unknown) => vec![
            words::doubt(unknown.doubt).into_owned(),
            t!("outcome.unknown.text").into_owned(),
        ],
    }
}

/// A handle and what the API said of it.
pub(super) struct Row {
    pub(super) handle: String,
    pub(super) said: String,
    pub(super) class: &'static str,
}

/// A row for each handle that was named. A kill of everything names none.
pub(super) fn rows(outcome: &Outcome, sent: &Confirmed) -> Vec<Row> {
    let of = |handle: String, key: &str, class| Row {
        handle,
        said: t!(format!("said.{key}")).into_owned(),
        class,
    };
    if let Outcome::Partition(partition) = outcome {
        let parts = [
            (&partition.killed, "killed", "taken"),
            (&partition.not_found, "not_found", "plain"),
            (&partition.not_acted_on, "not_acted_on", "unknown"),
        ];
        let each = parts
            .into_iter()
            .flat_map(|(ids, key, class)| ids.iter().map(move |id| (id.to_string(), key, class)));
        return each.map(|(id, key, class)| of(id, key, class)).collect();
    }
    let (key, class) = match outcome {
        Outcome::Refused(_) => ("refused", "refused"),
        Outcome::Unknown(_) => ("unknown", "unknown"),
        _ => ("no_detail", "plain"),
    };
    let handles = sent.kill().handles().into_iter();
    handles.map(|handle| of(handle, key, class)).collect()
}

#[cfg(test)]
mod tests {
    use quell_core::answer::{Answer, Reply, Silence};
    use quell_core::attempt::AttemptId;
    use quell_core::draft::{Draft, ScopeChoice, review};
    use quell_core::id::{CloudId, RegionId};
    use quell_core::kill::Aim;
    use quell_core::services::find;

    use super::*;

    fn sent(id: &str, handles: &str) -> Confirmed {
        let draft = Draft {
            project: "p1".to_owned(),
            instance: "i1".to_owned(),
            node: "n1".to_owned(),
            handles: handles.to_owned(),
            scope: Some(ScopeChoice::AllNodes),
            language: None,
        };
        let kill = review(find(id).unwrap(), &draft).prepared.unwrap();
        let aim = Aim {
            environment: None,
            cloud: CloudId::parse("otc").unwrap(),
            region: RegionId::parse("eu-de").unwrap(),
            url: "/".to_owned(),
        };
        kill.aim(aim)
            .confirm(AttemptId::new(1, [0; 10]), String::new())
    }

    fn answered(status: u16, body: &str) -> Reply {
        Reply::Answered(Answer {
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_owned(),
        })
    }

    /// The sentence, and each handle with what the API said of it.
    fn told(sent: &Confirmed, reply: &Reply) -> (String, Vec<(String, String)>) {
        let outcome = sent.kill().judge(reply);
        let rows = rows(&outcome, sent).into_iter();
        let rows = rows.map(|row| (row.handle, row.said)).collect();
        (headline(&outcome, sent), rows)
    }

    fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        rows.iter().map(own).collect()
    }

    #[test]
    fn an_accepted_kill_is_never_called_done() {
        let (sentence, rows) = told(&sent("dds.kill", "1 2"), &answered(200, "{}"));
        assert_eq!(sentence, "The cloud accepted the request for 2 sessions.");
        assert_eq!(rows, pairs(&[("1", "no detail"), ("2", "no detail")]));
    }

    #[test]
    fn a_partition_tells_of_each_thread() {
        let body = r#"{"processes_killed":[1],"processes_not_found":[3]}"#;
        let (sentence, rows) = told(&sent("taurusdb.kill", "1 2 3"), &answered(200, body));
        assert_eq!(
            sentence,
            "The API says: 1 ended, 1 not found, 1 not acted on."
        );
        assert_eq!(
            rows,
            pairs(&[("1", "ended"), ("3", "not found"), ("2", "not acted on")])
        );
    }

    #[test]
    fn a_kill_of_everything_names_nobody() {
        let body = r#"{"job_id":"8abf6e1e824dfcb201824e02ee9a0015"}"#;
        let (sentence, rows) = told(&sent("dcs.kill_all", ""), &answered(200, body));
        assert_eq!(sentence, "The cloud took the kill as a job.");
        assert_eq!(rows, []);
    }

    #[test]
    fn silence_is_told_as_unknown_for_each() {
        let sent = sent("dcs.kill", "10.0.0.1:1");
        let (sentence, rows) = told(&sent, &Reply::Silent(Silence::Network));
        assert_eq!(
            sentence,
            "Unknown: the sessions may have been ended, or not."
        );
        assert_eq!(rows, pairs(&[("10.0.0.1:1", "unknown")]));
    }

    #[test]
    fn a_missing_permission_is_named_as_its_cloud_names_it() {
        let sent = sent("dds.kill", "1");
        let body = r#"{"error_code":"DBS.280063","error_msg":"no"}"#;
        let outcome = sent.kill().judge(&answered(403, body));
        let lines = consequence(&outcome, "dds:instance:session", &sent).join(" ");
        assert!(
            lines.contains("Missing permission: dds:instance:session"),
            "{lines}"
        );
    }
}
