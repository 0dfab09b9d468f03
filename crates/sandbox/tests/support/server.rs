//! A real redis-server for one test, ended by its own id, and raw clients of it.

use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::{sleep, timeout};

#[path = "place.rs"]
mod place;

const PATIENCE: Duration = Duration::from_secs(10);

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
        let folder = std::env::temp_dir().join(format!("quell-redis-{port}"));
        fs::create_dir_all(&folder).unwrap();
        let extra: Vec<String> = extra.iter().map(|word| (*word).to_owned()).collect();
        let child = spawn(port, &folder, &extra);
        let server = Self {
            child,
            folder,
            extra,
            port,
        };
        server.answers().await;
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("s.sock")
    }

    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(crate) async fn start_again(&mut self) {
        self.child = spawn(self.port, &self.folder, &self.extra);
        self.answers().await;
    }

    pub(crate) async fn client(&self) -> Client<TcpStream> {
        self.client_at("127.0.0.1").await
    }

    pub(crate) async fn client_at(&self, host: &str) -> Client<TcpStream> {
        let host: IpAddr = host.parse().unwrap();
        let stream = TcpStream::connect((host, self.port)).await.unwrap();
        let address = stream.local_addr().unwrap().to_string();
        Client { stream, address }
    }

    pub(crate) async fn unix_client(&self) -> Client<UnixStream> {
        let socket = self.socket();
        Client {
            stream: UnixStream::connect(&socket).await.unwrap(),
            address: format!("{}:0", socket.display()),
        }
    }

    pub(crate) async fn clients(&self, count: usize) -> Vec<Client<TcpStream>> {
        let mut clients = Vec::new();
        for _ in 0..count {
            let mut client = self.client().await;
            assert!(client.is_alive().await);
            clients.push(client);
        }
        clients
    }

    /// The ids of all connections whose line holds a text, seen by a client of its own.
    pub(crate) async fn ids(&self, holds: &str) -> Vec<String> {
        let mut client = self.client().await;
        let own = client.ask("CLIENT ID").await;
        let own = format!("id={} ", own.trim_start_matches(':').trim());
        let list = client.ask("CLIENT LIST").await;
        let lines = list.lines().filter(|line| line.starts_with("id="));
        lines
            .filter(|line| !line.starts_with(&own) && line.contains(holds))
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect()
    }

    async fn answers(&self) {
        let ready = async {
            loop {
                if let Ok(stream) = TcpStream::connect(("127.0.0.1", self.port)).await {
                    let address = String::new();
                    if (Client { stream, address }).is_alive().await {
                        return;
                    }
                }
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, ready)
            .await
            .expect("redis-server does not answer");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn spawn(port: u16, folder: &PathBuf, extra: &[String]) -> Child {
    Command::new("redis-server")
        .args([
            "--port",
            &port.to_string(),
            "--save",
            "",
            "--appendonly",
            "no",
        ])
        .args([
            "--bind",
            "127.0.0.1",
            "-::1",
            "--unixsocket",
            "s.sock",
            "--dir",
            ".",
        ])
        .args(extra)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is missing: install it with `apt-get install redis-server`")
}

/// A connection that speaks the protocol's inline form.
pub(crate) struct Client<S> {
    stream: S,
    /// The address as the server writes it.
    pub(crate) address: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    /// Sends a line and reads what comes back: a number, a word, or a text with its length.
    pub(crate) async fn ask(&mut self, line: &str) -> String {
        let sent = self
            .stream
            .write_all(format!("{line}\r\n").as_bytes())
            .await;
        if sent.is_err() {
            return String::new();
        }
        let mut text = Vec::new();
        loop {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut text)).await;
            if matches!(read.unwrap(), Ok(0) | Err(_)) {
                return String::new();
            }
            let head = text.split(|byte| *byte == b'\n').next().unwrap();
            let length = String::from_utf8_lossy(head);
            let wanted = match length.trim().strip_prefix('$') {
                Some(length) => head.len() + 1 + length.parse::<usize>().unwrap() + 2,
                None => head.len() + 1,
            };
            if text.len() >= wanted {
                return String::from_utf8_lossy(&text).into_owned();
            }
        }
    }

    pub(crate) async fn is_alive(&mut self) -> bool {
        self.ask("PING").await.contains("PONG")
    }

    /// Waits until the server has cut the connection.
    pub(crate) async fn sees_the_end(&mut self) {
        let mut part = [0; 1024];
        let end = async { while !matches!(self.stream.read(&mut part).await, Ok(0) | Err(_)) {} };
        timeout(PATIENCE, end)
            .await
            .expect("the connection is still open");
    }
}
