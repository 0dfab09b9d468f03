//! Tests of the routes in `config.json`: their kinds, their faults, and where they lead.

use quell_core::id::{CloudId, RegionId};
use quell_core::services::Service;
use quell_core::target::Target;

use super::{Config, NoWay};

fn fault(text: &str) -> String {
    let fault = Config::read(text).unwrap_err().to_string();
    fault.replace(" (line 1)", "")
}

fn routed(route: &str) -> String {
    format!(
        r#"{{"version":1,"clouds":[{{"id":"otc"}},{{"id":"own","regions":[{{"id":"r1","endpoints":{{"dds":"https://dds.own.example"}}}}]}}],"routes":[{{"cloud":"*",{route}}}]}}"#
    )
}

#[test]
fn each_kind_of_route_is_read_and_its_faults_name_their_key() {
    let kind = |route: &str| {
        let config = Config::read(&routed(route)).unwrap();
        let own = CloudId::parse("own").unwrap();
        config.route(&own).unwrap().kind().word()
    };
    assert_eq!(kind(r#""url":"/p""#), "prefix");
    assert_eq!(kind(r#""kind":"prefix","url":"/p""#), "prefix");
    assert_eq!(kind(r#""kind":"query","url":"/relay?url=""#), "query");
    assert_eq!(kind(r#""kind":"envelope","url":"/envelope""#), "envelope");
    assert_eq!(kind(r#""kind":"direct""#), "direct");
    assert_eq!(kind(r#""kind":"none""#), "none");
    for (route, why) in [
        (
            r#""kind":"tunnel","url":"/p""#,
            "routes[0].kind: must be prefix, query, envelope, direct or none",
        ),
        (r#""kind":"query""#, "routes[0].url: is missing"),
        (r#""kind":"envelope""#, "routes[0].url: is missing"),
        (r#""kind":"prefix""#, "routes[0].url: is missing"),
        (
            r#""kind":"query","url":"/relay""#,
            "routes[0].url: must end with a query key, such as ?url=",
        ),
        (
            r#""kind":"none","url":"/p""#,
            "routes[0].url: has no meaning for this kind of route; leave it out",
        ),
        (
            r#""kind":"direct","url":"https://evil.example""#,
            "routes[0].url: has no meaning for this kind of route; leave it out",
        ),
        (
            r#""kind":"envelope","url":"/e","token":"x""#,
            "routes[0]: has the unknown key \"token\"; known are cloud, kind, url, selfTest",
        ),
    ] {
        assert_eq!(fault(&routed(route)), why, "{route}");
    }
    let endpoint = routed(r#""url":"/p""#).replace("own.example", "own.example/v3");
    let why = "clouds[1].regions[0].endpoints.dds: may have no more than scheme, host and port";
    assert_eq!(fault(&endpoint), why);
}

#[test]
fn a_way_without_its_endpoint_says_so_and_a_prefix_needs_none() {
    let way = |route: &str, service| {
        let config = Config::read(&routed(route)).unwrap();
        config.no_way(&Target {
            cloud: CloudId::parse("own").ok(),
            region: RegionId::parse("r1").ok(),
            service: Some(service),
            ..Target::default()
        })
    };
    for route in [
        r#""kind":"query","url":"/relay?url=""#,
        r#""kind":"envelope","url":"/envelope""#,
        r#""kind":"direct""#,
        r#""kind":"none""#,
    ] {
        assert_eq!(way(route, Service::Dds), None, "{route}");
        assert_eq!(way(route, Service::Dcs), Some(NoWay::NoEndpoint), "{route}");
    }
    assert_eq!(way(r#""url":"/p""#, Service::Dcs), None);
}
