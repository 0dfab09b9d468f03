//! What went wrong, as the error that a caller catches.

use quell_core::access::{KeyFault, SignFault};
use quell_core::draft::{BODY_LIMIT, Fault, Problem};
use quell_core::id::IdFault;
use quell_core::paste::{BadPiece, PieceFault};
use quell_core::route::RouteFault;
use quell_core::services::look::LookFault;
use quell_core::token::TokenFault;
use wasm_bindgen::JsValue;

use crate::door;

/// An error with a word that programs tell it by, a sentence for people, and where it is.
#[derive(Debug)]
pub(crate) struct Mistake {
    code: &'static str,
    message: String,
    field: Option<String>,
    line: Option<usize>,
}

impl Mistake {
    /// Something is wrong with a field; `says` follows its name in the sentence.
    pub(crate) fn of(field: &str, code: &'static str, says: &str) -> Self {
        Self {
            code,
            message: [field, " ", says].concat(),
            field: Some(field.to_owned()),
            line: None,
        }
    }

    /// A field that has to be there is not.
    pub(crate) fn missing(field: &str) -> Self {
        Self::of(field, "missing", "is missing")
    }

    /// An identifier is refused.
    pub(crate) fn id(field: &str, fault: &IdFault) -> Self {
        if *fault == IdFault::Empty {
            return Self::of(field, "empty", "is empty");
        }
        Self::of(field, fault.word(), &fault.to_string())
    }

    /// A piece of a list is refused; the line is its own, or its place in the list, from 1.
    pub(crate) fn piece(field: &str, piece: &BadPiece) -> Self {
        let (code, says) = match &piece.fault {
            PieceFault::Id(fault) => (fault.word(), fault.to_string()),
            PieceFault::Json => ("json", "is no list that can be read".to_owned()),
        };
        let line = piece.line.to_string();
        Self {
            code,
            message: [field, ", line ", &line, ": ", &piece.text, " ", &says].concat(),
            field: Some(field.to_owned()),
            line: Some(piece.line),
        }
    }
}

impl From<&Problem> for Mistake {
    fn from(problem: &Problem) -> Self {
        let field = problem.field.word();
        match &problem.fault {
            Fault::Missing => Self::missing(field),
            Fault::Id(fault) => Self::id(field, fault),
            Fault::Pieces(pieces) => match pieces.first() {
                Some(piece) => Self::piece(field, piece),
                None => Self::missing(field),
            },
            Fault::TooLarge { size } => {
                let (size, limit) = (size.to_string(), BODY_LIMIT.to_string());
                let says = ["makes a body of ", &size, " bytes; at most ", &limit].concat();
                Self::of(field, "too_large", &says)
            }
        }
    }
}

impl From<LookFault> for Mistake {
    fn from(fault: LookFault) -> Self {
        let field = fault.want.word();
        match fault.fault {
            IdFault::Empty => Self::missing(field),
            other => Self::id(field, &other),
        }
    }
}

impl From<RouteFault> for Mistake {
    fn from(fault: RouteFault) -> Self {
        Self::of("route.url", "bad_route", &fault.to_string())
    }
}

impl From<SignFault> for Mistake {
    fn from(fault: SignFault) -> Self {
        let says = match fault {
            SignFault::Path => "has a path that cannot be signed",
            SignFault::Header => "has a header that cannot be signed",
            SignFault::Date => "has a time that cannot be signed",
        };
        Self::of("request", "cannot_sign", says)
    }
}

impl From<KeyFault> for Mistake {
    fn from(fault: KeyFault) -> Self {
        match fault {
            KeyFault::Access => Self::of("accessKey", "bad_key", "is no access key"),
            KeyFault::Secret => Self::of("secretKey", "bad_key", "is no secret key"),
            KeyFault::SecurityToken(fault) => Self::token("securityToken", fault),
        }
    }
}

impl Mistake {
    /// A text is no token; the text is never part of what is said.
    pub(crate) fn token(field: &str, fault: TokenFault) -> Self {
        match fault {
            TokenFault::Empty => Self::missing(field),
            TokenFault::TooLong => Self::of(field, "too_long", "is longer than a header may be"),
            TokenFault::BadCharacter { .. } => {
                Self::of(field, "bad_character", "has a character that no token has")
            }
        }
    }
}

impl From<Mistake> for JsValue {
    fn from(mistake: Mistake) -> Self {
        let line = mistake.line.and_then(|line| u32::try_from(line).ok());
        door::mistake(mistake.code, &mistake.message, mistake.field, line)
    }
}
