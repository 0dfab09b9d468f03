//! The made-up account: its names, secrets and projects.

use crate::chance::{between, hex32, seed_of};
use crate::cloud::REGION;

/// Something with an id and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// 32 hexadecimal digits.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// A project of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// 32 hexadecimal digits.
    pub id: String,
    /// A region's name, or something after one.
    pub name: String,
    /// For people.
    pub description: &'static str,
    /// Whether tokens can be had for it.
    pub enabled: bool,
}

/// A user of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// 32 hexadecimal digits.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The password.
    pub password: String,
    /// The six digits of the second factor: they never change.
    pub mfa: String,
    /// Whether a password alone is not enough.
    pub needs_mfa: bool,
}

/// The account and its users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account itself.
    pub domain: Named,
    /// The users: one whose password is enough, and one who needs the second factor as well.
    pub users: [User; 2],
    /// The first user's access key.
    pub access_key: String,
    /// The first user's secret key.
    pub secret_key: String,
    /// The projects; the first is the one with something in it.
    pub projects: [Project; 3],
}

impl Account {
    /// The account of a seed.
    pub(super) fn of(seed: u64, project: &str) -> Self {
        let named = |what: &str, name: &str| Named {
            id: hex32(seed, what),
            name: name.to_owned(),
        };
        let project_of = |id: &str, name: &str, description, enabled| Project {
            id: id.to_owned(),
            name: name.to_owned(),
            description,
            enabled,
        };
        Self {
            domain: named("domain", "sandbox-domain"),
            users: [
                user(seed, "", "sandbox-user", false),
                user(seed, "mfa-", "sandbox-mfa-user", true),
            ],
            access_key: format!("SANDBOX{}", &hex32(seed, "access").to_uppercase()[..13]),
            secret_key: format!(
                "{}{}",
                hex32(seed, "secret"),
                &hex32(seed, "more secret")[..8]
            ),
            projects: [
                project_of(project, REGION, "", true),
                // Every account has it, and nothing can be done with it here.
                project_of(&hex32(seed, "MOS"), "MOS", "OBS", true),
                project_of(
                    &hex32(seed, "archive"),
                    &format!("{REGION}_archive"),
                    "Closed.",
                    false,
                ),
            ],
        }
    }

    /// The user whose password is enough.
    pub fn user(&self) -> &User {
        &self.users[0]
    }

    /// The project with something in it.
    pub fn project(&self) -> &Project {
        &self.projects[0]
    }
}

fn user(seed: u64, kind: &str, name: &str, needs_mfa: bool) -> User {
    let own = |what: &str| format!("{kind}{what}");
    User {
        id: hex32(seed, &own("user")),
        name: name.to_owned(),
        password: format!("Sandbox-{}", &hex32(seed, &own("password"))[..12]),
        mfa: format!("{:06}", between(seed_of(seed, &own("mfa")), 0, 0, 999_999)),
        needs_mfa,
    }
}
