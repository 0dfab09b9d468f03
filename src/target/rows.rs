//! What a picker offers, as plain rows: recent targets, known ones, and what the cloud lists.

use quell_core::draft::Field;
use quell_core::list::Picker;
use quell_core::list::found::{Instance, Node};

use super::recent::Recent;
use crate::config::Config;
use crate::desk::Desk;

/// How many rows of the cloud's list are drawn; typing narrows them down.
pub(super) const SHOWN: usize = 100;

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Somebody worked there in this browser: its place among the recent ones.
    Recent(usize),
    /// The configuration names it.
    Known,
    /// The cloud lists it.
    Listed,
}

/// One row. Its texts are other people's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) group: Group,
    /// The id that is shown; empty for nothing.
    pub(super) id: String,
    pub(super) name: String,
    /// Role, status, version and the like, those that say something.
    pub(super) facts: Vec<String>,
    /// The words for why it cannot be chosen.
    pub(super) why_not: Option<&'static str>,
    /// What choosing it puts into which field.
    pub(super) puts: Vec<(Field, String)>,
}

impl Row {
    fn new(group: Group, id: &impl ToString, name: &str) -> Self {
        Self {
            group,
            id: id.to_string(),
            name: name.to_owned(),
            facts: Vec::new(),
            why_not: None,
            puts: Vec::new(),
        }
    }

    fn say(&mut self, facts: &[&str]) {
        let said = facts.iter().filter(|fact| !fact.is_empty());
        self.facts.extend(said.map(|fact| (*fact).to_owned()));
    }

    fn put(&mut self, field: Field, id: &impl ToString) {
        self.puts.push((field, id.to_string()));
    }

    /// Whether every word of what is typed is in its name, its ids or its facts.
    fn fits(&self, words: &str) -> bool {
        let mut text = self.name.to_lowercase();
        let ids = self.puts.iter().map(|(_, id)| id);
        for part in ids.chain(&self.facts) {
            text.push('\n');
            text.push_str(&part.to_lowercase());
        }
        words.split_whitespace().all(|word| text.contains(word))
    }
}

/// What rows are made of.
#[derive(Clone, Copy)]
pub(super) struct Offer<'a> {
    pub(super) field: Field,
    pub(super) config: &'a Config,
    pub(super) desk: &'a Desk,
    pub(super) recents: &'a [Recent],
    /// What the cloud lists, as far as it was read.
    pub(super) listed: Option<&'a Picker>,
    /// What was typed to search.
    pub(super) needle: &'a str,
}

/// The rows to be drawn, and how many of the cloud's fit what is typed.
pub(super) fn rows(offer: Offer<'_>) -> (Vec<Row>, usize) {
    let mut rows = recent_rows(offer);
    known_rows(offer, &mut rows);
    let before = rows.len();
    if let Some(picker) = offer.listed {
        listed_rows(offer, picker, &mut rows);
    }
    let listed = rows.len() - before;
    let words = offer.needle.trim().to_lowercase();
    let mut fit = listed;
    if !words.is_empty() {
        rows.retain(|row| row.fits(&words));
        let is_listed = |row: &&Row| row.group == Group::Listed;
        fit = rows.iter().filter(is_listed).count();
    }
    rows.truncate(rows.len() - fit.saturating_sub(SHOWN));
    (rows, fit)
}

fn recent_rows(offer: Offer<'_>) -> Vec<Row> {
    let target = offer.desk.target();
    let mut rows: Vec<Row> = Vec::new();
    for (index, recent) in offer.recents.iter().enumerate() {
        // Only of the place that the bar shows: a recent target never changes cloud or region.
        let is_here = recent.service == offer.desk.service()
            && target.cloud.as_ref() == Some(&recent.cloud)
            && target.region.as_ref() == Some(&recent.region);
        let (project, project_name) = &recent.project;
        let is_project = offer.field == Field::Project;
        let is_new = || rows.iter().all(|row| row.id != project.as_str());
        if !is_here || (is_project && !is_new()) {
            continue;
        }
        let group = Group::Recent(index);
        if is_project {
            let mut row = Row::new(group, project, project_name);
            row.put(Field::Project, project);
            empty_below(offer, &mut row);
            rows.push(row);
            continue;
        }
        let (node, node_name) = &recent.node;
        let instance = recent.instance.as_ref();
        let instance_name = instance.map_or("", |(_, name)| name);
        let mut known = offer.config.targets.iter();
        // What people here call it says more than what the cloud calls it.
        let known = known.find(|it| it.service == recent.service && it.node == *node);
        let name = known.map_or_else(|| joined(instance_name, node_name), |it| it.name.clone());
        let mut row = Row::new(group, node, &name);
        if target.project.as_ref() != Some(project) {
            let word = Some(project_name.as_str()).filter(|name| !name.is_empty());
            row.say(&[word.unwrap_or(project.as_str())]);
        }
        row.put(Field::Project, project);
        if let Some((instance, _)) = instance {
            row.put(Field::Instance, instance);
        }
        row.put(Field::Node, node);
        rows.push(row);
    }
    rows
}

fn known_rows(offer: Offer<'_>, rows: &mut Vec<Row>) {
    if offer.field == Field::Project {
        return;
    }
    let service = offer.desk.service();
    let targets = &offer.config.targets;
    let recent = rows.len();
    for known in targets.iter().filter(|known| known.service == service) {
        let is_recent = |row: &Row| row.id == known.node.as_str();
        if rows[..recent].iter().any(is_recent) {
            continue;
        }
        let mut row = Row::new(Group::Known, &known.node, &known.name);
        if let Some(instance) = &known.instance {
            row.put(Field::Instance, instance);
        }
        row.put(Field::Node, &known.node);
        rows.push(row);
    }
}

fn listed_rows(offer: Offer<'_>, picker: &Picker, rows: &mut Vec<Row>) {
    let target = offer.desk.target();
    match offer.field {
        Field::Project => {
            for project in picker.projects() {
                let mut row = Row::new(Group::Listed, &project.id, &project.name);
                row.why_not = (!project.is_enabled).then_some("picker.disabled");
                row.put(Field::Project, &project.id);
                empty_below(offer, &mut row);
                rows.push(row);
            }
        }
        Field::Instance => {
            let instances = picker.instances().iter();
            rows.extend(instances.map(|instance| instance_row(offer, instance)));
        }
        _ => {
            let mut nodes: Vec<(Option<&Instance>, &Node)> = Vec::new();
            nodes.extend(picker.nodes().iter().map(|node| (None, node)));
            for instance in picker.instances() {
                // DDS: the list of instances has the nodes, of the chosen one or of all.
                let is_meant = target
                    .instance
                    .as_ref()
                    .is_none_or(|chosen| *chosen == instance.id);
                let of = is_meant.then_some(&instance.nodes).into_iter().flatten();
                nodes.extend(of.map(|node| (Some(instance), node)));
            }
            // Where there are proxies, the clients are theirs.
            nodes.sort_by_key(|(_, node)| !node.is_proxy());
            let many = target.instance.is_none();
            let rows_of = nodes.into_iter().map(|(instance, node)| {
                let instance = instance.filter(|_| many);
                node_row(instance, node)
            });
            rows.extend(rows_of);
        }
    }
}

fn instance_row(offer: Offer<'_>, instance: &Instance) -> Row {
    let mut row = Row::new(Group::Listed, &instance.id, &instance.name);
    let engine = [instance.engine.as_str(), &instance.version].join(" ");
    row.say(&[&instance.status, engine.trim(), &instance.mode]);
    row.put(Field::Instance, &instance.id);
    match instance.nodes.as_slice() {
        [only] if !only.is_hidden() => row.put(Field::Node, &only.id),
        _ if offer.desk.target().instance.as_ref() == Some(&instance.id) => {}
        // Its nodes are others: a node of the last instance would be a wrong target.
        _ => row.put(Field::Node, &""),
    }
    row
}

fn node_row(instance: Option<&Instance>, node: &Node) -> Row {
    let of = instance.map_or("", |instance| instance.name.as_str());
    let mut row = Row::new(Group::Listed, &node.id, &joined(of, &node.name));
    let part = if node.part == node.role {
        ""
    } else {
        &node.part
    };
    row.say(&[&node.role, part, &node.status, &node.address, &node.group]);
    row.why_not = node.is_hidden().then_some("picker.hidden");
    if let Some(instance) = instance {
        row.put(Field::Instance, &instance.id);
    }
    row.put(Field::Node, &node.id);
    row
}

/// Another project has other instances and nodes.
fn empty_below(offer: Offer<'_>, row: &mut Row) {
    let is_other = offer.desk.text(Field::Project).trim() != row.id;
    if is_other {
        row.put(Field::Instance, &"");
        row.put(Field::Node, &"");
    }
}

fn joined(first: &str, second: &str) -> String {
    let parts = [first, second].into_iter();
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" / ")
}

/// Whether a text is a whole id, so that nothing is searched for: 32 hexadecimal digits and
/// more, with the dashes of a UUID. A name that long and of such letters is rare, and then
/// the list is one key away.
pub(super) fn is_whole_id(text: &str) -> bool {
    let text = text.trim();
    let digits = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    text.len() >= 32 && text.bytes().take(32).all(digits)
}

/// Whether a text may be a part of a name, an id or an address, so that a search makes sense.
pub(super) fn is_search(text: &str) -> bool {
    let text = text.trim();
    let fits = |letter: char| letter.is_alphanumeric() || " -_.:".contains(letter);
    text.starts_with(char::is_alphanumeric) && text.chars().all(fits) && !text.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_searched_and_an_id_or_a_path_is_not() {
        for text in ["orders", "orders-db primary", "10.0.0.5", "3796ac", "订单"] {
            assert!(is_search(text) && !is_whole_id(text), "{text}");
        }
        for text in [
            "", ".", "..", "a..b", "../x", "a/b", "%2e", "a?b", "x\0y", "<b>",
        ] {
            assert!(!is_search(text), "{text}");
        }
        for text in [
            "3796ac007a38afcfde97a07a300a283a",
            " 65a5b3118a560dc1f948a8b9c4fc52f9no02\n",
            "5f1d8a3c-0b2e-4c7d-9a6f-1e2d3c4b5a69",
        ] {
            assert!(is_whole_id(text), "{text}");
        }
    }

    #[test]
    fn every_typed_word_must_fit_the_name_an_id_or_a_fact() {
        let mut row = Row::new(Group::Listed, &"0a1b2c", "Orders-DB");
        row.put(Field::Node, &"0a1b2c");
        row.say(&["Primary", "", "normal"]);
        assert_eq!(row.facts, ["Primary", "normal"]);
        for (words, fits) in [
            ("orders", true),
            ("1b prim", true),
            ("orders hidden", false),
        ] {
            assert_eq!(row.fits(words), fits, "{words}");
        }
    }
}
