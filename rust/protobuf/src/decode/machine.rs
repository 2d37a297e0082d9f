//! Messages: tags, fields, and what is begun and ended.

use model::{Buffer, Error, Halt, Reader};

use super::scalars::{extent, length, tag};
use super::{Decoder, Frame, NONE, OPEN, Root, Shape};
use crate::object::Fill;
use crate::schema::{Field, Kind, Message, Schema, wire};

/// Or why it stopped.
pub(super) type Run<T = ()> = Result<T, Halt>;

/// The offset where `size` bytes from here on end, within what they stand in.
pub(super) fn within(r: &Reader<'_>, size: usize) -> Run<usize> {
    if r.frame_end() > r.offset() && size > r.frame_end() - r.offset()
        || r.frame_end() == r.offset() && r.frame_end() > 0 && size > 0
    {
        return Err(Error::FrameStraddled.into());
    }
    r.check_ahead(size)?;
    r.offset().checked_add(size).ok_or(Halt::Error(Error::BadSize))
}

impl<M: Fill> Decoder<M> {
    /// Goes on until it stops.
    pub(super) fn execute(&mut self, m: &mut M, r: &mut Reader<'_>) -> Halt {
        loop {
            if let Err(halt) = self.step(m, r) {
                return halt;
            }
        }
    }

    #[inline]
    fn step(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        if r.offset() == self.top.end {
            // A group is over with its tag, and not before.
            return if self.top.group == 0 { self.end(m, r) } else { Err(Error::FrameStraddled.into()) };
        }
        match self.top.shape {
            Shape::Start => self.begin_root(m, r),
            Shape::Message | Shape::Pair => self.field(m, r),
            Shape::Packed => self.packed(m, r),
            Shape::Skip => {
                let left = self.top.end - r.offset();
                let bytes = r.take_some(left);
                if self.top.unfinished {
                    self.unknown.extend(bytes)?;
                }
                if bytes.len() < left { Err(r.need(1)) } else { Ok(()) }
            }
            Shape::SkipGroup => {
                let (number, wire_type) = tag(r)?;
                if wire_type == wire::END {
                    self.note_head(r, self.top.unfinished)?;
                    self.end_group(m, r, number)
                } else {
                    self.skip(r, number, wire_type)
                }
            }
            Shape::Around => self.around(m, r),
        }
    }

    /// Begins the message that is to be read.
    #[inline(never)]
    fn begin_root(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        match self.options.root {
            Root::Delimited => {
                if r.rest().is_empty() {
                    return Err(r.need(1));
                }
                let end = extent(r)?;
                r.commit();
                self.begin_message(m, r, Shape::Message, end, 0, 0, NONE)
            }
            Root::Whole => self.begin_message(m, r, Shape::Message, OPEN, 0, 0, NONE),
            Root::Items(wanted) => {
                self.push(r, Shape::Around, OPEN, 0, Message::NONE, NONE)?;
                self.top.next = wanted;
                Ok(())
            }
        }
    }

    /// Looks for the next item that is wanted.
    #[inline(never)]
    fn around(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        if r.rest().is_empty() {
            return Err(r.need(1));
        }
        let (number, wire_type) = tag(r)?;
        let field = Schema::new(m.table()).field(self.top.next);
        if number != field.number || wire_type != wire::LEN {
            return self.skip(r, number, wire_type);
        }
        let end = extent(r)?;
        r.commit();
        self.begin_message(m, r, Shape::Message, end, 0, field.own, NONE)
    }

    /// One field of the innermost message.
    #[inline]
    fn field(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        if r.rest().is_empty() && self.top.end == OPEN && self.top.group == 0 {
            // It ends with the input.
            return if r.is_last() { self.end(m, r) } else { Err(r.need(1)) };
        }
        let (number, wire_type) = tag(r)?;
        if wire_type == wire::END {
            return self.end_group(m, r, number);
        }
        let schema = Schema::new(m.table());
        let Some(at) = schema.find(self.top.message, number, self.top.next) else {
            return self.skip(r, number, wire_type);
        };
        let field = schema.field(at);
        if wire_type != field.kind.wire() || field.kind == Kind::Empty {
            return self.unlike(m, r, field, at, wire_type);
        }
        // A repeated field mostly comes again.
        self.top.next = if field.is_repeated() { at } else { at + 1 };
        loop {
            let obj = match field.kind {
                Kind::String | Kind::Bytes => {
                    let size = length(r)?;
                    self.target = at;
                    match self.string(m, r, field.kind, size)? {
                        Some(obj) => obj,
                        None => return Ok(()),
                    }
                }
                Kind::Message | Kind::Map | Kind::Group => {
                    let is_group = field.kind == Kind::Group;
                    let end = if is_group { self.top.end } else { extent(r)? };
                    r.commit();
                    let shape = if field.kind == Kind::Map { Shape::Pair } else { Shape::Message };
                    let group = if is_group { number } else { 0 };
                    return self.begin_message(m, r, shape, end, group, field.own, at);
                }
                _ => match self.scalar(m, r, field)? {
                    Some(obj) => obj,
                    None => return Ok(()),
                },
            };
            self.put(m, r, at, field, obj)?;
            self.intake.payloads.clear();
            r.commit();
            // Items mostly come one after the other.
            let next = r.rest().first();
            let comes_again = field.is_repeated() && next == Some(&((number as u8) << 3 | wire_type));
            if !comes_again || number >= 16 || r.offset() == self.top.end {
                return Ok(());
            }
            r.byte();
        }
    }

    /// A field whose wire type is not that of its kind.
    #[inline(never)]
    fn unlike(&mut self, m: &mut M, r: &mut Reader<'_>, field: Field, at: u16, wire_type: u8) -> Run {
        if wire_type == wire::LEN && field.is_repeated() && field.kind.is_packable() {
            let end = extent(r)?;
            r.commit();
            self.run_of(m, at)?;
            return self.push(r, Shape::Packed, end, 0, Message::NONE, at);
        }
        if field.kind == Kind::Empty || Schema::new(m.table()).is_lenient() {
            return self.skip(r, field.number, wire_type);
        }
        if wire_type > wire::I32 {
            return Err(Error::BadWireType.into());
        }
        m.blame(at, Error::WireType, Some(self.intake.offset.wrapping_add(r.start())));
        Err(Error::WireType.into())
    }

    /// Tells the reader where the innermost frame ends.
    pub(super) fn set_end(&self, r: &mut Reader<'_>) {
        r.set_frame_end(if self.top.end == OPEN { 0 } else { self.top.end });
    }

    #[allow(clippy::too_many_arguments, reason = "a frame's fields")]
    pub(super) fn push(
        &mut self,
        r: &mut Reader<'_>,
        shape: Shape,
        end: usize,
        group: u32,
        message: Message,
        field: u16,
    ) -> Run {
        let Ok(start) = u32::try_from(self.stack.len()) else {
            return Err(Error::TooLarge.into());
        };
        // The message around items is none of theirs.
        let around = usize::from(matches!(self.options.root, Root::Items(_)));
        let unfinished = matches!(shape, Shape::Skip | Shape::SkipGroup) && self.keeps();
        if self.frames.len() >= self.options.max_depth.saturating_add(around) {
            return Err(Error::TooDeep.into());
        }
        self.frames.push(self.top)?;
        self.top = Frame {
            end,
            start,
            group,
            message,
            field,
            run: NONE,
            next: message.first,
            shape,
            unfinished,
            kept: self.unknown.len() as u32,
        };
        self.set_end(r);
        Ok(())
    }

    /// Begins a message: the field `at` of the innermost one, if that is a field.
    #[allow(clippy::too_many_arguments, reason = "a frame's fields")]
    #[inline(never)]
    pub(super) fn begin_message(
        &mut self,
        m: &mut M,
        r: &mut Reader<'_>,
        shape: Shape,
        end: usize,
        group: u32,
        number: u16,
        at: u16,
    ) -> Run {
        let schema = Schema::new(m.table());
        let message = schema.message(number);
        let mut known = None;
        if at != NONE {
            let field = schema.field(at);
            if field.is_repeated() {
                self.run_of(m, at)?;
            } else if shape == Shape::Message {
                known = self.get(m, at);
            }
        }
        self.push(r, shape, end, group, message, at)?;
        let none = m.none();
        self.stack.extend_with(message.count.into(), none)?;
        if shape == Shape::Pair && self.options.keep && Schema::new(m.table()).field(message.first + 1).closed
        {
            // Its value may be unknown: it is kept as a whole then.
            self.top.run = 0;
        }
        match known {
            Some(obj) => self.reopen(m, r, message, obj),
            None => Ok(()),
        }
    }

    /// Goes on with a message that was complete.
    #[inline(never)]
    fn reopen(&mut self, m: &mut M, r: &Reader<'_>, message: Message, obj: M::Obj) -> Run {
        let base = self.stack.len() - usize::from(message.count);
        m.at(r.offset(), &self.memo);
        for (place, at) in message.entries().enumerate() {
            if let Some(value) = m.part(obj, message, at)? {
                self.stack.as_mut_slice()[base + place] = value;
            }
        }
        if self.options.keep {
            self.unknown.extend(m.kept(obj))?;
        }
        m.left();
        Ok(())
    }

    /// The slot of a field of the innermost message on the stack.
    #[inline]
    fn slot(&mut self, at: u16) -> Option<&mut M::Obj> {
        let place = self.top.start as usize + usize::from(at - self.top.message.first);
        self.stack.as_mut_slice().get_mut(place)
    }

    /// The value of a field of the innermost message.
    #[inline]
    pub(super) fn get(&mut self, m: &mut M, at: u16) -> Option<M::Obj> {
        let none = m.none();
        self.slot(at).map(|slot| *slot).filter(|obj| *obj != none)
    }

    /// Sets it.
    #[inline]
    pub(super) fn set(&mut self, at: u16, obj: M::Obj) {
        if let Some(slot) = self.slot(at) {
            *slot = obj;
        }
    }

    /// Gives the innermost message an object for its field `at`.
    #[inline]
    pub(super) fn put(&mut self, m: &mut M, r: &Reader<'_>, at: u16, field: Field, obj: M::Obj) -> Run {
        self.count()?;
        if field.is_repeated() {
            self.run_of(m, at)?;
            return Ok(self.stack.push(obj)?);
        }
        if self.top.shape == Shape::Pair && self.top.run != NONE {
            self.note_part(m, r, field, obj)?;
        }
        if field.oneof != 0 {
            let none = m.none();
            for other in self.top.message.entries() {
                if Schema::new(m.table()).field(other).oneof == field.oneof {
                    self.set(other, none);
                }
            }
        }
        self.set(at, obj);
        Ok(())
    }

    /// Makes sure that the items above the message are of this field.
    #[inline]
    fn run_of(&mut self, m: &mut M, at: u16) -> Run {
        if self.top.run != at {
            self.flush(m)?;
            self.top.run = at;
        }
        Ok(())
    }

    /// Puts the items above the message into it.
    #[inline(never)]
    pub(super) fn flush(&mut self, m: &mut M) -> Run {
        let run = self.top.run;
        if run == NONE {
            return Ok(());
        }
        let known = self.get(m, run);
        let base = self.top.start as usize + usize::from(self.top.message.count);
        let (obj, unfinished) = m.gather(known, &self.stack.as_slice()[base..])?;
        self.stack.truncate(base);
        self.set(run, obj);
        self.top.unfinished |= unfinished;
        self.top.run = NONE;
        Ok(())
    }
}
