//! The table of sessions: headers that sort, and rows that are drawn only while they are in sight.

use std::rc::Rc;

use quell_core::session::{Kind, Step, View};
use yew::prelude::*;

use super::cells::{Columns, Showing, says_why};
use super::details::TABLE_ID;
use crate::browser::page;
use crate::browser::rows::{CURSOR_ID, Rows};
use crate::words::t;

/// What the table shows.
#[derive(PartialEq, Properties)]
pub struct GridProps {
    /// The view.
    pub view: Rc<View>,
    /// The columns that are shown.
    pub columns: Columns,
    /// Takes what was done.
    pub act: Callback<Step>,
    /// Opens the details of the row under the cursor.
    #[prop_or_default]
    pub on_open: Callback<()>,
    /// Closes them.
    #[prop_or_default]
    pub on_close: Callback<()>,
}

/// Draws the table.
#[component]
pub fn Grid(props: &GridProps) -> Html {
    let viewport = use_node_ref();
    let spacer = use_node_ref();
    let rows = use_state(|| None::<Rows>);
    use_effect_with((), {
        let (viewport, spacer, rows) = (viewport.clone(), spacer.clone(), rows.clone());
        move |()| {
            let made = Rows::new(&viewport, &spacer);
            let listeners = made.as_ref().map(Rows::listen);
            rows.set(made);
            move || drop(listeners)
        }
    });
    let showing = (props.view.clone(), props.columns.clone());
    use_effect_with((showing, rows.is_some()), {
        let rows = rows.clone();
        move |((view, columns), _)| {
            if let Some(rows) = &*rows {
                rows.show(Rc::new(Showing::new(view.clone(), columns.clone())));
            }
        }
    });
    // What is looked for in another order or under another filter is at its top.
    let arrangement = (props.view.sort(), props.view.text().to_owned());
    use_effect_with(arrangement, {
        let rows = rows.clone();
        move |_| {
            if let Some(rows) = &*rows {
                rows.to_top();
            }
        }
    });
    use_effect_with(props.view.cursor(), {
        let rows = rows.clone();
        move |cursor| {
            if let Some(rows) = &*rows {
                rows.reveal(*cursor);
            }
        }
    });
    let view = &props.view;
    let onkeydown = {
        let (view, act) = (view.clone(), props.act.clone());
        let (on_open, on_close) = (props.on_open.clone(), props.on_close.clone());
        let page = rows.as_ref().map_or(1, Rows::page);
        Callback::from(move |event: KeyboardEvent| {
            if let Some(key) = key(&event, &view, page) {
                event.prevent_default();
                match key {
                    Key::Step(step) => act.emit(step),
                    Key::Open => on_open.emit(()),
                    Key::Close => on_close.emit(()),
                }
            }
        })
    };
    let onclick = {
        let (act, on_open) = (props.act.clone(), props.on_open.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(place) = Rows::place_of(&event) else {
                return;
            };
            if event.shift_key() {
                act.emit(Step::TickedTo(place));
            } else if page::is_within(&event, ".tick") {
                act.emit(Step::Ticked(place));
            } else {
                act.emit(Step::Moved(place));
                // Where they would cover the table, Enter or a second click opens them.
                if page::is_wide() || event.detail() > 1 {
                    on_open.emit(());
                }
            }
        })
    };
    let service = view.service();
    let has_rows = !view.rows().is_empty();
    html! {
        <div class={classes!("grid", service.word())} id={TABLE_ID} role="grid" tabindex="0" ref={viewport}
            aria-label={t!("sessions.table", service = service.name()).into_owned()}
            aria-rowcount={(view.rows().len() + 1).to_string()} aria-multiselectable="true"
            aria-activedescendant={has_rows.then_some(CURSOR_ID)} {onkeydown} {onclick}>
            { head(props, &rows) }
            <div class="grid-rows" role="rowgroup" ref={spacer}></div>
        </div>
    }
}

fn head(props: &GridProps, rows: &UseStateHandle<Option<Rows>>) -> Html {
    let view = &props.view;
    let all = view.sessions().table().columns();
    let (can, ticked) = view.tickable();
    let on_tick = {
        let (rows, view) = (rows.clone(), view.clone());
        // First what can be seen; once all of that is ticked, the same button takes all ticks away.
        props.act.reform(move |_: MouseEvent| {
            let (from, to) = rows.as_ref().map_or((0, 0), Rows::in_sight);
            let (can, ticked) = view.tickable_between(from, to);
            if ticked < can {
                Step::TickedBetween(from, to, true)
            } else {
                Step::TickedShown(false)
            }
        })
    };
    let header = |column: &usize| {
        let place = *column;
        let Some(column) = all.get(place) else {
            return html! {};
        };
        let sorted = (view.sort().column == place).then_some(view.sort().descending);
        let aria_sort = sorted.map(|descending| {
            if descending {
                "descending"
            } else {
                "ascending"
            }
        });
        let number = matches!(column.kind, Kind::Number(_)).then_some("number");
        let onclick = props.act.reform(move |_: MouseEvent| Step::SortedBy(place));
        html! {
            <div class={classes!("cell", format!("col-{}", column.key), number)} role="columnheader" aria-sort={aria_sort}>
                <button type="button" {onclick}>
                    { t!(format!("sessions.column.{}", column.key)) }
                    <span class="arrow" aria-hidden="true">
                        { match sorted { Some(true) => "↓", Some(false) => "↑", None => "" } }
                    </span>
                </button>
            </div>
        }
    };
    html! {
        <div class="grid-head" role="row">
            <div class="cell tick" role="columnheader">
                <button type="button" class="tick-all" role="checkbox" disabled={can == 0} onclick={on_tick}
                    aria-checked={if can > 0 && ticked == can { "true" } else if ticked > 0 { "mixed" } else { "false" }}
                    aria-label={t!("sessions.tick_shown").into_owned()}></button>
            </div>
            if says_why(view.sessions()) {
                <div class="cell col-why" role="columnheader">{ t!("sessions.column.why") }</div>
            }
            { for props.columns.iter().map(header) }
        </div>
    }
}

enum Key {
    Step(Step),
    Open,
    Close,
}

/// What a key means on the table. Keys for the header's own buttons are left to them.
fn key(event: &KeyboardEvent, view: &View, page: usize) -> Option<Key> {
    if page::is_within(event, "button, input") {
        return None;
    }
    let cursor = view.cursor();
    let last = view.rows().len().saturating_sub(1);
    let to = match event.key().as_str() {
        "ArrowDown" => cursor + 1,
        "ArrowUp" => cursor.saturating_sub(1),
        "PageDown" => cursor + page,
        "PageUp" => cursor.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        " " if event.shift_key() => return Some(Key::Step(Step::TickedTo(cursor))),
        " " => return Some(Key::Step(Step::Ticked(cursor))),
        "Enter" => return Some(Key::Open),
        "Escape" => return Some(Key::Close),
        "a" | "A" if event.ctrl_key() || event.meta_key() => {
            return Some(Key::Step(Step::TickedShown(true)));
        }
        _ => return None,
    };
    let step = if event.shift_key() {
        Step::TickedTo(to.min(last))
    } else {
        Step::Moved(to)
    };
    Some(Key::Step(step))
}
