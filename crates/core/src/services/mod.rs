//! The registry of services and of the operations that end sessions.

use std::fmt;

use crate::draft::{Check, Field};
use crate::kill::Prepared;
use crate::note::{Gap, Note};

pub mod dcs;
pub mod dds;
pub mod iam;
pub mod look;
pub mod taurusdb;

#[cfg(test)]
pub(crate) mod testing;

/// The services whose sessions can be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Document Database Service (MongoDB).
    Dds,
    /// Distributed Cache Service (Redis).
    Dcs,
    /// TaurusDB (MySQL).
    TaurusDb,
}

impl Service {
    /// Every service, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Dds, Self::Dcs, Self::TaurusDb];

    /// The word in URLs, routes and configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dds => "dds",
            Self::Dcs => "dcs",
            Self::TaurusDb => "taurusdb",
        }
    }

    /// The name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dds => "DDS",
            Self::Dcs => "DCS",
            Self::TaurusDb => "TaurusDB",
        }
    }

    /// The engine it runs.
    pub fn engine(self) -> &'static str {
        match self {
            Self::Dds => "MongoDB",
            Self::Dcs => "Redis",
            Self::TaurusDb => "MySQL",
        }
    }

    /// The service of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.word() == word)
    }

    /// Its operations.
    pub fn operations(self) -> impl Iterator<Item = &'static Operation> {
        ALL.into_iter()
            .filter(move |operation| operation.service == self)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A kind of kill: everything the console needs to draw its form and send it.
pub struct Operation {
    /// Its id, such as `dds.kill`.
    pub id: &'static str,
    /// Whose it is.
    pub service: Service,
    /// The call, as the manual writes it.
    pub call: &'static str,
    /// The manual's page it follows, named in `docs/API.md`.
    pub pages: &'static [&'static str],
    /// What a person fills in, in order.
    pub fields: &'static [Field],
    /// The permission it takes on Huawei Cloud and on OTC.
    pub permission: Permission,
    /// What there is to know about it in a cloud.
    pub notes: fn(cloud: &str) -> &'static [Note],
    /// Reads what was typed.
    pub parse: fn(&mut Check<'_>) -> Option<Prepared>,
}

/// The action that an IAM policy must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// On Huawei Cloud.
    pub huawei: &'static str,
    /// On Open Telekom Cloud.
    pub otc: &'static str,
}

impl Permission {
    /// The action's name in a cloud.
    pub fn of(self, cloud: &str) -> &'static str {
        if cloud == "otc" {
            self.otc
        } else {
            self.huawei
        }
    }
}

impl Operation {
    /// The document of a cloud that does not have this call: whether it exists there nobody has written.
    pub fn gap(&self, cloud: &str) -> Option<Gap> {
        let mut notes = (self.notes)(cloud).iter();
        notes.find_map(|note| note.gap())
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Every operation that ends sessions.
pub static ALL: [&Operation; 4] = [
    &dds::KILL_SESSIONS,
    &dcs::KILL_CLIENTS,
    &dcs::KILL_ALL_CLIENTS,
    &taurusdb::KILL_PROCESSES,
];

/// The operation of an id.
pub fn find(id: &str) -> Option<&'static Operation> {
    ALL.into_iter().find(|operation| operation.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kill_is_registered_once_and_cites_its_page() {
        for (place, service) in Service::ALL.into_iter().enumerate() {
            assert_eq!(service as usize, place, "the order that places rely on");
        }
        for operation in ALL {
            assert_eq!(find(operation.id), Some(operation));
            assert!(operation.id.starts_with(operation.service.word()));
            assert!(!operation.pages.is_empty(), "{}", operation.id);
            assert!(operation.call.contains("{project_id}"));
        }
        assert_eq!(Service::ALL.iter().flat_map(|s| s.operations()).count(), 4);
    }

    #[test]
    fn what_no_document_of_a_cloud_has_is_said_with_its_edition_and_source() {
        for operation in ALL {
            let gap = operation.gap("otc");
            assert_eq!(gap.is_none(), operation.service == Service::Dds);
            for cloud in ["huawei", "sandbox", "own"] {
                assert_eq!(operation.gap(cloud), None, "{cloud}");
            }
            if let Some(gap) = gap {
                assert!(gap.edition.starts_with("2026-04-"), "{gap:?}");
                assert!(gap.url.starts_with("https://"), "{gap:?}");
            }
        }
    }

    #[test]
    fn the_missing_permission_has_the_name_of_its_cloud() {
        let permission = dds::KILL_SESSIONS.permission;
        assert_eq!(permission.of("otc"), "dds:instance:session");
        assert_eq!(permission.of("huawei"), "dds:instance:deleteSession");
    }
}
