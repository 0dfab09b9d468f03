//! Tests of routes: what a configuration may say, and the URLs that come of it.

use super::*;
use crate::request::{Api, Key, Method, Path, Query};
use crate::services::Service;

const ENDPOINT: &str = "https://dcs.eu-de.otc.t-systems.com";

fn way(kind: Kind, template: &str) -> Way {
    let request = Request::new(Service::Dcs, Method::Post, Path::new("v2").lit("clients"));
    lead(kind, template, Some(ENDPOINT)).unwrap().way(&request)
}

fn lead(kind: Kind, template: &str, endpoint: Option<&str>) -> Option<Lead> {
    let region = RegionId::parse("eu-de").unwrap();
    let cloud = CloudId::parse("otc").unwrap();
    let route = Route::of(kind, template).unwrap();
    route.towards(&cloud, &region, endpoint)
}

fn url(template: &str) -> String {
    way(Kind::Prefix, template).url
}

#[test]
fn a_route_is_a_path_of_this_site_or_an_absolute_prefix() {
    assert_eq!(
        url("/proxy/{service}/{region}"),
        "/proxy/dcs/eu-de/v2/clients"
    );
    assert_eq!(
        url("https://proxy.intra:8443/{cloud}/{service}.{region}/"),
        "https://proxy.intra:8443/otc/dcs.eu-de/v2/clients"
    );
    assert_eq!(url("/"), "/v2/clients");
    assert_eq!(url("https://proxy.intra"), "https://proxy.intra/v2/clients");
    assert_eq!(
        url("http://127.0.0.1:8640/x"),
        "http://127.0.0.1:8640/x/v2/clients"
    );
}

#[test]
fn the_other_kinds_lead_to_the_endpoint_and_nowhere_else() {
    let query = way(Kind::Query, "/relay/{region}?url=");
    let value = "https%3A%2F%2Fdcs.eu-de.otc.t-systems.com%2Fv2%2Fclients";
    assert_eq!(query.url, format!("/relay/eu-de?url={value}"));
    let absolute = way(Kind::Query, "https://relay.intra/?target=");
    assert_eq!(absolute.url, format!("https://relay.intra/?target={value}"));
    // A slash at the end of an envelope's URL may be all of its path.
    for url in ["https://envelope.intra/", "/envelope"] {
        assert_eq!(way(Kind::Envelope, url).url, url);
    }
    for kind in [Kind::Direct, Kind::None] {
        assert_eq!(way(kind, "").url, format!("{ENDPOINT}/v2/clients"));
    }
    for kind in Kind::ALL {
        let template = match kind {
            Kind::Query => "/relay?url=",
            Kind::Prefix | Kind::Envelope => "/proxy",
            Kind::Direct | Kind::None => "",
        };
        let way = way(kind, template);
        assert_eq!(way.host(), "dcs.eu-de.otc.t-systems.com");
        assert_eq!(way.kind, kind);
        assert_eq!(Kind::parse(kind.word()), Some(kind));
        let leads = lead(kind, template, None).is_some();
        assert_eq!(leads, kind == Kind::Prefix, "without an endpoint: {kind:?}");
    }
}

#[test]
fn a_query_goes_every_way_behind_the_path() {
    let path = || Path::new("v3").lit("auth").lit("projects");
    let request = || {
        Request::read(Api::Iam, Method::Get, path())
            .with_query(&Query::default().and(Key::NAME, "a b&c"))
    };
    for (template, prefix) in [
        ("/", ""),
        ("/proxy/{service}/{region}", "/proxy/iam/eu-de"),
        (
            "https://p.intra/{cloud}/{service}",
            "https://p.intra/otc/iam",
        ),
        ("http://127.0.0.1:8640", "http://127.0.0.1:8640"),
    ] {
        let way = lead(Kind::Prefix, template, None).unwrap().way(&request());
        assert_eq!(way.url, format!("{prefix}/v3/auth/projects?name=a%20b%26c"));
        assert_eq!(way.at_cloud(&request()), "");
    }
    // One value: nothing of the cloud's own query becomes the relay's.
    let way = lead(
        Kind::Query,
        "/relay?url=",
        Some("https://iam.eu-de.example"),
    )
    .unwrap()
    .way(&request());
    let inner = "https://iam.eu-de.example/v3/auth/projects?name=a%20b%26c";
    assert_eq!(way.at_cloud(&request()), inner);
    assert_eq!(
        way.url,
        "/relay?url=https%3A%2F%2Fiam.eu-de.example%2Fv3%2Fauth%2Fprojects%3Fname%3Da%2520b%2526c"
    );
}

#[test]
fn a_route_that_could_lead_elsewhere_is_refused() {
    let refused = |text: &str| Route::parse(text).unwrap_err().to_string();
    assert_eq!(refused("proxy"), "must begin with / or https://");
    assert_eq!(refused("//evil.example"), "must begin with / or https://");
    assert_eq!(
        refused("javascript:alert(1)"),
        "must begin with / or https://"
    );
    assert_eq!(refused("http://proxy.intra/x"), "must use https");
    assert_eq!(refused("/a/../b"), "may not contain \"..\"");
    assert_eq!(refused("/a?url="), "may not contain \"a?url=\"");
    assert_eq!(refused("/a//b"), "may not contain \"\"");
    assert_eq!(refused("/{host}/x"), "has the unknown placeholder {host}");
    assert_eq!(refused("/{service"), "may not contain \"{\"");
    assert_eq!(
        refused("https://user@evil.example/x"),
        "may not contain \"user@evil.example\""
    );
}

#[test]
fn no_kind_of_route_takes_a_text_that_could_lead_elsewhere() {
    let refused = |kind, text: &str| Route::of(kind, text).unwrap_err().to_string();
    let no_key = "must end with a query key, such as ?url=";
    for text in ["/relay", "/relay?url", "/relay?"] {
        assert_eq!(refused(Kind::Query, text), no_key, "{text}");
    }
    for (text, why) in [
        ("/relay?=", "may not contain \"=\""),
        ("/relay?a=b&url=", "may not contain \"a=b&url=\""),
        (
            "/relay?url=https://evil.example/?u=",
            "may not contain \"url=https://evil.example/?u=\"",
        ),
        ("/relay?url=#", no_key),
        ("//evil.example?url=", "must begin with / or https://"),
        ("http://relay.intra/?url=", "must use https"),
        ("/../relay?url=", "may not contain \"..\""),
    ] {
        assert_eq!(refused(Kind::Query, text), why, "{text}");
    }
    for (text, why) in [
        ("", "must begin with / or https://"),
        ("/envelope?url=", "may not contain \"envelope?url=\""),
        ("http://envelope.intra/", "must use https"),
        ("data:text/plain,x", "must begin with / or https://"),
        ("/envelope#x", "may not contain \"envelope#x\""),
    ] {
        assert_eq!(refused(Kind::Envelope, text), why, "{text}");
    }
    for kind in [Kind::Direct, Kind::None] {
        let why = "has no meaning for this kind of route; leave it out";
        assert_eq!(refused(kind, "https://elsewhere.example"), why);
    }
}

#[test]
fn an_endpoint_is_a_host_and_no_more() {
    for text in [
        ENDPOINT,
        "https://dds.own.example:8443/",
        "http://127.0.0.1:8640",
    ] {
        assert_eq!(check_endpoint(text), Ok(()), "{text}");
    }
    for text in [
        "https://dds.own.example/v3",
        "https://dds.own.example/{cloud}",
        "https://dds.own.example//",
    ] {
        assert_eq!(check_endpoint(text), Err(RouteFault::NotAHost), "{text}");
    }
    for text in [
        "/proxy",
        "dds.own.example",
        "http://dds.own.example",
        "https://a@b",
    ] {
        assert!(check_endpoint(text).is_err(), "{text}");
    }
}

#[test]
fn a_route_tests_itself_beside_its_services_or_where_it_is_told() {
    let of = |text: &str| Route::parse(text).unwrap().self_test();
    let proxy = "/proxy/{service}/{region}";
    assert_eq!(of(proxy).as_deref(), Some("/proxy/self-test"));
    assert_eq!(
        of("https://p.intra/{cloud}/{service}.{region}").as_deref(),
        Some("https://p.intra/self-test")
    );
    assert_eq!(of("/x/p-{service}").as_deref(), Some("/x/self-test"));
    assert_eq!(of("/{service}").as_deref(), Some("/self-test"));
    // Below these, any path is one of a cloud.
    assert_eq!(
        (of("/"), of("/dds"), of("https://p.intra")),
        (None, None, None)
    );
    let told = |text| Route::parse("/dds").unwrap().with_self_test(text);
    let address = told("/check/quell/").unwrap().self_test();
    assert_eq!(address.as_deref(), Some("/check/quell"));
    let refused = |text| told(text).unwrap_err().to_string();
    assert_eq!(refused("check"), "must begin with / or https://");
    assert_eq!(refused("/a?b"), "may not contain \"a?b\"");
    let filled = refused("/{region}/x");
    assert_eq!(filled, "has the unknown placeholder {region}");
}

#[test]
fn a_relay_tests_itself_only_where_it_is_told_and_without_one_there_is_nothing_to_test() {
    let relay = Route::of(Kind::Query, "/relay/{region}?url=").unwrap();
    assert_eq!(relay.self_test(), None);
    let told = relay.with_self_test("/relay/check").unwrap();
    assert_eq!(told.self_test().as_deref(), Some("/relay/check"));
    for kind in [Kind::Direct, Kind::None] {
        let route = Route::of(kind, "").unwrap();
        assert_eq!(route.self_test(), None);
        assert_eq!(route.with_self_test("/check"), Err(RouteFault::Needless));
    }
}
