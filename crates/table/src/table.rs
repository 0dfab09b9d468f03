//! The table: columns of the same length.

use std::borrow::Cow;

use crate::number::Numbers;
use crate::text::Texts;
use crate::words::Words;
use crate::{Cell, Column, Kind};

/// Sessions by column. Rows are added and never changed.
#[derive(Clone, Debug)]
pub struct Table {
    columns: &'static [Column],
    stores: Vec<Store>,
    rows: usize,
}

/// A column's cells, kept as its kind asks for.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    Text(Texts),
    Words(Words),
    Numbers(Numbers),
}

impl Store {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Texts::default()),
            Kind::Words => Self::Words(Words::default()),
            Kind::Number(_) => Self::Numbers(Numbers::default()),
        }
    }

    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(texts), Cell::Text(text)) => texts.push(text),
            (Self::Text(texts), Cell::Number(number)) => texts.push(&number.to_string()),
            (Self::Text(texts), Cell::Missing) => texts.push_missing(),
            (Self::Words(words), Cell::Text(text)) => words.push(text),
            (Self::Words(words), Cell::Number(number)) => words.push(&number.to_string()),
            (Self::Words(words), Cell::Missing) => words.push_missing(),
            (Self::Numbers(numbers), Cell::Text(text)) => numbers.push_text(text),
            (Self::Numbers(numbers), Cell::Number(number)) => numbers.push(number),
            (Self::Numbers(numbers), Cell::Missing) => numbers.push_missing(),
        }
    }

    fn truncate(&mut self, rows: usize) {
        match self {
            Self::Text(texts) => texts.truncate(rows),
            Self::Words(words) => words.truncate(rows),
            Self::Numbers(numbers) => numbers.truncate(rows),
        }
    }

    fn shrink(&mut self) {
        match self {
            Self::Text(texts) => texts.shrink(),
            Self::Words(words) => words.shrink(),
            Self::Numbers(numbers) => numbers.shrink(),
        }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(columns: &'static [Column]) -> Self {
        Self {
            columns,
            stores: columns
                .iter()
                .map(|column| Store::new(column.kind))
                .collect(),
            rows: 0,
        }
    }

    /// Its columns.
    pub fn columns(&self) -> &'static [Column] {
        self.columns
    }

    /// The place of a column.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row, its cells in the order of the columns; those that are not given are missing.
    pub fn push(&mut self, cells: &[Cell<'_>]) {
        let cells = cells
            .iter()
            .copied()
            .chain(std::iter::repeat(Cell::Missing));
        for (store, cell) in self.stores.iter_mut().zip(cells) {
            store.push(cell);
        }
        self.rows += 1;
    }

    /// Adds a row of another table with the same columns.
    pub fn push_from(&mut self, other: &Self, row: usize) {
        for (column, store) in self.stores.iter_mut().enumerate() {
            let text = other.text(row, column);
            store.push(if other.is_missing(row, column) {
                Cell::Missing
            } else {
                Cell::Text(&text)
            });
        }
        self.rows += 1;
    }

    /// Takes away the rows from a place on.
    pub fn truncate(&mut self, rows: usize) {
        if rows < self.rows {
            for store in &mut self.stores {
                store.truncate(rows);
            }
            self.rows = rows;
        }
    }

    /// Gives back the memory that growing has reserved beyond the need: for a table that is complete.
    pub fn shrink(&mut self) {
        for store in &mut self.stores {
            store.shrink();
        }
    }

    /// A cell's exact text; of a cell that is missing or not there, the empty text.
    pub fn text(&self, row: usize, column: usize) -> Cow<'_, str> {
        match self.stores.get(column) {
            Some(Store::Text(texts)) => Cow::Borrowed(texts.get(row)),
            Some(Store::Words(words)) => Cow::Borrowed(words.get(row)),
            Some(Store::Numbers(numbers)) => numbers.text(row),
            None => Cow::Borrowed(""),
        }
    }

    /// A cell's number, in a column of numbers.
    pub fn number(&self, row: usize, column: usize) -> Option<i64> {
        match self.stores.get(column) {
            Some(Store::Numbers(numbers)) => numbers.get(row),
            _ => None,
        }
    }

    /// Whether the service gave no value.
    pub fn is_missing(&self, row: usize, column: usize) -> bool {
        match self.stores.get(column) {
            Some(Store::Text(texts)) => row >= self.rows || texts.is_missing(row),
            Some(Store::Words(words)) => words.is_missing(row),
            Some(Store::Numbers(numbers)) => numbers.is_missing(row),
            None => true,
        }
    }

    pub(crate) fn stores(&self) -> &[Store] {
        &self.stores
    }

    /// The columns to write a row into; what is written counts once [`Table::close_row`] is called.
    pub(crate) fn open_row(&mut self) -> &mut [Store] {
        &mut self.stores
    }

    pub(crate) fn close_row(&mut self) {
        self.rows += 1;
    }

    /// Takes away what was written since a row count, whether its rows were closed or not.
    pub(crate) fn roll_back(&mut self, rows: usize) {
        for store in &mut self.stores {
            store.truncate(rows);
        }
        self.rows = rows;
    }
}
