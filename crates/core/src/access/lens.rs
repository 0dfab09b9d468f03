//! What a token is good for, and how long: what IAM said of it, or what it says of itself.

use serde_json::Value;

use super::time::epoch_ms;
use crate::id::{ProjectId, RegionId};
use crate::token::Token;

/// So long before its end a token is warned of, in milliseconds.
pub const WARNING_MS: u64 = 15 * 60 * 1000;

/// The names that are shown, at most, in characters.
const NAME: usize = 100;

/// What is known of a token. Nothing of it is a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lens {
    /// When it ends, in milliseconds since 1970, by the cloud's clock.
    pub expires_ms: Option<u64>,
    /// The project that it is good for.
    pub project: Option<ProjectId>,
    /// The name of that project, which begins with its region.
    pub project_name: String,
    /// The user's name.
    pub user: String,
    /// Its length in bytes: proxies refuse headers that are too long.
    pub size: usize,
}

/// How much of a token's life is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Nobody said when it ends.
    Unknown,
    /// It is good for so many milliseconds.
    Good(u64),
    /// It ends within [`WARNING_MS`], in so many milliseconds.
    Ending(u64),
    /// It is over.
    Over,
}

impl Lens {
    /// What the answer says with which a token came.
    pub(super) fn of_answer(body: &str, token: &Token) -> Self {
        let answer: Value = serde_json::from_str(body).unwrap_or_default();
        Self::of(&answer, token)
    }

    /// What a pasted token says of itself. Older tokens are a signed text that anybody can
    /// read; of others only the length is known.
    pub fn of_token(token: &Token) -> Self {
        Self::of(&inner(token.reveal()).unwrap_or_default(), token)
    }

    fn of(answer: &Value, token: &Token) -> Self {
        let said = &answer["token"];
        let text = |value: &Value| -> String {
            let text = value.as_str().unwrap_or_default();
            text.chars().take(NAME).collect()
        };
        let project = said["project"]["id"].as_str();
        Self {
            expires_ms: said["expires_at"].as_str().and_then(epoch_ms),
            project: project.and_then(|id| ProjectId::parse(id).ok()),
            project_name: text(&said["project"]["name"]),
            user: text(&said["user"]["name"]),
            size: token.reveal().len(),
        }
    }

    /// How much is left at a time of the cloud's, in milliseconds since 1970.
    pub fn life(&self, now_ms: u64) -> Life {
        match self.expires_ms {
            None => Life::Unknown,
            Some(end) if end <= now_ms => Life::Over,
            Some(end) if end - now_ms <= WARNING_MS => Life::Ending(end - now_ms),
            Some(end) => Life::Good(end - now_ms),
        }
    }

    /// Whether work of this length would outlive the token.
    pub fn ends_within(&self, now_ms: u64, work_ms: u64) -> bool {
        self.expires_ms
            .is_some_and(|end| end <= now_ms.saturating_add(work_ms))
    }

    /// Whether it is known to be good for another project only.
    pub fn is_of_another(&self, project: &ProjectId) -> bool {
        self.project.as_ref().is_some_and(|own| own != project)
    }

    /// Whether it is known to be of another region: a project's name is its region's id, with
    /// `_` and a name of its own behind it in sub-projects.
    pub fn is_elsewhere(&self, region: &RegionId) -> bool {
        let own = self.project_name.split('_').next().unwrap_or_default();
        !own.is_empty() && own != region.as_str()
    }
}

/// The text inside of a token that is a signed text: JSON between the signature's own bytes.
fn inner(token: &str) -> Option<Value> {
    // Every such token begins with the same bytes; others are not worth a look.
    let bytes = token.starts_with("MII").then(|| base64(token))?;
    let start = bytes.windows(9).position(|part| part == b"{\"token\":")?;
    let mut values = serde_json::Deserializer::from_slice(&bytes[start..]).into_iter();
    values.next()?.ok()
}

/// Decodes base64 up to the first byte that is none; IAM writes `-` for `/`.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' | b'-' => 63,
            _ => break,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            // The low byte of what was shifted down.
            bytes.push((buffer >> bits & 0xff) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lens() -> Lens {
        Lens {
            expires_ms: Some(100 * 60_000),
            project: Some(ProjectId::parse("619d3e78f61b4be68bc5aa0b59edcf7b").unwrap()),
            project_name: "eu-de_shop".to_owned(),
            user: "alice".to_owned(),
            size: 1,
        }
    }

    #[test]
    fn a_token_is_warned_of_a_quarter_of_an_hour_before_its_end() {
        let lens = lens();
        assert_eq!(lens.life(0), Life::Good(6_000_000));
        assert_eq!(lens.life(85 * 60_000 - 1), Life::Good(WARNING_MS + 1));
        assert_eq!(lens.life(85 * 60_000), Life::Ending(WARNING_MS));
        assert_eq!(lens.life(100 * 60_000), Life::Over);
        assert_eq!(Lens::default().life(0), Life::Unknown);
        assert!(lens.ends_within(99 * 60_000, 60_000));
        assert!(!lens.ends_within(0, 60_000));
        assert!(!Lens::default().ends_within(0, u64::MAX));
    }

    #[test]
    fn a_token_of_another_project_or_region_is_known_before_it_is_refused() {
        let lens = lens();
        let project = |text: &str| ProjectId::parse(text).unwrap();
        assert!(!lens.is_of_another(&project("619d3e78f61b4be68bc5aa0b59edcf7b")));
        assert!(lens.is_of_another(&project("3796ac007a38afcfde97a07a300a283a")));
        assert!(!lens.is_elsewhere(&RegionId::parse("eu-de").unwrap()));
        assert!(lens.is_elsewhere(&RegionId::parse("eu-nl").unwrap()));
        let unknown = Lens::default();
        assert!(!unknown.is_of_another(&project("3796ac007a38afcfde97a07a300a283a")));
        assert!(!unknown.is_elsewhere(&RegionId::parse("eu-nl").unwrap()));
    }

    #[test]
    fn an_older_token_says_of_itself_when_it_ends() {
        // 0x30 0x82 and so on, then `{"token":{"expires_at":"2025-01-02T03:04:05Z"}}` and more.
        let text = "MIIDkXsidG9rZW4iOnsiZXhwaXJlc19hdCI6IjIwMjUtMDEtMDJUMDM6MDQ6MDVaIn19AAE=";
        let lens = Lens::of_token(&Token::parse(text).unwrap());
        assert_eq!(lens.expires_ms, Some(1_735_787_045_000));
        assert_eq!(lens.size, text.len());
        for other in ["MIIDkgYJKoZIhvcNAQ", "gAAAAABh", "MII", "MII!!!"] {
            let lens = Lens::of_token(&Token::parse(other).unwrap());
            assert_eq!((lens.expires_ms, lens.size), (None, other.len()));
        }
    }
}
