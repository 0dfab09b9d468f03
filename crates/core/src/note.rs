//! What the manuals say of an operation in a cloud: facts to know, never a block.
//!
//! The sources disagree in places (`docs/API.md`); a fact that names a cloud is that
//! cloud's own, the others are all clouds'. Read from the documents in April 2026; that a document does
//! not have a call is said with the edition that was read.

/// One fact. The view has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Inactive sessions cannot be ended.
    DdsInactive,
    /// OTC: Community Edition 4.0, 4.2, 4.4 and 5.0.
    DdsVersionsOtc,
    /// OTC: mongos nodes of a cluster, all nodes of replica sets and single nodes.
    DdsNodesOtc,
    /// Huawei Cloud: Community Edition 3.4 or later.
    DdsVersionsHuawei,
    /// Huawei Cloud: any mongos, shard or config node; primary or secondary of a replica set.
    DdsNodesHuawei,
    /// OTC's API reference has no page for client sessions of DCS.
    DcsUndocumentedOtc,
    /// The addresses are those the list shows as `peer`.
    DcsPeer,
    /// `204` comes back even when no client had the address.
    DcsSilent,
    /// Proxy clusters and read/write splitting want the proxy's node id.
    DcsProxyNode,
    /// Kill-all is a job of the cloud.
    DcsKillAllJob,
    /// Clients that can reconnect do so at once.
    DcsReconnect,
    /// OTC's API reference has no page for the processes of TaurusDB.
    TaurusUndocumentedOtc,
    /// Internal threads are passed over.
    TaurusInternal,
    /// The calls are not available for single-node instances.
    TaurusSingleNode,
    /// The vendor's own console ends at most 20 at once; the API states no maximum.
    TaurusTwenty,
}

/// A document of a cloud that does not have a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What the document calls itself.
    pub document: &'static str,
    /// The day of the edition that was read.
    pub edition: &'static str,
    /// Where that edition is.
    pub url: &'static str,
}

const DCS_OTC: Gap = Gap {
    document: "Distributed Cache Service: API Reference",
    edition: "2026-04-22",
    url: "https://github.com/opentelekomcloud-docs/distributed-cache-service/tree/69c114d7f8739239dc588ebe4d8700b030574862/api-ref/source",
};

const TAURUS_OTC: Gap = Gap {
    document: "TaurusDB: API Reference",
    edition: "2026-04-24",
    url: "https://github.com/opentelekomcloud-docs/taurusdb/tree/04861d299d57d11ad3e96479702062da9fe7e85b/api-ref/source",
};

impl Note {
    /// The document that does not have the call, if that is what the fact is.
    pub fn gap(self) -> Option<Gap> {
        match self {
            Self::DcsUndocumentedOtc => Some(DCS_OTC),
            Self::TaurusUndocumentedOtc => Some(TAURUS_OTC),
            _ => None,
        }
    }
}
