//! Mounts the console's own table of sessions and lets `bench.js` drive it.
//!
//! The table, its view and its rows are the console's; only what stands around them is left out.

use std::cell::RefCell;
use std::rc::Rc;

use quell::browser::page;
use quell::sessions::Grid;
use quell_core::services::Service;
use quell_core::session::{Column, Kind, Piece, Sessions, Sort, Step, Table, Unit, View};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

/// The runner's rows as TaurusDB's columns; its ages are compared as plain numbers.
static COLUMNS: [Column; 8] = [
    Column {
        key: "id",
        kind: Kind::Number(Unit::Count),
    },
    Column {
        key: "user",
        kind: Kind::Words,
    },
    Column {
        key: "host",
        kind: Kind::Text,
    },
    Column {
        key: "db",
        kind: Kind::Words,
    },
    Column {
        key: "command",
        kind: Kind::Words,
    },
    Column {
        key: "time",
        kind: Kind::Number(Unit::Count),
    },
    Column {
        key: "state",
        kind: Kind::Words,
    },
    Column {
        key: "info",
        kind: Kind::Text,
    },
];

/// What the runner calls these columns.
const NAMES: [&str; 8] = [
    "id", "user", "client", "db", "command", "seconds", "state", "query",
];

/// The runner's order: id, client, user, db, command, state, seconds, query.
const ORDER: [usize; 8] = [0, 2, 1, 3, 4, 6, 5, 7];

#[derive(Clone, PartialEq)]
struct Looking(Rc<View>);

impl Reducible for Looking {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(Self(Rc::new(self.0.step(step))))
    }
}

thread_local! {
    static AT: RefCell<Option<UseReducerHandle<Looking>>> = const { RefCell::new(None) };
}

#[component]
fn Page() -> Html {
    let at = use_reducer(|| {
        let sort = Sort {
            column: 0,
            descending: false,
        };
        Looking(Rc::new(View::new(Service::TaurusDb, "", sort)))
    });
    let columns = use_memo((), |()| ORDER.to_vec());
    AT.with_borrow_mut(|place| *place = Some(at.clone()));
    let act = at.dispatcher().to_callback();
    let oninput = act.reform(|event: InputEvent| Step::Filtered(page::chosen(&event)));
    html! {
        <>
            <div class="toolbar"><input id="filter" aria-label="filter" {oninput} /></div>
            <Grid view={at.0.clone()} {columns} {act} />
        </>
    }
}

fn step(step: Step) {
    let dispatcher = AT.with_borrow(|at| at.as_ref().map(UseReducerHandle::dispatcher));
    if let Some(dispatcher) = dispatcher {
        dispatcher.dispatch(step);
    }
}

fn view<T>(read: impl FnOnce(&View) -> T) -> Option<T> {
    AT.with_borrow(|at| at.as_ref().map(|at| read(&at.0)))
}

/// Takes rows as the bytes of a JSON list.
///
/// # Errors
/// When they are none.
#[wasm_bindgen(js_name = loadBytes)]
pub fn load_bytes(bytes: Vec<u8>) -> Result<usize, JsError> {
    let text = String::from_utf8(bytes)?;
    let mut table = Table::new(&COLUMNS);
    let rows = table.append_list(&text, &NAMES)?;
    drop(text);
    table.shrink();
    let whole = vec![Piece {
        from: 0,
        taken_ms: 0,
        slack_ms: 0,
    }];
    step(Step::Came(Sessions::new(
        Service::TaurusDb,
        table,
        whole,
        &[],
    )));
    Ok(rows)
}

/// Orders by one of the runner's columns.
#[wasm_bindgen(js_name = sortBy)]
pub fn sort_by(name: &str, descending: bool) {
    if let Some(column) = NAMES.iter().position(|known| *known == name) {
        step(Step::Ordered(Sort { column, descending }));
    }
}

/// Filters by a text.
#[wasm_bindgen]
pub fn filter(text: String) {
    step(Step::Filtered(text));
}

/// Ticks all shown rows.
#[wasm_bindgen(js_name = selectAll)]
pub fn select_all() {
    step(Step::TickedShown(true));
}

/// Takes all ticks away.
#[wasm_bindgen(js_name = clearSelection)]
pub fn clear_selection() {
    step(Step::Cleared);
}

/// How many rows are shown.
#[wasm_bindgen]
pub fn count() -> usize {
    view(|view| view.rows().len()).unwrap_or(0)
}

/// How many rows are ticked.
#[wasm_bindgen(js_name = selectedCount)]
pub fn selected_count() -> usize {
    view(|view| view.selection().count()).unwrap_or(0)
}

fn main() {
    yew::Renderer::<Page>::new().render();
}
