//! A wish for a token goes to IAM, once, and comes back as a token or as a sentence.

use std::rc::Rc;

use quell_core::access::{Granted, Login, LoginFault, Refusal, token_request};
use quell_core::answer::{Doubt, Reply};

use super::Site;
use crate::browser::world::{Outgoing, Proof};
use crate::words::{self, t};

/// Asks IAM for a token.
///
/// # Errors
/// Says in words why there is none. A wrong password is not sent again by itself: a few of them
/// lock the user out.
pub(super) async fn ask_for_token(site: &Site, login: Login) -> Result<Granted, String> {
    let request = token_request();
    let outgoing = site.cloud.as_ref().zip(site.region.as_ref());
    let outgoing = outgoing.and_then(|(cloud, region)| {
        Some(Outgoing {
            way: site.config.way(cloud, region, &request).ok()?,
            request,
            proof: Proof::Login(Rc::new(login)),
            attempt: None,
        })
    });
    let Some(outgoing) = outgoing else {
        return Err(t!("login.no_place").into_owned());
    };
    match site.world.send(outgoing).await {
        Reply::Silent(silence) => Err(words::doubt(Doubt::Silent(silence)).into_owned()),
        Reply::Answered(answer) => Login::read(&answer).map_err(|fault| sentence(&fault)),
    }
}

/// Why there is no token, with the cloud's own words behind ours.
fn sentence(fault: &LoginFault) -> String {
    let (status, error) = match fault {
        LoginFault::NoToken => return t!("login.no_token").into_owned(),
        LoginFault::BadToken(fault) => return words::token_fault(*fault).into_owned(),
        LoginFault::Refused { status, error } => (status, error),
    };
    let mut sentence = match fault.meaning() {
        Some(Refusal::Wrong) => t!("login.wrong"),
        Some(Refusal::Locked) => t!("login.locked"),
        Some(Refusal::NotAllowed) => t!("login.not_allowed"),
        Some(Refusal::Throttled) => t!("login.throttled"),
        Some(Refusal::NoProject) => t!("login.no_project"),
        None => t!("login.refused", status = status),
    }
    .into_owned();
    if let Some(error) = error {
        let said = [error.code.as_str(), &error.message].join(" ");
        let id = error.request_id.as_deref().unwrap_or("–");
        sentence.push(' ');
        sentence.push_str(&t!("login.said", said = said.trim(), id = id));
    }
    sentence
}
