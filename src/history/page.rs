//! The runs that this browser remembers, the newest first, or one of them.

use std::cell::Cell;
use std::rc::Rc;

use quell_core::run::Record;
use quell_core::target::{Screen, Target};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::kept::{Kept, Unread, newest, run};
use super::record::{record, unread};
use crate::browser::clock;
use crate::browser::journal::{Fault, Journal};
use crate::kill::headline;
use crate::ui::{Weight, notice, shown, shown_within};
use crate::words::{journal_fault, many, t};

/// How many runs are listed at first, and how many more with each wish.
const STEP: usize = 50;

/// What the page shows.
#[derive(PartialEq, Properties)]
pub struct HistoryPageProps {
    /// The run that is looked at; all without one.
    pub run: Option<String>,
    /// The target of the desk: links keep it.
    pub target: Target,
    /// Another number when a run of this tab has ended.
    pub version: u32,
}

#[derive(Clone)]
enum Read {
    Reading,
    All(Rc<[Record]>, usize, usize),
    One(Rc<Kept>),
    Failed(Unread),
}

/// Draws the history.
#[component]
pub fn HistoryPage(props: &HistoryPageProps) -> Html {
    let read = use_state(|| Read::Reading);
    let most = use_state_eq(|| STEP);
    let forgotten = use_state_eq(|| 0_u32);
    use_effect_with((props.run.clone(), props.version, *most, *forgotten), {
        let read = read.clone();
        move |(id, _, most, _)| {
            let (id, most) = (id.clone(), *most);
            let is_wanted = Rc::new(Cell::new(true));
            let wanted = is_wanted.clone();
            spawn_local(async move {
                let found = match id {
                    None => all(most).await,
                    Some(id) => one(&id).await,
                };
                // A long list that comes late must not take the place of what was asked for since.
                if wanted.get() {
                    read.set(found.unwrap_or_else(Read::Failed));
                }
            });
            move || is_wanted.set(false)
        }
    });
    let back = Target {
        screen: Screen::History(None),
        ..props.target.clone()
    };
    let on_forget = {
        let forgotten = forgotten.clone();
        Callback::from(move |id: String| {
            let forgotten = forgotten.clone();
            spawn_local(async move {
                if let Ok(journal) = Journal::open().await {
                    _ = journal.delete(&id).await;
                }
                forgotten.set(*forgotten + 1);
            });
        })
    };
    match (&*read, &props.run) {
        (Read::Reading, _) => {
            html! { <p class="muted" role="status">{ t!("history.reading") }</p> }
        }
        (Read::Failed(why), _) => html! {
            <>
                { notice(Weight::Wrong, html! { <p role="alert">{ shown(&unread(why)) }</p> }) }
                if props.run.is_some() {
                    <p><a href={format!("#{}", back.to_fragment())}>{ t!("history.all") }</a></p>
                }
            </>
        },
        (Read::One(kept), Some(_)) => record(kept, &format!("#{}", back.to_fragment()), &on_forget),
        (Read::All(records, unread, total), None) => {
            let more = {
                let most = most.clone();
                Callback::from(move |_: MouseEvent| most.set(*most + STEP))
            };
            list(props, records, *unread, *total, more)
        }
        // What is shown is on its way out: the address has changed.
        _ => html! {},
    }
}

async fn all(most: usize) -> Result<Read, Unread> {
    let (records, unread, total) = newest(most).await.map_err(Unread::Journal)?;
    Ok(Read::All(records.into(), unread, total))
}

async fn one(id: &str) -> Result<Read, Unread> {
    let journal = Journal::open().await.map_err(Unread::Journal)?;
    Ok(Read::One(Rc::new(run(&journal, id).await?)))
}

fn list(
    props: &HistoryPageProps,
    records: &[Record],
    unread: usize,
    total: usize,
    more: Callback<MouseEvent>,
) -> Html {
    if total == 0 {
        return html! {
            <div class="sheet blank"><p>{ t!("history.empty") }</p><p class="muted small">{ t!("history.local") }</p></div>
        };
    }
    let row = |record: &Record| {
        let order = record.order();
        let target = Target {
            screen: Screen::History(Some(record.id().to_string())),
            ..props.target.clone()
        };
        // Milliseconds since 1970 are far below 2^53.
        #[expect(clippy::cast_precision_loss)]
        let at = clock::date_and_time(record.confirmed_ms() as f64);
        html! {
            <tr>
                <td><a href={format!("#{}", target.to_fragment())}>{ at }</a></td>
                <td>{ shown_within(&order.node_name, 60) }</td>
                <td>{ t!(format!("operation.{}.short", order.operation)) }</td>
                <td>{ shown_within(record.reason(), 80) }</td>
                <td class="number">{ record.planned() }</td>
                <td>
                    { headline(&record.tally(), order) }
                    if !record.is_closed() {
                        { " " }<span class="tag unknown">{ t!("history.open") }</span>
                    }
                </td>
            </tr>
        }
    };
    html! {
        <section class="sheet history" aria-labelledby="history-title">
            <h2 id="history-title">{ t!("history.title") }</h2>
            <p class="muted small">{ t!("history.local") }</p>
            <div class="table-frame tall" tabindex="0" role="region" aria-labelledby="history-title">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ t!("history.when") }</th>
                            <th scope="col">{ t!("target.node") }</th>
                            <th scope="col">{ t!("history.what") }</th>
                            <th scope="col">{ t!("history.reason") }</th>
                            <th scope="col">{ t!("history.planned") }</th>
                            <th scope="col">{ t!("history.ended") }</th>
                        </tr>
                    </thead>
                    <tbody>{ for records.iter().map(row) }</tbody>
                </table>
            </div>
            if unread > 0 {
                <p class="muted small">{ many("history.unread", unread) }</p>
            }
            if records.len() + unread < total {
                <p><button type="button" class="btn" onclick={more}>{ t!("history.more") }</button></p>
            }
        </section>
    }
}

/// The journal's fault in words, for what cannot be read.
pub(super) fn fault(fault: &Fault) -> String {
    journal_fault(fault).into_owned()
}
