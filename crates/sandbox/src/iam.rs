//! Who may call: made-up users, the tokens and temporary keys issued to them, all fixed by the seed.

mod account;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use account::{Account, Named, Project, User};

use crate::chance::hex32;
use crate::clock::Clock;
use crate::sign::lock::Locks;

/// With so many wrong passwords in a row a user is locked out.
const WRONG_PASSWORDS: u32 = 5;
/// How long a token is good for, in milliseconds.
pub const LIFETIME: u64 = 24 * 60 * 60 * 1000;
/// How many tokens and keys are kept before the expired ones are forgotten.
const MEMORY: usize = 10_000;

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A project, by its id: the only one that the services take.
    Project(String),
    /// The account.
    Domain,
    /// Nothing: it can be exchanged for one that is.
    Unscoped,
}

/// A token's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whose it is, counted from 0.
    pub user: usize,
    /// What it is for.
    pub scope: Scope,
    /// When it was issued, in milliseconds since 1970.
    pub issued: u64,
    /// When it ends.
    pub expires: u64,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// Nobody issued it.
    Unknown,
    /// It ended at this time.
    Expired(u64),
}

/// A temporary access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Temporary {
    /// The access key.
    pub access: String,
    /// The secret key.
    pub secret: String,
    /// What must be sent with it.
    pub security_token: String,
    /// When it ends.
    pub expires: u64,
}

/// The account, and what was issued.
#[derive(Debug)]
pub struct Iam {
    /// The facts that do not change.
    pub account: Account,
    /// Users whose password was wrong too often.
    pub locks: Locks,
    /// A token that is always good, unless all were made to expire.
    fixed: String,
    seed: u64,
    clock: Clock,
    issued: Mutex<Issued>,
}

#[derive(Debug)]
struct Issued {
    count: u64,
    lifetime: u64,
    tokens: HashMap<String, Grant>,
    keys: HashMap<String, Temporary>,
    /// When the fixed token was made to expire.
    fixed_ended: Option<u64>,
}

impl Iam {
    /// Builds the account around a project and a token that is always good for it; `lock` is how
    /// long a user is locked out, in seconds.
    pub fn new(seed: u64, project: &str, fixed: &str, lock: u64, clock: Clock) -> Self {
        Self {
            account: Account::of(seed, project),
            locks: Locks::new(WRONG_PASSWORDS - 1, lock),
            fixed: fixed.to_owned(),
            seed,
            clock,
            issued: Mutex::new(Issued {
                count: 0,
                lifetime: LIFETIME,
                tokens: HashMap::new(),
                keys: HashMap::new(),
                fixed_ended: None,
            }),
        }
    }

    /// Issues a token.
    pub fn issue(&self, user: usize, scope: Scope) -> (String, Grant) {
        let now = self.clock.epoch_ms();
        let mut issued = self.issued();
        issued.count += 1;
        // Real ones are long, and begin like this.
        let mut token = "MIISandbox".to_owned();
        for part in 0..12 {
            token.push_str(&hex32(
                self.seed,
                &format!("issued {} {part}", issued.count),
            ));
        }
        let grant = Grant {
            user,
            scope,
            issued: now,
            expires: now + issued.lifetime,
        };
        if issued.tokens.len() >= MEMORY {
            issued.tokens.retain(|_, one| now < one.expires);
        }
        issued.tokens.insert(token.clone(), grant.clone());
        (token, grant)
    }

    /// What a token is good for now.
    ///
    /// # Errors
    /// Says why it is not.
    pub fn scope(&self, token: &str) -> Result<Scope, TokenFault> {
        let issued = self.issued();
        if token == self.fixed {
            return match issued.fixed_ended {
                Some(time) => Err(TokenFault::Expired(time)),
                None => Ok(Scope::Project(self.account.project().id.clone())),
            };
        }
        let grant = issued.tokens.get(token).ok_or(TokenFault::Unknown)?;
        if self.clock.epoch_ms() >= grant.expires {
            return Err(TokenFault::Expired(grant.expires));
        }
        Ok(grant.scope.clone())
    }

    /// Whose token this is.
    pub fn owner(&self, token: &str) -> usize {
        let issued = self.issued();
        issued.tokens.get(token).map_or(0, |grant| grant.user)
    }

    /// Ends every token that there is, the fixed one too.
    pub fn expire_tokens(&self) {
        let now = self.clock.epoch_ms();
        let mut issued = self.issued();
        issued.fixed_ended = Some(now);
        for grant in issued.tokens.values_mut() {
            grant.expires = grant.expires.min(now);
        }
    }

    /// Makes the fixed token good again, and new tokens last as long as usual.
    pub fn revive(&self) {
        let mut issued = self.issued();
        issued.fixed_ended = None;
        issued.lifetime = LIFETIME;
    }

    /// How long tokens last that are issued from now on, in milliseconds.
    pub fn set_lifetime(&self, lifetime: u64) {
        self.issued().lifetime = lifetime;
    }

    /// Issues a temporary access key.
    pub fn temporary(&self, seconds: u64) -> Temporary {
        let now = self.clock.epoch_ms();
        let mut issued = self.issued();
        issued.count += 1;
        let text = |what: &str| hex32(self.seed, &format!("{what} {}", issued.count));
        let key = Temporary {
            access: format!("TEMP{}", &text("access").to_uppercase()[..16]),
            secret: format!("{}{}", text("secret"), &text("more")[..8]),
            security_token: format!("security-{}{}", text("security"), text("token")),
            expires: now + seconds * 1000,
        };
        if issued.keys.len() >= MEMORY {
            issued.keys.retain(|_, one| now < one.expires);
        }
        issued.keys.insert(key.access.clone(), key.clone());
        key
    }

    /// The secret of an access key, if it exists, is not over, and came with its security token.
    pub fn secret(&self, access: &str, security_token: Option<&str>) -> Option<String> {
        if access == self.account.access_key {
            return Some(self.account.secret_key.clone());
        }
        let issued = self.issued();
        let key = issued.keys.get(access)?;
        let good = self.clock.epoch_ms() < key.expires
            && security_token == Some(key.security_token.as_str());
        good.then(|| key.secret.clone())
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn iam() -> Iam {
        Iam::new(7, "p", "fixed", 900, Clock::start(1.0))
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_lasts_a_day() {
        let iam = iam();
        let (token, grant) = iam.issue(0, Scope::Domain);
        tokio::time::advance(Duration::from_secs(24 * 60 * 60 - 1)).await;
        assert_eq!(iam.scope(&token), Ok(Scope::Domain));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(iam.scope(&token), Err(TokenFault::Expired(grant.expires)));
        assert_eq!(iam.scope("x"), Err(TokenFault::Unknown));
    }

    #[tokio::test(start_paused = true)]
    async fn all_tokens_can_be_made_to_expire() {
        let iam = iam();
        let (token, _) = iam.issue(0, Scope::Domain);
        iam.expire_tokens();
        for token in [token.as_str(), "fixed"] {
            assert!(matches!(iam.scope(token), Err(TokenFault::Expired(_))));
        }
        let (new, _) = iam.issue(0, Scope::Unscoped);
        assert_eq!(iam.scope(&new), Ok(Scope::Unscoped));
        iam.revive();
        assert_eq!(iam.scope("fixed"), Ok(Scope::Project("p".to_owned())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_temporary_key_needs_its_token_and_ends() {
        let iam = iam();
        let key = iam.temporary(900);
        let token = Some(key.security_token.as_str());
        assert_eq!(iam.secret(&key.access, token), Some(key.secret.clone()));
        assert_eq!(iam.secret(&key.access, None), None);
        tokio::time::advance(Duration::from_mins(15)).await;
        assert_eq!(iam.secret(&key.access, token), None);
    }
}
