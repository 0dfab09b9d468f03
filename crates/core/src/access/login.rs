//! Signing in at IAM: `POST /v3/auth/tokens` (`docs/API.md`, "The calls around them"; vectors `iam_token.json`).

use serde::Serialize;
use zeroize::Zeroizing;

use super::lens::Lens;
use crate::answer::Answer;
use crate::decode::CloudError;
use crate::id::ProjectId;
use crate::request::{Api, Key, Method, Path, Query, Request};
use crate::token::{Token, TokenFault};

/// How a person proves who they are.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// An IAM user's password. A HUAWEI ID has none that IAM would take.
    Password {
        /// The account's name.
        account: String,
        /// The IAM user's name.
        user: String,
        /// The password.
        password: Zeroizing<String>,
        /// Where a second factor is asked for: the IAM user's id, and the code.
        code: Option<(String, Zeroizing<String>)>,
    },
    /// A token that is exchanged for one of another scope.
    Token(Token),
}

/// What the token is to be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A project by its id.
    Project(ProjectId),
    /// A project by its name: a region's own has the region's id for a name.
    Named(String),
    /// None: such a token lists the projects that there are, and can be exchanged.
    Unscoped,
}

/// A wish for a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Who.
    pub proof: Proof,
    /// For what.
    pub scope: Scope,
}

/// What IAM gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The token.
    pub token: Token,
    /// What it is good for, and how long.
    pub lens: Lens,
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginFault {
    /// The cloud or the proxy says no.
    Refused {
        /// The status code.
        status: u16,
        /// Its own words, where there are any.
        error: Option<CloudError>,
    },
    /// It answered as if all were well, but the page cannot read `X-Subject-Token`: the proxy
    /// does not pass the header on.
    NoToken,
    /// The header holds what cannot be a token.
    BadToken(TokenFault),
}

/// What a refusal means for the person who signs in; the view has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Account, user, password or code is wrong; which one IAM does not say.
    Wrong,
    /// Too many wrong passwords: the user is locked out for a while.
    Locked,
    /// The user may sign in to the vendor's console only, or not at all.
    NotAllowed,
    /// Too many sign-ins.
    Throttled,
    /// There is no such project, or the user has no part in it.
    NoProject,
}

impl LoginFault {
    /// What it means, where that is known (`docs/API.md`, "Codes").
    pub fn meaning(&self) -> Option<Refusal> {
        let Self::Refused { status, error } = self else {
            return None;
        };
        let code = error.as_ref().map_or("", |error| error.code.as_str());
        match (code, status) {
            ("IAM.0061", _) => Some(Refusal::Locked),
            ("IAM.0081" | "IAM.0002" | "IAM.0003", _) | (_, 403) => Some(Refusal::NotAllowed),
            ("IAM.0012", _) | (_, 429) => Some(Refusal::Throttled),
            (_, 401) => Some(Refusal::Wrong),
            (_, 404) => Some(Refusal::NoProject),
            _ => None,
        }
    }
}

/// The request without its body, which holds a secret: [`Login::body`] joins it on the wire.
pub fn token_request() -> Request {
    // The catalogue of all endpoints would be in the answer, and in the token.
    let query = Query::default().and(Key::NOCATALOG, "true");
    let path = Path::new("v3").lit("auth").lit("tokens");
    Request::read(Api::Iam, Method::Post, path).with_query(&query)
}

impl Login {
    /// The body to send, in memory that is wiped.
    pub fn body(&self) -> Zeroizing<String> {
        let identity = match &self.proof {
            Proof::Password {
                account,
                user,
                password,
                code,
            } => Identity {
                methods: if code.is_some() {
                    &["password", "totp"]
                } else {
                    &["password"]
                },
                password: Some(User {
                    user: Person {
                        name: user,
                        password,
                        domain: Named { name: account },
                    },
                }),
                totp: code.as_ref().map(|(id, passcode)| User {
                    user: Code { id, passcode },
                }),
                token: None,
            },
            Proof::Token(token) => Identity {
                methods: &["token"],
                password: None,
                totp: None,
                token: Some(Id { id: token.reveal() }),
            },
        };
        let scope = match &self.scope {
            Scope::Project(id) => Some(Project::Id(Id { id: id.as_str() })),
            Scope::Named(name) => Some(Project::Name(Named { name })),
            Scope::Unscoped => None,
        };
        let wish = Wish {
            auth: Auth {
                identity,
                scope: scope.map(|project| InScope { project }),
            },
        };
        // Long enough for every text with every character escaped: a buffer that grows would
        // leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(512 + 6 * self.length()));
        // Structs of texts are always written; without a body IAM says no.
        let _ = serde_json::to_writer(&mut *bytes, &wish);
        Zeroizing::new(String::from_utf8(std::mem::take(&mut *bytes)).unwrap_or_default())
    }

    /// Reads the answer: 201 with the token in a header.
    ///
    /// # Errors
    /// Says why there is no token.
    pub fn read(answer: &Answer) -> Result<Granted, LoginFault> {
        if answer.status != 201 {
            return Err(LoginFault::Refused {
                status: answer.status,
                error: CloudError::read(answer),
            });
        }
        let text = answer
            .header("x-subject-token")
            .ok_or(LoginFault::NoToken)?;
        let token = Token::parse(text).map_err(LoginFault::BadToken)?;
        let lens = Lens::of_answer(&answer.body, &token);
        Ok(Granted { token, lens })
    }

    fn length(&self) -> usize {
        let proof = match &self.proof {
            Proof::Password {
                account,
                user,
                password,
                code,
            } => {
                let code = code
                    .as_ref()
                    .map_or(0, |(id, passcode)| id.len() + passcode.len());
                account.len() + user.len() + password.len() + code
            }
            Proof::Token(token) => token.reveal().len(),
        };
        let scope = match &self.scope {
            Scope::Named(name) => name.len(),
            Scope::Project(_) | Scope::Unscoped => 0,
        };
        proof + scope
    }
}

#[derive(Serialize)]
struct Wish<'a> {
    auth: Auth<'a>,
}

#[derive(Serialize)]
struct Auth<'a> {
    identity: Identity<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<InScope<'a>>,
}

#[derive(Serialize)]
struct Identity<'a> {
    methods: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<User<Person<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp: Option<User<Code<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Id<'a>>,
}

#[derive(Serialize)]
struct User<T> {
    user: T,
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    password: &'a str,
    domain: Named<'a>,
}

#[derive(Serialize)]
struct Code<'a> {
    id: &'a str,
    passcode: &'a str,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Id<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct InScope<'a> {
    project: Project<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Project<'a> {
    Id(Id<'a>),
    Name(Named<'a>),
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn body(login: &Login) -> Value {
        serde_json::from_str(&login.body()).unwrap()
    }

    fn password(code: Option<(&str, &str)>) -> Proof {
        Proof::Password {
            account: "OTC1".to_owned(),
            user: "alice".to_owned(),
            password: Zeroizing::new("p@ss \"wörd\"\\".to_owned()),
            code: code.map(|(id, code)| (id.to_owned(), Zeroizing::new(code.to_owned()))),
        }
    }

    #[test]
    fn a_password_asks_for_a_token_of_a_project() {
        let login = Login {
            proof: password(None),
            scope: Scope::Named("eu-de".to_owned()),
        };
        assert_eq!(
            body(&login),
            json!({ "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": { "user": {
                        "name": "alice", "password": "p@ss \"wörd\"\\", "domain": { "name": "OTC1" },
                    } },
                },
                "scope": { "project": { "name": "eu-de" } },
            } })
        );
        assert_eq!(
            token_request().target(),
            "/v3/auth/tokens?nocatalog=true",
            "the catalogue is not wanted"
        );
        assert_eq!(
            token_request().body(),
            None,
            "no secret is in what is shown"
        );
    }

    #[test]
    fn a_second_factor_names_the_user_by_id() {
        let login = Login {
            proof: password(Some(("u1", "123456"))),
            scope: Scope::Unscoped,
        };
        let found = body(&login);
        let identity = &found["auth"]["identity"];
        assert_eq!(identity["methods"], json!(["password", "totp"]));
        assert_eq!(
            identity["totp"],
            json!({ "user": { "id": "u1", "passcode": "123456" } })
        );
        assert_eq!(found["auth"].get("scope"), None);
    }

    #[test]
    fn a_token_is_exchanged_for_one_of_a_project() {
        let login = Login {
            proof: Proof::Token(Token::parse("abc").unwrap()),
            scope: Scope::Project(ProjectId::parse("619d3e78f61b4be68bc5aa0b59edcf7b").unwrap()),
        };
        assert_eq!(
            body(&login),
            json!({ "auth": {
                "identity": { "methods": ["token"], "token": { "id": "abc" } },
                "scope": { "project": { "id": "619d3e78f61b4be68bc5aa0b59edcf7b" } },
            } })
        );
    }

    #[test]
    fn what_iam_grants_is_a_token_with_its_end_and_its_project() {
        let mut answer = Answer {
            status: 201,
            headers: vec![("X-Subject-Token".to_owned(), "MIIabc".to_owned())],
            body: json!({ "token": {
                "expires_at": "2025-01-02T03:04:05.678000Z",
                "project": { "id": "619d3e78f61b4be68bc5aa0b59edcf7b", "name": "eu-de" },
                "user": { "name": "alice", "domain": { "name": "OTC1" } },
            } })
            .to_string(),
        };
        let granted = Login::read(&answer).unwrap();
        assert_eq!(granted.token.reveal(), "MIIabc");
        assert_eq!(granted.lens.expires_ms, Some(1_735_787_045_678));
        answer.headers.clear();
        assert_eq!(Login::read(&answer), Err(LoginFault::NoToken));
        answer.status = 401;
        assert!(matches!(
            Login::read(&answer),
            Err(LoginFault::Refused {
                status: 401,
                error: None
            })
        ));
    }
}
