//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies a text; says whether it worked, because a page without a secure context has no clipboard.
pub async fn copy(text: String) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    if !window.is_secure_context() {
        return false;
    }
    let promise = window.navigator().clipboard().write_text(&text);
    JsFuture::from(promise).await.is_ok()
}
