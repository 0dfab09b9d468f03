//! Sign-in: a token that lives in memory, and its lock.

mod sign_in;

pub use sign_in::SignIn;

use std::rc::Rc;

use quell_core::token::Token;
use yew::prelude::*;

/// Who may act: a token, or nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Access {
    /// The token. It is nowhere but here.
    pub token: Option<Token>,
    /// Whether the sign-in dialog is open.
    pub asking: bool,
}

/// What happened to the access.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessAct {
    /// The person wants to sign in, or must.
    Asked,
    /// The dialog was closed.
    Dismissed,
    /// A token was given.
    SignedIn(Token),
    /// The token is to be forgotten.
    Locked,
}

impl Reducible for Access {
    type Action = AccessAct;

    fn reduce(self: Rc<Self>, act: AccessAct) -> Rc<Self> {
        let token = self.token.clone();
        let (token, asking) = match act {
            AccessAct::Asked => (token, true),
            AccessAct::Dismissed => (token, false),
            AccessAct::SignedIn(token) => (Some(token), false),
            AccessAct::Locked => (None, false),
        };
        Rc::new(Self { token, asking })
    }
}
