//! Everything that is known of one session: each field as the service wrote it.

use quell_core::services::Service;
use quell_core::session::{Column, Kind, Sessions, Unit, View, span};
use serde_json::value::RawValue;
use yew::prelude::*;

use super::cells::word;
use crate::browser::{clock, page};
use crate::ui::{CopyButton, Weight, code, notice, pair, shown, shown_within};
use crate::words::t;

/// The table's id: the focus goes back to it when the details are closed.
pub const TABLE_ID: &str = "sessions-table";

/// A value of more characters stands in a box of its own.
const LONG: usize = 60;
/// No value shows more characters; its copy has all.
const LIMIT: usize = 20_000;
/// No text of more bytes is indented: it is cut off long before its end.
const INDENT_LIMIT: usize = 60_000;
/// No line is indented by more levels: deep text would be mostly spaces.
const DEEPEST: usize = 30;

/// Draws the details of the session under the cursor.
///
/// They are no dialog: the keys of the table go on working, and the details follow its cursor.
pub fn details(view: &View, on_close: &Callback<()>) -> Html {
    let Some(row) = view.row(view.cursor()) else {
        return html! {};
    };
    let sessions = view.sessions();
    let close = on_close.reform(|()| page::focus_id(TABLE_ID));
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                close.emit(());
            }
        })
    };
    let onclick = close.reform(|_: MouseEvent| ());
    let columns = sessions.table().columns().iter().enumerate();
    html! {
        <aside class="drawer" aria-label={t!("details.title").into_owned()} {onkeydown}>
            <div class="drawer-head">
                <h2>{ t!("details.title") }</h2>
                <span class="push"></span>
                <button type="button" class="btn small" {onclick}>
                    { t!("details.close") }<kbd aria-hidden="true">{ "Esc" }</kbd>
                </button>
            </div>
            { why(sessions, row) }
            <dl class="place">
                { handle(sessions, row) }
                { began(sessions, row) }
            </dl>
            <dl class="fields">
                { for columns.map(|(place, column)| field(sessions, row, place, *column)) }
            </dl>
        </aside>
    }
}

fn why(sessions: &Sessions, row: usize) -> Html {
    let Some(bar) = sessions.bar(row) else {
        return html! {};
    };
    notice(
        Weight::Warning,
        html! {
            <>
                <p><b>{ t!("details.why") }</b></p>
                <p>{ t!(format!("sessions.why_long.{}", word(bar))) }</p>
            </>
        },
    )
}

fn handle(sessions: &Sessions, row: usize) -> Html {
    let handle = sessions.handle(row);
    if handle.is_empty() {
        return html! {};
    }
    let what = html! { <>{ code(shown(&handle)) }{ copy(row, &handle) }</> };
    pair(t!("details.handle"), what)
}

/// When it began by its age. The list may be older than this moment, so its own time counts.
fn began(sessions: &Sessions, row: usize) -> Html {
    let age = sessions.roles().age;
    let unit = unit_of(sessions.table().columns().get(age).copied());
    let start = sessions.start_ms(row).filter(|start| *start > 0);
    let (Some(start), Some(unit), Some(age)) = (start, unit, sessions.table().number(row, age))
    else {
        return html! {};
    };
    let name = match sessions.service() {
        Service::Dds => t!("details.began"),
        Service::Dcs => t!("details.connected"),
        Service::TaurusDb => t!("details.since"),
    };
    // Milliseconds since 1970 are far below 2^53.
    #[expect(clippy::cast_precision_loss)]
    let time = clock::time_of_day(start as f64);
    let text = t!("details.ago", time = time, span = span(age, unit));
    pair(name, html! { { text } })
}

fn unit_of(column: Option<Column>) -> Option<Unit> {
    match column?.kind {
        Kind::Number(unit) => Some(unit),
        Kind::Text | Kind::Words => None,
    }
}

/// A button for each row: what was copied of one must not be said of the next.
fn copy(row: usize, text: &str) -> Html {
    html! { <CopyButton key={row} text={text.to_owned()} label={t!("details.copy").into_owned()} /> }
}

fn field(sessions: &Sessions, row: usize, place: usize, column: Column) -> Html {
    let table = sessions.table();
    let text = table.text(row, place);
    let name = t!(format!("sessions.column.{}", column.key));
    let what = if table.is_missing(row, place) {
        html! { <span class="muted">{ "—" }</span> }
    } else if text.is_empty() {
        html! { <span class="muted">{ t!("details.empty") }</span> }
    } else if text.contains('\n') || text.chars().nth(LONG).is_some() {
        long(row, &name, &text)
    } else {
        let number = table.number(row, place);
        let measured = number.zip(unit_of(Some(column)));
        html! { <>{ code(shown(&text)) }{ measured.map(|(number, unit)| measure(number, unit)) }</> }
    };
    // The service's own name of the field is what its manual and a filter go by.
    let own = (!name.eq_ignore_ascii_case(column.key)).then_some(column.key);
    html! {
        <>
            <dt>{ &name }{ for own.map(|own| html! { <>{ " " }<code>{ own }</code></> }) }</dt>
            <dd>{ what }</dd>
        </>
    }
}

/// The unit behind a number, and the span of time as people say it.
fn measure(number: i64, unit: Unit) -> Html {
    let sign = match unit {
        Unit::Count => return html! {},
        Unit::Micros => "µs",
        Unit::Seconds => "s",
        Unit::Bytes => "B",
    };
    let said = span(number, unit);
    let exact = format!("{number} {sign}");
    let is_more = unit != Unit::Bytes && said != exact;
    html! {
        <>
            { " " }{ sign }
            if is_more {
                <span class="muted">{ " = " }{ said }</span>
            }
        </>
    }
}

fn long(row: usize, name: &str, text: &str) -> Html {
    let pretty = indented(text);
    let readable = pretty.as_deref().unwrap_or(text);
    let length = readable.chars().count();
    html! {
        <>
            <pre class="request" tabindex="0" role="group" aria-label={name.to_owned()}>
                { shown_within(readable, LIMIT) }
            </pre>
            <div class="label-row">
                { copy(row, text) }
                if pretty.is_some() {
                    <small class="muted">{ t!("details.pretty") }</small>
                }
                if length > LIMIT {
                    <small class="muted">{ t!("details.cut", limit = LIMIT, length = length) }</small>
                }
            </div>
        </>
    }
}

/// A JSON object or list with a line for each of its parts; `None` if the text is neither.
///
/// The text is indented, not its meaning: a number of 64 bits stays what it is, and of two
/// entries with one name none is lost.
fn indented(text: &str) -> Option<String> {
    let text = text.trim();
    let begins = text.starts_with(['{', '[']) && text.len() <= INDENT_LIMIT;
    if !begins || serde_json::from_str::<&RawValue>(text).is_err() {
        return None;
    }
    let mut lines = String::with_capacity(text.len() * 2);
    let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if inside {
            lines.push(letter);
            inside = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            '{' | '[' => {
                lines.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(close) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    lines.push(close);
                } else {
                    depth += 1;
                    begin_line(&mut lines, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                begin_line(&mut lines, depth);
                lines.push(letter);
            }
            ',' => {
                lines.push(letter);
                begin_line(&mut lines, depth);
            }
            ':' => lines.push_str(": "),
            _ if letter.is_ascii_whitespace() => {}
            _ => {
                inside = letter == '"';
                lines.push(letter);
            }
        }
    }
    Some(lines)
}

fn begin_line(lines: &mut String, depth: usize) {
    lines.push('\n');
    for _ in 0..depth.min(DEEPEST) {
        lines.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_and_nothing_of_it_is_changed() {
        let text = r#"{"find":"orders","filter":{"id":9223372036854775807,"x":1.10,"a":[]},"x":[1, {"k" : "a\"b,{\\"}],"x":null}"#;
        let expected = r#"{
  "find": "orders",
  "filter": {
    "id": 9223372036854775807,
    "x": 1.10,
    "a": []
  },
  "x": [
    1,
    {
      "k": "a\"b,{\\"
    }
  ],
  "x": null
}"#;
        assert_eq!(indented(text).as_deref(), Some(expected));
        assert_eq!(indented(expected).as_deref(), Some(expected));
        assert_eq!(indented("[ ]").as_deref(), Some("[]"));
    }

    #[test]
    fn what_is_no_json_stays_as_it_is() {
        for text in ["", "SELECT 1", "{a: 1}", "{\"a\":1} x", "12", "{\"a\":"] {
            assert_eq!(indented(text), None, "{text}");
        }
    }

    #[test]
    fn deep_json_does_not_become_mostly_spaces() {
        let deep = "[".repeat(20_000) + "1" + &"]".repeat(20_000);
        if let Some(lines) = indented(&deep) {
            assert!(lines.len() < deep.len() * (2 + 2 * DEEPEST));
        }
    }
}
