//! Writing: objects to bytes.
//!
//! A stack of [`Task`]s holds the objects that remain to be written: there is no recursion. A container is a task
//! that remembers how far it got.

mod atoms;
#[cfg(feature = "msgpack")]
mod nested;
#[cfg(feature = "cbor")]
mod order;
#[cfg(feature = "cbor")]
mod strings;
mod tasks;

use model::{Buffer, Destination, Encode, Error, Sink, View};

use crate::format::Format;
#[cfg(feature = "cbor")]
use crate::format::kind;
use crate::object::{Ask, Form, Pack};
pub use tasks::Task;
use tasks::What;

/// Fill level at which stream output is handed to the sink.
const STREAM_BUFFER: usize = 192;
/// Items of a container for which room is made in advance, at most.
const EXPECTED: usize = 4096;
/// Machines with words of 64 bits have room for shortcuts.
const SHORTCUTS: bool = cfg!(target_pointer_width = "64");

/// How wide floats are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatWidth {
    /// 64 bits
    Double,
    /// 32 bits, rounded
    Single,
    /// CBOR: the least of 16, 32 and 64 bits that keep the value.
    Shortest,
}

/// How an encoder writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// How wide floats are.
    pub float: FloatWidth,
    /// CBOR: as RFC 8949, section 4.2.1, has it: keys of maps (and elements of sets) in the order of their
    /// bytes, floats as short as they can be, no indefinite lengths. The other options of CBOR do not count.
    pub canonical: bool,
    /// CBOR: containers without their length, with a break behind them.
    pub indefinite: bool,
    /// CBOR: strings that come again are written as references (tags 25 and 256).
    pub string_references: bool,
}

impl WriteOptions {
    /// Doubles, and nothing special.
    pub const NEW: Self =
        Self { float: FloatWidth::Double, canonical: false, indefinite: false, string_references: false };
}

/// Writes MessagePack or CBOR.
pub struct Encoder<M: Pack> {
    format: Format,
    options: WriteOptions,
    /// Nothing but the type of an object decides on how it is written.
    quick: bool,
    destination: Destination,
    out: M::Vec<u8>,
    /// Fill level at which `out` goes to the sink.
    limit: usize,
    /// Things begun that need all their bytes in memory.
    held: u32,
    tasks: M::Vec<Task<M::Obj>>,
    scratch: M::Vec<u8>,
    #[cfg(feature = "msgpack")]
    gaps: M::Vec<nested::Gap>,
    /// Bytes that closing the gaps will save.
    #[cfg(feature = "msgpack")]
    saved: usize,
    /// For each map or set in order: where its keys were written once, and their cursors.
    #[cfg(feature = "cbor")]
    order: M::Vec<order::Key>,
    #[cfg(feature = "cbor")]
    strings: strings::Strings<M>,
}

impl<M: Pack> Encoder<M> {
    /// An encoder.
    #[inline(always)]
    #[must_use]
    pub fn new(format: Format, mut options: WriteOptions, destination: Destination) -> Self {
        if !format.is_cbor() {
            options.canonical = false;
            options.indefinite = false;
            options.string_references = false;
        } else if options.canonical {
            options.float = FloatWidth::Shortest;
            options.indefinite = false;
            options.string_references = false;
        }
        Self {
            format,
            options,
            quick: false,
            destination,
            out: Default::default(),
            limit: usize::MAX,
            held: 0,
            tasks: Default::default(),
            scratch: Default::default(),
            #[cfg(feature = "msgpack")]
            gaps: Default::default(),
            #[cfg(feature = "msgpack")]
            saved: 0,
            #[cfg(feature = "cbor")]
            order: Default::default(),
            #[cfg(feature = "cbor")]
            strings: Default::default(),
        }
    }

    /// Keeps what is written from here on in memory, until [`Encoder::let_go`].
    fn hold(&mut self) {
        self.held += 1;
        self.limit = usize::MAX;
    }

    fn let_go(&mut self) {
        self.held -= 1;
        if self.held == 0 {
            self.set_limit();
        }
    }

    fn set_limit(&mut self) {
        self.limit = if self.destination.is_stream() { STREAM_BUFFER } else { usize::MAX };
    }

    fn flush<S: Sink<M>>(&mut self, sink: &mut S) -> Result<(), M::Fault> {
        sink.write(self.out.as_slice())?;
        self.out.truncate(0);
        Ok(())
    }

    /// Hands the buffer to the sink. Returns whether the sink is full: `obj` is a task then.
    #[cold]
    #[inline(never)]
    fn at_limit<S: Sink<M>>(&mut self, m: &M, sink: &mut S, obj: M::Obj, ask: Ask) -> Result<bool, M::Fault> {
        self.flush(sink)?;
        if sink.is_full() { self.push(m, Task::save(obj, ask)) } else { Ok(false) }
    }

    /// Writes `obj`, or the start of it with a task for the rest. Returns whether it left a task.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn save<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, obj: M::Obj, ask: Ask) -> Result<bool, M::Fault> {
        if self.out.len() >= self.limit && self.at_limit(m, sink, obj, ask)? {
            return Ok(true);
        }
        if SHORTCUTS && self.quick {
            if self.save_quickly(m, obj)? {
                return Ok(false);
            }
        } else if m.intercepts()
            && !matches!(m.view(obj), View::None)
            && let Some(left) = self.save_form(m, sink, obj, Ask::First)?
        {
            return Ok(left);
        }
        self.save_by_type(m, sink, obj, ask)
    }

    /// Writes `obj` if the model knows it at a glance. Returns whether it does.
    #[inline]
    fn save_quickly(&mut self, m: &M, obj: M::Obj) -> Result<bool, M::Fault> {
        match m.glance(obj) {
            Some(View::Int(value)) => self.put_word_quickly(value)?,
            Some(View::Float(value)) => self.put_float(value)?,
            Some(View::Str(text)) if text.len() < STREAM_BUFFER => self.put_text(text)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Writes items of a list while the model knows them at a glance.
    #[inline(never)]
    fn save_run(&mut self, m: &M, top: usize) -> Result<(), M::Fault> {
        let Task { obj: list, mut cursor, mut left, .. } = self.tasks.as_slice()[top];
        while left > 0
            && self.out.len() < self.limit
            && let Some(item) = m.item(list, cursor as usize)
            && self.save_quickly(m, item)?
        {
            cursor += 1;
            left -= 1;
        }
        let task = &mut self.tasks.as_mut_slice()[top];
        (task.cursor, task.left) = (cursor, left);
        Ok(())
    }

    fn save_by_type<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
        ask: Ask,
    ) -> Result<bool, M::Fault> {
        match m.view(obj) {
            View::None => self.put_none()?,
            View::Bool(value) => self.put_bool(value)?,
            View::Int(value) => self.put_word(value)?,
            View::Float(value) => self.put_float(value)?,
            View::BigInt => self.put_big_int(m, obj)?,
            View::Str(_) | View::Bytes(_) | View::ByteArray(_) => return self.save_data(m, sink, None, obj),
            View::List => return self.begin_items(m, What::List, obj, m.len(obj)),
            View::Tuple(len) => return self.begin_items(m, What::List, obj, len),
            View::Dict(entries) => return self.begin_items(m, What::Map, obj, entries),
            #[cfg(feature = "cbor")]
            View::Set(elements) | View::FrozenSet(elements) if self.format.is_cbor() => {
                self.put_count(kind::TAG, 258)?;
                return self.begin_items(m, What::Set, obj, elements);
            }
            _ => {
                let ask = if ask == Ask::Replaced { ask } else { Ask::Last };
                return match self.save_form(m, sink, obj, ask)? {
                    Some(left) => Ok(left),
                    None => Err(m.fault(Error::Unsupported)),
                };
            }
        }
        Ok(false)
    }

    /// Writes `obj` in the form that the model gives, if there is one. Returns whether it left a task.
    #[inline(never)]
    fn save_form<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
        ask: Ask,
    ) -> Result<Option<bool>, M::Fault> {
        let left = match m.form(obj, ask)? {
            Form::Instead(other) if ask != Ask::Replaced => self.push(m, Task::save(other, Ask::Replaced))?,
            Form::Array(list) => self.begin_items(m, What::List, list, m.len(list))?,
            Form::Map(map) => self.begin_items(m, What::Map, map, m.count(map))?,
            Form::Bytes(obj) => self.save_data(m, sink, None, obj)?,
            Form::Data(number, obj) => self.save_data(m, sink, Some(number), obj)?,
            #[cfg(feature = "cbor")]
            Form::Tag(number, inner) if self.format.is_cbor() => {
                self.put_count(kind::TAG, number)?;
                // A tag may not be in itself either.
                self.push(m, Task::new(What::Around, obj))?;
                self.push(m, Task::save(inner, Ask::First))?
            }
            #[cfg(feature = "cbor")]
            Form::Simple(value) if self.format.is_cbor() => {
                self.put_simple(value)?;
                false
            }
            #[cfg(all(feature = "msgpack", feature = "registry"))]
            Form::Tag(code, inner) if self.format.is_msgpack() => {
                self.begin_ext(m, code as u8, obj)?;
                self.push(m, Task::new(What::Around, obj))?;
                self.push(m, Task::save(inner, Ask::First))?
            }
            #[cfg(feature = "msgpack")]
            Form::Nested(code, inner) if self.format.is_msgpack() => {
                self.begin_nested(m, sink, code, inner)?
            }
            Form::Plain => return Ok(None),
            _ => return Err(m.fault(Error::Unsupported)),
        };
        Ok(Some(left))
    }

    /// Puts a task on top. A container may not be in itself: the way down to it would have no end, and
    /// would come again and again to the containers of a circle. So some container on it is also twice as
    /// deep.
    fn push(&mut self, m: &M, task: Task<M::Obj>) -> Result<bool, M::Fault> {
        let depth = self.tasks.len();
        if task.is_container()
            && let Some(above) = self.tasks.as_slice().get(depth / 2)
            && above.is_container()
            && above.obj == task.obj
        {
            return Err(m.fault(Error::Circular));
        }
        self.tasks.push(task)?;
        Ok(true)
    }

    /// Makes room for a container of so many items at once.
    fn expect(&mut self, items: usize, each: usize) -> Result<(), M::Fault> {
        if SHORTCUTS && self.limit == usize::MAX && items >= 4 {
            self.out.reserve(items.min(EXPECTED) * each)?;
        }
        Ok(())
    }
}

impl<M: Pack> Encode<M> for Encoder<M> {
    type Task = Task<M::Obj>;

    fn begin(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        self.out.truncate(0);
        self.tasks.truncate(0);
        self.held = 0;
        self.set_limit();
        #[cfg(feature = "msgpack")]
        {
            self.gaps.truncate(0);
            self.saved = 0;
        }
        #[cfg(feature = "cbor")]
        {
            self.order.truncate(0);
            self.strings.clear();
            if self.options.string_references {
                self.put_count(kind::TAG, 256)?;
            }
        }
        self.quick = SHORTCUTS && !self.options.string_references && !m.intercepts();
        self.push(m, Task::save(obj, Ask::First))?;
        Ok(())
    }

    fn proceed<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<bool, M::Fault> {
        while !self.tasks.is_empty() {
            if sink.is_full() {
                return Ok(false);
            }
            self.step(m, sink)?;
        }
        if self.destination.is_stream() {
            self.flush(sink)?;
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
        #[cfg(feature = "msgpack")]
        self.gaps.release();
        #[cfg(feature = "cbor")]
        {
            self.order.release();
            self.strings.release();
        }
    }

    /// Nothing outlives an object.
    fn clear_memo(&mut self) {}
}
