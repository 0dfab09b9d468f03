//! What the page says when there is no list, or not the whole one, or while it is read.

use quell_core::answer::Refuser;
use quell_core::list::{Extent, Failure, Progress, Reason, Remedy, Step, Why};
use quell_core::services::Service;
use yew::prelude::*;

use super::room::{Doing, Room, Taken};
use crate::browser::clock;
use crate::desk::Act;
use crate::ui::{Weight, notice, shown};
use crate::words::{self, t};

/// What the target says of the list.
#[derive(Clone, Copy)]
pub(super) struct Aimed {
    /// Whether it names a node.
    pub(super) at: bool,
    /// Whether a person carries the requests: then no list is read before it is asked for.
    pub(super) is_by_hand: bool,
}

/// Draws it, above the table or in its place.
pub(super) fn state(
    room: &Room,
    aimed: Aimed,
    signed_in: bool,
    read: &Callback<()>,
    cancel: &Callback<()>,
    on_sign_in: &Callback<()>,
    on_paste: &Callback<()>,
) -> Html {
    if let Some(taken) = room.taken.as_ref().filter(|_| room.pasted.is_some()) {
        return pasted(taken, read);
    }
    if !aimed.at {
        return blank("sessions.choose", paste_button(on_paste));
    }
    if !signed_in && room.taken.is_none() {
        let onclick = on_sign_in.reform(|_: MouseEvent| ());
        let buttons = html! {
            <p class="buttons">
                <button type="button" class="btn accent" {onclick}>{ t!("token.sign_in") }</button>
                { paste_button(on_paste) }
            </p>
        };
        return blank("sessions.sign_in", buttons);
    }
    if aimed.is_by_hand && room.taken.is_none() && matches!(room.doing, Doing::Idle) {
        let onclick = read.reform(|_: MouseEvent| ());
        let buttons = html! {
            <p class="buttons">
                <button type="button" class="btn accent" {onclick}>{ t!("sessions.list_by_hand") }</button>
                { paste_button(on_paste) }
            </p>
        };
        return blank("sessions.by_hand", buttons);
    }
    // Where there is a list, the button stands beside it.
    let paste = html! { if room.taken.is_none() { { paste_button(on_paste) } } };
    html! {
        <>
            { match &room.doing {
                Doing::Idle => html! {},
                Doing::Reading(progress) => reading(progress, room.taken.is_some(), cancel),
                Doing::NoWay => notice(Weight::Wrong, html! { <p>{ t!("sessions.no_way") }{ " " }{ paste }</p> }),
                Doing::Failed(failure) => stopped(failure, room.view.service(), read, on_sign_in, room.taken.is_some(), paste),
            } }
            { partial(room) }
        </>
    }
}

/// That the list was pasted: what is not known of it, and the way back.
fn pasted(taken: &Taken, read: &Callback<()>) -> Html {
    let onclick = read.reform(|_: MouseEvent| ());
    let time = clock::time_of_day(taken.at_ms);
    notice(
        Weight::Warning,
        html! {
            <p>
                { t!("capture.banner", time = time) }{ " " }
                <button type="button" class="btn small" {onclick}>{ t!("capture.back") }</button>
            </p>
        },
    )
}

/// That the node came with a link, and must be looked at first.
pub(super) fn from_link(act: &Callback<Act>) -> Html {
    let onclick = act.reform(|_: MouseEvent| Act::Unlocked);
    notice(
        Weight::Warning,
        html! {
            <p>
                { t!("sessions.from_link") }{ " " }
                <button type="button" class="btn small" {onclick}>{ t!("sessions.unlock") }</button>
            </p>
        },
    )
}

/// The button that opens the dialog for a list that somebody copied.
pub(super) fn paste_button(on_paste: &Callback<()>) -> Html {
    let onclick = on_paste.reform(|_: MouseEvent| ());
    html! { <button type="button" class="btn" {onclick}>{ t!("capture.open") }</button> }
}

fn blank(key: &str, button: Html) -> Html {
    html! {
        <div class="sheet blank">
            <p>{ t!(key) }</p>
            { button }
        </div>
    }
}

/// "Page 3 of 12 · 300 of 1,180 sessions", with a bar and a way to stop.
fn reading(progress: &Progress, has_list: bool, cancel: &Callback<()>) -> Html {
    let onclick = cancel.reform(|_: MouseEvent| ());
    let what = match progress.step {
        Step::Scan => t!("sessions.reading.scan"),
        Step::Job => t!("sessions.reading.job"),
        Step::Page => match progress.pages {
            Some(pages) => t!(
                "sessions.reading.page_of",
                page = progress.page.min(pages.max(1)),
                pages = pages.max(1)
            ),
            None => t!("sessions.reading.page", page = progress.page),
        },
    };
    let so_far = match progress.total {
        Some(total) => t!(
            "sessions.reading.rows_of",
            rows = progress.rows,
            total = total
        ),
        None => t!("sessions.reading.rows", rows = progress.rows),
    };
    let waiting = progress.waiting.map(|(why, _)| match why {
        Why::Retry => t!("sessions.reading.retry"),
        Why::ServerAsked => t!("sessions.reading.server_asked"),
        Why::Busy => t!("sessions.reading.busy"),
        Why::Scanning => t!("sessions.reading.scanning"),
    });
    let max = progress.total.map(|total| total.max(1).to_string());
    // Without a total the bar only says that something goes on.
    let value = max.is_some().then(|| progress.rows.to_string());
    html! {
        <div class={if has_list { "reading thin" } else { "sheet reading" }}>
            <progress {value} {max} aria-label={t!("sessions.reading.label").into_owned()}></progress>
            <span>{ what }{ " · " }{ so_far }</span>
            if let Some(waiting) = waiting {
                <span class="muted">{ waiting }</span>
            }
            <button type="button" class="btn small" {onclick}>{ t!("sessions.reading.stop") }</button>
        </div>
    }
}

/// What stopped a reading, where no list is shown.
pub fn failed(
    failure: &Failure,
    service: Service,
    again: &Callback<()>,
    on_sign_in: &Callback<()>,
) -> Html {
    stopped(failure, service, again, on_sign_in, false, html! {})
}

/// What stopped the reading: what happened, what it means for what is shown, what to do.
fn stopped(
    failure: &Failure,
    service: Service,
    read: &Callback<()>,
    on_sign_in: &Callback<()>,
    has_list: bool,
    paste: Html,
) -> Html {
    let permission = permission(service);
    let why = match failure.reason {
        Reason::NeedsToken => t!("sessions.failed.token"),
        Reason::Refused(Refuser::Cloud) => t!("sessions.failed.refused"),
        Reason::Refused(Refuser::Proxy) => t!("sessions.failed.proxy"),
        Reason::NoAnswer(doubt) => words::doubt(doubt),
        Reason::Busy => t!("sessions.failed.busy"),
        Reason::ScanFailed => t!("sessions.failed.scan"),
        Reason::ScanSlow => t!("sessions.failed.slow"),
    };
    let meaning = failure
        .meaning
        .map(|meaning| words::meaning(meaning, permission));
    let remedy = match failure.remedy() {
        Remedy::SignIn => "sign_in",
        Remedy::AskForPermission => "permission",
        Remedy::CheckTarget => "target",
        Remedy::CheckRoute => "route",
        Remedy::PasteInstead => "paste",
        Remedy::Wait => "wait",
        Remedy::TryAgain => "again",
    };
    let code = failure.error.as_ref().map(|error| {
        let parts = [
            Some(&error.code),
            Some(&error.message),
            error.request_id.as_ref(),
        ];
        let said: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        said.join(" · ")
    });
    let again = read.reform(|_: MouseEvent| ());
    let sign_in = on_sign_in.reform(|_: MouseEvent| ());
    notice(
        Weight::Wrong,
        html! {
            <>
                <p><b>{ t!("sessions.failed.title") }</b>{ " " }{ why }</p>
                { for meaning.map(|meaning| html! { <p>{ meaning }</p> }) }
                <p>{ t!(format!("sessions.remedy.{remedy}")) }</p>
                { for code.filter(|code| !code.is_empty()).map(|code| html! { <p class="muted small">{ shown(&code) }</p> }) }
                if has_list {
                    <p>{ t!("sessions.failed.older") }</p>
                }
                <p class="buttons">
                    if failure.remedy() == Remedy::SignIn {
                        <button type="button" class="btn accent" onclick={sign_in}>{ t!("token.sign_in") }</button>
                    }
                    <button type="button" class="btn" onclick={again}>{ t!("sessions.failed.again") }</button>
                    { paste }
                </p>
            </>
        },
    )
}

/// That the list moved while it was read: so it is with every busy node of more than one page.
pub(super) fn moved(room: &Room) -> Html {
    let is_changed = room
        .taken
        .as_ref()
        .is_some_and(|taken| taken.extent == Extent::Changed);
    if !is_changed {
        return html! {};
    }
    html! { <span class="remark small">{ t!("sessions.partial.changed") }</span> }
}

/// What an IAM policy must allow to list sessions, in the clouds' own words; DDS names one action for both.
fn permission(service: Service) -> &'static str {
    match service {
        Service::Dds => "dds:instance:session",
        Service::Dcs => "dcs:clients:list",
        Service::TaurusDb => {
            "gaussdbformysql:instance:listProcesses (OTC: gaussdb:instance:listProcesses)"
        }
    }
}

/// That what is shown is not the whole list, and why.
fn partial(room: &Room) -> Html {
    let Some(taken) = &room.taken else {
        return html! {};
    };
    let key = match taken.extent {
        Extent::Whole if !taken.is_confirmed => "unconfirmed",
        Extent::Whole if room.view.sessions().living() == 0 => {
            return blank("sessions.empty", html! {});
        }
        Extent::Whole | Extent::Changed => return html! {},
        Extent::Capped => "capped",
        Extent::Repeating => "repeating",
        Extent::Cancelled => "cancelled",
    };
    notice(
        Weight::Warning,
        t!(
            format!("sessions.partial.{key}"),
            rows = room.view.sessions().living()
        )
        .into(),
    )
}
