//! The functions of `door.js`: all that this crate does with values of JavaScript. Each crosses over once.

use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/door.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = readObject)]
    fn read_object(value: &JsValue, which: u32) -> Result<String, JsValue>;

    #[wasm_bindgen(catch, js_name = readText)]
    fn read_text(value: &JsValue, which: u32) -> Result<String, JsValue>;

    #[wasm_bindgen(catch, js_name = readSecret)]
    fn read_secret(value: &JsValue, which: u32) -> Result<Option<String>, JsValue>;

    /// Ten bytes of chance.
    #[wasm_bindgen(catch, js_name = readChance)]
    pub(crate) fn chance(value: &JsValue) -> Result<Vec<u8>, JsValue>;

    /// JSON as a plain object, the named fields of it as bigint.
    #[wasm_bindgen(catch)]
    pub(crate) fn plain(json: &str, integers: &str) -> Result<JsValue, JsValue>;

    /// Lines of `name: value` as an object.
    #[wasm_bindgen(catch)]
    pub(crate) fn headers(lines: &str) -> Result<JsValue, JsValue>;

    /// An error.
    pub(crate) fn mistake(
        code: &str,
        message: &str,
        field: Option<String>,
        line: Option<u32>,
    ) -> JsValue;
}

/// The objects that are read; their fields are in `door.js`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// What a request is built from.
    Input,
    /// Where it goes.
    Route,
    /// A built request.
    Request,
    /// What came back.
    Response,
}

/// The texts that are arguments of their own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument {
    /// An operation's id.
    Operation,
    /// A service's word.
    Service,
    /// An address.
    Text,
    /// A pasted text.
    Paste,
}

/// The fields of credentials.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secret {
    /// A token.
    Token,
    /// An access key.
    Access,
    /// Its secret, which signs.
    SigningKey,
    /// The token of a temporary one.
    SecurityToken,
}

/// An object as JSON, checked; a repeated reading gives the same text.
pub(crate) fn object(value: &JsValue, shape: Shape) -> Result<String, JsValue> {
    read_object(value, shape as u32)
}

/// The tree of a text of [`object`].
pub(crate) fn tree(json: &str) -> Value {
    // It was just written by the page's own JSON.
    serde_json::from_str(json).unwrap_or_default()
}

/// An argument's text.
pub(crate) fn text(value: &JsValue, argument: Argument) -> Result<String, JsValue> {
    read_text(value, argument as u32)
}

/// A secret's text; the caller wipes it.
pub(crate) fn secret(value: &JsValue, secret: Secret) -> Result<Option<String>, JsValue> {
    read_secret(value, secret as u32)
}
