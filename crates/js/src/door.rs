//! The few functions of `door.js`: all that this crate does with values of JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/door.js")]
extern "C" {
    /// A field that is the object's own.
    #[wasm_bindgen(catch)]
    pub(crate) fn own(object: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    /// A field's text, or a number that says why there is none.
    #[wasm_bindgen(catch)]
    pub(crate) fn text(object: &JsValue, key: &str, limit: u32) -> Result<JsValue, JsValue>;

    /// A value's text, or a number that says why it is none.
    #[wasm_bindgen(catch)]
    pub(crate) fn whole(value: &JsValue, limit: u32) -> Result<JsValue, JsValue>;

    /// The digits of a field's integer, or a number that says why there are none.
    #[wasm_bindgen(catch)]
    pub(crate) fn integer(object: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    /// How long a list is.
    #[wasm_bindgen(catch)]
    pub(crate) fn count(value: &JsValue) -> Result<i32, JsValue>;

    /// The names of an object's own fields.
    #[wasm_bindgen(catch)]
    pub(crate) fn names(object: &JsValue, most: u32) -> Result<Vec<JsValue>, JsValue>;

    /// Texts as the integers they write.
    pub(crate) fn integers(texts: Vec<String>) -> JsValue;

    /// An error.
    pub(crate) fn mistake(
        code: &str,
        message: &str,
        field: Option<String>,
        line: Option<u32>,
    ) -> JsValue;
}
