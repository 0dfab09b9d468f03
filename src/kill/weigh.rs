//! What a plan would do, as a person weighs it: how much of the node, whom, the list, the requests.

use std::rc::Rc;

use quell_core::plan::{KillPlan, LeftOut, Reason, Scope};
use quell_core::session::{Share, Unit, span};
use yew::prelude::*;

use super::preview::{Written, by_way_of, wrapped};
use crate::browser::clock;
use crate::config::Config;
use crate::sessions::bar_reason;
use crate::ui::{code, shown, shown_within, spelled};
use crate::words::{many, t};

/// How many sessions are listed, each with a way to leave it out.
const LISTED: usize = 200;
/// How many users or hosts are named in a sentence.
const NAMED: usize = 3;
/// How many requests are written out.
const REQUESTS: usize = 3;
/// No name is longer here, in characters.
const NAME: usize = 60;

/// "31 % of the 120 sessions on this node. The oldest runs for 3 h 12 min."
pub(super) fn weighed(plan: &KillPlan) -> Html {
    let blast = plan.blast();
    let oldest = blast.oldest_ms.map(|began| {
        // Milliseconds since 1970 are far below 2^53.
        #[expect(clippy::cast_possible_truncation)]
        let now = clock::now() as i64;
        let age = span((now - began).max(0) / 1_000, Unit::Seconds);
        t!("plan.oldest", age = age)
    });
    let writing = blast.writing.filter(|count| *count > 0);
    html! {
        <div class="blast">
            <p>
                <b>{ t!("plan.share", percent = percent(blast.percent(), blast.count), living = blast.living) }</b>
                { for oldest.map(|text| html! { <>{ " " }{ text }</> }) }
                { for writing.map(|count| html! { <>{ " " }{ many("plan.writing", count) }</> }) }
            </p>
            { by(t!("plan.by_user"), &blast.by_user) }
            { by(t!("plan.by_client"), &blast.by_client) }
            if blast.protected > 0 {
                <p class="problem">{ many("plan.protected", blast.protected) }</p>
            }
            if plan.order().scope == Scope::Instance {
                <p class="problem">{ t!("plan.other_nodes") }</p>
            }
        </div>
    }
}

/// A share in words: little is not nothing.
fn percent(percent: usize, count: usize) -> String {
    if percent == 0 && count > 0 {
        "< 1".to_owned()
    } else {
        percent.to_string()
    }
}

fn by(name: std::borrow::Cow<'static, str>, shares: &[Share]) -> Html {
    let is_nobody = |share: &Share| share.value.as_deref().unwrap_or_default().is_empty();
    if shares.iter().all(is_nobody) {
        return html! {};
    }
    let rest = shares.len().saturating_sub(NAMED);
    let share = |share: &Share| {
        html! {
            <span class="share-word">
                { shown_within(share.value.as_deref().unwrap_or("–"), NAME) }{ " " }<b>{ share.rows }</b>
            </span>
        }
    };
    html! {
        <p class="small shares">
            <span class="muted">{ name }</span>
            { for shares.iter().take(NAMED).map(share) }
            if rest > 0 {
                <span class="muted">{ many("plan.others", rest) }</span>
            }
        </p>
    }
}

/// The sessions; each can be left out.
pub(super) fn listed(plan: &Rc<KillPlan>, leave_out: &Callback<usize>) -> Html {
    let items = plan.items();
    let can_leave = plan.order().scope == Scope::Sessions && items.len() > 1;
    let row = |(place, item): (usize, &quell_core::plan::Item)| {
        let onclick = leave_out.reform(move |_: MouseEvent| place);
        html! {
            <tr>
                <td>{ code(shown(item.handle())) }</td>
                <td>{ shown_within(&item.who.user, NAME) }</td>
                <td>{ shown_within(&item.who.client, NAME) }</td>
                <td>{ shown_within(&item.who.db, NAME) }</td>
                if can_leave {
                    <td>
                        <button type="button" class="btn plain small" {onclick}
                            aria-label={format!("{} {}", t!("plan.leave_out"), spelled(item.handle()))}>{ t!("plan.leave_out") }</button>
                    </td>
                }
            </tr>
        }
    };
    let rest = items.len().saturating_sub(LISTED);
    html! {
        <details class="planned" open={items.len() <= 12}>
            <summary>{ many("plan.sessions", items.len()) }</summary>
            <div class="table-frame" tabindex="0" role="region" aria-label={t!("plan.list").into_owned()}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ t!("result.handle") }</th>
                            <th scope="col">{ t!("sessions.column.user") }</th>
                            <th scope="col">{ t!("sessions.column.client") }</th>
                            <th scope="col">{ t!("sessions.column.db") }</th>
                            if can_leave {
                                <th scope="col"><span class="hidden">{ t!("plan.leave_out") }</span></th>
                            }
                        </tr>
                    </thead>
                    <tbody>{ for items.iter().take(LISTED).enumerate().map(row) }</tbody>
                </table>
            </div>
            if rest > 0 {
                <p class="muted small">{ many("plan.unlisted", rest) }</p>
            }
        </details>
    }
}

/// What is checked, and against which list.
#[derive(Properties)]
pub(super) struct CheckedProps {
    pub(super) plan: Rc<KillPlan>,
}

impl PartialEq for CheckedProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.plan, &other.plan)
    }
}

/// How often the age of a list that was read by hand is told anew, in milliseconds.
const STEP_MS: u32 = 10_000;

/// When the list was read that all of this is of; by hand also how long ago, and what that means.
#[component]
pub(super) fn Checked(props: &CheckedProps) -> Html {
    let update = use_force_update();
    let look = props.plan.look();
    use_effect_with(look.is_by_hand, move |is_by_hand| {
        let timer = is_by_hand.then(|| clock::each(STEP_MS, move || update.force_update()));
        move || drop(timer)
    });
    if look.is_by_hand {
        let age = look.age_ms(crate::browser::conduct::now()) / 1_000;
        let age = span(i64::try_from(age).unwrap_or(i64::MAX), Unit::Seconds);
        return html! { { t!("plan.by_hand", age = age) } };
    }
    // Milliseconds since 1970 are far below 2^53.
    #[expect(clippy::cast_precision_loss)]
    let at_ms = look.now.ms as f64;
    html! { { t!("plan.checked", time = clock::time_of_day(at_ms)) } }
}

/// Who is not part of it, and why.
pub(super) fn left_out(all: &[LeftOut]) -> Html {
    if all.is_empty() {
        return html! {};
    }
    let why = |reason: &Reason| match reason {
        Reason::Gone => t!("plan.left.gone").into_owned(),
        Reason::Unseen => t!("plan.left.unseen").into_owned(),
        Reason::Changed => t!("plan.left.changed").into_owned(),
        Reason::Barred(bar) => bar_reason(*bar),
        Reason::NoHandle(fault) => crate::words::id_fault(fault).into_owned(),
    };
    let row = |left: &LeftOut| {
        html! {
            <li>{ code(shown(left.identity.handle())) }{ " " }<span class="muted">{ why(&left.reason) }</span></li>
        }
    };
    let rest = all.len().saturating_sub(LISTED);
    html! {
        <details class="left-out" open={all.len() <= 5}>
            <summary>{ many("plan.left_out", all.len()) }</summary>
            <ul class="plain-list">{ for all.iter().take(LISTED).map(row) }</ul>
            if rest > 0 {
                <p class="muted small">{ many("plan.unlisted", rest) }</p>
            }
        </details>
    }
}

/// The exact requests, as HTTP and as cURL.
pub(super) fn requests(plan: &KillPlan, config: &Config) -> Html {
    let place = plan.place();
    let batches = plan.batches();
    let written = batches.iter().take(REQUESTS).map(|kill| {
        let way = place.lead.way(&kill.request());
        let texts = Written::of(kill, &way);
        html! {
            <>
                if !way.kind.is_by_hand() {
                    <pre class="request" tabindex="0">{ shown(&texts.http) }</pre>
                }
                <pre class="request" tabindex="0">{ shown(&texts.curl) }</pre>
                { by_way_of(&way, config.sandbox) }
                { wrapped(&texts) }
            </>
        }
    });
    let rest = batches.len().saturating_sub(REQUESTS);
    html! {
        <details>
            <summary>{ many("plan.requests", batches.len()) }</summary>
            { for written }
            if rest > 0 {
                <p class="muted small">{ many("plan.more_requests", rest) }</p>
            }
        </details>
    }
}
