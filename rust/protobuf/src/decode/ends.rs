//! What is complete.

use model::{Buffer, Error, Halt, Payload, Reader};

use super::machine::Run;
use super::{Decoder, Frame, NONE, OPEN, Shape};
use crate::object::Fill;
use crate::schema::{Kind, Message, Schema};

impl<M: Fill> Decoder<M> {
    /// The tag that ends the group of this number.
    #[inline(never)]
    pub(super) fn end_group(&mut self, m: &mut M, r: &mut Reader<'_>, frame: Frame, number: u32) -> Run {
        if frame.group != number {
            return Err(Error::EndGroup.into());
        }
        r.commit();
        self.end(m, r, frame)
    }

    /// Ends the innermost frame.
    #[inline(never)]
    pub(super) fn end(&mut self, m: &mut M, r: &mut Reader<'_>, frame: Frame) -> Run {
        let mut outcome = None;
        let mut ran_code = false;
        match frame.shape {
            Shape::Message => {
                self.flush(m)?;
                let unfinished = self.frames.as_slice().last().is_some_and(|frame| frame.unfinished);
                if let Some((_, message, record)) = self.top(m) {
                    self.complete(m, r, message, record)?;
                    self.hand_over(m, frame, message, record)?;
                    m.at(r.offset(), &self.memo);
                    outcome = Some(m.end(message, record, unfinished)?);
                    m.left();
                    ran_code = true;
                }
            }
            Shape::Pair => {
                let [key, value] = [self.get_pair(m, frame, 0), self.get_pair(m, frame, 1)];
                let dropped = self.frames.as_slice().last().is_some_and(|frame| frame.unfinished);
                if frame.run != NONE {
                    self.note_entry(m, frame, dropped)?;
                }
                self.leave(r, frame);
                if dropped {
                    return Ok(());
                }
                if let Some((_, message, record)) = self.top(m) {
                    self.count()?;
                    m.at(r.offset(), &self.memo);
                    m.pair(record, message, frame.field, [key, value])?;
                    m.left();
                }
                return if r.volatile() { Err(Halt::Again) } else { Ok(()) };
            }
            Shape::Packed => {
                // The items stay where they are: above the record of the message around.
                self.frames.pop();
                let end = self.end_of_frame();
                r.set_frame_end(if end == OPEN { 0 } else { end });
                return Ok(());
            }
            Shape::Skip | Shape::SkipGroup | Shape::Around => {}
        }
        self.leave(r, frame);
        let Some(obj) = outcome else {
            return Ok(());
        };
        if frame.field == NONE {
            self.stack.push(obj)?;
            return Err(Halt::Done);
        }
        self.put(m, r, frame.field, obj)?;
        if ran_code && r.volatile() { Err(Halt::Again) } else { Ok(()) }
    }

    /// A key or a value, if it came.
    fn get_pair(&self, m: &mut M, frame: Frame, which: usize) -> Option<M::Obj> {
        let obj = self.stack.as_slice()[frame.start as usize + which];
        (obj != m.none()).then_some(obj)
    }

    /// Takes the innermost frame away, and what it has on the stack.
    fn leave(&mut self, r: &mut Reader<'_>, frame: Frame) {
        self.stack.truncate(frame.start as usize);
        self.frames.pop();
        let end = self.end_of_frame();
        r.set_frame_end(if end == OPEN { 0 } else { end });
    }

    /// Makes sure that a message has all that it must have, and gives it what its schema says for fields that did not
    /// come. A member of a oneof has nothing then, so that it can be told which one came.
    fn complete(&mut self, m: &mut M, r: &Reader<'_>, message: Message, record: M::Obj) -> Run {
        for at in message.first..message.first + message.count {
            let schema = Schema::new(m.table());
            let is_required = schema.is_required(at);
            let has_default = self.options.defaults && schema.default_of(at).is_some();
            if !(is_required || has_default) || m.get(record, message, at).is_some() {
                continue;
            }
            if is_required {
                m.blame(at, Error::Required, Some(r.offset()));
                return Err(Error::Required.into());
            }
            if Schema::new(m.table()).field(at).oneof == 0 {
                let value = self.default_object(m, at)?;
                m.assign(record, message, at, Some(value))?;
            }
        }
        Ok(())
    }

    /// The default value of a field that has one.
    #[inline(never)]
    fn default_object(&mut self, m: &mut M, at: u16) -> Run<M::Obj> {
        self.count()?;
        let schema = Schema::new(m.table());
        let (field, value) = (schema.field(at), schema.default_of(at).unwrap_or_default());
        if let Some(bits) = value.first_chunk()
            && field.kind.is_packable()
        {
            let bits = u64::from_le_bytes(*bits);
            return self.number(m, field, bits);
        }
        // The table is the model's, and cannot be read while it makes an object.
        let start = self.unknown.len();
        self.unknown.extend(value)?;
        let kind = if field.kind == Kind::String { Payload::Str } else { Payload::Bytes };
        let obj = m.payload(kind, &self.unknown.as_slice()[start..])?;
        self.unknown.truncate(start);
        Ok(obj)
    }
}
