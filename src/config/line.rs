//! Where a place of the file is: the line of a key or of an item, for the admin who has to find it.

use serde_json::Value;

/// The line, counted from 1, on which the part of a path such as `routes[0].url` begins; of a key
/// that is missing, the line of the object that should have it. The text is known to be JSON.
pub(super) fn line_of(text: &str, path: &str) -> usize {
    let mut walk = Walk { text, at: 0 };
    for step in steps(path) {
        walk.space();
        let start = walk.at;
        if !walk.enter(&step) {
            walk.at = start;
            break;
        }
    }
    walk.space();
    1 + text[..walk.at].matches('\n').count()
}

/// A step down: a key, or the number of an item.
enum Step {
    Key(String),
    Item(usize),
}

fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (key, items) = part.split_once('[').unwrap_or((part, ""));
        if !key.is_empty() {
            steps.push(Step::Key(key.to_owned()));
        }
        let numbers = items.split('[').filter_map(|item| item.strip_suffix(']'));
        steps.extend(
            numbers
                .filter_map(|number| number.parse().ok())
                .map(Step::Item),
        );
    }
    steps
}

/// A way through the text; it stands before a value.
struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl Walk<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Goes over a sign, if it is there.
    fn sign(&mut self, sign: char) -> bool {
        self.space();
        let is_there = self.rest().starts_with(sign);
        self.at += usize::from(is_there);
        is_there
    }

    /// Goes to the value of a step, or says that there is none.
    fn enter(&mut self, step: &Step) -> bool {
        let (open, mut number) = match step {
            Step::Key(_) => ('{', 0),
            Step::Item(number) => ('[', *number),
        };
        if !self.sign(open) {
            return false;
        }
        loop {
            self.space();
            match step {
                Step::Item(_) if number == 0 => return !self.rest().starts_with(']'),
                Step::Item(_) => number -= 1,
                Step::Key(wanted) => {
                    let start = self.at;
                    self.skip();
                    let key = serde_json::from_str::<String>(&self.text[start..self.at]);
                    self.sign(':');
                    if key.is_ok_and(|key| key == *wanted) {
                        return true;
                    }
                }
            }
            self.skip();
            if !self.sign(',') {
                return false;
            }
        }
    }

    /// Goes over a value with all that is in it.
    fn skip(&mut self) {
        self.space();
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<Value>();
        _ = values.next();
        let length = values.byte_offset();
        self.at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "{\n  \"version\": 1,\n  \"clouds\": [\n    { \"id\": \"otc\" },\n    {\n      \"id\": \"own\",\n      \"regions\": [{\n        \"id\": \"a\" }]\n    }\n  ],\n  \"a\\u0062\": { \"}\": [] }\n}";

    #[test]
    fn a_place_of_the_file_has_a_line() {
        for (path, line) in [
            ("", 1),
            ("version", 2),
            ("clouds", 3),
            ("clouds[0]", 4),
            ("clouds[0].id", 4),
            ("clouds[1]", 5),
            ("clouds[1].id", 6),
            ("clouds[1].regions[0].id", 8),
            ("ab", 11),
        ] {
            assert_eq!(line_of(FILE, path), line, "{path}");
        }
    }

    #[test]
    fn what_is_missing_is_looked_for_where_it_should_be() {
        assert_eq!(line_of(FILE, "routes"), 1);
        assert_eq!(line_of(FILE, "clouds[1].name"), 5);
        assert_eq!(line_of(FILE, "clouds[7]"), 3);
        assert_eq!(line_of(FILE, "version.x"), 2);
    }
}
