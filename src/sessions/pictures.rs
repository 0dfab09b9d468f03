//! Who the shown sessions are, as bars: by user, client, database, what they do and age.
//!
//! A bar is a button that puts its word into the filter or takes it out. The words and numbers
//! beside a bar say the same as the bar.

use std::rc::Rc;
use std::time::Duration;

use quell_core::services::Service;
use quell_core::session::{
    AGES, Age, Kind, Share, Step, Unit, View, has_word, span, with_word, without_word, word_for,
};
use yew::platform::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use super::cells::push_visible;
use super::room::Moment;
use super::spark::spark;
use crate::ui::shown_within;
use crate::words::t;

/// So many values of a card have a bar of their own.
const TOP: usize = 5;
/// No name is longer; the filter has the whole value.
const NAME: usize = 60;
/// Counting more rows would be felt while a filter is typed, so it waits until the typing rests.
const AT_ONCE: usize = 5_000;
/// How long it rests.
const REST: Duration = Duration::from_millis(120);

/// What the pictures show.
#[derive(PartialEq, Properties)]
pub struct PicturesProps {
    /// The view.
    pub view: Rc<View>,
    /// Takes what was done.
    pub act: Callback<Step>,
    /// The readings of this visit, the latest one last.
    pub history: Rc<Vec<Moment>>,
}

/// A view as far as its shares depend on it.
struct Seen(Rc<View>);

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.0.reading() == other.0.reading()
            && self.0.service() == other.0.service()
            && self.0.shown() == other.0.shown()
    }
}

struct Card {
    /// The key of its title.
    title: &'static str,
    bars: Vec<Bar>,
}

struct Bar {
    name: Name,
    /// The words that ask for its rows; none where the filter has no way to ask for them.
    words: Vec<String>,
    rows: usize,
}

enum Name {
    Value(String),
    Span(String),
    None,
    Others,
}

/// Draws the pictures.
#[component]
pub fn Pictures(props: &PicturesProps) -> Html {
    let rested = use_state(|| props.view.clone());
    let latest = use_mut_ref(|| 0_u32);
    let is_quick = props.view.rows().len() <= AT_ONCE;
    use_effect_with(Seen(props.view.clone()), {
        let rested = rested.clone();
        move |seen: &Seen| {
            *latest.borrow_mut() += 1;
            if is_quick {
                return;
            }
            let (view, turn) = (seen.0.clone(), *latest.borrow());
            spawn_local(async move {
                sleep(REST).await;
                if *latest.borrow() == turn {
                    rested.set(view);
                }
            });
        }
    });
    let is_other = rested.service() != props.view.service();
    let counted = if is_quick || is_other {
        props.view.clone()
    } else {
        Rc::clone(&rested)
    };
    let cards = use_memo(Seen(counted), |seen| cards(&seen.0));
    let (text, act) = (props.view.text(), &props.act);
    html! {
        <section class="pictures" aria-label={t!("pictures.label").into_owned()}>
            // In a narrow window the style shows the cards only while this is open.
            <details class="pictures-open"><summary>{ t!("pictures.open") }</summary></details>
            <div class="picture-cards">
                { spark(&props.history) }
                { for cards.iter().map(|card| draw(card, text, act)) }
            </div>
        </section>
    }
}

fn draw(card: &Card, text: &str, act: &Callback<Step>) -> Html {
    let all: usize = card.bars.iter().map(|bar| bar.rows).sum();
    let most = card.bars.iter().map(|bar| bar.rows).max().unwrap_or(0);
    html! {
        <section class="picture">
            <h2>{ t!(card.title) }</h2>
            <ul>{ for card.bars.iter().map(|bar| html! { <li>{ bar.draw(all, most, text, act) }</li> }) }</ul>
        </section>
    }
}

impl Bar {
    fn draw(&self, all: usize, most: usize, text: &str, act: &Callback<Step>) -> Html {
        let name = match &self.name {
            Name::Value(value) => shown_within(value, NAME),
            Name::Span(span) => html! { { span } },
            Name::None => html! { { t!("pictures.none") } },
            Name::Others => html! { { t!("pictures.others") } },
        };
        let width = (self.rows * 100).div_ceil(most.max(1)).to_string();
        // Of a name that is cut off, the pointer asks for all.
        let mut title = String::new();
        if let Name::Value(value) = &self.name {
            push_visible(value, NAME, &mut title);
        }
        let inner = html! {
            <>
                <span class="share-name" {title}>{ name }</span>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect {width} height="8" />
                </svg>
                <span class="share-rows">{ self.rows }</span>
                <small>{ percent(self.rows, all) }</small>
            </>
        };
        if self.words.is_empty() {
            return html! { <div class="share">{ inner }</div> };
        }
        let pressed = self.words.iter().all(|word| has_word(text, word));
        let change = if pressed { without_word } else { with_word };
        let mut next = text.to_owned();
        for word in &self.words {
            next = change(&next, word);
        }
        let onclick = act.reform(move |_: MouseEvent| Step::Filtered(next.clone()));
        html! {
            <button type="button" class="share" aria-pressed={pressed.to_string()} {onclick}>{ inner }</button>
        }
    }
}

/// A share in whole percent; what is there is never said to be nothing.
fn percent(rows: usize, all: usize) -> String {
    match rows * 100 / all.max(1) {
        0 if rows > 0 => "< 1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

fn cards(view: &View) -> Vec<Card> {
    let roles = view.sessions().roles();
    let activity = match view.service() {
        Service::Dds => "pictures.by_type",
        Service::Dcs => "pictures.by_cmd",
        Service::TaurusDb => "pictures.by_command",
    };
    let whole: fn(&str) -> &str = |text| text;
    let card = |title, bars| Card { title, bars };
    vec![
        card("pictures.by_user", by(view, roles.user, whole)),
        card("pictures.by_client", by_client(view)),
        card("pictures.by_db", by(view, roles.db, whole)),
        card(activity, by(view, roles.state, whole)),
        card("pictures.by_age", by_age(view)),
    ]
}

/// By the peer, or, where a proxy leaves all peers empty, by the address.
fn by_client(view: &View) -> Vec<Bar> {
    let roles = view.sessions().roles();
    let bars = by(view, roles.client, host);
    match (bars.as_slice(), roles.spare_handle) {
        ([only], Some(spare)) if matches!(only.name, Name::None) => by(view, spare, host),
        _ => bars,
    }
}

/// An address up to the port, with the colon before it. An address of IPv6 has its port only behind
/// brackets.
fn host(address: &str) -> &str {
    let Some((host, port)) = address.rsplit_once(':') else {
        return address;
    };
    let is_host = host.ends_with(']') || !host.contains(':');
    if is_host && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) {
        &address[..=host.len()]
    } else {
        address
    }
}

fn by(view: &View, column: usize, part: fn(&str) -> &str) -> Vec<Bar> {
    let table = view.sessions().table();
    let key = table.columns().get(column).map_or("", |column| column.key);
    let mut bars: Vec<Bar> = Vec::with_capacity(TOP + 1);
    let (mut none, mut others) = (0, 0);
    for Share { value, rows } in table.shares(column, view.shown(), part) {
        match value.filter(|value| !value.is_empty()) {
            // No value and an empty one are the same to the filter, and to whoever looks for it.
            None => none += rows,
            Some(_) if bars.len() == TOP => others += rows,
            Some(value) => bars.push(value_bar(key, value, rows)),
        }
    }
    if none > 0 {
        // In its place by size; where it takes that of another, the other is one of the others.
        let place = bars.partition_point(|bar| bar.rows >= none);
        if place < TOP {
            bars.insert(place, none_bar(key, none));
            others += bars
                .drain(TOP.min(bars.len())..)
                .map(|bar| bar.rows)
                .sum::<usize>();
        } else {
            others += none;
        }
    }
    if others > 0 {
        bars.push(Bar {
            name: Name::Others,
            words: Vec::new(),
            rows: others,
        });
    }
    bars
}

fn none_bar(key: &str, rows: usize) -> Bar {
    Bar {
        name: Name::None,
        words: word_for(key, "").into_iter().collect(),
        rows,
    }
}

fn value_bar(key: &str, value: String, rows: usize) -> Bar {
    // Only `host` leaves a colon at the end: whatever port follows is meant.
    let host = value
        .strip_suffix(':')
        .filter(|host| host.ends_with(']') || !host.contains(':'));
    let (word, name) = match host {
        Some(host) => {
            let is_plain = !value.contains(['"', ',', '*']) && !value.contains(char::is_whitespace);
            (is_plain.then(|| format!("{key}:{value}*")), host.to_owned())
        }
        None => (word_for(key, &value), value),
    };
    Bar {
        name: Name::Value(name),
        words: word.into_iter().collect(),
        rows,
    }
}

fn by_age(view: &View) -> Vec<Bar> {
    let table = view.sessions().table();
    let column = view.sessions().roles().age;
    let kind = table.columns().get(column).map(|column| column.kind);
    let per_second = match kind {
        Some(Kind::Number(unit)) => unit.per_second().unwrap_or(1),
        _ => 1,
    };
    let mut counts = [0; AGES.len()];
    let mut none = 0;
    for row in view.shown().iter() {
        let age = table.number(row, column).map(|age| age / per_second);
        // A clock that went back makes an age below zero: as young as can be.
        let step = age.map(|age| AGES.iter().rposition(|step| step.from <= age).unwrap_or(0));
        match step.and_then(|step| counts.get_mut(step)) {
            Some(count) => *count += 1,
            None => none += 1,
        }
    }
    let steps = AGES.iter().zip(counts).filter(|(_, rows)| *rows > 0);
    let mut bars: Vec<Bar> = steps.map(|(age, rows)| age_bar(*age, rows)).collect();
    if none > 0 {
        // Not only empty ones: a text that is no number compares with none.
        bars.push(Bar {
            name: Name::None,
            words: vec!["!time>=0".to_owned(), "!time<0".to_owned()],
            rows: none,
        });
    }
    bars
}

fn age_bar(age: Age, rows: usize) -> Bar {
    let said = |seconds| span(seconds, Unit::Seconds);
    let mut words = Vec::new();
    if age.from > 0 {
        words.push(format!("time>={}", age.from));
    }
    words.extend(age.to.map(|to| format!("time<{to}")));
    let name = match age {
        Age {
            from: 0,
            to: Some(to),
        } => format!("< {}", said(to)),
        Age { from, to: Some(to) } => format!("{} – {}", said(from), said(to)),
        Age { from, to: None } => format!("≥ {}", said(from)),
    };
    Bar {
        name: Name::Span(name),
        words,
        rows,
    }
}

#[cfg(test)]
#[path = "pictures_tests.rs"]
mod tests;
