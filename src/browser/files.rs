//! Files that lie beside the page, and files that a person takes away.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, RequestCache, RequestInit, Response, Url};

/// Loads the page and the files beside it anew, at the same address.
pub fn load_again() {
    if let Some(window) = web_sys::window() {
        // Refused only where the page is not shown any more.
        _ = window.location().reload();
    }
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// No answer.
    NoAnswer,
    /// An answer with this status.
    Status(u16),
}

/// Reads a small text file beside the page, past every cache.
///
/// # Errors
/// When it does not come.
pub async fn read(path: &str) -> Result<String, FileFault> {
    let window = web_sys::window().ok_or(FileFault::NoAnswer)?;
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &init))
        .await
        .ok()
        .and_then(|value| value.dyn_into::<Response>().ok())
        .ok_or(FileFault::NoAnswer)?;
    if !response.ok() {
        return Err(FileFault::Status(response.status()));
    }
    let text = response.text().map_err(|_| FileFault::NoAnswer)?;
    let text = JsFuture::from(text).await.ok();
    text.and_then(|text| text.as_string())
        .ok_or(FileFault::NoAnswer)
}

/// Gives a person a text as a file. Where the browser refuses, nothing happens that a page could see.
pub fn save(name: &str, mime: &str, text: &str) {
    _ = offer(name, mime, text);
}

fn offer(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::NULL)?;
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.click();
    Url::revoke_object_url(&url)
}
