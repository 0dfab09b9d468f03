//! A secret that can be used and forgotten, but not shown.

use std::fmt;

use zeroize::Zeroizing;

/// The longest token, in bytes: the gateways take headers of 32 KiB.
pub const TOKEN_LIMIT: usize = 32 * 1024;

/// An IAM token. It has no `Display`, its `Debug` is blank, and its memory
/// here is wiped; the copies a browser makes of a field's text are its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

/// Why a text is no token. The text itself is never part of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// Nothing was given.
    Empty,
    /// Longer than a header may be.
    TooLong,
    /// A character that a header cannot carry, or a space, at this place (from 1).
    BadCharacter {
        /// Its place.
        position: usize,
    },
}

impl Token {
    /// Reads a token: printable ASCII without spaces. White space around it is a
    /// slip of copying and is dropped.
    ///
    /// # Errors
    /// Says what is wrong without repeating the text.
    pub fn parse(text: &str) -> Result<Self, TokenFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenFault::Empty);
        }
        if text.len() > TOKEN_LIMIT {
            return Err(TokenFault::TooLong);
        }
        if let Some(index) = text.chars().position(|c| !c.is_ascii_graphic()) {
            return Err(TokenFault::BadCharacter {
                position: index + 1,
            });
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// Takes a token out of a text that is wiped afterwards.
    ///
    /// # Errors
    /// As [`Token::parse`].
    pub fn take(text: String) -> Result<Self, TokenFault> {
        Self::parse(&Zeroizing::new(text))
    }

    /// The secret itself, for the one header that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_be_printed() {
        let token = Token::parse("MIIDkgYJKoZIhvcNAQ").unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(token.reveal(), "MIIDkgYJKoZIhvcNAQ");
    }

    #[test]
    fn a_token_is_printable_ascii_of_at_most_32_kib() {
        assert_eq!(Token::parse(" \n"), Err(TokenFault::Empty));
        assert_eq!(
            Token::parse("ab\r\nX-Evil: 1"),
            Err(TokenFault::BadCharacter { position: 3 })
        );
        assert_eq!(
            Token::parse("abé"),
            Err(TokenFault::BadCharacter { position: 3 })
        );
        assert!(Token::parse(&"a".repeat(TOKEN_LIMIT)).is_ok());
        assert_eq!(
            Token::parse(&"a".repeat(TOKEN_LIMIT + 1)),
            Err(TokenFault::TooLong)
        );
        assert_eq!(Token::parse(" abc\n").unwrap().reveal(), "abc");
    }
}
