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

/// The account and its one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account itself.
    pub domain: Named,
    /// The user.
    pub user: Named,
    /// The user's password.
    pub password: String,
    /// The six digits of the user's second factor: they never change.
    pub mfa: String,
    /// The user's access key.
    pub access_key: String,
    /// The user's secret key.
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
            user: named("user", "sandbox-user"),
            password: format!("Sandbox-{}", &hex32(seed, "password")[..12]),
            mfa: format!("{:06}", between(seed_of(seed, "mfa"), 0, 0, 999_999)),
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

    /// The project with something in it.
    pub fn project(&self) -> &Project {
        &self.projects[0]
    }
}
