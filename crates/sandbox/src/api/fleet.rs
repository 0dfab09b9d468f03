//! The instances that the nodes make up, and the made-up facts that lists of them show.

use crate::chance::{mix, seed_of, uuid};
use crate::cloud::Cloud;
use crate::estate::{Place, Service};

/// What lists say of every instance.
pub(super) const CREATED: &str = "2026-01-15T07:05:52";
/// Instances are all in one network.
pub(super) const VPC: &str = "19e5d45d-70fd-4a91-87e9-b27e71c9891f";
/// And in one part of it.
pub(super) const SUBNET: &str = "bd51fb45-2dcb-4296-8783-8623bfe89bb7";
/// And behind one firewall.
pub(super) const SECURITY_GROUP: &str = "23a3a2f5-3e7a-4b1e-9a5c-0d6a3f1f7c11";
/// And in one place.
pub(super) const ZONE: &str = "local-1a";

/// An instance and its nodes.
#[derive(Clone, Debug)]
pub(super) struct Instance<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) nodes: Vec<&'a Place>,
}

/// The instances of a service, in the order of their nodes.
pub(super) fn of(cloud: &Cloud, service: Service) -> Vec<Instance<'_>> {
    let mut instances: Vec<Instance<'_>> = Vec::new();
    for (place, _) in cloud.estate.nodes() {
        if place.service != service {
            continue;
        }
        let id = place.instance.as_str();
        match instances.iter_mut().find(|one| one.id == id) {
            Some(instance) => instance.nodes.push(place),
            None => instances.push(Instance {
                id,
                name: place.name.split(" / ").next().unwrap_or_default(),
                nodes: vec![place],
            }),
        }
    }
    instances
}

/// A node's name without its instance's.
pub(super) fn short(place: &Place) -> &str {
    place.name.rsplit(" / ").next().unwrap_or_default()
}

/// An address for an id.
pub(super) fn address(id: &str) -> String {
    let number = mix(seed_of(0, id), 0);
    format!("192.168.{}.{}", number % 250, number / 250 % 250 + 2)
}

/// The job that once made an instance.
pub(super) fn job(instance: &str) -> String {
    uuid(0, instance)
}

/// Whether a name passes a filter, of which a leading `*` means a part of the name.
pub(super) fn is_named(name: &str, wanted: Option<&str>) -> bool {
    match wanted {
        None => true,
        Some(wanted) => match wanted.strip_prefix('*') {
            Some(part) => name.contains(part),
            None => name == wanted,
        },
    }
}

/// Whether a filter by tags is of the form `k=v,k=v`, at most twenty. No instance has one.
pub(super) fn are_tags(text: &str) -> bool {
    let pairs: Vec<&str> = text.split(',').collect();
    pairs.len() <= 20 && pairs.iter().all(|pair| pair.contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_before_a_name_means_a_part_of_it() {
        assert!(is_named("orders-db", None));
        assert!(is_named("orders-db", Some("orders-db")));
        assert!(!is_named("orders-db", Some("orders")));
        assert!(is_named("orders-db", Some("*ers")));
    }

    #[test]
    fn an_address_is_the_same_every_time() {
        assert_eq!(address("a"), address("a"));
        assert_ne!(address("a"), address("b"));
    }
}
