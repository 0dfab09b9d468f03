//! Files that lie beside the page.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

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
