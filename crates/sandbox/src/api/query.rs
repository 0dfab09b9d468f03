//! The query of a list: decoded once, limits checked.

use axum::extract::Query as Decoder;
use axum::http::Uri;

use crate::engine::Page;

/// A decoded query.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

/// Which part of a page is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageFault {
    Limit,
    Offset,
}

impl Query {
    /// Reads a raw query; of a name that is there twice, the last counts.
    pub(super) fn read(raw: &str) -> Self {
        let uri = Uri::builder().path_and_query(format!("/?{raw}")).build();
        let pairs = uri
            .ok()
            .and_then(|uri| Decoder::<Vec<(String, String)>>::try_from_uri(&uri).ok());
        Self(pairs.map(|pairs| pairs.0).unwrap_or_default())
    }

    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).last()
    }

    /// Every value of a name, in order.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.0.iter().filter(move |(key, _)| key == name);
        pairs.map(|(_, value)| value.as_str())
    }

    /// `offset` and `limit`, where a limit is 1 to `most`.
    pub(super) fn page(&self, default: usize, most: usize) -> Result<Page, PageFault> {
        let number = |name, default| self.get(name).map_or(Some(default), digits);
        let limit = number("limit", default)
            .filter(|limit| (1..=most).contains(limit))
            .ok_or(PageFault::Limit)?;
        let offset = number("offset", 0).ok_or(PageFault::Offset)?;
        Ok(Page { offset, limit })
    }
}

fn digits(text: &str) -> Option<usize> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_limits() {
        let page = |raw| Query::read(raw).page(10, 100);
        let good = |offset, limit| Ok(Page { offset, limit });
        assert_eq!(page(""), good(0, 10));
        assert_eq!(page("offset=20&limit=100"), good(20, 100));
        for raw in ["limit=0", "limit=101", "limit=", "limit=+5", "limit=x"] {
            assert_eq!(page(raw), Err(PageFault::Limit), "{raw}");
        }
        assert_eq!(page("offset=-1"), Err(PageFault::Offset));
        assert_eq!(page("offset=99999999999999999999"), Err(PageFault::Offset));
    }

    #[test]
    fn values_are_decoded_once() {
        let query = Query::read("addr=%5B%3A%3A1%5D%3A1&sort=");
        assert_eq!(query.get("addr"), Some("[::1]:1"));
        assert_eq!(query.get("sort"), Some(""));
        assert_eq!(query.get("order"), None);
    }
}
