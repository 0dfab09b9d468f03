//! Where a service lives: clouds, regions and their endpoints, as data.
//!
//! The endpoints of the two public clouds are `data/regions.json` (read from the
//! vendor's SDKs and the OTC documents, 2026-04); a portal's configuration can add
//! clouds of its own.

use std::sync::OnceLock;

use serde_json::Value;

use crate::id::{CloudId, RegionId};
use crate::request::Api;
use crate::services::Service;

/// A cloud: its id in URLs and configuration, its name, its regions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    /// The id, such as `otc`.
    pub id: CloudId,
    /// The name people use.
    pub name: String,
    regions: Vec<Region>,
}

/// A region: the endpoint of each service that is known to exist there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    id: RegionId,
    /// In the order of [`Service::ALL`].
    endpoints: [Option<String>; Service::ALL.len()],
    /// The endpoint of IAM.
    iam: Option<String>,
}

impl Region {
    /// A region without any endpoint.
    pub fn new(id: RegionId) -> Self {
        Self {
            id,
            endpoints: Default::default(),
            iam: None,
        }
    }

    /// The id, such as `eu-de`.
    pub fn id(&self) -> &RegionId {
        &self.id
    }

    /// Names an endpoint: scheme and host, such as `https://dds.eu-de.otc.t-systems.com`.
    pub fn set_endpoint(&mut self, api: impl Into<Api>, endpoint: String) {
        match api.into() {
            Api::Service(service) => self.endpoints[service as usize] = Some(endpoint),
            Api::Iam => self.iam = Some(endpoint),
        }
    }

    fn endpoint(&self, api: Api) -> Option<&str> {
        match api {
            Api::Service(service) => self.endpoints[service as usize].as_deref(),
            Api::Iam => self.iam.as_deref(),
        }
    }
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

    /// A cloud without regions.
    pub fn new(id: CloudId, name: String) -> Self {
        Self {
            id,
            name,
            regions: Vec::new(),
        }
    }

    /// Its regions, in the order of their ids.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// Whether a region is one of the cloud.
    pub fn has(&self, region: &RegionId) -> bool {
        self.place_of(region).is_ok()
    }

    /// The region of an id, which is added where the cloud has none.
    pub fn region_mut(&mut self, id: RegionId) -> &mut Region {
        let place = self.place_of(&id).unwrap_or_else(|place| {
            self.regions.insert(place, Region::new(id));
            place
        });
        &mut self.regions[place]
    }

    /// The endpoint of a service, or of IAM, in a region, if the cloud's documents name one.
    pub fn endpoint(&self, region: &RegionId, api: impl Into<Api>) -> Option<&str> {
        let place = self.place_of(region).ok()?;
        self.regions[place].endpoint(api.into())
    }

    fn place_of(&self, region: &RegionId) -> Result<usize, usize> {
        self.regions.binary_search_by(|known| known.id.cmp(region))
    }
}

fn read_known() -> Vec<Cloud> {
    // The file is part of the build; a test reads it, so a broken one cannot ship.
    let table: Value =
        serde_json::from_str(include_str!("../data/regions.json")).unwrap_or_default();
    [("otc", "OTC"), ("huawei", "Huawei Cloud")]
        .into_iter()
        .filter_map(|(id, name)| {
            let mut cloud = Cloud::new(CloudId::parse(id).ok()?, name.to_owned());
            add_regions(&mut cloud, &table[id]);
            Some(cloud)
        })
        .collect()
}

fn add_regions(cloud: &mut Cloud, services: &Value) {
    for service in Service::ALL {
        // The vendor's name for TaurusDB's endpoints is still `gaussdb`.
        let key = match service {
            Service::TaurusDb => "gaussdb",
            other => other.word(),
        };
        for (region, endpoint) in services[key].as_object().into_iter().flatten() {
            if let (Ok(region), Some(endpoint)) = (RegionId::parse(region), endpoint.as_str()) {
                let region = cloud.region_mut(region);
                region.set_endpoint(service, endpoint.to_owned());
            }
        }
    }
    // IAM is also where no database service is; such regions are no place to go.
    for region in &mut cloud.regions {
        region.iam = services["iam"][region.id.as_str()]
            .as_str()
            .map(str::to_owned);
    }
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
        let region = RegionId::parse("eu-nl").unwrap();
        assert_eq!(
            Cloud::known("otc").unwrap().endpoint(&region, Api::Iam),
            Some("https://iam.eu-nl.otc.t-systems.com")
        );
    }

    #[test]
    fn every_region_of_the_file_is_read() {
        let count = |id| Cloud::known(id).unwrap().regions().len();
        assert_eq!(count("otc"), 2, "regions with a database service");
        assert!(count("huawei") >= 34);
        assert!(Cloud::known("elsewhere").is_none());
    }
}
