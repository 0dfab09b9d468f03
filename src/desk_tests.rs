//! The desk, act by act.

use super::*;

const NODE: &str = "18663926eacb443d98dc20f8620f28f2no07";

fn config() -> Config {
    Config::read(
        r#"{"version":1,
            "clouds":[{"id":"otc"},{"id":"lab","regions":[{"id":"local-1"}]}],
            "routes":[{"cloud":"*","url":"/proxy/{service}/{region}"}],
            "environments":[{"id":"prod","word":"PROD"}],
            "defaults":{"cloud":"otc","region":"eu-de","project":"p1","environment":"prod"}}"#,
    )
    .unwrap()
}

fn desk(fragment: &str) -> Desk {
    Desk::new(&config(), Texts::default(), Target::from_fragment(fragment))
}

fn fragment(desk: &Desk) -> String {
    desk.target().to_fragment()
}

#[test]
fn a_bare_address_opens_on_the_defaults() {
    assert_eq!(fragment(&desk("")), "/dds/otc/eu-de/p1?env=prod");
}

#[test]
fn a_region_of_another_cloud_is_dropped() {
    let act = Act::ChoseCloud(CloudId::parse("lab").unwrap());
    let desk = desk("#/dds/otc/eu-nl").step(&config(), act);
    assert_eq!(fragment(&desk), "/dds/lab/local-1/p1?env=prod");
}

#[test]
fn a_cloud_that_is_not_configured_is_not_believed() {
    assert_eq!(
        fragment(&desk("#/dds/evil/x1")),
        "/dds/otc/eu-de/p1?env=prod"
    );
}

#[test]
fn what_is_typed_wrong_stays_in_its_field_and_out_of_the_address() {
    let desk = desk("#/taurusdb").step(&config(), Act::Typed(Field::Node, "../x".into()));
    assert_eq!(desk.text(Field::Node), "../x");
    assert_eq!(fragment(&desk), "/taurusdb/otc/eu-de/p1?env=prod");
}

#[test]
fn an_id_in_the_wrong_field_is_moved_whole() {
    let desk = desk("#/taurusdb")
        .step(&config(), Act::Typed(Field::Instance, NODE.into()))
        .step(
            &config(),
            Act::Moved {
                from: Field::Instance,
                to: Field::Node,
            },
        );
    assert_eq!(
        (desk.text(Field::Instance), desk.text(Field::Node)),
        ("", NODE)
    );
}

#[test]
fn each_service_keeps_its_own_node_and_each_operation_its_own_list() {
    let config = config();
    let go = |desk: Desk, to: &str| desk.step(&config, Act::CameTo(Target::from_fragment(to)));
    let desk = desk("#/taurusdb")
        .step(&config, Act::Typed(Field::Node, NODE.into()))
        .step(&config, Act::Typed(Field::Threads, "1 2".into()));
    let desk = go(desk, "#/dds");
    assert_eq!(
        (desk.text(Field::Node), desk.text(Field::Sessions)),
        ("", "")
    );
    let desk = go(desk, "#/taurusdb");
    assert_eq!(
        (desk.text(Field::Node), desk.text(Field::Threads)),
        (NODE, "1 2")
    );
}

#[test]
fn a_cleared_list_comes_back_to_its_own_operation_only() {
    let config = config();
    let desk = desk("#/taurusdb")
        .step(&config, Act::Typed(Field::Threads, "1 2".into()))
        .step(&config, Act::ClearedHandles);
    assert_eq!((desk.text(Field::Threads), desk.can_restore()), ("", true));
    let elsewhere = desk.step(&config, Act::CameTo(Target::from_fragment("#/dds")));
    assert!(!elsewhere.can_restore());
    let desk = desk.step(&config, Act::RestoredHandles);
    assert_eq!(
        (desk.text(Field::Threads), desk.can_restore()),
        ("1 2", false)
    );
}

#[test]
fn texts_outlive_a_reload() {
    let desk = desk("#/taurusdb").step(&config(), Act::Typed(Field::Threads, "1x".into()));
    let texts = Texts::read(&desk.texts().write());
    let again = Desk::new(&config(), texts, Target::from_fragment("#/taurusdb"));
    assert_eq!(again.text(Field::Threads), "1x");
}

#[test]
fn an_environment_that_is_not_configured_is_not_believed() {
    assert_eq!(
        fragment(&desk("#/dds/otc/eu-de?env=nowhere")),
        "/dds/otc/eu-de/p1?env=prod"
    );
}

fn known(service: Service, instance: &str, node: &str) -> Act {
    Act::ChoseTarget(KnownTarget {
        name: "a node".to_owned(),
        service,
        instance: InstanceId::parse(instance).ok(),
        node: NodeId::parse(node).unwrap(),
    })
}

#[test]
fn a_node_of_another_service_never_opens_on_kill_all() {
    let config = config();
    let desk = desk("#/dcs?do=dcs.kill_all").step(&config, known(Service::Dds, "", "n1"));
    assert_eq!(desk.operation().id, "dds.kill");
    assert_eq!(fragment(&desk), "/dds/otc/eu-de/p1/-/n1?env=prod");
    let desk = desk.step(&config, known(Service::Dcs, "i1", "n1"));
    assert_eq!(desk.operation().id, "dcs.kill");
}

#[test]
fn a_scope_is_chosen_for_one_instance_and_no_other() {
    let config = config();
    let desk = desk("#/dcs?do=dcs.kill_all")
        .step(&config, known(Service::Dcs, "i1", "n1"))
        .step(&config, Act::ChoseScope(ScopeChoice::AllNodes));
    assert_eq!(desk.scope(), Some(ScopeChoice::AllNodes));
    let other = desk.step(&config, known(Service::Dcs, "i2", "n1"));
    assert_eq!(other.scope(), None);
    let back = other.step(&config, known(Service::Dcs, "i1", "n1"));
    assert_eq!(back.scope(), Some(ScopeChoice::AllNodes));
}
