//! One run as it was: what was agreed to, what happened when, each session, and the record to take away.

use quell_core::export::{csv, file_name, json, markdown};
use quell_core::run::{Fact, Record};
use quell_core::target::Target;
use yew::prelude::*;

use super::kept::{Kept, Unread};
use super::page::fault;
use crate::browser::{clock, files};
use crate::kill::{attempts, headline, lines, named, pace};
use crate::ui::{CopyButton, pair, shown};
use crate::words::{many, t};

/// Draws the record.
pub(super) fn record(kept: &Kept, back: &str, on_forget: &Callback<String>) -> Html {
    let record = &kept.record;
    let order = record.order();
    let id = record.id().to_string();
    let path = format!("{} ▸ {} ▸ {}", order.cloud, order.region, order.project);
    let markdown = markdown(record);
    let save = |name: &'static str, mime: &'static str, text: String| {
        let file = format!("{}.{name}", file_name(record));
        Callback::from(move |_: MouseEvent| files::save(&file, mime, &text))
    };
    let as_json = save("json", "application/json", json(record));
    let as_csv = save("csv", "text/csv", csv(record));
    let as_text = save("md", "text/markdown", markdown.clone());
    let forget = {
        let (on_forget, id) = (on_forget.clone(), id.clone());
        Callback::from(move |_: MouseEvent| on_forget.emit(id.clone()))
    };
    html! {
        <section class="sheet result history" aria-labelledby="record-title">
            <p><a href={back.to_owned()}>{ t!("history.all") }</a></p>
            <h2 id="record-title" class="headline">{ headline(&record.tally(), order) }</h2>
            <dl class="place">
                { pair(t!("history.when"), time(record.confirmed_ms()).into()) }
                { pair(t!("history.what"), t!(format!("operation.{}.title", order.operation)).into()) }
                { pair(t!("confirm.place"), shown(&path)) }
                if !order.instance.is_empty() {
                    { pair(t!("target.instance"), named(&order.instance_name, &order.instance)) }
                }
                { pair(t!("target.node"), named(&order.node_name, &order.node)) }
                { pair(t!("history.reason"), if record.reason().is_empty() { t!("history.no_reason").into() } else { shown(record.reason()) }) }
                { pair(t!("history.living"), order.living.into()) }
                { pair(t!("history.pace"), pace(order).into()) }
            </dl>
            { for record.reconnected().filter(|count| *count > 0).map(|count| html! { <p>{ many("run.reconnected", count as usize) }</p> }) }
            { attempts(record.attempts(), order) }
            { lines(&mut record.items(), None) }
            <details>
                <summary>{ many("history.events", record.events().len()) }</summary>
                <ul class="plain-list">{ for record.events().iter().map(|event| html! {
                    <li>{ time(event.at_ms) }{ " · " }{ happened(&event.fact) }</li>
                }) }</ul>
            </details>
            <div class="label-row">
                <CopyButton text={markdown} label={t!("history.copy").into_owned()} />
                <button type="button" class="btn" onclick={as_text}>{ "Markdown" }</button>
                <button type="button" class="btn" onclick={as_json}>{ "JSON" }</button>
                <button type="button" class="btn" onclick={as_csv}>{ "CSV" }</button>
                <span class="push"></span>
                <a class="btn" href={format!("#{}", again(record).to_fragment())}>{ t!("history.open_target") }</a>
                if record.is_closed() {
                    <button type="button" class="btn" onclick={forget}>{ t!("history.forget") }</button>
                }
            </div>
        </section>
    }
}

/// The target of a run: the sessions there now, never the old ids.
fn again(record: &Record) -> Target {
    let order = record.order();
    let service = order.operation.split('.').next().unwrap_or_default();
    let path = [
        service,
        &order.cloud,
        &order.region,
        &order.project,
        if order.instance.is_empty() {
            "-"
        } else {
            &order.instance
        },
        &order.node,
    ];
    Target::from_fragment(&format!("/{}", path.join("/")))
}

fn time(ms: u64) -> String {
    // Milliseconds since 1970 are far below 2^53.
    #[expect(clippy::cast_precision_loss)]
    let ms = ms as f64;
    clock::date_and_time(ms)
}

/// What happened, in a word.
fn happened(fact: &Fact) -> String {
    let key = match fact {
        Fact::Confirmed { .. } => "confirmed",
        Fact::Retried { .. } => "retried",
        Fact::Intent { .. } => "intent",
        Fact::Sent { .. } => "sent",
        Fact::Withheld { .. } => "withheld",
        Fact::Answered { report, .. } => return crate::kill::report(report),
        Fact::Job { .. } => "job",
        Fact::Looked { living, .. } => return many("event.looked", *living as usize),
        Fact::Settled { items } => return many("event.settled", items.len()),
        Fact::Paused { .. } => "paused",
        Fact::Resumed => "resumed",
        Fact::Stopped => "stopped",
        Fact::Closed => "closed",
    };
    t!(format!("event.{key}")).into_owned()
}

/// Why a run cannot be shown.
pub(super) fn unread(why: &Unread) -> String {
    match why {
        Unread::Journal(why) => fault(why),
        Unread::Entry(why) => t!("history.unreadable", why = why).into_owned(),
        Unread::Nothing => t!("history.nothing").into_owned(),
    }
}
