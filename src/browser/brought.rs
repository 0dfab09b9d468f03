//! Text that a person brings: a file that is dropped or chosen, or a clipboard too large for a field.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File, HtmlInputElement};

/// A file of the person's machine, not read yet.
pub struct Brought(File);

impl Brought {
    /// The first file of those that were dropped.
    pub fn dropped(event: &DragEvent) -> Option<Self> {
        event.data_transfer()?.files()?.get(0).map(Self)
    }

    /// The file that was chosen in a field, which is then empty: the same can be chosen again.
    pub fn chosen(event: &Event) -> Option<Self> {
        let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
        let file = field.files()?.get(0);
        field.set_value("");
        file.map(Self)
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Whether it has more bytes.
    pub fn is_above(&self, limit: u32) -> bool {
        self.0.size() > f64::from(limit)
    }

    /// What is in it; what is no UTF-8 becomes replacement characters.
    pub async fn text(self) -> Option<String> {
        JsFuture::from(self.0.text()).await.ok()?.as_string()
    }
}

/// Whether what is dragged are files: anything else is the field's own affair.
pub fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// The text that is about to be pasted.
pub fn pasted(event: &Event) -> Option<String> {
    let data: DataTransfer = event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?;
    data.get_data("text").ok()
}
