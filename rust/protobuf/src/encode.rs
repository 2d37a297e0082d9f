//! Writing: objects to bytes.
//!
//! A message in a message has its length before it, which is known last. One byte is left free for it; most lengths
//! fit. Where one does not, it is noted, and when all is written one pass makes room for all those: each byte
//! moves once, however deep messages are in one another. What remains to be written stands on a stack of
//! [`Task`]s: there is no recursion.

mod lengths;
mod scalars;

use model::{Buffer, Destination, Encode, Error, Sink, View};

use self::lengths::Late;
use crate::object::{Look, Of};
use crate::schema::{Field, Kind, Label, Message, Schema, wire};

/// Bytes that a sink gets at once, at most, if it can be full.
const PIECE: usize = 512;
/// There is no length before it.
const NONE: u32 = u32::MAX;
/// The field of the outermost message.
const OUTERMOST: u16 = u16::MAX;

/// A step of writing an object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum What {
    /// Write the fields of a record from `cursor` on.
    Message,
    /// Write the items of a list or tuple from `cursor` on.
    Items,
    /// Write what an iterator still gives.
    Iterator,
    /// Write the entries of a dictionary from `cursor` on; `late` is how many there were.
    Map,
    /// The entry of a map is complete.
    Pair,
}

/// Something that remains to be written.
#[derive(Clone, Copy)]
pub struct Task<O> {
    obj: O,
    cursor: u32,
    /// The place of its length in the output, or [`NONE`].
    start: u32,
    /// Bytes that longer lengths were known to take when it began.
    late: u32,
    /// Its field: whose message it is, or whose items they are; or [`OUTERMOST`].
    field: u16,
    what: What,
}

impl<O> Task<O> {
    /// The fields of its message.
    fn message(&self, schema: Schema<'_>) -> Message {
        schema.message(if self.field == OUTERMOST { 0 } else { schema.field(self.field).own })
    }
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// With their length before them.
    pub delimited: bool,
    /// Bits that a negative `int32` or `int64` is written with.
    pub int_bits: u8,
}

/// Writes messages.
pub struct Encoder<M: Look> {
    options: WriteOptions,
    destination: Destination,
    out: M::Vec<u8>,
    tasks: M::Vec<Task<M::Obj>>,
    scratch: M::Vec<u8>,
    /// Lengths that take more than the byte that was left free.
    lates: M::Vec<Late>,
    /// Bytes that these take beyond it.
    late: u32,
    /// Bytes that are with the sink.
    sent: usize,
    complete: bool,
}

/// The failure for an error about a field.
#[cold]
#[inline(never)]
fn fault_of<M: Look>(m: &mut M, field: u16, error: Error) -> M::Fault {
    m.blame(field, error, None);
    m.fault(error)
}

impl<M: Look> Encoder<M> {
    /// An encoder.
    #[inline(always)]
    #[must_use]
    pub fn new(options: WriteOptions, destination: Destination) -> Self {
        Self {
            options,
            destination,
            out: Default::default(),
            tasks: Default::default(),
            scratch: Default::default(),
            lates: Default::default(),
            late: 0,
            sent: 0,
            complete: false,
        }
    }

    /// Puts a task on top. A record or a list may not be in itself: see `rust/tree`'s encoder.
    fn push(&mut self, m: &M, task: Task<M::Obj>) -> Of<(), M> {
        let depth = self.tasks.len();
        if let Some(above) = self.tasks.as_slice().get(depth / 2)
            && above.what == task.what
            && above.obj == task.obj
            && task.what != What::Pair
            && depth > 0
        {
            return Err(m.fault(Error::Circular));
        }
        self.tasks.push(task)
    }

    /// Leaves a byte free for a length; returns its place.
    fn leave_length(&mut self, m: &M) -> Of<u32, M> {
        let Ok(start) = u32::try_from(self.out.len()) else {
            return Err(m.fault(Error::TooLarge));
        };
        self.out.push(0)?;
        Ok(start)
    }

    /// Begins the message of a field.
    fn begin_message(&mut self, m: &M, obj: M::Obj, start: u32, field: u16) -> Of<(), M> {
        let mut task = Task { obj, cursor: 0, start, late: self.late, field, what: What::Message };
        task.cursor = task.message(Schema::new(m.table())).first.into();
        self.push(m, task)
    }

    /// Works on the topmost task until it is done or has put another on top.
    #[inline(never)]
    fn step(&mut self, m: &mut M) -> Of<(), M> {
        let top = self.tasks.len() - 1;
        let task = self.tasks.as_slice()[top];
        let more = match task.what {
            What::Message => self.fields(m, top)?,
            What::Items | What::Iterator => self.items(m, top)?,
            What::Map => self.entry(m, top)?,
            What::Pair => false,
        };
        if more {
            return Ok(());
        }
        if task.what == What::Message {
            let message = task.message(Schema::new(m.table()));
            if let Some(fields) = m.unknown(task.obj, message)? {
                self.out.extend(m.memory(fields).unwrap_or_default())?;
            }
        }
        self.tasks.truncate(top);
        let schema = Schema::new(m.table());
        let is_items = matches!(task.what, What::Items | What::Iterator);
        if is_items && task.start as usize + 1 == self.out.len() && schema.is_proto3() {
            // No items: no tag either.
            let (_, len) = scalars::varint(u64::from(schema.number(task.field)) << 3);
            self.out.truncate(task.start as usize - len);
        } else if task.start != NONE {
            self.set_length(m, task.start, task.late)?;
        } else if task.what == What::Message && !self.tasks.is_empty() {
            let number = Schema::new(m.table()).number(task.field);
            self.put_tag(number, wire::END)?;
        }
        Ok(())
    }

    /// Writes the fields of a message. Returns whether a task has been put on top of it.
    fn fields(&mut self, m: &mut M, top: usize) -> Of<bool, M> {
        let task = self.tasks.as_slice()[top];
        let message = task.message(Schema::new(m.table()));
        let mut at = task.cursor as u16;
        while at < message.first + message.count {
            let field = Schema::new(m.table()).field(at);
            let value = m.look(task.obj, message, at)?;
            at += 1;
            self.tasks.as_mut_slice()[top].cursor = at.into();
            let Some(value) = value else {
                if field.label == Label::Required {
                    return Err(fault_of(m, at - 1, Error::Required));
                }
                continue;
            };
            if field.kind == Kind::Empty {
                continue;
            }
            if field.oneof != 0 {
                self.check_oneof(m, task.obj, message, at, field)?;
            }
            let left = if field.kind == Kind::Map {
                self.begin_map(m, value, at - 1)?
            } else if field.is_repeated() {
                self.begin_items(m, value, at - 1, field)?
            } else {
                self.single(m, value, at - 1, field)?
            };
            if left {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes sure that no later field of the same oneof has something too.
    #[inline(never)]
    fn check_oneof(
        &mut self,
        m: &mut M,
        obj: M::Obj,
        message: Message,
        from: u16,
        field: Field,
    ) -> Of<(), M> {
        for other in from..message.first + message.count {
            if Schema::new(m.table()).field(other).oneof == field.oneof
                && m.look(obj, message, other)?.is_some()
            {
                return Err(fault_of(m, other, Error::OneOf));
            }
        }
        Ok(())
    }

    /// A field that comes once. Returns whether it left a task.
    #[inline]
    fn single(&mut self, m: &mut M, obj: M::Obj, at: u16, field: Field) -> Of<bool, M> {
        match field.kind {
            Kind::Message => {
                self.put_tag(field.number, wire::LEN)?;
                let start = self.leave_length(m)?;
                self.begin_message(m, obj, start, at)?;
                Ok(true)
            }
            Kind::Group => {
                self.put_tag(field.number, wire::GROUP)?;
                self.begin_message(m, obj, NONE, at)?;
                Ok(true)
            }
            _ => {
                if field.label == Label::Implicit && self.is_default(m, obj, field) {
                    return Ok(false);
                }
                self.put_tag(field.number, field.kind.wire())?;
                self.put_value(m, obj, at, field)?;
                Ok(false)
            }
        }
    }

    /// Begins a repeated field. Returns whether it left a task.
    fn begin_items(&mut self, m: &mut M, obj: M::Obj, at: u16, field: Field) -> Of<bool, M> {
        let (what, obj) = match m.view(obj) {
            View::List | View::Tuple(_) => (What::Items, obj),
            _ => match m.iterate(obj)? {
                Some(iterator) => (What::Iterator, iterator),
                None => return Err(fault_of(m, at, Error::WrongType)),
            },
        };
        let mut start = NONE;
        if field.label == Label::Packed {
            self.put_tag(field.number, wire::LEN)?;
            start = self.leave_length(m)?;
        }
        let task = Task { obj, cursor: 0, start, late: self.late, field: at, what };
        self.push(m, task)?;
        Ok(true)
    }

    /// Writes items of a repeated field. Returns whether it goes on.
    fn items(&mut self, m: &mut M, top: usize) -> Of<bool, M> {
        let task = self.tasks.as_slice()[top];
        let field = Schema::new(m.table()).field(task.field);
        let mut at = task.cursor as usize;
        loop {
            let item = if task.what == What::Items { m.item(task.obj, at) } else { m.next(task.obj)? };
            let Some(item) = item else {
                return Ok(false);
            };
            at += 1;
            if field.label == Label::Packed {
                self.put_value(m, item, task.field, field)?;
                continue;
            }
            if field.kind.wire() == wire::GROUP || field.kind == Kind::Message {
                self.tasks.as_mut_slice()[top].cursor = at as u32;
                return self.single(m, item, task.field, field);
            }
            self.put_tag(field.number, field.kind.wire())?;
            self.put_value(m, item, task.field, field)?;
        }
    }

    /// Begins a map.
    fn begin_map(&mut self, m: &mut M, obj: M::Obj, at: u16) -> Of<bool, M> {
        let View::Dict(count) = m.view(obj) else {
            return Err(fault_of(m, at, Error::WrongType));
        };
        let late = count as u32;
        self.push(m, Task { obj, cursor: 0, start: NONE, late, field: at, what: What::Map })?;
        Ok(true)
    }

    /// Writes the next entry of a map. Returns whether there was one.
    fn entry(&mut self, m: &mut M, top: usize) -> Of<bool, M> {
        let task = self.tasks.as_slice()[top];
        if m.count(task.obj) as u32 != task.late {
            return Err(m.fault(Error::Changed));
        }
        let Some((found, key, value)) = m.entry(task.obj, task.cursor as usize) else {
            return Ok(false);
        };
        self.tasks.as_mut_slice()[top].cursor = found as u32 + 1;
        let schema = Schema::new(m.table());
        let map = schema.field(task.field);
        let first = schema.message(map.own).first;
        let [key_field, value_field] = [schema.field(first), schema.field(first + 1)];
        self.put_tag(map.number, wire::LEN)?;
        let start = self.leave_length(m)?;
        self.push(m, Task { cursor: 0, start, late: self.late, what: What::Pair, ..task })?;
        // Both are written, as everybody does, whether they have their default values or not.
        self.put_tag(key_field.number, key_field.kind.wire())?;
        self.put_value(m, key, first, key_field)?;
        let value_field = Field { label: Label::Optional, ..value_field };
        self.single(m, value, first + 1, value_field)?;
        Ok(true)
    }
}

impl<M: Look> Encode<M> for Encoder<M> {
    type Task = Task<M::Obj>;

    fn begin(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        self.out.truncate(0);
        self.tasks.truncate(0);
        self.lates.truncate(0);
        self.late = 0;
        self.sent = 0;
        self.complete = false;
        let start = if self.options.delimited { self.leave_length(m)? } else { NONE };
        self.begin_message(m, obj, start, OUTERMOST)
    }

    fn proceed<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<bool, M::Fault> {
        while !self.tasks.is_empty() {
            self.step(m)?;
        }
        if !self.complete {
            self.complete = true;
            self.make_room(m)?;
        }
        if self.destination.is_stream() {
            while self.sent < self.out.len() {
                if sink.is_full() {
                    return Ok(false);
                }
                let end = self.out.len().min(self.sent + PIECE);
                let start = core::mem::replace(&mut self.sent, end);
                sink.write(&self.out.as_slice()[start..end])?;
            }
        }
        Ok(true)
    }

    fn output(&mut self) -> &mut M::Vec<u8> {
        &mut self.out
    }

    fn lend(&mut self, output: M::Vec<u8>, tasks: M::Vec<Self::Task>, scratch: M::Vec<u8>) {
        self.out = output;
        self.tasks = tasks;
        self.scratch = scratch;
    }

    fn release_scratch(&mut self) {
        self.tasks.release();
        self.scratch.release();
        self.lates.release();
    }

    /// Nothing outlives a message.
    fn clear_memo(&mut self) {}
}
