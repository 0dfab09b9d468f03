//! Where a kill is aimed, as the page's address holds it: `#/dds/otc/eu-de/<project>/<instance>/<node>`.

use crate::id::{CloudId, InstanceId, NodeId, ProjectId, RegionId};
use crate::services::{Operation, Service, find};

/// A target, as far as it is chosen. Only checked values get into the address, and no secret ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The environment's id in the configuration.
    pub environment: Option<CloudId>,
    /// The cloud.
    pub cloud: Option<CloudId>,
    /// The region.
    pub region: Option<RegionId>,
    /// The service.
    pub service: Option<Service>,
    /// The project.
    pub project: Option<ProjectId>,
    /// The instance.
    pub instance: Option<InstanceId>,
    /// The node.
    pub node: Option<NodeId>,
    /// The operation, where the service has more than one.
    pub operation: Option<&'static str>,
    /// Which screen is wanted.
    pub screen: Screen,
    /// The filter of the sessions, as it is typed.
    pub filter: String,
    /// The order of the sessions: a column's name, with `-` in front for descending.
    pub sort: String,
}

/// What the console shows of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// The sessions of the node.
    #[default]
    Sessions,
    /// The form for ids that somebody has.
    ByHand,
    /// The runs that this browser remembers, or one of them by its id.
    History(Option<String>),
    /// What a person and the portal have set.
    Settings,
}

/// What stands for a part that is not chosen.
const BLANK: &str = "-";

impl Target {
    /// Reads the part of an address after `#`.
    ///
    /// What is not of its grammar is left out: an address is something anyone can send.
    pub fn from_fragment(fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let mut parts = path.trim_start_matches('/').split('/');
        let mut part = || parts.next().filter(|text| *text != BLANK);
        let service = part().and_then(Service::parse);
        let mut target = Self {
            service,
            cloud: part().and_then(|text| CloudId::parse(text).ok()),
            region: part().and_then(|text| RegionId::parse(text).ok()),
            project: part().and_then(|text| ProjectId::parse(text).ok()),
            instance: part().and_then(|text| InstanceId::parse(text).ok()),
            node: part().and_then(|text| NodeId::parse(text).ok()),
            ..Self::default()
        };
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("env", id)) => target.environment = CloudId::parse(id).ok(),
                Some(("do", id)) => target.operation = operation(service, id),
                Some(("view", "hand")) => target.screen = Screen::ByHand,
                Some(("view", "settings")) => target.screen = Screen::Settings,
                Some(("view", "history")) => target.screen = Screen::History(None),
                Some(("run", id)) if is_plain(id) => {
                    target.screen = Screen::History(Some(id.to_owned()));
                }
                Some(("q", text)) => target.filter = decoded(text),
                Some(("sort", word)) if is_plain(word) => word.clone_into(&mut target.sort),
                _ => {}
            }
        }
        target
    }

    /// Writes the part of an address after `#`, without the blanks at its end.
    pub fn to_fragment(&self) -> String {
        let mut parts = vec![
            self.service.map(Service::word),
            self.cloud.as_ref().map(CloudId::as_str),
            self.region.as_ref().map(RegionId::as_str),
            self.project.as_ref().map(ProjectId::as_str),
            self.instance.as_ref().map(InstanceId::as_str),
            self.node.as_ref().map(NodeId::as_str),
        ];
        while parts.last() == Some(&None) {
            parts.pop();
        }
        let mut fragment = String::from("/");
        let parts: Vec<&str> = parts
            .into_iter()
            .map(|part| part.unwrap_or(BLANK))
            .collect();
        fragment.push_str(&parts.join("/"));
        let environment = self.environment.as_ref().map(|id| format!("env={id}"));
        let operation = self.operation.map(|id| format!("do={id}"));
        let screen = match &self.screen {
            Screen::Sessions => None,
            Screen::ByHand => Some("view=hand".to_owned()),
            Screen::Settings => Some("view=settings".to_owned()),
            Screen::History(None) => Some("view=history".to_owned()),
            Screen::History(Some(run)) => Some(format!("view=history&run={run}")),
        };
        let filter = (!self.filter.is_empty()).then(|| format!("q={}", encoded(&self.filter)));
        let sort = is_plain(&self.sort).then(|| format!("sort={}", self.sort));
        let query = environment.into_iter().chain(operation).chain(screen);
        let query: Vec<String> = query.chain(filter).chain(sort).collect();
        if !query.is_empty() {
            fragment.push('?');
            fragment.push_str(&query.join("&"));
        }
        fragment
    }

    /// The operation that is chosen: the named one, or the service's first.
    pub fn chosen_operation(&self) -> Option<&'static Operation> {
        let service = self.service?;
        self.operation
            .and_then(find)
            .filter(|operation| operation.service == service)
            .or_else(|| service.operations().next())
    }
}

/// The longest filter that an address holds, in bytes: links are pasted into chats.
const FILTER_LIMIT: usize = 500;

fn is_plain(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !word.is_empty() && word.len() <= 40 && word.bytes().all(plain)
}

/// Everything but letters, digits and `-_.~:*!<>,=` as `%XX`; a longer text is left out.
fn encoded(text: &str) -> String {
    let mut address = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-_.~:*!<>,=".contains(&byte);
        if plain {
            address.push(char::from(byte));
        } else {
            address.push('%');
            for half in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(half), 16).unwrap_or('0');
                address.push(digit.to_ascii_uppercase());
            }
        }
    }
    if address.len() > FILTER_LIMIT {
        String::new()
    } else {
        address
    }
}

/// The text of an address's part; what is no such text is left out.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let code = after
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(*first),
        }
    }
    let is_text = part.len() <= FILTER_LIMIT;
    String::from_utf8(bytes)
        .ok()
        .filter(|_| is_text)
        .unwrap_or_default()
}

/// An operation's id, if it is one of the service.
fn operation(service: Option<Service>, id: &str) -> Option<&'static str> {
    let operation = find(id).filter(|operation| Some(operation.service) == service)?;
    Some(operation.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::{INSTANCE, NODE, PROJECT};

    #[test]
    fn an_address_gives_back_the_target_it_was_made_of() {
        for fragment in [
            format!("/taurusdb/otc/eu-de/{PROJECT}/{INSTANCE}/{NODE}?env=prod"),
            format!("/dds/otc/eu-de/{PROJECT}/-/{NODE}"),
            "/dcs/sandbox?env=test&do=dcs.kill_all".to_owned(),
            "/dcs/sandbox?do=dcs.kill_all&view=hand".to_owned(),
            "/dcs/sandbox?view=history".to_owned(),
            "/dcs/sandbox?view=settings".to_owned(),
            "/dcs/sandbox?view=history&run=017f22e2-79b0-7cc3-98c4-dc0c0c07398f".to_owned(),
            format!(
                "/dds/otc/eu-de/{PROJECT}/-/{NODE}?q=user:app%20time>60%20%22a%26b%23%25%22&sort=-cost_time"
            ),
            "/".to_owned(),
        ] {
            assert_eq!(Target::from_fragment(&fragment).to_fragment(), fragment);
            let hashed = format!("#{fragment}");
            assert_eq!(Target::from_fragment(&hashed).to_fragment(), fragment);
        }
    }

    #[test]
    fn what_does_not_belong_in_an_address_is_left_out() {
        for (given, kept) in [
            ("", "/"),
            ("#/elsewhere/otc", "/-/otc"),
            ("#/dds/otc/../admin", "/dds/otc/-/admin"),
            ("#/dds/o%2e%2e/eu-de", "/dds/-/eu-de"),
            ("#/dds?env=<b>&token=abc", "/dds"),
            ("#/dds?do=dcs.kill_all", "/dds"),
            ("#/dds/a/b/c/d/e/f/g", "/dds/a/b/c/d/e"),
            ("#/dds?view=other&sort=a.b&q=%ff", "/dds"),
            ("#/dds?q=%E6%97%A5%2", "/dds?q=%E6%97%A5%252"),
        ] {
            assert_eq!(Target::from_fragment(given).to_fragment(), kept, "{given}");
        }
    }

    #[test]
    fn the_operation_is_the_services_first_unless_another_is_named() {
        let of = |fragment| {
            let target = Target::from_fragment(fragment);
            target.chosen_operation().map(|operation| operation.id)
        };
        assert_eq!(of("/dcs"), Some("dcs.kill"));
        assert_eq!(of("/dcs?do=dcs.kill_all"), Some("dcs.kill_all"));
        assert_eq!(of("/taurusdb?do=dcs.kill_all"), Some("taurusdb.kill"));
        assert_eq!(of("/"), None);
        let crossed = Target {
            service: Some(Service::Dds),
            operation: Some("dcs.kill_all"),
            ..Target::default()
        };
        let chosen = crossed.chosen_operation().map(|operation| operation.id);
        assert_eq!(chosen, Some("dds.kill"));
    }
}
