//! `quell-sandbox`: binds 127.0.0.1, says where it is, and serves until it is told to end.

use std::io::{ErrorKind, Write as _};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use quell_sandbox::api::control;
use quell_sandbox::cli::Cli;
use quell_sandbox::cloud::Cloud;
use quell_sandbox::ready::Ready;
use quell_sandbox::server;
use quell_sandbox::weather::Forecast;
use quell_sandbox::weather::wire::{Cut, Wire};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A setting that cannot be used, as clap has it.
const BAD_SETTING: u8 = 2;
const LAST_ANSWERS: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("quell-sandbox: {fault}");
            ExitCode::from(BAD_SETTING)
        }
    }
}

async fn run(cli: Cli) -> Result<(), String> {
    if let Some(dist) = cli.dist.as_deref().filter(|dist| !dist.is_dir()) {
        return Err(format!(
            "--dist {}: there is no such folder",
            dist.display()
        ));
    }
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|fault| fault.to_string())?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|fault| fault.to_string())?;
    let listener = bind(cli.port).await?;
    let port = listener
        .local_addr()
        .map_err(|fault| fault.to_string())?
        .port();
    let cloud = Cloud::build(&cli, port).map_err(|fault| fault.to_string())?;
    let cloud = Arc::new(cloud);
    for node in &cloud.estate.attached {
        let node = Arc::clone(node);
        tokio::spawn(async move { node.hold().await });
    }
    if let Some(path) = &cli.weather {
        let forecast =
            forecast(path).map_err(|fault| format!("--weather {}: {fault}", path.display()))?;
        control::set(&cloud, forecast);
    }
    let router = server::router(Arc::clone(&cloud));
    let router = router.into_make_service_with_connect_info::<Cut>();
    let (end, told) = oneshot::channel::<()>();
    let mut served = tokio::spawn(async move {
        let told = async { drop(told.await) };
        axum::serve(Wire(listener), router)
            .with_graceful_shutdown(told)
            .await
    });
    let ready = Ready::of(&cloud).await;
    if let Some(path) = &cli.ready_file {
        ready
            .write(path)
            .map_err(|fault| format!("--ready-file {}: {fault}", path.display()))?;
    }
    // A closed pipe is no reason to end.
    let _ = std::io::stdout().write_all(ready.banner().as_bytes());
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        ended = &mut served => return Err(format!("the server ended: {ended:?}")),
    }
    drop(end);
    // Answers that are under way are finished, within reason.
    if timeout(LAST_ANSWERS, &mut served).await.is_err() {
        served.abort();
    }
    Ok(())
}

fn forecast(path: &Path) -> Result<Forecast, String> {
    let text = std::fs::read(path).map_err(|fault| fault.to_string())?;
    Forecast::read(&text)
}

async fn bind(port: u16) -> Result<TcpListener, String> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|fault| match fault.kind() {
            ErrorKind::AddrInUse => format!(
                "port {port} on 127.0.0.1 is taken; choose another with --port or PORT (0 picks a free one)"
            ),
            _ => format!("port {port} on 127.0.0.1 cannot be had ({fault}); choose another with --port or PORT"),
        })
}
