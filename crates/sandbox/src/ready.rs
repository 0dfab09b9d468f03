//! What is said once the sandbox listens: a file for programs, a banner for people.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use serde::Serialize;

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
    /// The token to use.
    pub token: String,
    /// Every node.
    pub nodes: Vec<ReadyNode>,
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
        Self {
            url: cloud.url(),
            project_id: cloud.project.as_str().to_owned(),
            project_name: REGION.to_owned(),
            token: cloud.token.clone(),
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
        let mut text = format!(
            "\n  {}\n\n  project  {} ({})\n  token    {}\n\n",
            self.url, self.project_id, self.project_name, self.token
        );
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
