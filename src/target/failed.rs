//! What is said when a list could not be read: what happened, and what a person can do.

use std::borrow::Cow;

use quell_core::answer::Refuser;
use quell_core::list::{Failure, Reason, Remedy};

use crate::words::t;

/// What happened, with the status code.
pub(super) fn what(failure: &Failure) -> Cow<'static, str> {
    let what = match failure.reason {
        Reason::NeedsToken => t!("picker.failed.token"),
        Reason::Refused(Refuser::Cloud) => t!("picker.failed.cloud"),
        Reason::Refused(Refuser::Proxy) => t!("picker.failed.proxy"),
        _ if failure.status.is_none() => t!("picker.failed.silent"),
        _ => t!("picker.failed.strange"),
    };
    match failure.status {
        Some(status) => t!("picker.failed.status", what = what, status = status),
        None => what,
    }
}

/// What to do. Typing an id works whatever happened.
pub(super) fn remedy(failure: &Failure) -> Cow<'static, str> {
    match failure.remedy() {
        Remedy::SignIn => t!("picker.remedy.sign_in"),
        Remedy::AskForPermission => t!("picker.remedy.permission"),
        Remedy::CheckTarget => t!("picker.remedy.target"),
        Remedy::CheckRoute => t!("picker.remedy.route"),
        Remedy::PasteInstead => t!("picker.remedy.paste"),
        Remedy::Wait => t!("picker.remedy.wait"),
        Remedy::TryAgain => t!("picker.remedy.again"),
    }
}
