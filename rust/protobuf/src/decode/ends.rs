//! The ends of fields and messages.

use model::{Buffer, Error, Halt, Payload, Reader};

use super::machine::Run;
use super::{Decoder, Frame, NONE, Shape};
use crate::object::Fill;
use crate::schema::{Kind, Label, Schema};

impl<M: Fill> Decoder<M> {
    /// The tag that ends the group of this number.
    #[inline(never)]
    pub(super) fn end_group(&mut self, m: &mut M, r: &mut Reader<'_>, number: u32) -> Run {
        if self.top.group != number {
            return Err(Error::EndGroup.into());
        }
        r.commit();
        self.end(m, r)
    }

    /// Ends the innermost frame.
    #[inline(never)]
    pub(super) fn end(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        match self.top.shape {
            Shape::Message => self.end_message(m, r),
            Shape::Pair => self.end_pair(m, r),
            shape => {
                if shape != Shape::Packed {
                    self.stack.truncate(self.top.start as usize);
                }
                // Items stay where they are: above the message around.
                self.leave(r);
                Ok(())
            }
        }
    }

    fn end_message(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        self.flush(m)?;
        self.complete(m, r)?;
        let (start, kept) = (self.top.start as usize, self.top.kept as usize);
        let (message, at) = (self.top.message, self.top.field);
        m.at(r.offset(), &self.memo);
        let fields = self.unknown.as_slice().get(kept..).unwrap_or_default();
        let obj = m.end(message, &self.stack.as_slice()[start..], fields, at == NONE)?;
        m.left();
        self.unknown.truncate(kept);
        self.stack.truncate(start);
        self.leave(r);
        if at == NONE {
            self.stack.push(obj)?;
            return Err(Halt::Done);
        }
        let field = Schema::new(m.table()).field(at);
        self.put(m, r, at, field, obj)?;
        if r.volatile() { Err(Halt::Again) } else { Ok(()) }
    }

    fn end_pair(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let (start, at, dropped) = (self.top.start as usize, self.top.field, self.top.unfinished);
        if self.top.run != NONE {
            self.note_entry(m)?;
        }
        for at in self.top.message.entries() {
            if dropped || self.get(m, at).is_some() {
                continue;
            }
            // It did not come.
            let field = Schema::new(m.table()).field(at);
            if matches!(field.kind, Kind::Message | Kind::Group) && self.top.next != NONE {
                // Once, whatever the program's class gives.
                self.top.next = NONE;
                return self.begin_message(m, r, Shape::Message, r.offset(), 0, field.own, at);
            }
            let zero = m.zero(field)?;
            self.set(at, zero);
        }
        let pair = [self.stack.as_slice()[start], self.stack.as_slice()[start + 1]];
        self.stack.truncate(start);
        self.leave(r);
        if dropped {
            return Ok(());
        }
        self.count()?;
        let known = self.get(m, at);
        m.at(r.offset(), &self.memo);
        let map = m.pair(known, pair)?;
        m.left();
        self.set(at, map);
        if r.volatile() { Err(Halt::Again) } else { Ok(()) }
    }

    /// Takes the innermost frame away.
    fn leave(&mut self, r: &mut Reader<'_>) {
        self.top = self.frames.pop().unwrap_or(Frame::START);
        self.set_end(r);
    }

    /// Makes sure that the innermost message has all that it must have, and gives it what its schema says for fields that
    /// did not come. A member of a oneof has nothing then, so that it can be told which one came.
    fn complete(&mut self, m: &mut M, r: &Reader<'_>) -> Run {
        for at in self.top.message.entries() {
            let known = self.get(m, at);
            let schema = Schema::new(m.table());
            let obj = match known {
                Some(obj) if self.top.unfinished && schema.field(at).is_repeated() => m.seal(obj)?,
                Some(_) => continue,
                None => {
                    let field = schema.field(at);
                    if field.label == Label::Required {
                        m.blame(at, Error::Required, Some(r.offset()));
                        return Err(Error::Required.into());
                    }
                    if self.options.defaults && field.oneof == 0 && schema.default_of(at).is_some() {
                        self.default_object(m, at)?
                    } else {
                        m.absent(field)?
                    }
                }
            };
            self.set(at, obj);
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
