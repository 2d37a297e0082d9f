//! Fields that the schema has not, and values that a closed enum has not: they may be kept, and are written again then.

use model::{Buffer, Reader};

use super::machine::Run;
use super::{Decoder, NONE, Shape};
use crate::object::Fill;
use crate::schema::{Field, Kind, Schema, wire};

impl<M: Fill> Decoder<M> {
    /// Whether an unknown field that comes now is kept: one of a message, or of a group that is. An entry of a map has
    /// no place for any, but may have to be kept as a whole.
    pub(super) fn keeps(&self) -> bool {
        self.options.keep
            && match self.top.shape {
                Shape::Message => true,
                Shape::Skip | Shape::SkipGroup => self.top.unfinished,
                Shape::Packed => self.is_of_message(),
                Shape::Pair => self.top.run != NONE,
                Shape::Start | Shape::Around => false,
            }
    }

    /// Whether the values behind one tag are those of a message.
    fn is_of_message(&self) -> bool {
        self.frames.as_slice().last().is_some_and(|frame| frame.shape == Shape::Message)
    }

    /// Keeps what was read since the last tag began, if it `is` kept.
    pub(super) fn note_head(&mut self, r: &Reader<'_>, is: bool) -> Run {
        if is {
            self.unknown.extend(r.head())?;
        }
        Ok(())
    }

    /// Keeps a tag, if it `is` kept.
    pub(super) fn note_tag(&mut self, is: bool, number: u32, wire_type: u8) -> Run {
        self.note_varint(is, u64::from(number) << 3 | u64::from(wire_type))
    }

    /// Keeps a varint, if it `is` kept.
    #[inline(never)]
    pub(super) fn note_varint(&mut self, is: bool, mut value: u64) -> Run {
        if is {
            while value >= 0x80 {
                self.unknown.push(value as u8 | 0x80)?;
                value >>= 7;
            }
            self.unknown.push(value as u8)?;
        }
        Ok(())
    }

    /// Whether this is no value of the closed enum that a field is; it may be kept then.
    #[inline(never)]
    pub(super) fn is_unknown(&mut self, m: &M, r: &mut Reader<'_>, field: Field, bits: u64) -> Run<bool> {
        let schema = Schema::new(m.table());
        if schema.find(schema.message(field.own), bits as u32, 0).is_some() {
            return Ok(false);
        }
        let keeps = self.keeps();
        self.note_tag(keeps, field.number, Kind::Enum.wire())?;
        self.note_varint(keeps, bits)?;
        // Of an entry that is kept as a whole.
        self.top.unfinished |= self.top.shape == Shape::Pair;
        r.commit();
        Ok(true)
    }

    /// Keeps a key or a value of a map's entry, which has just been read.
    #[inline(never)]
    pub(super) fn note_part(&mut self, m: &M, r: &Reader<'_>, field: Field, obj: M::Obj) -> Run {
        if field.kind != Kind::String {
            return self.note_head(r, true);
        }
        // It may have come in pieces.
        let text = m.text(obj);
        self.note_tag(true, field.number, wire::LEN)?;
        self.note_varint(true, text.len() as u64)?;
        Ok(self.unknown.extend(text)?)
    }

    /// The entry of a map that is complete, and of which everything was kept: it is an unknown field if its value is,
    /// otherwise nothing of it is kept.
    #[inline(never)]
    pub(super) fn note_entry(&mut self, m: &M) -> Run {
        let start = self.top.kept as usize;
        if !self.top.unfinished {
            self.unknown.truncate(start);
            return Ok(());
        }
        let end = self.unknown.len();
        self.note_tag(true, Schema::new(m.table()).number(self.top.field), wire::LEN)?;
        self.note_varint(true, (end - start) as u64)?;
        // Tag and length go before the rest: they are a few bytes.
        let size = self.unknown.len() - end;
        let entry = &mut self.unknown.as_mut_slice()[start..];
        for _ in 0..size {
            let last = entry.len() - 1;
            let byte = entry[last];
            entry.copy_within(..last, 1);
            entry[0] = byte;
        }
        Ok(())
    }
}
