//! The sessions of a node as one reading found them.

use std::borrow::Cow;
use std::cell::OnceCell;

use quell_table::{Bits, Table};

use super::bar::{self, Bar};
use super::columns::{Roles, columns, roles};
use super::filter::Filter;
use super::identity::Reading;
use super::selection::Selection;
use crate::services::Service;

/// A part of a list, and when the cloud gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its first row; it goes on to the next piece.
    pub from: usize,
    /// When it was read, in milliseconds since 1970; of DCS the time of the snapshot.
    pub taken_ms: i64,
    /// By how much it may be older, in ms: the time the answer was on its way. None of a snapshot.
    pub slack_ms: u32,
}

/// What one reading of a node found, and the rows that an earlier one had and this one has not.
#[derive(Clone, Debug)]
pub struct Sessions {
    service: Service,
    table: Table,
    /// Ascending by their first row.
    pieces: Vec<Piece>,
    bars: Vec<Option<Bar>>,
    /// The rows without a bar, once somebody asked: each drawing of 100,000 rows does.
    free: OnceCell<Bits>,
    /// How many rows of the table this reading found; the rest is gone.
    living: usize,
}

impl Sessions {
    /// Takes what was read. `protected` are filters whose sessions must not be ended.
    pub fn new(service: Service, table: Table, pieces: Vec<Piece>, protected: &[Filter]) -> Self {
        let mut sessions = Self {
            service,
            bars: bar::read(service, &table),
            free: OnceCell::new(),
            living: table.rows(),
            table,
            pieces,
        };
        for filter in protected {
            let rows = filter.rows(&sessions, &Selection::none(&sessions));
            for row in rows.iter() {
                if let Some(bar @ None) = sessions.bars.get_mut(row) {
                    *bar = Some(Bar::Protected);
                }
            }
        }
        sessions.free = OnceCell::new();
        sessions
    }

    /// Bars rows that whoever read the list knows more of. What the rows themselves say stays.
    #[must_use]
    pub fn barring(mut self, rows: impl IntoIterator<Item = (usize, Bar)>) -> Self {
        for (row, bar) in rows {
            if let Some(place @ None) = self.bars.get_mut(row) {
                *place = Some(bar);
            }
        }
        self.free = OnceCell::new();
        self
    }

    /// A node of which nothing was read.
    pub fn none(service: Service) -> Self {
        Self::new(service, Table::new(columns(service)), Vec::new(), &[])
    }

    /// Whose they are.
    pub fn service(&self) -> Service {
        self.service
    }

    /// Their cells.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What the columns mean.
    pub fn roles(&self) -> Roles {
        roles(self.service)
    }

    /// How many rows there are, those that are gone included.
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// How many sessions the reading found.
    pub fn living(&self) -> usize {
        self.living
    }

    /// Why a row cannot be ended; `None` if it can.
    pub fn bar(&self, row: usize) -> Option<Bar> {
        self.bars.get(row).copied().unwrap_or(Some(Bar::Gone))
    }

    /// The rows with a bar that passes a test.
    pub fn barred(&self, test: impl Fn(Option<Bar>) -> bool) -> Bits {
        let mut rows = Bits::none(self.rows());
        for (row, bar) in self.bars.iter().enumerate() {
            rows.set(row, test(*bar));
        }
        rows
    }

    /// The rows that can be ended.
    pub fn free(&self) -> &Bits {
        self.free.get_or_init(|| self.barred(|bar| bar.is_none()))
    }

    /// Whether all rows can be ended.
    pub fn all_free(&self) -> bool {
        self.free().count() == self.rows()
    }

    /// By what the service ends a session: its id, or the address of its client.
    pub fn handle(&self, row: usize) -> Cow<'_, str> {
        let handle = self.table.text(row, self.roles().handle);
        match self.roles().spare_handle {
            Some(spare) if handle.is_empty() => self.table.text(row, spare),
            _ => handle,
        }
    }

    /// When a session or its operation began, in milliseconds since 1970, as far as its age tells.
    pub fn start_ms(&self, row: usize) -> Option<i64> {
        self.reading(row).start_ms()
    }

    /// When it began at the earliest: its page may have been written long before it came.
    pub(crate) fn earliest_start_ms(&self, row: usize) -> Option<i64> {
        let (start, slack) = self.reading(row).start();
        start.map(|start| start - i64::from(slack))
    }

    pub(super) fn reading(&self, row: usize) -> Reading<'_> {
        let place = self.pieces.partition_point(|piece| piece.from <= row);
        let piece = place
            .checked_sub(1)
            .and_then(|place| self.pieces.get(place));
        Reading {
            service: self.service,
            table: &self.table,
            row,
            taken_ms: piece.map_or(0, |piece| piece.taken_ms),
            slack_ms: piece.map_or(0, |piece| piece.slack_ms),
        }
    }

    /// Follows an earlier reading of the same node: the selection is found again by who the sessions
    /// are, and what was selected or gone before and is not here stays as a row that is gone.
    #[must_use]
    pub fn follow(mut self, before: &Self, selected: &Selection) -> (Self, Selection) {
        if before.service != self.service {
            let none = Selection::none(&self);
            return (self, none);
        }
        let mut kept: Vec<usize> = selected.iter().filter(|row| *row < before.living).collect();
        kept.extend(before.living..before.rows());
        let mut wanted: Vec<(u64, usize)> = kept
            .into_iter()
            .map(|row| (before.reading(row).hash(), row))
            .collect();
        wanted.sort_unstable();
        let mut found = vec![None; wanted.len()];
        if !wanted.is_empty() {
            for row in 0..self.living {
                let reading = self.reading(row);
                let hash = reading.hash();
                let first = wanted.partition_point(|(known, _)| *known < hash);
                let alike = wanted.iter().zip(&mut found).skip(first);
                for ((_, old), place) in alike.take_while(|((known, _), _)| *known == hash) {
                    if place.is_none() && before.reading(*old).same(reading) {
                        *place = Some(row);
                        break;
                    }
                }
            }
        }
        let mut again = Vec::new();
        let mut lost = Vec::new();
        for ((_, old), row) in wanted.into_iter().zip(found) {
            match row {
                Some(row) if selected.has(old) => again.push(row),
                Some(_) => {}
                None => lost.push(old),
            }
        }
        // In the order in which they stood before.
        lost.sort_unstable();
        for row in lost {
            self.bury(before, row);
        }
        let mut selection = Selection::none(&self);
        for row in again {
            selection.set(&self, row, true);
        }
        (self, selection)
    }

    /// Keeps a row of an earlier reading as one that is gone.
    fn bury(&mut self, before: &Self, row: usize) {
        let (taken_ms, slack_ms) = {
            let reading = before.reading(row);
            (reading.taken_ms, reading.slack_ms)
        };
        let from = self.table.rows();
        self.table.push_from(&before.table, row);
        self.bars.push(Some(Bar::Gone));
        self.free = OnceCell::new();
        if self
            .pieces
            .last()
            .is_none_or(|piece| piece.taken_ms != taken_ms)
        {
            self.pieces.push(Piece {
                from,
                taken_ms,
                slack_ms,
            });
        }
    }

    /// The same without the rows that are gone.
    #[must_use]
    pub fn without_gone(mut self) -> Self {
        self.table.truncate(self.living);
        self.bars.truncate(self.living);
        self.free = OnceCell::new();
        let living = self.living;
        self.pieces.retain(|piece| piece.from < living);
        self
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
