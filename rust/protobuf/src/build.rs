//! Building the table of a schema.

use model::{Buffer, Model};

use crate::schema::{Kind, Label, MOST_NUMBER, NARROW};

/// Builds the table of a schema: messages are begun, get their fields one after the other, and are ended; others
/// may be begun and ended meanwhile.
pub struct Builder<M: Model> {
    /// Entries in the order in which they came.
    rows: M::Vec<Row>,
    messages: u16,
}

/// An entry.
#[derive(Clone, Copy)]
pub struct Row {
    message: u16,
    number: u32,
    kind: Kind,
    /// The label, and [`NARROW`].
    label: u8,
    own: u16,
    oneof: u8,
    /// So many numbers are taken.
    count: u32,
}

/// Entries that a table can have.
const MOST_ROWS: usize = 0xfff0;

impl<M: Model> Default for Builder<M> {
    fn default() -> Self {
        Self { rows: Default::default(), messages: 0 }
    }
}

impl<M: Model> Builder<M> {
    /// Begins a message or an enum; returns its number. `None` if there are too many.
    pub fn begin(&mut self) -> Option<u16> {
        let number = self.messages;
        self.messages = number.checked_add(1)?;
        Some(number)
    }

    /// A field of this message, whose name is the model's. `own` is the number of its message or enum. Returns the
    /// number that the row has now, in the order in which rows came; `None` if there are too many.
    ///
    /// # Errors
    /// Out of memory.
    pub fn field(
        &mut self,
        message: u16,
        number: u32,
        kind: Kind,
        (label, narrow): (Label, bool),
        own: u16,
        oneof: u8,
    ) -> Result<Option<usize>, M::Fault> {
        let label = label as u8 | if narrow { NARROW } else { 0 };
        self.row(Row { message, number, kind, label, own, oneof, count: 1 })
    }

    /// Takes so many numbers, from `number` on, for what is no field. Returns as [`Builder::field`] does.
    ///
    /// # Errors
    /// Out of memory.
    pub fn empty(&mut self, message: u16, number: u32, count: u32) -> Result<Option<usize>, M::Fault> {
        self.row(Row { message, number, kind: Kind::Empty, label: 0, own: 0, oneof: 0, count })
    }

    /// A value of an enum.
    ///
    /// # Errors
    /// Out of memory.
    pub fn value(&mut self, of: u16, value: i32) -> Result<Option<usize>, M::Fault> {
        self.empty(of, value.cast_unsigned(), 0)
    }

    fn row(&mut self, row: Row) -> Result<Option<usize>, M::Fault> {
        let at = self.rows.len();
        if at >= MOST_ROWS {
            return Ok(None);
        }
        self.rows.push(row)?;
        Ok(Some(at))
    }

    /// Gives a row its message or enum, which has been begun since.
    pub fn set_own(&mut self, row: usize, own: u16) {
        self.rows.as_mut_slice()[row].own = own;
    }

    /// Whether one of `count` numbers from `number` on is taken in this message, or is none of a field's.
    #[must_use]
    pub fn has(&self, message: u16, number: u32, count: u32) -> bool {
        let end = number.saturating_add(count);
        let overlaps = |row: &Row| row.number < end && number < row.number.saturating_add(row.count);
        number == 0
            || end > MOST_NUMBER + 1
            || self.rows.as_slice().iter().any(|row| row.message == message && overlaps(row))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the table to `out`, which is empty, and calls `place` with each row's number and that of its entry.
    /// An attribute that is no field has no entry, unless it has a name (`named`).
    ///
    /// # Errors
    /// Out of memory.
    pub fn finish(
        &self,
        proto3: bool,
        named: bool,
        out: &mut M::Vec<u8>,
        mut place: impl FnMut(usize, u16),
    ) -> Result<(), M::Fault> {
        let head = 8 + usize::from(self.messages) * 4;
        out.reserve_exact(head + self.rows.len() * 12)?;
        out.extend_with(head, 0)?;
        let [messages, messages_high] = self.messages.to_le_bytes();
        // With proto3, what has another type is left alone, as all others do.
        let flags = if proto3 { 3 } else { 0 };
        out.as_mut_slice()[..8].copy_from_slice(&[b'M', b'P', b'B', 1, flags, 0, messages, messages_high]);
        let mut entry = 0u16;
        for message in 0..self.messages {
            let first = entry;
            for (at, row) in self.rows.as_slice().iter().enumerate() {
                let is_entry = named || row.kind != Kind::Empty || row.count == 0;
                if row.message == message && is_entry {
                    let [a, b, c, d] = row.number.to_le_bytes();
                    let [own, own_high] = row.own.to_le_bytes();
                    out.extend(&[a, b, c, d, row.kind as u8, row.label, own, own_high, 0, 0, 0, row.oneof])?;
                    place(at, entry);
                    entry += 1;
                }
            }
            let [a, b] = first.to_le_bytes();
            let [c, d] = (entry - first).to_le_bytes();
            let start = 8 + usize::from(message) * 4;
            out.as_mut_slice()[start..start + 4].copy_from_slice(&[a, b, c, d]);
        }
        Ok(())
    }

    /// Gives the memory back.
    pub fn release(&mut self) {
        self.rows.release();
    }
}
