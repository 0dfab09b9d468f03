//! The one admin connection to a server: held open, opened again when it broke, never waiting for ever.

use std::fmt;
use std::sync::Arc;

use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Error, MySqlConnection, raw_sql};
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::attached::{ANSWER, CONNECT};
use crate::engine::EngineFault;

/// No thread has the id of a `KILL`.
const NO_SUCH_THREAD: u16 = 1094;
/// Access denied to a database or account, not the owner of a thread, a privilege that is missing.
const DENIED: [u16; 6] = [1044, 1045, 1095, 1142, 1227, 1698];

/// Why a statement was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SqlFault {
    /// The thread that it names is not there.
    NoSuchThread,
    /// Anything else.
    Engine(EngineFault),
}

impl From<SqlFault> for EngineFault {
    fn from(fault: SqlFault) -> Self {
        match fault {
            SqlFault::NoSuchThread => Self::Down("no such thread".to_owned()),
            SqlFault::Engine(fault) => fault,
        }
    }
}

/// A held connection to one server.
pub(super) struct Admin {
    options: MySqlConnectOptions,
    held: Arc<Mutex<Option<MySqlConnection>>>,
}

impl fmt::Debug for Admin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the options: they may hold a password.
        f.debug_struct("Admin").finish_non_exhaustive()
    }
}

impl Admin {
    pub(super) fn new(options: MySqlConnectOptions) -> Self {
        Self {
            options,
            held: Arc::default(),
        }
    }

    /// Sends one statement once. A broken connection is dropped, and the statement is not sent
    /// again: it may have been carried out.
    pub(super) async fn ask(&self, sql: String) -> Result<Vec<MySqlRow>, SqlFault> {
        let (options, held) = (self.options.clone(), Arc::clone(&self.held));
        // In a task of its own: a caller who leaves half-way must not take the connection along.
        let asked = tokio::spawn(async move { carry(&options, &held, sql).await });
        asked.await.unwrap_or_else(|fault| Err(down(fault)))
    }
}

async fn carry(
    options: &MySqlConnectOptions,
    held: &Mutex<Option<MySqlConnection>>,
    sql: String,
) -> Result<Vec<MySqlRow>, SqlFault> {
    let late = |_| down("no answer in time");
    // Others may be using it, so the wait for them has an end, too.
    let mut held = timeout(ANSWER, held.lock()).await.map_err(late)?;
    let mut connection = if let Some(connection) = held.take() {
        connection
    } else {
        let opened = timeout(CONNECT, options.connect()).await.map_err(late)?;
        opened.map_err(|fault| read(&fault).0)?
    };
    // A statement that is late leaves its connection in the middle of an answer: it goes, too.
    let statement = raw_sql(AssertSqlSafe(sql)).fetch_all(&mut connection);
    let answer = timeout(ANSWER, statement).await.map_err(late)?;
    match answer {
        Ok(rows) => {
            *held = Some(connection);
            Ok(rows)
        }
        Err(fault) => {
            let (fault, usable) = read(&fault);
            if usable {
                *held = Some(connection);
            }
            Err(fault)
        }
    }
}

fn down(reason: impl fmt::Display) -> SqlFault {
    SqlFault::Engine(EngineFault::Down(reason.to_string()))
}

/// What a fault means, and whether the connection can still be used.
fn read(fault: &Error) -> (SqlFault, bool) {
    let Error::Database(said) = fault else {
        return (down(fault), false);
    };
    let number = said
        .try_downcast_ref::<MySqlDatabaseError>()
        .map_or(0, MySqlDatabaseError::number);
    let fault = match number {
        NO_SUCH_THREAD => SqlFault::NoSuchThread,
        number if DENIED.contains(&number) => {
            SqlFault::Engine(EngineFault::Denied(said.message().to_owned()))
        }
        _ => down(said.message()),
    };
    (fault, true)
}
