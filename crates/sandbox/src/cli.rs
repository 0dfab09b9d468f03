//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// A local cloud on loopback, with real sessions in it, that also serves the console.
#[derive(Clone, Debug, Parser)]
#[command(name = "quell-sandbox", version)]
pub struct Cli {
    /// Port on 127.0.0.1; 0 picks a free one.
    #[arg(long, env = "PORT", default_value_t = 8640)]
    pub port: u16,
    /// Folder of the built console; without it only the cloud is served.
    #[arg(long, value_name = "PATH")]
    pub dist: Option<PathBuf>,
    /// Seed of the embedded population and of every id.
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// Sessions on each embedded node, 16 to 100000.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(16..=100_000))]
    pub sessions: u32,
    /// How fast embedded sessions live, compared with real time.
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// A real Redis as a node of the DCS instance NAME; more URLs for one NAME are more nodes.
    #[arg(long, value_name = "NAME=URL", value_parser = redis)]
    pub redis: Vec<Attached>,
    /// A real MariaDB or MySQL as a node of the TaurusDB instance NAME; more URLs, more nodes.
    #[arg(long, value_name = "NAME=URL", value_parser = mysql)]
    pub mysql: Vec<Attached>,
    /// A real MongoDB as a node of the DDS instance NAME; more URLs, more nodes.
    #[arg(long, value_name = "NAME=URL", value_parser = mongodb)]
    pub mongodb: Vec<Attached>,
    /// The largest limit of DDS lists: 20 as on Open Telekom Cloud, or 100 as on Huawei Cloud;
    /// of all instances, or of the instance NAME.
    #[arg(long, value_name = "[NAME=]20|100", value_parser = dds_limit)]
    pub dds_limit: Vec<DdsLimit>,
    /// How long an IAM user is locked out after five wrong passwords, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub iam_lock: u64,
    /// Rules for bad weather, as JSON.
    #[arg(long, value_name = "PATH")]
    pub weather: Option<PathBuf>,
    /// Written once the sandbox listens: where it is and what is in it, as JSON.
    #[arg(long, value_name = "PATH")]
    pub ready_file: Option<PathBuf>,
}

/// A real server and the instance that it is a node of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The instance's name.
    pub name: String,
    /// Where the server is.
    pub url: String,
}

/// The largest limit of the DDS lists of an instance, or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DdsLimit {
    /// The instance's name; without one, all are meant.
    pub instance: Option<String>,
    /// The limit.
    pub limit: usize,
}

fn dds_limit(text: &str) -> Result<DdsLimit, String> {
    let (instance, limit) = match text.split_once('=') {
        Some((name, limit)) => (Some(name.to_owned()), limit),
        None => (None, text),
    };
    let limit = match limit {
        "20" => 20,
        "100" => 100,
        _ => return Err("a limit is 20 or 100, perhaps as NAME=20".to_owned()),
    };
    Ok(DdsLimit { instance, limit })
}

fn redis(text: &str) -> Result<Attached, String> {
    attached(text, "write NAME=redis://127.0.0.1:6379")
}

fn mysql(text: &str) -> Result<Attached, String> {
    attached(text, "write NAME=mysql://user:password@127.0.0.1:3306")
}

fn mongodb(text: &str) -> Result<Attached, String> {
    attached(text, "write NAME=mongodb://127.0.0.1:27017")
}

fn attached(text: &str, wanted: &str) -> Result<Attached, String> {
    let (name, url) = text.split_once('=').ok_or(wanted)?;
    quell_core::id::InstanceId::parse(name)
        .map_err(|fault| format!("the name {fault}; {wanted}"))?;
    if url.is_empty() {
        return Err(wanted.to_owned());
    }
    Ok(Attached {
        name: name.to_owned(),
        url: url.to_owned(),
    })
}

fn speed(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|speed| (0.0..=1000.0).contains(speed))
        .ok_or_else(|| "a speed is a number from 0 to 1000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from([&["quell-sandbox"], words].concat())
    }

    #[test]
    fn an_attached_server_is_split_on_the_first_equals_sign() {
        let cli = read(&["--redis", "cache=redis://h/?a=b"]).unwrap();
        assert_eq!(cli.redis[0].name, "cache");
        assert_eq!(cli.redis[0].url, "redis://h/?a=b");
    }

    #[test]
    fn bad_values_are_refused_with_what_is_wanted() {
        for words in [
            ["--redis", "redis://127.0.0.1"],
            ["--redis", "../x=redis://127.0.0.1"],
            ["--sessions", "15"],
            ["--speed", "-1"],
            ["--port", "65536"],
            ["--dds-limit", "50"],
            ["--dds-limit", "a=b=20"],
            ["--iam-lock", "-1"],
        ] {
            assert!(read(&words).is_err(), "{words:?}");
        }
        for flag in ["--redis", "--mysql", "--mongodb"] {
            let fault = read(&[flag, "cache"]).unwrap_err().to_string();
            let wanted = format!("NAME={}://", &flag[2..]);
            assert!(fault.contains(&wanted), "{fault}");
        }
    }
}
