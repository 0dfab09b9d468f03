//! Where a kill is aimed, as the page's address holds it: `#/dds/otc/eu-de/<project>/<instance>/<node>`.

use crate::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use crate::services::{Operation, Service, find};

/// A target, as far as it is chosen. Only checked values get into the address, and no secret ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The environment's id in the configuration.
    pub environment: Option<CloudId>,
    /// The cloud.
    pub cloud: Option<CloudId>,
    /// The region.
    pub region: Option<RegionId>,
    /// The service.
    pub service: Option<Service>,
    /// The project.
    pub project: Option<ProjectId>,
    /// The instance.
    pub instance: Option<InstanceId>,
    /// The node.
    pub node: Option<NodeId>,
    /// The operation, where the service has more than one.
    pub operation: Option<&'static str>,
}

/// What stands for a part that is not chosen.
const BLANK: &str = "-";

impl Target {
    /// Reads the part of an address after `#`.
    ///
    /// What is not of its grammar is left out: an address is something anyone can send.
    pub fn from_fragment(fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let mut parts = path.trim_start_matches('/').split('/');
        let mut part = || parts.next().filter(|text| *text != BLANK);
        let service = part().and_then(Service::parse);
        let mut target = Self {
            service,
            cloud: part().and_then(|text| CloudId::parse(text).ok()),
            region: part().and_then(|text| RegionId::parse(text).ok()),
            project: part().and_then(|text| ProjectId::parse(text).ok()),
            instance: part().and_then(|text| InstanceId::parse(text).ok()),
            node: part().and_then(|text| NodeId::parse(text).ok()),
            ..Self::default()
        };
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("env", id)) => target.environment = CloudId::parse(id).ok(),
                Some(("do", id)) => target.operation = operation(service, id),
                _ => {}
            }
        }
        target
    }

    /// Writes the part of an address after `#`, without the blanks at its end.
    pub fn to_fragment(&self) -> String {
        let mut parts = vec![
            self.service.map(Service::word),
            self.cloud.as_ref().map(CloudId::as_str),
            self.region.as_ref().map(RegionId::as_str),
            self.project.as_ref().map(ProjectId::as_str),
            self.instance.as_ref().map(InstanceId::as_str),
            self.node.as_ref().map(NodeId::as_str),
        ];
        while parts.last() == Some(&None) {
            parts.pop();
        }
        let mut fragment = String::from("/");
        let parts: Vec<&str> = parts
            .into_iter()
            .map(|part| part.unwrap_or(BLANK))
            .collect();
        fragment.push_str(&parts.join("/"));
        let environment = self.environment.as_ref().map(|id| format!("env={id}"));
        let operation = self.operation.map(|id| format!("do={id}"));
        let query: Vec<String> = environment.into_iter().chain(operation).collect();
        if !query.is_empty() {
            fragment.push('?');
            fragment.push_str(&query.join("&"));
        }
        fragment
    }

    /// The operation that is chosen: the named one, or the service's first.
    pub fn chosen_operation(&self) -> Option<&'static Operation> {
        let service = self.service?;
        self.operation
            .and_then(find)
            .filter(|operation| operation.service == service)
            .or_else(|| service.operations().next())
    }
}

/// An operation's id, if it is one of the service.
fn operation(service: Option<Service>, id: &str) -> Option<&'static str> {
    let operation = find(id).filter(|operation| Some(operation.service) == service)?;
    Some(operation.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::{INSTANCE, NODE, PROJECT};

    #[test]
    fn an_address_gives_back_the_target_it_was_made_of() {
        for fragment in [
            format!("/taurusdb/otc/eu-de/{PROJECT}/{INSTANCE}/{NODE}?env=prod"),
            format!("/dds/otc/eu-de/{PROJECT}/-/{NODE}"),
            "/dcs/sandbox?env=test&do=dcs.kill_all".to_owned(),
            "/".to_owned(),
        ] {
            assert_eq!(Target::from_fragment(&fragment).to_fragment(), fragment);
            let hashed = format!("#{fragment}");
            assert_eq!(Target::from_fragment(&hashed).to_fragment(), fragment);
        }
    }

    #[test]
    fn what_does_not_belong_in_an_address_is_left_out() {
        for (given, kept) in [
            ("", "/"),
            ("#/elsewhere/otc", "/-/otc"),
            ("#/dds/otc/../admin", "/dds/otc/-/admin"),
            ("#/dds/o%2e%2e/eu-de", "/dds/-/eu-de"),
            ("#/dds?env=<b>&token=abc", "/dds"),
            ("#/dds?do=dcs.kill_all", "/dds"),
            ("#/dds/a/b/c/d/e/f/g", "/dds/a/b/c/d/e"),
        ] {
            assert_eq!(Target::from_fragment(given).to_fragment(), kept, "{given}");
        }
    }

    #[test]
    fn the_operation_is_the_services_first_unless_another_is_named() {
        let of = |fragment| {
            let target = Target::from_fragment(fragment);
            target.chosen_operation().map(|operation| operation.id)
        };
        assert_eq!(of("/dcs"), Some("dcs.kill"));
        assert_eq!(of("/dcs?do=dcs.kill_all"), Some("dcs.kill_all"));
        assert_eq!(of("/taurusdb?do=dcs.kill_all"), Some("taurusdb.kill"));
        assert_eq!(of("/"), None);
        let crossed = Target {
            service: Some(Service::Dds),
            operation: Some("dcs.kill_all"),
            ..Target::default()
        };
        let chosen = crossed.chosen_operation().map(|operation| operation.id);
        assert_eq!(chosen, Some("dds.kill"));
    }
}
