//! What there is to say of the way to the target before anything goes it.

use quell_core::services::Service;
use quell_core::target::Target;
use yew::prelude::*;

use crate::config::{Config, NoWay};
use crate::ui::{Weight, notice};
use crate::words::t;

/// That nothing can go there, and why; or that a person carries all of it.
pub(super) fn way_there(config: &Config, target: &Target) -> Html {
    let name = target.cloud.as_ref().and_then(|id| config.cloud(id));
    let cloud = name.map(|cloud| cloud.name.clone()).unwrap_or_default();
    if let Some(no_way) = config.no_way(target) {
        let service = target.service.map(Service::name);
        let region = target.region.as_ref().map(ToString::to_string);
        let (service, region) = (service.unwrap_or_default(), region.unwrap_or_default());
        let text = match no_way {
            NoWay::NoRoute => t!("route.no_route", cloud = cloud),
            NoWay::NoEndpoint => t!(
                "route.no_endpoint",
                cloud = cloud,
                region = region,
                service = service
            ),
        };
        return notice(Weight::Wrong, html! { <p role="alert">{ text }</p> });
    }
    if config.is_by_hand(target.cloud.as_ref()) {
        let text = t!("route.by_hand", cloud = cloud);
        return notice(Weight::Calm, html! { <p>{ text }</p> });
    }
    html! {}
}
