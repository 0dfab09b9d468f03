//! The console's files, served with the headers of production.

pub mod config;
pub mod headers;

use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode, Uri};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

/// The folder of the built console, if one was given.
#[derive(Clone)]
pub struct Site(Option<ServeDir>);

impl Site {
    /// Serves `dist`, with the compressed files beside the plain ones.
    pub fn new(dist: Option<&Path>) -> Self {
        Self(dist.map(|dist| {
            ServeDir::new(dist)
                .append_index_html_on_directories(false)
                .precompressed_br()
                .precompressed_gzip()
        }))
    }

    /// Answers with a file; one that is missing is missing, and never the page instead.
    pub async fn serve(&self, mut request: Request) -> Response<Body> {
        let Some(files) = self.0.clone() else {
            return plain(404, "No console is served: start with --dist PATH.\n");
        };
        if request.uri().path() == "/" {
            *request.uri_mut() = Uri::from_static("/index.html");
        }
        let path = request.uri().path().to_owned();
        let Ok(answer) = files.oneshot(request).await;
        if answer.status() == StatusCode::NOT_FOUND {
            return plain(404, "Not found.\n");
        }
        let mut answer = answer.map(Body::new);
        answer
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(keep(&path)));
        answer
    }
}

/// How long browsers may keep a file.
fn keep(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    if matches!(name, "index.html" | "config.json" | "boot.js") {
        "no-store"
    } else if has_hash(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Whether a name changes with its content: `-` and at least eight hexadecimal digits.
fn has_hash(name: &str) -> bool {
    let digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    name.split('-')
        .skip(1)
        .any(|part| part.bytes().take_while(|byte| digit(byte)).count() >= 8)
}

/// A short text.
pub fn plain(status: u16, text: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let headers = answer.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        let forever = "public, max-age=31536000, immutable";
        assert_eq!(keep("/quell-0123456789abcdef_bg.wasm"), forever);
        assert_eq!(keep("/assets/app-1a2b3c4d.css"), forever);
        assert_eq!(keep("/app-1a2b3c4.css"), "no-cache");
        assert_eq!(keep("/icons/quell.svg"), "no-cache");
        assert_eq!(keep("/index.html"), "no-store");
        assert_eq!(keep("/boot.js"), "no-store");
    }
}
