//! The program as people and scripts start it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at once, its helpers too"
)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

struct Program {
    child: Child,
    ready_file: PathBuf,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.ready_file);
    }
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quell-sandbox"));
    command.args(words).env_remove("PORT").stdin(Stdio::null());
    command
}

impl Program {
    fn start(name: &str) -> Self {
        let file = format!("quell-program-{name}-{}.json", std::process::id());
        let ready_file = std::env::temp_dir().join(file);
        let path = ready_file.to_str().unwrap();
        let child = command(&["--port", "0", "--ready-file", path])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, ready_file }
    }

    fn ready(&self) -> Value {
        let late = Instant::now() + Duration::from_secs(10);
        loop {
            if let Ok(text) = fs::read_to_string(&self.ready_file) {
                return serde_json::from_str(&text).expect("the file is written in one step");
            }
            assert!(Instant::now() < late, "no ready file");
            sleep(Duration::from_millis(10));
        }
    }

    fn signal(&mut self, name: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status();
        assert!(sent.unwrap().success());
        self.child.wait().unwrap()
    }
}

fn run(words: &[&str], port: Option<&str>) -> (Option<i32>, String) {
    let mut command = command(words);
    if let Some(port) = port {
        command.env("PORT", port);
    }
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn it_says_where_it_is_and_ends_when_told() {
    for signal in ["-TERM", "-INT"] {
        let mut program = Program::start(signal);
        let ready = program.ready();
        let url = ready["url"].as_str().unwrap();
        let port = url.rsplit(':').next().unwrap();
        let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let path = "/proxy/dds/local-1/v3/x";
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        )
        .unwrap();
        // The server closes by itself: an answer ends its connection.
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert_eq!(program.signal(signal).code(), Some(0));
        let mut banner = String::new();
        let mut output = program.child.stdout.take().unwrap();
        output.read_to_string(&mut banner).unwrap();
        assert!(banner.trim_start().starts_with(url));
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (words, env) in [
        (vec!["--port", port.as_str()], None),
        (vec![], Some(port.as_str())),
    ] {
        let (code, text) = run(&words, env);
        assert_eq!(code, Some(2));
        for word in [port.as_str(), "--port", "PORT"] {
            assert!(text.contains(word), "{text}");
        }
    }
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    for words in [
        ["--dist", "/no/such/folder"],
        ["--redis", "checkout-cache=redis://127.0.0.1:1"],
        ["--redis", "a=http://127.0.0.1"],
    ] {
        let (code, text) = run(&[&["--port", "0"], &words[..]].concat(), None);
        assert_eq!(code, Some(2));
        assert!(text.contains(words[0]), "{text}");
    }
}
