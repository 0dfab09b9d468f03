//! The rows of a long table that are in sight: a few elements, used again while it scrolls.
//!
//! They are kept beside Yew because a scroll has 16 ms for everything: what entered is written
//! into elements that left, cell by cell, as text nodes and only where the text differs.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, Text};
use yew::NodeRef;

/// What the rows show.
pub trait Sight {
    /// How many rows there are.
    fn rows(&self) -> usize;

    /// The classes of the cells of a row, from left to right.
    fn columns(&self) -> &[String];

    /// A number that is another one when the same place shows another session.
    fn content(&self, place: usize) -> u64;

    /// Adds the text of a cell, with nothing invisible in it.
    fn cell(&self, place: usize, column: usize, text: &mut String);

    /// How a cell stands out, as a class.
    fn tone(&self, place: usize, column: usize) -> &'static str;

    /// How the row is.
    fn state(&self, place: usize) -> RowState;
}

/// How a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowState {
    /// Whether it can be ticked, and is.
    pub standing: Standing,
    /// The keys act on it.
    pub cursor: bool,
}

/// Whether a row can be ticked, and is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It can be.
    #[default]
    Free,
    /// It is.
    Ticked,
    /// It cannot be.
    Barred,
    /// Its session is not there any more.
    Gone,
}

/// Rows above and below those in sight, so that a scroll uncovers none that is blank.
const SPARE: usize = 6;

/// The element id of the row under the cursor, for `aria-activedescendant`.
pub const CURSOR_ID: &str = "row-at-cursor";

/// The rows in sight of one table.
#[derive(Clone)]
pub struct Rows(Rc<RefCell<Inner>>);

struct Inner {
    viewport: HtmlElement,
    spacer: HtmlElement,
    slots: Vec<Slot>,
    classes: Vec<String>,
    row_height: i32,
    shown: Option<Rc<dyn Sight>>,
}

struct Slot {
    row: HtmlElement,
    cells: Vec<Cell>,
    place: Option<usize>,
    content: Option<u64>,
    state: Option<RowState>,
}

struct Cell {
    element: Element,
    node: Text,
    text: String,
    tone: &'static str,
}

impl Rows {
    /// Takes charge of an empty element inside one that scrolls.
    pub fn new(viewport: &NodeRef, spacer: &NodeRef) -> Option<Self> {
        Some(Self(Rc::new(RefCell::new(Inner {
            viewport: viewport.cast()?,
            spacer: spacer.cast()?,
            slots: Vec::new(),
            classes: Vec::new(),
            row_height: 28,
            shown: None,
        }))))
    }

    /// Paints on every scroll and whenever the window changes, for as long as the listeners live.
    pub fn listen(&self) -> [EventListener; 2] {
        let viewport = self.0.borrow().viewport.clone();
        let scroll = self.clone();
        let resize = self.clone();
        let target: web_sys::EventTarget =
            web_sys::window().map_or_else(|| viewport.clone().into(), Into::into);
        [
            EventListener::new(&viewport, "scroll", move |_| scroll.paint()),
            EventListener::new(&target, "resize", move |_| {
                resize.0.borrow_mut().measure();
                resize.paint();
            }),
        ]
    }

    /// Shows something else.
    pub fn show(&self, sight: Rc<dyn Sight>) {
        let mut inner = self.0.borrow_mut();
        if inner.classes != sight.columns() {
            inner.classes = sight.columns().to_vec();
            for slot in inner.slots.drain(..) {
                slot.row.remove();
            }
        }
        inner.shown = Some(sight);
        inner.stretch();
        drop(inner);
        self.paint();
    }

    fn paint(&self) {
        // What cannot be painted (no document) is not there to be seen.
        _ = self.0.borrow_mut().paint();
    }

    /// Brings a place into sight, with as little scrolling as that takes.
    pub fn reveal(&self, place: usize) {
        let inner = self.0.borrow();
        let top = i32::try_from(place)
            .unwrap_or(i32::MAX)
            .saturating_mul(inner.row_height);
        let room = inner.viewport.client_height() - inner.spacer.offset_top();
        let now = inner.viewport.scroll_top();
        if top < now {
            inner.viewport.set_scroll_top(top);
        } else if top + inner.row_height > now + room {
            inner.viewport.set_scroll_top(top + inner.row_height - room);
        }
    }

    /// Goes to the top.
    pub fn to_top(&self) {
        self.0.borrow().viewport.set_scroll_top(0);
    }

    /// The first and the last place that can be seen as a whole.
    pub fn in_sight(&self) -> (usize, usize) {
        let inner = self.0.borrow();
        let height = inner.row_height.max(1);
        let top = inner.viewport.scroll_top();
        let first = usize::try_from((top + height - 1) / height).unwrap_or(0);
        drop(inner);
        (first, first + self.page() - 1)
    }

    /// How many rows fit.
    pub fn page(&self) -> usize {
        let inner = self.0.borrow();
        let room = inner.viewport.client_height() - inner.spacer.offset_top();
        usize::try_from(room / inner.row_height.max(1))
            .unwrap_or(1)
            .max(1)
    }

    /// The place of the row that an event happened in.
    pub fn place_of(event: &Event) -> Option<usize> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let row = target.closest(".row").ok()??;
        let index: usize = row.get_attribute("aria-rowindex")?.parse().ok()?;
        index.checked_sub(2)
    }
}

impl Inner {
    /// The style decides how high a row is, and a narrow window decides otherwise.
    fn measure(&mut self) {
        // Only a row that is drawn has a height; one without a place is not.
        let Some(slot) = self.slots.first() else {
            return;
        };
        let style = slot.row.style();
        _ = style.remove_property("display");
        let height = slot.row.offset_height();
        if slot.place.is_none() {
            _ = style.set_property("display", "none");
        }
        if height > 0 && height != self.row_height {
            self.row_height = height;
            for slot in &mut self.slots {
                slot.place = None;
            }
            self.stretch();
        }
    }

    fn stretch(&self) {
        let rows = self.shown.as_ref().map_or(0, |shown| shown.rows());
        let height = rows.saturating_mul(usize::try_from(self.row_height).unwrap_or(0));
        _ = self
            .spacer
            .style()
            .set_property("height", &format!("{height}px"));
    }

    fn paint(&mut self) -> Result<(), JsValue> {
        let Some(shown) = self.shown.clone() else {
            return Ok(());
        };
        let height = self.row_height.max(1);
        let whole = |number: i32| usize::try_from(number).unwrap_or(0);
        let top = whole(self.viewport.scroll_top() / height);
        let fit = whole(self.viewport.client_height() / height) + 2;
        let first = top.saturating_sub(SPARE);
        let last = (top + fit + SPARE).min(shown.rows());
        let wanted = (fit + 2 * SPARE).min(shown.rows());
        let is_first = self.slots.is_empty() && wanted > 0;
        while self.slots.len() < wanted {
            let slot = self.slot()?;
            self.slots.push(slot);
        }
        if is_first {
            self.measure();
            if self.row_height != height {
                return self.paint();
            }
        }
        let count = self.slots.len();
        for (number, slot) in self.slots.iter_mut().enumerate() {
            // The slot of a place is always the same, so a scroll writes only the rows that entered.
            let place = first + (number + count - first % count) % count;
            if place < last {
                slot.paint(place, height, &*shown)?;
            } else {
                slot.leave()?;
            }
        }
        Ok(())
    }

    fn slot(&self) -> Result<Slot, JsValue> {
        let document = self.viewport.owner_document().ok_or(JsValue::NULL)?;
        let create = |class: &str, role: &str| {
            let element: HtmlElement = document.create_element("div")?.unchecked_into();
            element.set_class_name(class);
            element.set_attribute("role", role)?;
            Ok::<_, JsValue>(element)
        };
        let row = create("row", "row")?;
        // Until it has a place it would lie over the first one.
        row.style().set_property("display", "none")?;
        let tick = create("cell tick", "gridcell")?;
        row.append_child(&tick)?;
        let mut cells = Vec::with_capacity(self.classes.len());
        for class in &self.classes {
            let element = create(class, "gridcell")?;
            let node = document.create_text_node("");
            let inner = document.create_element("span")?;
            inner.append_child(&node)?;
            element.append_child(&inner)?;
            row.append_child(&element)?;
            cells.push(Cell {
                element: inner,
                node,
                text: String::new(),
                tone: "",
            });
        }
        self.spacer.append_child(&row)?;
        Ok(Slot {
            row,
            cells,
            place: None,
            content: None,
            state: None,
        })
    }
}

impl Slot {
    fn leave(&mut self) -> Result<(), JsValue> {
        if self.place.take().is_some() {
            self.content = None;
            self.state = None;
            self.row.remove_attribute("id")?;
            self.row.style().set_property("display", "none")?;
        }
        Ok(())
    }

    fn paint(&mut self, place: usize, height: i32, shown: &dyn Sight) -> Result<(), JsValue> {
        if self.place != Some(place) {
            let style = self.row.style();
            if self.place.is_none() {
                style.remove_property("display")?;
            }
            self.place = Some(place);
            let top = i32::try_from(place)
                .unwrap_or(i32::MAX)
                .saturating_mul(height);
            style.set_property("transform", &format!("translateY({top}px)"))?;
            // The header is the first row.
            self.row
                .set_attribute("aria-rowindex", &(place + 2).to_string())?;
        }
        let content = shown.content(place);
        if self.content != Some(content) {
            self.content = Some(content);
            let mut text = String::new();
            for (column, cell) in self.cells.iter_mut().enumerate() {
                text.clear();
                shown.cell(place, column, &mut text);
                if cell.text != text {
                    cell.node.set_data(&text);
                    cell.text.clone_from(&text);
                }
                let tone = shown.tone(place, column);
                if cell.tone != tone {
                    cell.element.set_class_name(tone);
                    cell.tone = tone;
                }
            }
        }
        let state = shown.state(place);
        if self.state != Some(state) {
            self.dress(state)?;
            self.state = Some(state);
        }
        Ok(())
    }

    fn dress(&self, state: RowState) -> Result<(), JsValue> {
        let (class, selected) = look(state.standing);
        let cursor = if state.cursor { " cursor" } else { "" };
        self.row.set_class_name(&format!("{class}{cursor}"));
        let before = self.state.map(|before| look(before.standing).1);
        if let Some(selected) = selected {
            if before.is_none_or(|before| before.is_none()) {
                self.row.remove_attribute("aria-disabled")?;
            }
            self.row.set_attribute("aria-selected", selected)?;
        } else {
            self.row.remove_attribute("aria-selected")?;
            self.row.set_attribute("aria-disabled", "true")?;
        }
        if state.cursor {
            self.row.set_id(CURSOR_ID);
        } else if self.row.id() == CURSOR_ID {
            self.row.remove_attribute("id")?;
        }
        Ok(())
    }
}

/// The classes of a row, and whether it says that it is selected.
fn look(standing: Standing) -> (&'static str, Option<&'static str>) {
    match standing {
        Standing::Free => ("row", Some("false")),
        Standing::Ticked => ("row ticked", Some("true")),
        Standing::Barred => ("row barred", None),
        Standing::Gone => ("row barred gone", None),
    }
}
