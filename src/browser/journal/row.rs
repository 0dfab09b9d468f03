//! What stores hold: plain objects with a few fields.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object of these fields.
pub(in crate::browser) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in fields {
        // Only what is frozen or no object refuses a field.
        _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn field(row: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(row, &name.into()).ok()
}

/// A field's text; empty when there is none.
pub(in crate::browser) fn text(row: &JsValue, name: &str) -> String {
    let found = field(row, name).and_then(|value| value.as_string());
    found.unwrap_or_default()
}

/// A field's number, if there is one.
pub(in crate::browser) fn number(row: &JsValue, name: &str) -> Option<f64> {
    field(row, name)?.as_f64()
}
