//! What is said once the sandbox listens: a file for programs, a banner for people.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use serde::Serialize;

use crate::api::{link, own_host};
use crate::cloud::{Cloud, REGION};

/// The facts that both tell.
#[derive(Clone, Debug, Serialize)]
pub struct Ready {
    /// Where the sandbox is.
    pub url: String,
    /// The one project.
    pub project_id: String,
    /// Its name, which is the region's.
    pub project_name: String,
    /// The account's name.
    pub domain: String,
    /// Its id, which the vendor's clients want for calls of IAM.
    pub domain_id: String,
    /// The one user.
    pub user: String,
    /// Their id, which a login with a second factor names.
    pub user_id: String,
    /// Their password.
    pub password: String,
    /// The six digits of their second factor, which never change.
    pub mfa: String,
    /// Their access key.
    pub access_key: String,
    /// Their secret key.
    pub secret_key: String,
    /// Every user, the one above first.
    pub users: Vec<ReadyUser>,
    /// A token that is always good.
    pub token: String,
    /// Where each service is.
    pub endpoints: Endpoints,
    /// Where each service is alone. Browsers and curl know what `.localhost` means; what asks the
    /// system, as Python does, knows it only where the system's resolver does.
    pub hosts: Endpoints,
    /// Every node.
    pub nodes: Vec<ReadyNode>,
}

/// Where each service is, as far as a path may follow. All of them are at the sandbox's own root
/// as well, for clients that keep nothing of an endpoint but its host.
#[derive(Clone, Debug, Serialize)]
pub struct Endpoints {
    /// Tokens and projects.
    pub iam: String,
    /// MongoDB.
    pub dds: String,
    /// Redis.
    pub dcs: String,
    /// MySQL.
    pub taurusdb: String,
}

/// The facts of a user.
#[derive(Clone, Debug, Serialize)]
pub struct ReadyUser {
    /// The user's name.
    pub name: String,
    /// Their id.
    pub id: String,
    /// Their password.
    pub password: String,
    /// The six digits of their second factor.
    pub mfa: String,
    /// Whether a login without it is refused.
    pub needs_mfa: bool,
}

/// The facts of a node.
#[derive(Clone, Debug, Serialize)]
pub struct ReadyNode {
    /// `orders-db / primary`.
    pub name: String,
    /// `dds`, `dcs` or `taurusdb`.
    pub service: String,
    /// Its instance.
    pub instance_id: String,
    /// Itself.
    pub node_id: String,
    /// `embedded`, or the URL of a server.
    pub engine: String,
    /// Up to three handles that can be killed.
    pub sample_ids: Vec<String>,
}

impl Ready {
    /// Collects the facts; a server that is down has no sample ids yet.
    pub async fn of(cloud: &Cloud) -> Self {
        let mut nodes = Vec::new();
        for (place, engine) in cloud.estate.nodes() {
            nodes.push(ReadyNode {
                name: place.name.clone(),
                service: place.service.word().to_owned(),
                instance_id: place.instance.as_str().to_owned(),
                node_id: place.node.as_str().to_owned(),
                engine: engine.label(),
                sample_ids: engine.samples().await.unwrap_or_default(),
            });
        }
        let account = &cloud.iam.account;
        let user = account.user();
        let users = account.users.iter().map(|user| ReadyUser {
            name: user.name.clone(),
            id: user.id.clone(),
            password: user.password.clone(),
            mfa: user.mfa.clone(),
            needs_mfa: user.needs_mfa,
        });
        Self {
            url: cloud.url(),
            project_id: cloud.project.as_str().to_owned(),
            project_name: REGION.to_owned(),
            domain: account.domain.name.clone(),
            domain_id: account.domain.id.clone(),
            user: user.name.clone(),
            user_id: user.id.clone(),
            password: user.password.clone(),
            mfa: user.mfa.clone(),
            users: users.collect(),
            access_key: account.access_key.clone(),
            secret_key: account.secret_key.clone(),
            token: cloud.token.clone(),
            endpoints: Endpoints {
                iam: link(cloud, "iam"),
                dds: link(cloud, "dds"),
                dcs: link(cloud, "dcs"),
                taurusdb: link(cloud, "taurusdb"),
            },
            hosts: Endpoints {
                iam: own_host(cloud, "iam"),
                dds: own_host(cloud, "dds"),
                dcs: own_host(cloud, "dcs"),
                taurusdb: own_host(cloud, "taurusdb"),
            },
            nodes,
        }
    }

    /// Writes the file in one step: who finds it finds all of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        let mut draft = path.as_os_str().to_owned();
        draft.push(format!(".{}", std::process::id()));
        fs::write(&draft, text)?;
        fs::rename(&draft, path)
    }

    /// The same facts for a person.
    pub fn banner(&self) -> String {
        let mut text = format!("\n  {}\n\n", self.url);
        let project = format!("{} ({})", self.project_id, self.project_name);
        for (name, value) in [
            ("project", &project),
            ("token", &self.token),
            ("account", &self.domain),
            ("user", &self.user),
            ("password", &self.password),
            ("mfa code", &self.mfa),
            ("access key", &self.access_key),
            ("secret key", &self.secret_key),
        ] {
            let _ = writeln!(text, "  {name:<12}{value}");
        }
        text.push('\n');
        for node in &self.nodes {
            let ReadyNode {
                name,
                service,
                instance_id,
                node_id,
                engine,
                sample_ids,
            } = node;
            let _ = writeln!(text, "  {service:<9}{name:<26}{engine}");
            let _ = writeln!(text, "           instance  {instance_id}");
            let _ = writeln!(text, "           node      {node_id}");
            let _ = writeln!(text, "           sessions  {}", sample_ids.join("  "));
        }
        text.push_str("\n  Everything in it is made up. Ctrl-C ends it.\n");
        text
    }
}
