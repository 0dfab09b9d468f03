//! The identifiers of the manual's examples, for tests.

use crate::id::{ClientAddr, InstanceId, NodeId, ProjectId, SessionId};

pub(crate) const PROJECT: &str = "619d3e78f61b4be68bc5aa0b59edcf7b";
pub(crate) const INSTANCE: &str = "a23fb62bd61e4e9e9636fd2225f395bein07";
pub(crate) const NODE: &str = "18663926eacb443d98dc20f8620f28f2no07";

pub(crate) fn project() -> ProjectId {
    ProjectId::parse(PROJECT).unwrap()
}

pub(crate) fn instance() -> InstanceId {
    InstanceId::parse(INSTANCE).unwrap()
}

pub(crate) fn node() -> NodeId {
    NodeId::parse(NODE).unwrap()
}

pub(crate) fn sessions(ids: &[&str]) -> Vec<SessionId> {
    ids.iter().map(|id| SessionId::parse(id).unwrap()).collect()
}

pub(crate) fn addresses(texts: &[&str]) -> Vec<ClientAddr> {
    texts
        .iter()
        .map(|text| ClientAddr::parse(text).unwrap())
        .collect()
}
