//! A text line by line, each with its number and its place, without copying.

/// A line of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Its text, without the line's end.
    pub(super) text: &'t str,
}

/// Walks a text's lines.
#[derive(Clone, Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            number: 0,
        }
    }

    /// Goes on after a place: the next line is the one that begins at or after it.
    pub(super) fn go_to(&mut self, place: usize) {
        while self.at < place && self.next().is_some() {}
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let end = rest.find('\n').unwrap_or(rest.len());
        self.at = start + (end + 1).min(rest.len());
        self.number += 1;
        let text = rest.get(..end).unwrap_or_default();
        Some(Line {
            number: self.number,
            start,
            text: text.strip_suffix('\r').unwrap_or(text),
        })
    }
}

/// Tells the line of places that are asked for in rising order.
#[derive(Debug)]
pub(super) struct Places<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    /// The line of a place, from 1.
    pub(super) fn line(&mut self, place: usize) -> usize {
        let passed = self.text.get(self.at..place).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.at = self.at.max(place.min(self.text.len()));
        self.line
    }
}

/// Whether a line is what a client says around a list: a prompt, an echo, a count of rows.
///
/// Such lines are understood, so they are not reported as skipped.
pub(super) fn is_chatter(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line == "Bye" || line == "OK" || line == "QUEUED" {
        return true;
    }
    // `mysql -v` prints the statement between two such lines.
    if line.len() > 5 && line.bytes().all(|byte| byte == b'-') {
        return true;
    }
    let counts = [
        " row in set",
        " rows in set",
        " row affected",
        " rows affected",
    ];
    if line.starts_with(|c: char| c.is_ascii_digit()) && counts.iter().any(|end| line.contains(end))
    {
        return true;
    }
    is_prompt(line) || is_echo(line)
}

/// Whether a line begins with a prompt: `mysql> `, `127.0.0.1:6379> `, `Atlas mongos [direct: mongos] admin> `.
fn is_prompt(line: &str) -> bool {
    const LONGEST: usize = 80;
    let Some(end) = line
        .find("> ")
        .or_else(|| line.strip_suffix('>').map(str::len))
    else {
        return false;
    };
    let name = line.get(..end).unwrap_or_default();
    let of_a_name = |c: char| c.is_alphanumeric() || " .:_-[]()@$/#".contains(c);
    !name.is_empty() && name.len() <= LONGEST && name.chars().all(of_a_name)
        || line.starts_with("-> ")
}

/// Whether a line is the command itself that printed the list.
fn is_echo(line: &str) -> bool {
    let starts = [
        "show processlist",
        "show full processlist",
        "client list",
        "db.currentop(",
        "db.admincommand(",
        "type \"it\" for more",
    ];
    starts.iter().any(|start| {
        let head = line.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}
