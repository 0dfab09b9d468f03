//! How many rows share a value: what the pictures above the table show.

use crate::table::Store;
use crate::words::Lexicon;
use crate::{Bits, Table};

/// A value and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The value; `None` for rows without one.
    pub value: Option<String>,
    /// How many rows have it.
    pub rows: usize,
}

impl Table {
    /// The values of a column among some rows, the most frequent first, equal ones by their text.
    /// `part` cuts a value down to what is counted, such as an address to its host.
    pub fn shares(&self, column: usize, among: &Bits, part: fn(&str) -> &str) -> Vec<Share> {
        let mut lexicon = Lexicon::default();
        let mut counts: Vec<usize> = Vec::new();
        let mut missing = 0;
        let mut add = |text: &str, rows: usize| {
            let number = lexicon.number(part(text)) as usize;
            match counts.get_mut(number) {
                Some(count) => *count += rows,
                None => counts.push(rows),
            }
        };
        if let Some(Store::Words(words)) = self.stores().get(column) {
            // Each word is cut and looked up once, not once a row.
            let mut of_word = vec![0; words.lexicon().len()];
            for row in among.iter() {
                let code = words.codes().get(row).map(|code| *code as usize);
                match code.and_then(|code| of_word.get_mut(code)) {
                    Some(count) => *count += 1,
                    None => missing += 1,
                }
            }
            for (number, rows) in of_word
                .into_iter()
                .enumerate()
                .filter(|(_, rows)| *rows > 0)
            {
                add(words.lexicon().get(number), rows);
            }
        } else {
            for row in among.iter() {
                if self.is_missing(row, column) {
                    missing += 1;
                } else {
                    add(&self.text(row, column), 1);
                }
            }
        }
        let mut shares: Vec<Share> = Vec::with_capacity(counts.len() + 1);
        for (number, rows) in counts.into_iter().enumerate() {
            let value = Some(lexicon.get(number).to_owned());
            shares.push(Share { value, rows });
        }
        if missing > 0 {
            shares.push(Share {
                value: None,
                rows: missing,
            });
        }
        shares.sort_unstable_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.value.cmp(&b.value)));
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Column, Kind};

    static COLUMNS: [Column; 2] = [
        Column {
            key: "user",
            kind: Kind::Words,
        },
        Column {
            key: "client",
            kind: Kind::Text,
        },
    ];

    fn host(client: &str) -> &str {
        client.rsplit_once(':').map_or(client, |(host, _)| host)
    }

    #[test]
    fn shares_count_rows_and_add_up_to_all_of_them() {
        let mut table = Table::new(&COLUMNS);
        for (user, client) in [
            (Some("app"), "10.0.0.1:1"),
            (Some("app"), "10.0.0.1:2"),
            (None, "10.0.0.2:1"),
            (Some("report"), "10.0.0.1:3"),
        ] {
            let user = user.map_or(Cell::Missing, Cell::Text);
            table.push(&[user, Cell::Text(client)]);
        }
        let share = |value: Option<&str>, rows| Share {
            value: value.map(str::to_owned),
            rows,
        };
        let all = Bits::all(4);
        assert_eq!(
            table.shares(0, &all, |user| user),
            [
                share(Some("app"), 2),
                share(None, 1),
                share(Some("report"), 1)
            ]
        );
        assert_eq!(
            table.shares(1, &all, host),
            [share(Some("10.0.0.1"), 3), share(Some("10.0.0.2"), 1)]
        );
        let mut some = all;
        some.set(0, false);
        assert_eq!(table.shares(1, &some, host)[0], share(Some("10.0.0.1"), 2));
    }
}
