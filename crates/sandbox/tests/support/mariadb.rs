//! A real mariadbd for one test, ended by its own id, and clients of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sqlx::mysql::{MySqlConnectOptions, MySqlRow, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Error, MySqlConnection, Row as _, raw_sql};
use tokio::task::JoinHandle;

#[path = "place.rs"]
pub(crate) mod place;

const MISSING: &str = "mariadbd is missing: install it with `apt-get install mariadb-server-core`";

/// A server in a folder of its own.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    extra: Vec<String>,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) async fn start(extra: &[&str]) -> Self {
        let port = place::free_port();
        let folder = std::env::temp_dir().join(format!("quell-mariadb-{port}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("tmp")).unwrap();
        install(&folder);
        let extra: Vec<String> = extra.iter().map(|word| (*word).to_owned()).collect();
        let server = Self {
            child: spawn(port, &folder, &extra),
            folder,
            extra,
            port,
        };
        server.answers().await;
        server
    }

    /// The URL of an account: `root` or `app:secret`.
    pub(crate) fn url(&self, account: &str) -> String {
        format!("mysql://{account}@127.0.0.1:{}", self.port)
    }

    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(crate) async fn start_again(&mut self) {
        self.child = spawn(self.port, &self.folder, &self.extra);
        self.answers().await;
    }

    pub(crate) async fn client(&self) -> Client {
        self.client_as("root", "127.0.0.1").await.unwrap()
    }

    pub(crate) async fn client_as(&self, user: &str, host: &str) -> Result<Client, Error> {
        let options = MySqlConnectOptions::new()
            .host(host)
            .port(self.port)
            .username(user)
            .ssl_mode(MySqlSslMode::Disabled);
        let mut client = Client {
            connection: options.connect().await?,
            id: 0,
        };
        client.id = client.number("SELECT CONNECTION_ID()").await;
        Ok(client)
    }

    async fn answers(&self) {
        place::until("mariadbd answers", || async {
            self.client_as("root", "127.0.0.1").await.is_ok()
        })
        .await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn me() -> String {
    let said = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

/// A server that starts clears its folder for temporary tables, so no two may share one.
fn install(folder: &Path) {
    let made = Command::new("mariadb-install-db")
        .args(["--no-defaults", "--auth-root-authentication-method=normal"])
        .args(["--skip-test-db", "--innodb-log-file-size=16M"])
        .arg(format!("--user={}", me()))
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", folder.join("tmp").display()))
        .output()
        .expect(MISSING);
    assert!(made.status.success(), "{made:?}");
}

fn spawn(port: u16, folder: &Path, extra: &[String]) -> Child {
    Command::new("mariadbd")
        .args(["--no-defaults", "--skip-name-resolve"])
        .args(["--bind-address=127.0.0.1,::1", "--innodb-log-file-size=16M"])
        .arg(format!("--user={}", me()))
        .arg(format!("--port={port}"))
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", folder.join("tmp").display()))
        .arg(format!("--socket={}", folder.join("s.sock").display()))
        .arg(format!("--pid-file={}", folder.join("pid").display()))
        .args(extra)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect(MISSING)
}

/// A connection and the thread that serves it.
pub(crate) struct Client {
    connection: MySqlConnection,
    pub(crate) id: i64,
}

impl Client {
    pub(crate) async fn ask(&mut self, sql: &str) -> Result<Vec<MySqlRow>, Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        raw_sql(sql).fetch_all(&mut self.connection).await
    }

    pub(crate) async fn number(&mut self, sql: &str) -> i64 {
        self.numbers(sql).await[0]
    }

    /// The first column of every row, as numbers.
    pub(crate) async fn numbers(&mut self, sql: &str) -> Vec<i64> {
        let rows = self.ask(sql).await.unwrap();
        let number = |row: &MySqlRow| row.try_get_unchecked(0).unwrap();
        rows.iter().map(number).collect()
    }

    pub(crate) async fn is_alive(&mut self) -> bool {
        self.ask("SELECT 1").await.is_ok()
    }

    /// Starts a statement and does not wait for it.
    pub(crate) fn begin(mut self, sql: &'static str) -> JoinHandle<Result<Vec<MySqlRow>, Error>> {
        tokio::spawn(async move { self.ask(sql).await })
    }
}
