//! A real mongod for one test, ended by its own id, and clients of it.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mongodb::Client as Driver;
use mongodb::bson::{Document, doc};
use mongodb::error::{Error, ErrorKind};
use mongodb::options::ClientOptions;
use tokio::task::JoinHandle;

#[path = "place.rs"]
pub(crate) mod place;

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
        let folder = std::env::temp_dir().join(format!("quell-mongodb-{port}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
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

    /// The URL of an account: nothing, or `user:password@`.
    pub(crate) fn url(&self, account: &str) -> String {
        format!("mongodb://{account}127.0.0.1:{}/", self.port)
    }

    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(crate) async fn start_again(&mut self) {
        self.child = spawn(self.port, &self.folder, &self.extra);
        self.answers().await;
    }

    /// A client with one connection for its commands.
    pub(crate) async fn client(&self, account: &str) -> Client {
        let mut options = ClientOptions::parse(self.url(account)).await.unwrap();
        options.app_name = Some("a test".to_owned());
        options.direct_connection = Some(true);
        options.max_pool_size = Some(1);
        options.server_selection_timeout = Some(Duration::from_secs(2));
        options.retry_reads = Some(false);
        Client(Driver::with_options(options).unwrap())
    }

    async fn answers(&self) {
        let client = self.client("").await;
        place::until("mongod answers", || async {
            client.ask(doc! { "ping": 1 }).await.is_ok()
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

fn spawn(port: u16, folder: &PathBuf, extra: &[String]) -> Child {
    let tools = std::env::var_os("QUELL_TOOLS").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache/quell/tools"),
        PathBuf::from,
    );
    Command::new(tools.join("mongod-6.0.27/mongod"))
        .args(["--port", &port.to_string(), "--dbpath", "."])
        .args(["--bind_ip", "127.0.0.1,::1", "--ipv6", "--nounixsocket"])
        .args(["--wiredTigerCacheSizeGB", "0.25"])
        .args(extra)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("mongod is missing: fetch it with `scripts/engines/mongod.sh`")
}

/// A client of the driver that applications use.
#[derive(Clone)]
pub(crate) struct Client(Driver);

impl Client {
    /// Sends a command to the database `admin`.
    pub(crate) async fn ask(&self, command: Document) -> Result<Document, Error> {
        self.0.database("admin").run_command(command).await
    }

    /// The number of the connection that commands go over.
    pub(crate) async fn connection(&self) -> i32 {
        let hello = self.ask(doc! { "hello": 1 }).await.unwrap();
        hello.get_i32("connectionId").unwrap()
    }

    /// Starts an operation that runs until it is ended, and tells the code that ended it.
    pub(crate) async fn begin(&self) -> JoinHandle<i32> {
        let shop = self.0.database("shop");
        let insert = doc! { "insert": "orders", "documents": [{ "n": 1 }] };
        shop.run_command(insert).await.unwrap();
        let endless = doc! { "find": "orders", "filter": { "$where": "sleep(600000) || true" } };
        tokio::spawn(async move {
            let fault = shop.run_command(endless).await.unwrap_err();
            match fault.kind.as_ref() {
                ErrorKind::Command(said) => said.code,
                kind => panic!("{kind:?}"),
            }
        })
    }

    /// Everything that the server says it does.
    pub(crate) async fn operations(&self) -> Vec<Document> {
        let all = doc! { "currentOp": 1, "$all": true };
        let said = self.ask(all).await.unwrap();
        let rows = said.get_array("inprog").unwrap();
        rows.iter()
            .map(|row| row.as_document().unwrap().clone())
            .collect()
    }
}
