//! The part of a request behind `?`: known keys, any values, one order.

/// A key of a query: only the words of the manuals exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(&'static str);

macro_rules! keys {
    ($($name:ident = $word:literal),* $(,)?) => {
        impl Key {
            $(#[doc = concat!("`", $word, "`")] pub const $name: Self = Self($word);)*
            /// Every key.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

keys! {
    ADDR = "addr",
    COST_TIME = "cost_time",
    DATASTORE_TYPE = "datastore_type",
    DOMAIN_ID = "domain_id",
    ENABLED = "enabled",
    ID = "id",
    INSTANCE_ID = "instance_id",
    IP = "ip",
    LIMIT = "limit",
    MODE = "mode",
    NAME = "name",
    NAME_EQUAL = "name_equal",
    NAMESPACE = "namespace",
    NOCATALOG = "nocatalog",
    NODE_ID = "node_id",
    OFFSET = "offset",
    ORDER = "order",
    PAGE = "page",
    PARENT_ID = "parent_id",
    PER_PAGE = "per_page",
    PLAN_SUMMARY = "plan_summary",
    PRIVATE_IP = "private_ip",
    SORT = "sort",
    STATUS = "status",
    SUBNET_ID = "subnet_id",
    TAGS = "tags",
    TYPE = "type",
    VPC_ID = "vpc_id",
}

impl Key {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// A query, kept in the order of its keys: the order that a signature wants too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(Key, String)>);

impl Query {
    /// The query of a page of a list.
    pub fn page(offset: usize, limit: usize) -> Self {
        Self::default()
            .and(Key::LIMIT, &limit.to_string())
            .and(Key::OFFSET, &offset.to_string())
    }

    /// Adds a value, or changes the one there is.
    ///
    /// An empty one is left out: services read `key=` as "where the field is empty", not
    /// as "any" (`docs/API.md`).
    #[must_use]
    pub fn and(mut self, key: Key, value: &str) -> Self {
        let place = self.0.partition_point(|(known, _)| *known < key);
        if self.0.get(place).is_some_and(|(known, _)| *known == key) {
            self.0.remove(place);
        }
        if !value.is_empty() {
            self.0.insert(place, (key, value.to_owned()));
        }
        self
    }

    /// The text behind `?`, every value percent-encoded; empty without values. It is the
    /// canonical query of a signature as it stands.
    pub(super) fn encode(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(key.0);
            text.push('=');
            percent_encode(value, &mut text);
        }
        text
    }
}

/// Writes a text with every byte encoded that is not unreserved (RFC 3986, 2.3).
pub(crate) fn percent_encode(value: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_the_order_of_a_signature_however_they_were_added() {
        let query = Query::page(20, 100)
            .and(Key::NODE_ID, "n")
            .and(Key::ADDR, "[2001:db8::1]:6379");
        assert_eq!(
            query.encode(),
            "addr=%5B2001%3Adb8%3A%3A1%5D%3A6379&limit=100&node_id=n&offset=20"
        );
        assert!(Key::ALL.is_sorted());
        let plain = |key: &Key| {
            let mut bytes = key.0.bytes();
            bytes.all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        assert!(Key::ALL.iter().all(plain), "keys are written as they are");
    }

    #[test]
    fn every_byte_that_could_mean_something_is_encoded() {
        let encoded = |value: &str| Query::default().and(Key::NAME, value).encode();
        assert_eq!(encoded("*prod dds"), "name=%2Aprod%20dds");
        assert_eq!(
            encoded("a=b&c#?/%+é"),
            "name=a%3Db%26c%23%3F%2F%25%2B%C3%A9"
        );
        assert_eq!(encoded("A-z_0.9~"), "name=A-z_0.9~");
    }

    #[test]
    fn an_empty_filter_is_left_out_and_a_second_value_replaces_the_first() {
        let query = Query::default().and(Key::TYPE, "").and(Key::NAME, "a");
        assert_eq!(query.clone().and(Key::NAME, "b").encode(), "name=b");
        assert_eq!(query.and(Key::NAME, "").encode(), "");
    }
}
