//! The registry of the calls that only look: what each wants, its request, and the strict reading of its answer.
//!
//! The console walks through lists with the machines of [`crate::list`]; this is for other programs, which ask for
//! one page and read one answer.

use serde_json::Value;

use super::{Service, dcs, dds, iam, taurusdb};
use crate::answer::{Answer, Doubt};
use crate::id::{IdFault, InstanceId, JobId, NodeId, ProjectId};
use crate::list::found::{Found, rows, text};
use crate::request::{Api, Key, Language, Query, Request};
use crate::session::{columns, roles};

/// A call that only looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Its id, such as `dds.list_sessions`.
    pub id: &'static str,
    /// Whose it is.
    pub api: Api,
    /// The call, as the manual writes it.
    pub call: &'static str,
    /// The identifiers it wants, in the order of its path.
    pub wants: &'static [Want],
    /// The keys that its query takes.
    pub query: &'static [Key],
    /// Makes the request.
    build: fn(&Asked<'_>) -> Result<Request, LookFault>,
    /// Reads a 200.
    read: fn(&Answer) -> Result<Finding, Doubt>,
}

/// An identifier that a call wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// The project.
    Project,
    /// The instance.
    Instance,
    /// The node.
    Node,
    /// The job.
    Job,
}

impl Want {
    /// The word for other programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Instance => "instance",
            Self::Node => "node",
            Self::Job => "job",
        }
    }
}

/// What is asked, before it means anything; an identifier that the call does not want is not read.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// The project's id.
    pub project: &'a str,
    /// The instance's id.
    pub instance: &'a str,
    /// The node's id.
    pub node: &'a str,
    /// The job's id.
    pub job: &'a str,
    /// Page and filters.
    pub query: Query,
    /// For a scan: whether to look anew.
    pub clean_cache: Option<bool>,
    /// The language of the service's messages, where it has several.
    pub language: Option<Language>,
}

/// An identifier that is wrong: which, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookFault {
    /// Which.
    pub want: Want,
    /// What is wrong with it.
    pub fault: IdFault,
}

/// What an answer brought.
#[derive(Clone, Debug)]
pub enum Finding {
    /// Projects, instances or nodes.
    Found(Found),
    /// A page of sessions.
    Sessions(Page),
    /// A scan was begun; without a job there is nothing to ask about.
    Scan(Option<JobId>),
    /// How a job is.
    Job(dcs::JobStatus),
}

/// A page of sessions, for programs that look at a few: [`crate::list`] keeps a hundred thousand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The sessions.
    pub rows: Vec<Row>,
    /// The number of all rows, where the page says one.
    pub total: Option<usize>,
    /// When a scan took them, as the service writes it; empty for pages that are written when they are asked for.
    pub time: String,
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// By which the service ends it; empty where it does not tell.
    pub handle: String,
    /// What it tells of the session, by the names of [`columns`].
    pub fields: Vec<(&'static str, String)>,
}

impl Look {
    /// The request, or which identifier is wrong.
    ///
    /// # Errors
    /// Names the identifier.
    pub fn request(&self, asked: &Asked<'_>) -> Result<Request, LookFault> {
        (self.build)(asked)
    }

    /// Reads a 2xx answer: only 200 is documented.
    ///
    /// # Errors
    /// Says why it is not the documented answer.
    pub fn success(&self, answer: &Answer) -> Result<Finding, Doubt> {
        if answer.status == 200 {
            (self.read)(answer)
        } else {
            Err(Doubt::UnexpectedStatus)
        }
    }
}

impl Asked<'_> {
    fn project(&self) -> Result<ProjectId, LookFault> {
        named(Want::Project, self.project, ProjectId::parse)
    }

    fn instance(&self) -> Result<InstanceId, LookFault> {
        named(Want::Instance, self.instance, InstanceId::parse)
    }

    fn node(&self) -> Result<NodeId, LookFault> {
        named(Want::Node, self.node, NodeId::parse)
    }
}

fn named<T>(want: Want, text: &str, parse: fn(&str) -> Result<T, IdFault>) -> Result<T, LookFault> {
    parse(text).map_err(|fault| LookFault { want, fault })
}

/// The projects, instances or nodes of an answer.
fn found(answer: &Answer, read: fn(&Value, &mut Found) -> Option<usize>) -> Result<Finding, Doubt> {
    let mut found = Found::default();
    read(&answer.json()?, &mut found).ok_or(Doubt::WrongShape)?;
    Ok(Finding::Found(found))
}

/// The sessions of an answer, and their number under `count`.
fn sessions(answer: &Answer, service: Service, under: &str, count: &str) -> Result<Finding, Doubt> {
    let body: Value = answer.json()?;
    let roles = roles(service);
    let mut page = Page {
        total: text(&body, count).parse().ok(),
        time: text(&body, "time"),
        ..Page::default()
    };
    for row in rows(&body, under).ok_or(Doubt::WrongShape)? {
        if !row.is_object() {
            return Err(Doubt::WrongShape);
        }
        let cells = columns(service)
            .iter()
            .map(|column| (column.key, text(row, column.key)));
        let cells: Vec<_> = cells.collect();
        let mut handle = cells[roles.handle].1.clone();
        if let (true, Some(spare)) = (handle.is_empty(), roles.spare_handle) {
            handle.clone_from(&cells[spare].1);
        }
        let told = cells
            .into_iter()
            .filter(|(key, _)| row.get(*key).is_some_and(|it| !it.is_null()));
        page.rows.push(Row {
            handle,
            fields: told.collect(),
        });
    }
    Ok(Finding::Sessions(page))
}

/// Every call that only looks. Signing in at IAM is none of them: its request holds a password.
pub static LOOKS: [Look; 12] = [
    Look {
        id: "dds.list_instances",
        api: Api::Service(Service::Dds),
        call: "GET /v3/{project_id}/instances",
        wants: &[Want::Project],
        query: &[
            Key::ID,
            Key::NAME,
            Key::MODE,
            Key::DATASTORE_TYPE,
            Key::VPC_ID,
            Key::SUBNET_ID,
            Key::TAGS,
            Key::LIMIT,
            Key::OFFSET,
        ],
        build: |asked| Ok(dds::list_instances(&asked.project()?, &asked.query)),
        read: |answer| found(answer, dds::read_instances),
    },
    Look {
        id: "dds.list_sessions",
        api: Api::Service(Service::Dds),
        call: "GET /v3/{project_id}/nodes/{node_id}/sessions",
        wants: &[Want::Project, Want::Node],
        query: &[
            Key::TYPE,
            Key::NAMESPACE,
            Key::PLAN_SUMMARY,
            Key::COST_TIME,
            Key::LIMIT,
            Key::OFFSET,
        ],
        build: |asked| {
            let (project, node) = (asked.project()?, asked.node()?);
            Ok(dds::list_sessions(&project, &node, &asked.query))
        },
        read: |answer| sessions(answer, Service::Dds, "sessions", "total_count"),
    },
    Look {
        id: "dcs.list_instances",
        api: Api::Service(Service::Dcs),
        call: "GET /v2/{project_id}/instances",
        wants: &[Want::Project],
        query: &[
            Key::INSTANCE_ID,
            Key::NAME,
            Key::NAME_EQUAL,
            Key::STATUS,
            Key::IP,
            Key::TAGS,
            Key::LIMIT,
            Key::OFFSET,
        ],
        build: |asked| Ok(dcs::list_instances(&asked.project()?, &asked.query)),
        read: |answer| found(answer, dcs::read_instances),
    },
    Look {
        id: "dcs.list_nodes",
        api: Api::Service(Service::Dcs),
        call: "GET /v2/{project_id}/instances/{instance_id}/logical-nodes",
        wants: &[Want::Project, Want::Instance],
        query: &[],
        build: |asked| Ok(dcs::list_nodes(&asked.project()?, &asked.instance()?)),
        read: |answer| found(answer, dcs::read_nodes),
    },
    Look {
        id: "dcs.scan_clients",
        api: Api::Service(Service::Dcs),
        call: "POST /v2/{project_id}/instances/{instance_id}/clients",
        wants: &[Want::Project, Want::Instance, Want::Node],
        query: &[],
        build: |asked| {
            let (project, instance, node) = (asked.project()?, asked.instance()?, asked.node()?);
            Ok(dcs::scan_clients(
                &project,
                &instance,
                &node,
                asked.clean_cache,
            ))
        },
        read: |answer| {
            let body: Value = answer.json()?;
            Ok(Finding::Scan(JobId::parse(&text(&body, "job_id")).ok()))
        },
    },
    Look {
        id: "dcs.show_job",
        api: Api::Service(Service::Dcs),
        call: "GET /v2/{project_id}/jobs/{job_id}",
        wants: &[Want::Project, Want::Job],
        query: &[],
        build: |asked| {
            let job = named(Want::Job, asked.job, JobId::parse)?;
            Ok(dcs::show_job(&asked.project()?, &job))
        },
        read: |answer| {
            let status = dcs::read_job(&answer.json()?);
            status.map(Finding::Job).ok_or(Doubt::WrongShape)
        },
    },
    Look {
        id: "dcs.list_clients",
        api: Api::Service(Service::Dcs),
        call: "GET /v2/{project_id}/instances/{instance_id}/clients",
        wants: &[Want::Project, Want::Instance, Want::Node],
        query: &[Key::ADDR, Key::SORT, Key::ORDER, Key::LIMIT, Key::OFFSET],
        build: |asked| {
            let (project, instance, node) = (asked.project()?, asked.instance()?, asked.node()?);
            let query = asked.query.clone();
            Ok(dcs::list_clients(&project, &instance, &node, query))
        },
        read: |answer| sessions(answer, Service::Dcs, "clients", "count"),
    },
    Look {
        id: "taurusdb.list_instances",
        api: Api::Service(Service::TaurusDb),
        call: "GET /v3/{project_id}/instances",
        wants: &[Want::Project],
        query: &[
            Key::ID,
            Key::NAME,
            Key::TYPE,
            Key::DATASTORE_TYPE,
            Key::VPC_ID,
            Key::SUBNET_ID,
            Key::PRIVATE_IP,
            Key::TAGS,
            Key::LIMIT,
            Key::OFFSET,
        ],
        build: |asked| {
            let (project, query) = (asked.project()?, &asked.query);
            Ok(taurusdb::list_instances(&project, query, asked.language))
        },
        read: |answer| found(answer, taurusdb::read_instances),
    },
    Look {
        id: "taurusdb.show_instance",
        api: Api::Service(Service::TaurusDb),
        call: "GET /v3/{project_id}/instances/{instance_id}",
        wants: &[Want::Project, Want::Instance],
        query: &[],
        build: |asked| {
            let (project, instance) = (asked.project()?, asked.instance()?);
            Ok(taurusdb::show_instance(&project, &instance, asked.language))
        },
        read: |answer| found(answer, taurusdb::read_nodes),
    },
    Look {
        id: "taurusdb.list_processes",
        api: Api::Service(Service::TaurusDb),
        call: "GET /v3/{project_id}/instances/{instance_id}/nodes/{node_id}/processes",
        wants: &[Want::Project, Want::Instance, Want::Node],
        query: &[Key::LIMIT, Key::OFFSET],
        build: |asked| {
            let (project, instance, node) = (asked.project()?, asked.instance()?, asked.node()?);
            let (query, language) = (&asked.query, asked.language);
            Ok(taurusdb::list_processes(
                &project, &instance, &node, query, language,
            ))
        },
        read: |answer| sessions(answer, Service::TaurusDb, "processes", "total_count"),
    },
    Look {
        id: "iam.list_projects",
        api: Api::Iam,
        call: "GET /v3/auth/projects",
        wants: &[],
        query: &[],
        build: |_| Ok(iam::list_projects()),
        read: |answer| found(answer, iam::read_projects),
    },
    Look {
        id: "iam.list_all_projects",
        api: Api::Iam,
        call: "GET /v3/projects",
        wants: &[],
        query: &[
            Key::NAME,
            Key::DOMAIN_ID,
            Key::PARENT_ID,
            Key::ENABLED,
            Key::PAGE,
            Key::PER_PAGE,
        ],
        build: |asked| Ok(iam::list_all_projects(&asked.query)),
        read: |answer| found(answer, iam::read_projects),
    },
];

/// The call of an id.
pub fn look(id: &str) -> Option<&'static Look> {
    LOOKS.iter().find(|look| look.id == id)
}
