//! What the pickers offer of the manuals' samples, and of what is none.

use expect_test::{Expect, expect};

use super::testing::json;
use crate::answer::Reply;
use crate::id::InstanceId;
use crate::list::{Command, Event, Extent, Now, Pick, Picker};
use crate::request::Request;
use crate::services::Service;
use crate::services::testing::{instance, project};

/// The body of a recorded answer.
fn sample(file: &str, name: &str) -> Reply {
    let vectors: serde_json::Value = serde_json::from_str(file).unwrap();
    let mut all = vectors.as_array().unwrap().iter();
    let vector = all.find(|vector| vector["name"] == name).unwrap();
    json(200, vector["response_sample"]["body"].as_str().unwrap())
}

fn run(pick: Pick, mut cloud: impl FnMut(&Request) -> Reply) -> (Picker, Command) {
    let mut picker = Picker::new(pick, None);
    let mut event = Event::Started;
    for _ in 0..100 {
        match picker.handle(event, Now::default()).unwrap() {
            Command::Send { ticket, request } => {
                let reply = cloud(&request);
                event = Event::Got { ticket, reply };
            }
            Command::Wait { ticket, .. } => event = Event::Waited { ticket },
            end => return (picker, end),
        }
    }
    panic!("no end");
}

#[track_caller]
fn check(pick: Pick, reply: Reply, expected: Expect) {
    let (picker, end) = run(pick, |_| reply.clone());
    assert_eq!(end, Command::Done(Extent::Whole));
    let mut text = String::new();
    let mut line = |line: String| text.push_str(&(line.trim_end().to_owned() + "\n"));
    for it in picker.projects() {
        line(format!("{} {} {}", it.id, it.name, it.is_enabled));
    }
    for it in picker.instances() {
        let (name, status) = (&it.name, &it.status);
        line(format!(
            "{} {name} {status} {} {} {}",
            it.id, it.engine, it.version, it.mode
        ));
    }
    let inner = picker
        .instances()
        .iter()
        .flat_map(|instance| &instance.nodes);
    for it in picker.nodes().iter().chain(inner) {
        let (name, status, role, part) = (&it.name, &it.status, &it.role, &it.part);
        line(format!(
            "  {} {name} {status} {role} {part} {} {}",
            it.id, it.group, it.address
        ));
    }
    line(format!("left out: {}", picker.left_out()));
    expected.assert_eq(&text);
}

const DDS: &str = include_str!("../../tests/vectors/dds_list_instances.json");
const DCS: &str = include_str!("../../tests/vectors/dcs_list_instances.json");
const DCS_NODES: &str = include_str!("../../tests/vectors/dcs_nodes.json");
const TAURUS: &str = include_str!("../../tests/vectors/taurusdb_instances.json");
const PROJECTS: &str = include_str!("../../tests/vectors/iam_projects.json");

#[test]
fn instances_of_dds_come_with_their_nodes() {
    check(
        Pick::Instance(Service::Dds, project()),
        sample(DDS, "no_query"),
        expect![[r"
            8436a91546294036b75931e879882200in02 dds-efa6 normal  4.0 ReplicaSet
            9136fd2a9fcd405ea4674276ce36dae8in02 dds-32f4 normal  4.0 Sharding
              233eaac9c6f245c0bb9c2d21eea12d1bno02 dds-efa6_replica_node_2 normal Primary replica  192.168.0.174
              d57d76d6320a4a7b86db82c317550c4ano02 dds-efa6_replica_node_1 normal Hidden replica  192.168.0.39
              a742c13a284949adad177672e8a0f01cno02 dds-32f4_mongos_node_1 normal master mongos  192.168.0.56
              0e9abaebe5974b63a5b221de6ee34cfeno02 dds-32f4_shard_2_node_3 normal Primary shard shard_2
            left out: 0
        "]],
    );
    let one = InstanceId::parse("9136fd2a9fcd405ea4674276ce36dae8in02").unwrap();
    check(
        Pick::Node(Service::Dds, project(), one),
        sample(DDS, "no_query"),
        expect![[r"
              a742c13a284949adad177672e8a0f01cno02 dds-32f4_mongos_node_1 normal master mongos  192.168.0.56
              0e9abaebe5974b63a5b221de6ee34cfeno02 dds-32f4_shard_2_node_3 normal Primary shard shard_2
            left out: 0
        "]],
    );
}

#[test]
fn instances_and_nodes_of_dcs_are_read_against_their_declared_types() {
    check(
        Pick::Instance(Service::Dcs, project()),
        sample(DCS, "no_query"),
        expect![[r"
            5560df16-cebf-4473-95c4-d1b573c16e79 dcs-lpvo0829 RUNNING Redis 5.0 redis.ha.xu1.tiny.r2.128
            left out: 0
        "]],
    );
    let nodes = Pick::Node(Service::Dcs, project(), instance());
    check(
        nodes,
        sample(DCS_NODES, "instance_nodes"),
        expect![[r"
          8a2c26c17f4d6516017f4d7b77940030 (replica)192.168.0.178 Active slave redis-server group-0 192.168.0.178:6379
        left out: 0
    "]],
    );
}

#[test]
fn instances_and_nodes_of_taurusdb_are_two_calls() {
    let list = sample(TAURUS, "list_gauss_my_sql_instances__no_query");
    check(
        Pick::Instance(Service::TaurusDb, project()),
        list,
        expect![[r"
            a23fb62bd61e4e9e9636fd2225f395bein07 taurusdb-instance01 normal  8.0 Cluster
            left out: 0
        "]],
    );
    let detail = sample(TAURUS, "show_gauss_my_sql_instance_info");
    check(
        Pick::Node(Service::TaurusDb, project(), instance()),
        detail,
        expect![[r"
              18663926eacb443d98dc20f8620f28f2no07 n1 ACTIVE master   192.168.0.163
            left out: 0
        "]],
    );
}

#[test]
fn projects_are_offered_without_the_built_in_one() {
    check(
        Pick::Project,
        sample(PROJECTS, "no_query"),
        expect![[r"
        619d3e78f61b4be68bc5aa0b59edcf7b eu-de true
        left out: 0
    "]],
    );
}

#[test]
fn a_row_whose_id_is_not_of_the_grammar_is_left_out_and_counted() {
    let body = r#"{"total_count":5,"instances":[{"id":".."},{"id":7},{},{"id":null,"name":"n"},
        {"id":"a1","name":3,"status":true,"groups":[{"nodes":[{"id":"../x"},{"id":"n1","role":"Hidden"}]},{}]}]}"#;
    check(
        Pick::Instance(Service::Dds, project()),
        json(200, body),
        expect![[r"
            7
            a1 3
              n1   Hidden
            left out: 4
        "]],
    );
}

#[test]
fn many_instances_come_in_pages_and_each_once() {
    let mut asked = Vec::new();
    let (picker, end) = run(Pick::Instance(Service::Dcs, project()), |request| {
        asked.push(request.target());
        let rows: Vec<String> = match asked.len() {
            1 => (0..1_000)
                .map(|n| format!(r#"{{"instance_id":"i{n}"}}"#))
                .collect(),
            // The last one of the first page again: an instance was made in between.
            _ => vec![
                r#"{"instance_id":"i999"}"#.to_owned(),
                r#"{"instance_id":"x"}"#.to_owned(),
            ],
        };
        json(
            200,
            format!(
                r#"{{"instance_num":1002,"instances":[{}]}}"#,
                rows.join(",")
            ),
        )
    });
    assert_eq!(end, Command::Done(Extent::Changed));
    assert_eq!(picker.instances().len(), 1_001);
    assert!(
        asked[1].ends_with("/instances?limit=1000&offset=1000"),
        "{asked:?}"
    );
}

#[test]
fn what_is_no_list_is_a_failure_with_its_call() {
    let (_, end) = run(Pick::Project, |_| json(200, r#"{"links":{}}"#));
    let Command::Failed(failure) = end else {
        panic!("{end:?}")
    };
    assert_eq!(failure.request.target(), "/v3/auth/projects");
}
