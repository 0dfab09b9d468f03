//! The door: every request comes in here, and every answer leaves with its headers.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response};

use crate::api::control;
use crate::cloud::Cloud;
use crate::host::Host;
use crate::site::Site;
use crate::{api, health, site};

/// What every request is answered from.
#[derive(Clone)]
struct Door {
    cloud: Arc<Cloud>,
    site: Site,
}

/// The whole sandbox as a service. There is one route for all paths: axum's own would decode them.
pub fn router(cloud: Arc<Cloud>) -> Router {
    let site = Site::new(cloud.dist.as_deref());
    Router::new()
        .fallback(enter)
        .with_state(Door { cloud, site })
}

async fn enter(State(door): State<Door>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    let host = Host::of(&request, door.cloud.port);
    // The names of the services have nothing but calls.
    if api::is_call(path) || !matches!(host, None | Some(Host::Own)) {
        return api::enter(&door.cloud, request).await;
    }
    let mut answer = if host.is_none() {
        site::plain(421, "This is not the host you asked for.\n")
    } else if control::is_control(path) {
        return control::enter(&door.cloud, request).await;
    } else if path == "/healthz" && request.method() == Method::GET {
        health::answer(&door.cloud).await
    } else if path == "/config.json" && request.method() == Method::GET {
        site::config::answer(&door.cloud)
    } else {
        door.site.serve(request).await
    };
    site::headers::put(&mut answer);
    answer
}
