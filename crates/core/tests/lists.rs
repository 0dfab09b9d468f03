//! Properties of reading lists: what no answer can do.

use std::collections::BTreeMap;

use proptest::prelude::*;
use quell_core::answer::{Answer, Reply, Silence};
use quell_core::id::{InstanceId, NodeId, ProjectId};
use quell_core::list::{Command, Event, Limits, Listing, Now, Pick, Picker, RETRIES, Whose};
use quell_core::request::Request;
use quell_core::services::Service;

/// Ids of the grammar, which every kind takes.
fn ids() -> (ProjectId, InstanceId, NodeId) {
    let Ok(project) = ProjectId::parse("p1") else {
        panic!()
    };
    let Ok(instance) = InstanceId::parse("i1") else {
        panic!()
    };
    let Ok(node) = NodeId::parse("n1") else {
        panic!()
    };
    (project, instance, node)
}

fn whose(service: Service) -> Whose {
    let (project, instance, node) = ids();
    match service {
        Service::Dds => Whose::Dds(project, node),
        Service::Dcs => Whose::Dcs(project, instance, node),
        Service::TaurusDb => Whose::TaurusDb(project, instance, node, None),
    }
}

fn picks() -> Vec<Pick> {
    let (project, instance, _) = ids();
    let mut all = vec![Pick::Project];
    for service in Service::ALL {
        all.push(Pick::Instance(service, project.clone()));
        all.push(Pick::Node(service, project.clone(), instance.clone()));
    }
    all
}

/// Both kinds of reading behind one handle.
enum Reading {
    Sessions(Box<Listing>),
    Pick(Box<Picker>),
}

impl Reading {
    fn handle(&mut self, event: Event, now: Now) -> Option<Command> {
        match self {
            Self::Sessions(listing) => listing.handle(event, now),
            Self::Pick(picker) => picker.handle(event, now),
        }
    }
}

fn readings(page: usize, rows: usize) -> Vec<Reading> {
    let limits = Limits {
        page,
        rows,
        ..Limits::default()
    };
    let sessions = Service::ALL
        .map(|service| Reading::Sessions(Box::new(Listing::new(whose(service), limits))));
    let picks = picks()
        .into_iter()
        .map(|pick| Reading::Pick(Box::new(Picker::new(pick, None))));
    sessions.into_iter().chain(picks).collect()
}

/// A row that may be one of several, with an id in and out of the grammar.
fn row() -> impl Strategy<Value = String> {
    (0..40_u8, prop_oneof![Just(""), Just("../"), Just("%2e")]).prop_map(|(n, odd)| {
        format!(
            r#"{{"id":"{odd}x{n}","instance_id":"{odd}i{n}","node_id":"{odd}n{n}","addr":"{n}","name":null,
            "nodes":[{{"id":"{odd}{n}"}}],"groups":[{{"nodes":[{{"id":"{odd}{n}"}}]}},7]}}"#
        )
    })
}

/// A body that has something of every answer, or of none.
fn body() -> impl Strategy<Value = String> {
    let rows = proptest::collection::vec(row(), 0..25);
    let job = prop_oneof![Just("8abf6e1e"), Just("../x"), Just("")];
    let status = prop_oneof![Just("INIT"), Just("RUNNING"), Just("SUCCESS"), Just("FAIL")];
    let total = prop_oneof![0..60_i64, Just(-1), Just(i64::MAX)];
    let full = (rows, job, status, total).prop_map(|(rows, job, status, total)| {
        let rows = rows.join(",");
        format!(
            r#"{{"sessions":[{rows}],"clients":[{rows}],"processes":[{rows}],"projects":[{rows}],
            "instances":[{rows}],"nodes":[{rows}],"instance":{{"nodes":[{rows}]}},"time":"{total}",
            "job_id":"{job}","status":"{status}","total_count":{total},"count":{total},"instance_num":"{total}"}}"#
        )
    });
    let code = prop_oneof![
        Just("DBS.280439"),
        Just("DCS.4957"),
        Just("DCS.4017"),
        Just("DBS.280443"),
        Just("DBS.200013"),
        Just("DCS.4070"),
    ];
    prop_oneof![
        4 => full,
        2 => code.prop_map(|code| format!(r#"{{"error_code":"{code}","error_msg":"m"}}"#)),
        1 => any::<String>(),
        1 => Just("{}".to_owned()),
    ]
}

fn reply() -> impl Strategy<Value = Reply> {
    let status = prop_oneof![
        6 => Just(200_u16), 1 => Just(201), 1 => Just(400), 1 => Just(404), 1 => Just(403),
        1 => Just(429), 1 => Just(500), 1 => Just(503), 1 => Just(302), 1 => any::<u16>(),
    ];
    let after = prop_oneof![3 => Just(None), 1 => (0..100_u32).prop_map(Some)];
    let kind = prop_oneof![9 => Just("application/json"), 1 => Just("text/html")];
    let answered = (status, body(), after, kind).prop_map(|(status, body, after, kind)| {
        let mut headers = vec![("content-type".to_owned(), kind.to_owned())];
        headers.extend(after.map(|after| ("retry-after".to_owned(), after.to_string())));
        Reply::Answered(Answer {
            status,
            headers,
            body,
        })
    });
    let silent = prop_oneof![
        Just(Silence::Network),
        Just(Silence::TimedOut),
        Just(Silence::Truncated),
        Just(Silence::TooLarge),
        Just(Silence::Redirected),
    ];
    prop_oneof![5 => answered, 1 => silent.prop_map(Reply::Silent)]
}

/// The grammar of path identifiers, written a second time, so that a slip shows.
fn in_grammar(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=64).contains(&text.len())
        && text.bytes().all(inner)
        && text.as_bytes()[0].is_ascii_alphanumeric()
}

/// Runs a reading over answers that come again and again, and gives what was sent.
fn run(reading: &mut Reading, replies: &[Reply], chance: u32) -> Vec<Request> {
    let mut sent = Vec::new();
    let mut now = Now { ms: 0, chance };
    let mut event = Event::Started;
    // The largest number of pages is that of the pickers; each is sent three times at most,
    // with a wait before each.
    for _ in 0..(16 + 5_000 / 5) * 6 + 300 {
        match reading.handle(event, now) {
            Some(Command::Send { ticket, request }) => {
                let reply = replies[sent.len() % replies.len()].clone();
                sent.push(request);
                event = Event::Got { ticket, reply };
            }
            Some(Command::Wait { ticket, ms, .. }) => {
                assert!(ms <= 60_000, "{ms}");
                now.ms += u64::from(ms);
                event = Event::Waited { ticket };
            }
            Some(Command::Done(_) | Command::Failed(_)) => return sent,
            None => panic!("an answer to what was asked means something"),
        }
    }
    panic!("no end after {} requests", sent.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_reading_ends_whatever_comes_back(
        replies in proptest::collection::vec(reply(), 1..12),
        page in 1..30_usize,
        chance: u32,
    ) {
        for mut reading in readings(page, 60) {
            let sent = run(&mut reading, &replies, chance);
            // Pages are told by their place in the list and their size.
            let mut pages = BTreeMap::<String, u32>::new();
            for request in &sent {
                for segment in request.path().split('/').skip(1) {
                    prop_assert!(in_grammar(segment), "{}", request.path());
                }
                if request.method().as_str() == "GET" && !request.path().contains("/jobs/") {
                    *pages.entry(request.target()).or_default() += 1;
                }
            }
            for (target, times) in pages {
                prop_assert!(times <= u32::from(RETRIES) + 1, "{target} {times} times");
            }
        }
    }

    #[test]
    fn no_bytes_as_an_answer_break_a_reader(bytes: Vec<u8>, lead in 0..8_usize, status in 200..600_u16) {
        let starts = ["", "{", "[", r#"{"sessions":["#, r#"{"clients":[{"id":"#, r#"{"instances":[{"#,
            r#"{"job_id":"#, r#"{"projects":[{"id":"a","name":"#];
        let body = starts[lead].to_owned() + &String::from_utf8_lossy(&bytes);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let reply = Reply::Answered(Answer { status, headers, body });
        for mut reading in readings(20, 60) {
            run(&mut reading, std::slice::from_ref(&reply), 0);
        }
    }
}
