//! A short text that mostly needs no memory of its own: lists hold a million of them.

use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

/// As long as a usual address with its port.
const ROOM: usize = 22;

/// A text that is known beforehand, short enough to be kept in place, or long.
#[derive(Clone)]
pub struct Word(Kind);

#[derive(Clone)]
enum Kind {
    Known(&'static str),
    Short([u8; ROOM], u8),
    Long(Box<str>),
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Kind::Known(text) => text,
            // What was a text when it was put in still is.
            Kind::Short(bytes, length) => {
                std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default()
            }
            Kind::Long(text) => text,
        }
    }
}

impl From<&'static str> for Word {
    fn from(text: &'static str) -> Self {
        Self(Kind::Known(text))
    }
}

impl From<String> for Word {
    fn from(text: String) -> Self {
        let mut bytes = [0; ROOM];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self(Kind::Short(bytes, length))
            }
            _ => Self(Kind::Long(text.into_boxed_str())),
        }
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Word {}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_reads_as_the_text_that_it_was_made_from() {
        for length in [0, 1, 21, 22, 23, 300] {
            for letter in ["a", "\u{e9}", "\u{1f525}"] {
                let text = letter.repeat(length);
                assert_eq!(*Word::from(text.clone()), *text);
            }
        }
        assert_eq!(Word::from("x"), Word::from("x".to_owned()));
        assert!(size_of::<Word>() <= 24);
    }
}
