//! What a portal settles about plans and their runs: as careful as the safe maxima, or more careful.

use super::order::PACE_MS;
use crate::services::Service;

/// What a portal settles about plans. Nothing in it makes a run bolder than [`Settings::default`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most sessions in one request to DDS.
    pub batch_dds: usize,
    /// The most clients in one request to DCS.
    pub batch_dcs: usize,
    /// The most threads in one request to TaurusDB.
    pub batch_taurusdb: usize,
    /// The least time between two sends of a run, in milliseconds.
    pub pace_ms: u32,
    /// By how many percent the number of living sessions may change before a large run stops.
    pub drift_percent: u8,
    /// From more sessions than so many on their number is typed, whatever their share of the node.
    pub count_above: Option<usize>,
    /// Whether the environment is production.
    pub is_prod: bool,
}

impl Settings {
    /// The most sessions in one request that is safe.
    pub fn most(service: Service) -> usize {
        match service {
            Service::TaurusDb => 20,
            Service::Dds | Service::Dcs => 50,
        }
    }

    /// The furthest drift that is safe, in percent.
    pub const DRIFT_PERCENT: u8 = 20;

    /// The most sessions in one request.
    pub fn batch(&self, service: Service) -> usize {
        let wanted = match service {
            Service::Dds => self.batch_dds,
            Service::Dcs => self.batch_dcs,
            Service::TaurusDb => self.batch_taurusdb,
        };
        wanted.clamp(1, Self::most(service))
    }

    /// The same for a service alone.
    pub fn set_batch(&mut self, service: Service, most: usize) {
        match service {
            Service::Dds => self.batch_dds = most,
            Service::Dcs => self.batch_dcs = most,
            Service::TaurusDb => self.batch_taurusdb = most,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            batch_dds: Self::most(Service::Dds),
            batch_dcs: Self::most(Service::Dcs),
            batch_taurusdb: Self::most(Service::TaurusDb),
            pace_ms: PACE_MS,
            drift_percent: Self::DRIFT_PERCENT,
            count_above: None,
            is_prod: false,
        }
    }
}
