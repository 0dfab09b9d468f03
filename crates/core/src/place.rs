//! Where a service lives: clouds, regions and their endpoints, as data.
//!
//! The endpoints of the two public clouds are `data/regions.json` (read from the
//! vendor's SDKs and the OTC documents, 2026-04); a portal's configuration can add
//! clouds of its own.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::id::{CloudId, RegionId};
use crate::services::Service;

/// A cloud: its id in URLs and configuration, its name, its regions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// The id, such as `otc`.
    pub id: CloudId,
    /// The name people use.
    pub name: String,
    /// Its regions, by id.
    pub regions: BTreeMap<RegionId, Region>,
}

/// A region: the endpoint of each service that is known to exist there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// Scheme and host by service, such as `https://dds.eu-de.otc.t-systems.com`.
    pub endpoints: BTreeMap<Service, String>,
}

impl Cloud {
    /// One of the public clouds, `otc` or `huawei`.
    pub fn known(id: &str) -> Option<&'static Self> {
        Self::all_known()
            .iter()
            .find(|cloud| cloud.id.as_str() == id)
    }

    /// The public clouds.
    pub fn all_known() -> &'static [Self] {
        static KNOWN: OnceLock<Vec<Cloud>> = OnceLock::new();
        KNOWN.get_or_init(read_known)
    }

    /// The endpoint of a service in a region, if the cloud's documents name one.
    pub fn endpoint(&self, region: &RegionId, service: Service) -> Option<&str> {
        let endpoints = &self.regions.get(region)?.endpoints;
        endpoints.get(&service).map(String::as_str)
    }

    /// Whether any document names this service in this cloud.
    pub fn offers(&self, service: Service) -> bool {
        self.regions
            .values()
            .any(|region| region.endpoints.contains_key(&service))
    }
}

fn read_known() -> Vec<Cloud> {
    // The file is part of the build; a test reads it, so a broken one cannot ship.
    let table: Value =
        serde_json::from_str(include_str!("../data/regions.json")).unwrap_or_default();
    [("otc", "OTC"), ("huawei", "Huawei Cloud")]
        .into_iter()
        .filter_map(|(id, name)| {
            Some(Cloud {
                id: CloudId::parse(id).ok()?,
                name: name.to_owned(),
                regions: regions(&table[id]),
            })
        })
        .collect()
}

fn regions(services: &Value) -> BTreeMap<RegionId, Region> {
    let mut regions: BTreeMap<RegionId, Region> = BTreeMap::new();
    for service in Service::ALL {
        // The vendor's name for TaurusDB's endpoints is still `gaussdb`.
        let key = match service {
            Service::TaurusDb => "gaussdb",
            other => other.word(),
        };
        for (region, endpoint) in services[key].as_object().into_iter().flatten() {
            if let (Ok(region), Some(endpoint)) = (RegionId::parse(region), endpoint.as_str()) {
                let entry = regions.entry(region).or_default();
                entry.endpoints.insert(service, endpoint.to_owned());
            }
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(cloud: &str, region: &str, service: Service) -> Option<&'static str> {
        let region = RegionId::parse(region).unwrap();
        Cloud::known(cloud).unwrap().endpoint(&region, service)
    }

    #[test]
    fn endpoints_are_those_of_the_documents() {
        assert_eq!(
            endpoint("otc", "eu-de", Service::TaurusDb),
            Some("https://gaussdb-mysql.eu-de.otc.t-systems.com")
        );
        assert_eq!(
            endpoint("huawei", "eu-west-101", Service::Dds),
            Some("https://dds.eu-west-101.myhuaweicloud.eu")
        );
        assert_eq!(endpoint("otc", "eu-nl", Service::TaurusDb), None);
    }

    #[test]
    fn every_region_of_the_file_is_read() {
        let count = |id| Cloud::known(id).unwrap().regions.len();
        assert_eq!(count("otc"), 2, "regions with a database service");
        assert!(count("huawei") >= 34);
        assert!(Cloud::known("elsewhere").is_none());
    }
}
