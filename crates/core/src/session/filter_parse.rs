//! The grammar of filters: `user:app time>60 ns:orders.* !host:10.0.0.5 is:active "some words"`.
//!
//! A filter is words apart by spaces, and a row must satisfy each:
//!
//! - `text` is somewhere in the row, in any column, whatever its case; quotes keep spaces together;
//! - `column:text` is somewhere in that column; with a `*` the pattern is the whole cell;
//! - `column=text` is the whole cell, `column=""` an empty one; `column:a,b` is one of several;
//! - `column>60`, `>=`, `<`, `<=`, `=` compare numbers. Times are in seconds or say their unit
//!   (`us`, `ms`, `s`, `m`, `h`, `d`), whatever unit the service uses;
//! - `is:active`, `is:killable`, `is:protected`, `is:selected`, `is:gone`;
//! - `!` in front turns a word around.

use quell_table::{Compare, Kind, Unit, fold};

use super::columns::{columns, roles};
use super::filter::{Filter, Flag, Pattern, Term, Test};
use crate::services::Service;

/// What is wrong with a filter, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFault {
    /// Where it begins, in characters from 0.
    pub at: usize,
    /// The part that is wrong.
    pub text: String,
    /// What is wrong.
    pub problem: FilterProblem,
}

/// What can be wrong with a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterProblem {
    /// No column has this name.
    UnknownColumn,
    /// `is:` does not know this word.
    UnknownFlag,
    /// There is nothing behind the sign.
    NoValue,
    /// A number is compared, and this is none.
    NotANumber,
    /// This unit of time is not known.
    UnknownUnit,
    /// Only numbers are greater or less.
    NotComparable,
    /// A quote is not closed.
    OpenQuote,
}

impl Filter {
    /// Reads a filter for the sessions of a service.
    ///
    /// # Errors
    /// Says what is wrong and where.
    pub fn parse(text: &str, service: Service) -> Result<Self, FilterFault> {
        let mut terms = Vec::new();
        for word in words(text)? {
            let place = |part: &str, problem| {
                let offset = part.as_ptr() as usize - text.as_ptr() as usize;
                FilterFault {
                    at: text.get(..offset).unwrap_or_default().chars().count(),
                    text: part.to_owned(),
                    problem,
                }
            };
            let negated = word.len() > 1 && word.starts_with('!');
            let body = if negated { &word[1..] } else { word };
            let tests = term(body, service).map_err(|(part, problem)| place(part, problem))?;
            if !tests.is_empty() {
                terms.push(Term { negated, tests });
            }
        }
        Ok(Self { terms })
    }
}

/// The words of a text; a quoted part is in one word with what touches it.
fn words(text: &str) -> Result<Vec<&str>, FilterFault> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        if letter == '"' {
            quote = if quote.is_some() { None } else { Some(at) };
        }
        let inside = quote.is_some() || !letter.is_whitespace();
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                words.push(&text[from..at]);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(at) = quote {
        return Err(FilterFault {
            at: text[..at].chars().count(),
            text: text[at..].to_owned(),
            problem: FilterProblem::OpenQuote,
        });
    }
    words.extend(start.map(|from| &text[from..]));
    Ok(words)
}

type Wrong<'a> = (&'a str, FilterProblem);

fn term(word: &str, service: Service) -> Result<Vec<Test>, Wrong<'_>> {
    let name_end = word
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-')
        .unwrap_or(word.len());
    let (name, rest) = word.split_at(name_end);
    let sign = [">=", "<=", ":", "=", ">", "<"]
        .into_iter()
        .find(|sign| rest.starts_with(sign));
    // `10.0.0.5:80`, `{"find":…` and `:` begin no column's name: they are plain text.
    let Some(sign) = sign.filter(|_| name.starts_with(|c: char| c.is_ascii_alphabetic())) else {
        let text = unquoted(word);
        return Ok(if text.is_empty() {
            Vec::new()
        } else {
            vec![Test::Has(None, fold(&text))]
        });
    };
    let value = &rest[sign.len()..];
    if value.is_empty() {
        return Err((word, FilterProblem::NoValue));
    }
    if name.eq_ignore_ascii_case("is") {
        let flag = Flag::ALL
            .into_iter()
            .find(|flag| value.eq_ignore_ascii_case(flag.word()));
        return Ok(vec![Test::Is(
            flag.ok_or((value, FilterProblem::UnknownFlag))?,
        )]);
    }
    let column = column(name, service).ok_or((name, FilterProblem::UnknownColumn))?;
    if unquoted(value).is_empty() && matches!(sign, ":" | "=") {
        return Ok(vec![Test::Empty(column)]);
    }
    let kind = columns(service).get(column).map(|column| column.kind);
    let compare = match sign {
        ">" => Some(Compare::Greater),
        ">=" => Some(Compare::AtLeast),
        "<" => Some(Compare::Less),
        "<=" => Some(Compare::AtMost),
        "=" => Some(Compare::Equal),
        _ => None,
    };
    if let (Some(Kind::Number(unit)), Some(compare)) = (kind, compare) {
        let than = number(value, unit).map_err(|problem| (value, problem))?;
        return Ok(vec![Test::Number(column, compare, than)]);
    }
    if compare.is_some_and(|compare| compare != Compare::Equal) {
        return Err((word, FilterProblem::NotComparable));
    }
    // Quotes keep a text together: neither a comma nor a star means anything in it.
    let quoted = value.contains('"');
    let whole = unquoted(value);
    let choices = if quoted {
        vec![whole.as_str()]
    } else {
        value.split(',').collect()
    };
    let choices = choices.into_iter().filter(|text| !text.is_empty());
    let meant = choices.map(|text| match fold(text) {
        text if sign == "=" => Test::Like(column, Pattern(vec![text])),
        text if text.contains('*') && !quoted => Test::Like(
            column,
            Pattern(text.split('*').map(str::to_owned).collect()),
        ),
        text => Test::Has(Some(column), text),
    });
    Ok(meant.collect())
}

fn unquoted(text: &str) -> String {
    text.chars().filter(|letter| *letter != '"').collect()
}

/// A column by its own name or by what people call it.
fn column(name: &str, service: Service) -> Option<usize> {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let roles = roles(service);
    let own = columns(service)
        .iter()
        .position(|column| column.key == name);
    own.or(match name.as_str() {
        "client" | "host" | "ip" | "addr" | "peer" | "from" => Some(roles.client),
        "time" | "age" | "running" | "secs" | "for" => Some(roles.age),
        "state" | "command" | "cmd" | "op" | "type" => Some(roles.state),
        "query" | "sql" | "info" | "statement" | "operation" => Some(roles.statement),
        "ns" | "namespace" | "collection" if service == Service::Dds => Some(5),
        "plan" if service == Service::Dds => Some(8),
        "id" => Some(roles.handle),
        _ => None,
    })
}

/// A number in the unit of its column; a time without a unit is in seconds.
fn number(text: &str, unit: Unit) -> Result<i64, FilterProblem> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(text.len());
    let (digits, name) = text.split_at(end);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let wrong = FilterProblem::NotANumber;
    let whole: i64 = whole.parse().map_err(|_| wrong)?;
    let Some(per_second) = unit.per_second() else {
        return if name.is_empty() && fraction.is_empty() {
            Ok(whole)
        } else {
            Err(wrong)
        };
    };
    // Everything in microseconds, then down to the column's unit.
    let micros = match name {
        "us" | "µs" => 1,
        "ms" => 1_000,
        "" | "s" => 1_000_000,
        "m" | "min" => 60_000_000,
        "h" => 3_600_000_000,
        "d" => 86_400_000_000_i64,
        _ => return Err(FilterProblem::UnknownUnit),
    };
    let mut total = whole.checked_mul(micros).ok_or(wrong)?;
    let mut part = micros;
    for digit in fraction.bytes() {
        part /= 10;
        let digit = i64::from(
            digit
                .checked_sub(b'0')
                .filter(|digit| *digit < 10)
                .ok_or(wrong)?,
        );
        total = total.checked_add(digit * part).ok_or(wrong)?;
    }
    Ok(total / (1_000_000 / per_second))
}

/// The word that asks for a cell's whole text, if there is one: a quote cannot be asked for.
pub fn word_for(column: &str, value: &str) -> Option<String> {
    if value.contains('"') {
        return None;
    }
    let plain =
        !value.is_empty() && !value.contains([',', '*']) && !value.contains(char::is_whitespace);
    Some(if plain {
        format!("{column}={value}")
    } else {
        format!("{column}=\"{value}\"")
    })
}

/// Whether a filter's text has a word.
pub fn has_word(text: &str, word: &str) -> bool {
    words(text).is_ok_and(|words| words.contains(&word))
}

/// A filter's text with a word more, unless it has it.
pub fn with_word(text: &str, word: &str) -> String {
    if has_word(text, word) {
        return text.to_owned();
    }
    let text = text.trim_end();
    let gap = if text.is_empty() { "" } else { " " };
    format!("{text}{gap}{word}")
}

/// A filter's text without a word; a text that is no filter is left alone.
pub fn without_word(text: &str, word: &str) -> String {
    match words(text) {
        Ok(mut words) => {
            words.retain(|known| *known != word);
            words.join(" ")
        }
        Err(_) => text.to_owned(),
    }
}
