//! Writing: objects to bytes.
//!
//! There is no recursion: what remains to be written stands on a stack of [`Task`]s, so the depth
//! of an object graph is limited by memory only. A container is a task that remembers how far it
//! got; a reduced object is a little program of tasks.

mod atoms;
mod names;
pub(crate) mod output;
#[cfg(feature = "classes")]
pub(crate) mod places;
mod quick;
#[cfg(feature = "classes")]
mod reduced;
mod tasks;

use model::{Buffer, Destination, Encode, Error, Sink, View};

use crate::memo::Memo;
use crate::object::{Describe, Known};
use crate::opcode::*;
use output::Output;
use tasks::{Items, Task};

/// Where less is to be called for what takes much C stack already.
const SMALL_STACK: bool = cfg!(not(target_pointer_width = "64"));
/// Items between a MARK and its APPENDS, SETITEMS or ADDITEMS, as CPython's `_BATCHSIZE`: it
/// bounds the reader's stack.
pub(crate) const BATCH: usize = 1000;

/// Bytes that a key of a dictionary is guessed to take.
const KEY_ROOM: usize = 8;

/// Items of a container for which room is made in advance, at most.
const EXPECTED: usize = 4096;

/// Fill level at which stream output is handed to the sink.
const STREAM_BUFFER: usize = 192;

/// Memory for one object of the memo.
pub type MemoSlot<O> = Option<crate::memo::Entry<O>>;
/// Memory for something that remains to be written.
pub type PendingTask<O> = Task<O>;

/// A pickler. One may write several pickles that share a memo.
pub struct Encoder<M: Describe> {
    protocol: u8,
    fix_imports: bool,
    fast: bool,
    /// The shortcuts of [`quick`] can be taken.
    quick: bool,
    destination: Destination,
    out: Output<M>,
    memo: Memo<M>,
    /// Entries of the memo that belong to finished pickles.
    memo_kept: usize,
    tasks: M::Vec<Task<M::Obj>>,
    scratch: M::Vec<u8>,
    /// Holds the block that output and memo share, if they do.
    #[cfg(target_pointer_width = "64")]
    shared: M::Vec<u8>,
}

impl<M: Describe> Encode<M> for Encoder<M> {
    type Task = Task<M::Obj>;

    fn begin(&mut self, m: &mut M, obj: M::Obj) -> Result<(), M::Fault> {
        if !cfg!(feature = "text") && self.protocol < 2 {
            return Err(m.fault(Error::UnsupportedProtocol));
        }
        self.tasks.truncate(0);
        if cfg!(feature = "streams") {
            self.memo.truncate(m, self.memo_kept)?;
        } else {
            self.memo.release();
        }
        self.reclaim(m);
        self.out.begin(if self.is_stream() { STREAM_BUFFER } else { usize::MAX });
        if quick::IS_WANTED {
            self.quick = self.can_be_quick(m);
            if !self.is_stream() {
                self.expect_root(m, obj)?;
            }
        }
        if !self.is_old() {
            self.out.buf.extend(&[PROTO, self.protocol])?;
            if self.protocol >= 4 && !self.is_stream() {
                self.out.begin_frames();
            }
        }
        if self.is_stream() {
            self.memo.show(m);
        }
        self.push(Task::Save(obj))?;
        Ok(())
    }

    fn proceed<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<bool, M::Fault> {
        while !self.tasks.is_empty() {
            if sink.is_full() {
                return Ok(false);
            }
            self.step(m, sink)?;
        }
        self.complete(m, sink)?;
        Ok(true)
    }

    fn output(&mut self) -> &mut M::Vec<u8> {
        &mut self.out.buf
    }

    fn lend(&mut self, output: M::Vec<u8>, tasks: M::Vec<Task<M::Obj>>, scratch: M::Vec<u8>) {
        self.out.buf = output;
        self.tasks = tasks;
        self.scratch = scratch;
    }

    fn release_scratch(&mut self) {
        self.tasks.release();
        self.scratch.release();
        self.out.release_scratch();
        if !self.is_stream() {
            self.memo.release();
        }
    }

    fn clear_memo(&mut self) {
        self.memo.release();
        self.memo_kept = 0;
    }
}

impl<M: Describe> Encoder<M> {
    /// An encoder for this protocol (0 to 5). `fix_imports` writes Python 2's names at protocols
    /// 0 to 2.
    #[inline(always)]
    #[must_use]
    pub fn new(protocol: u8, fix_imports: bool, destination: Destination) -> Self {
        Self {
            protocol: protocol.min(HIGHEST_PROTOCOL),
            fix_imports: fix_imports && protocol < 3,
            fast: false,
            quick: false,
            destination,
            out: Output::default(),
            memo: Memo::default(),
            memo_kept: 0,
            tasks: Default::default(),
            scratch: Default::default(),
            #[cfg(target_pointer_width = "64")]
            shared: Default::default(),
        }
    }

    /// Lends it memory for the memo to begin with: of so many [`MemoSlot`]s, all None.
    pub fn lend_memo(&mut self, memo: M::Vec<MemoSlot<M::Obj>>) {
        self.memo.lend(memo);
    }

    /// CPython's `Pickler.fast`: no memo at all; the objects must form a tree.
    pub fn set_fast(&mut self, fast: bool) {
        self.fast = fast;
    }

    /// Whether [`Encoder::set_fast`] is on.
    #[must_use]
    pub fn is_fast(&self) -> bool {
        self.fast
    }

    /// The protocol that is written.
    #[must_use]
    pub fn protocol(&self) -> u8 {
        self.protocol
    }

    /// Number of objects in the memo.
    #[must_use]
    pub fn memo_len(&self) -> usize {
        self.memo.len()
    }

    /// The memo, in which [`crate::memo_entry`] finds objects in no particular order.
    #[must_use]
    pub fn memo(&self) -> &[MemoSlot<M::Obj>] {
        self.memo.table()
    }

    /// Adds an object to the memo as if it had been written. For encoders that write to a stream:
    /// the memo of a pickle in memory does not outlive it.
    ///
    /// # Errors
    /// As growing the memo.
    pub fn memo_add(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        self.memo.add(m, obj, self.memo.len())?;
        self.memo_kept = self.memo.len();
        Ok(())
    }

    #[inline(never)]
    fn complete<S: Sink<M>>(&mut self, m: &M, sink: &mut S) -> Result<(), M::Fault> {
        self.out.buf.push(STOP)?;
        if self.is_stream() {
            self.flush(sink)?;
            self.memo_kept = self.memo.len();
            return Ok(());
        }
        self.memo.release();
        self.reclaim(m);
        self.out.finish(m, self.protocol)
    }

    /// Protocol 0: everything is text.
    #[inline]
    fn is_text(&self) -> bool {
        cfg!(feature = "text") && self.protocol == 0
    }

    /// Protocols 0 and 1.
    #[inline]
    fn is_old(&self) -> bool {
        cfg!(feature = "text") && self.protocol < 2
    }

    /// Whether the pickle goes to a sink.
    #[inline]
    fn is_stream(&self) -> bool {
        self.destination.is_stream()
    }

    fn flush<S: Sink<M>>(&mut self, sink: &mut S) -> Result<(), M::Fault> {
        sink.write(self.out.buf.as_slice())?;
        self.out.buf.truncate(0);
        Ok(())
    }

    /// At [`Output::limit`]: ends a frame, or hands the buffer to the sink. Returns whether the sink
    /// is full: `obj` is a task then.
    #[cold]
    #[inline(never)]
    fn at_limit<S: Sink<M>>(&mut self, m: &M, sink: &mut S, obj: M::Obj) -> Result<bool, M::Fault> {
        if !self.is_stream() {
            self.out.close_frame(m)?;
            return Ok(false);
        }
        self.flush(sink)?;
        if sink.is_full() { self.push(Task::Save(obj)) } else { Ok(false) }
    }

    #[inline]
    fn op(&mut self, opcode: u8) -> Result<(), M::Fault> {
        self.out.buf.push(opcode)
    }

    /// Writes `obj`, or the start of it with a task for the rest. Returns whether it left a task.
    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn save<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, obj: M::Obj) -> Result<bool, M::Fault> {
        if self.out.buf.len() >= self.out.limit && self.at_limit(m, sink, obj)? {
            return Ok(true);
        }
        if quick::IS_WANTED && self.quick && m.glance(obj).is_some() {
            self.save_quickly(m, obj)?;
            return Ok(false);
        }
        #[cfg(feature = "classes")]
        if !self.quick && m.intercepts() {
            return self.save_intercepted(m, obj);
        }
        self.save_by_type(m, obj)
    }

    /// Whether a hook wants to see every object.
    #[inline]
    fn intercepts(_m: &M) -> bool {
        #[cfg(feature = "classes")]
        return _m.intercepts();
        #[cfg(not(feature = "classes"))]
        false
    }

    /// [`Encoder::save`] with the `persistent_id` hook.
    #[cfg(feature = "classes")]
    #[inline(never)]
    fn save_intercepted(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        match m.intercept(obj)? {
            Some(id) => self.save_persistent(m, id),
            None => self.save_by_type(m, obj),
        }
    }

    /// [`Encoder::save`] without the `persistent_id` hook.
    #[inline]
    fn save_by_type(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        if m.is_atom(obj) && self.save_atom(m, obj)? {
            return Ok(false);
        }
        self.save_memoized(m, obj)
    }

    /// Writes what has no identity and is short. Returns whether `obj` is of that kind.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn save_atom(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        match m.view(obj) {
            View::None => self.op(NONE)?,
            View::Bool(value) => self.save_bool(value)?,
            View::Int(value) if !self.is_text() || !SMALL_STACK => self.save_int(value)?,
            View::Float(value) if !self.is_text() => self.save_float(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The second half of [`Encoder::save_by_type`]: everything that has an identity.
    fn save_memoized(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        if let Some(at) = self.find(m, obj) {
            self.save_get(at)?;
            return Ok(false);
        }
        match m.view(obj) {
            View::Str(text) => {
                let size = text.len();
                if size >= self.large() {
                    return self.push(Task::Rare(obj));
                }
                self.put_text(text)?;
                self.memoize(m, obj)?;
                Ok(false)
            }
            View::Bytes(data) if self.protocol >= 3 => {
                if data.len() >= self.large() {
                    return self.push(Task::Rare(obj));
                }
                self.put_counted(Counted::Bytes, data.len())?;
                self.out.buf.extend(data)?;
                self.memoize(m, obj)?;
                Ok(false)
            }
            View::ByteArray(data) if self.protocol >= 5 => {
                if data.len() >= self.large() {
                    return self.push(Task::Rare(obj));
                }
                self.put_counted(Counted::ByteArray, data.len())?;
                self.out.buf.extend(data)?;
                self.memoize(m, obj)?;
                Ok(false)
            }
            View::List => {
                if self.is_text() {
                    self.out.buf.extend(&[MARK, LIST])?;
                } else {
                    self.op(EMPTY_LIST)?;
                }
                self.expect(m, obj, m.len(obj), false)?;
                self.memoize(m, obj)?;
                self.push(Task::List { list: obj, next: 0, batch: 0 })
            }
            View::Dict(entries) => {
                self.put_empty_dict()?;
                self.expect(m, obj, entries, true)?;
                self.memoize(m, obj)?;
                self.push_map(m, obj, entries)
            }
            View::Tuple(0) => {
                if self.is_text() {
                    self.out.buf.extend(&[MARK, TUPLE])?;
                } else {
                    self.op(EMPTY_TUPLE)?;
                }
                Ok(false)
            }
            View::Tuple(len) => {
                if len > 3 || self.is_old() {
                    self.op(MARK)?;
                }
                self.push(Task::Tuple { tuple: obj, next: 0 })
            }
            View::Set(elements) if self.protocol >= 4 => {
                self.op(EMPTY_SET)?;
                self.memoize(m, obj)?;
                self.push_elements(m, obj, elements, Items::Set)
            }
            View::FrozenSet(elements) if self.protocol >= 4 => {
                self.op(MARK)?;
                self.push(Task::Memo { obj, op: FROZENSET })?;
                self.push_elements(m, obj, elements, Items::FrozenSet)
            }
            #[cfg(target_pointer_width = "64")]
            View::BigInt => self.save_big_int(m, obj).map(|()| false),
            // Much is called for all of these: from the loop, when less is on the C stack.
            #[cfg(feature = "classes")]
            View::Global => self.push(Task::Object(obj, true)),
            #[cfg(feature = "classes")]
            View::Object => self.push(Task::Object(obj, false)),
            #[cfg(not(feature = "classes"))]
            View::Global | View::Object => self.push(Task::Global(obj)),
            _ => self.push(Task::Rare(obj)),
        }
    }

    /// Writes data without opcodes at this protocol, large payloads and numbers, and buffers.
    #[inline(never)]
    pub(super) fn save_rare<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
    ) -> Result<(), M::Fault> {
        match m.view(obj) {
            View::Bytes(data) if self.protocol < 3 => {
                let function = if data.is_empty() { Known::Bytes } else { Known::Encode };
                self.save_old_buffer(m, obj, function)
            }
            View::ByteArray(_) if self.protocol < 5 => self.save_old_buffer(m, obj, Known::ByteArray),
            View::BigInt => self.save_big_int(m, obj),
            View::Int(value) => self.save_int(value),
            #[cfg(feature = "text")]
            View::Float(value) => self.save_text_float(value),
            View::Set(elements) => self.save_old_set(m, obj, elements, Known::Set),
            View::FrozenSet(elements) => self.save_old_set(m, obj, elements, Known::FrozenSet),
            #[cfg(feature = "buffers")]
            View::Buffer => self.save_buffer(m, sink, obj),
            _ => self.save_large(m, sink, obj),
        }
    }

    #[inline(never)]
    pub(super) fn push_global(&mut self, obj: M::Obj) -> Result<(), M::Fault> {
        self.push(Task::Global(obj)).map(drop)
    }

    /// Makes room at once for what a container of `items` items holds, as far as a look at the
    /// first of them tells: each growth costs the allocator a search, and large payloads a copy.
    #[inline(never)]
    fn expect(&mut self, m: &M, container: M::Obj, items: usize, map: bool) -> Result<(), M::Fault> {
        if items < 4 || self.is_stream() {
            return Ok(());
        }
        if quick::IS_WANTED && self.tasks.is_empty() && !self.out.buf.is_empty() {
            // The root, for which room was made before anything was written.
            return Ok(());
        }
        let looked_at = items.min(EXPECTED);
        let mut room = 4 * looked_at;
        let mut cursor = 0;
        // Nothing but numbers and payloads; that is all of it.
        let mut flat = quick::IS_WANTED && looked_at == items;
        for at in 0..looked_at {
            let item = if map {
                let Some((slot, _, value)) = m.entry(container, cursor) else { break };
                cursor = slot + 1;
                room += KEY_ROOM;
                value
            } else {
                let Some(item) = m.item(container, at) else { break };
                item
            };
            if quick::IS_WANTED
                && at > 0
                && let Some(View::Str(text)) = m.glance(item)
            {
                room += text.len();
                continue;
            }
            let atom = m.is_atom(item);
            if at == 0 && items >= 16 && (map || !atom) {
                self.memo.expect(looked_at);
            }
            if atom {
                if map {
                    continue;
                }
                // A list of numbers holds nothing else, mostly.
                break;
            }
            if let View::Str(data) | View::Bytes(data) | View::ByteArray(data) = m.view(item) {
                room = room.saturating_add(data.len());
                if quick::IS_WANTED && data.len() >= 256 {
                    room = room.saturating_add(quick::AROUND);
                }
            } else {
                flat = false;
            }
        }
        if quick::IS_WANTED {
            // Headers of frames.
            room = room.saturating_add(room >> 12);
            if flat && self.share(m, room)? {
                return Ok(());
            }
        }
        self.out.buf.reserve(room)
    }

    fn push(&mut self, task: Task<M::Obj>) -> Result<bool, M::Fault> {
        self.tasks.push(task)?;
        Ok(true)
    }

    #[inline]
    fn find(&mut self, m: &M, obj: M::Obj) -> Option<usize> {
        self.memo.find(m, obj)
    }

    fn save_get(&mut self, at: usize) -> Result<(), M::Fault> {
        if self.is_stream() {
            return self.out.get(self.protocol, self.memo.place(at));
        }
        let first = self.memo.fetch(at);
        self.out.defer_get(self.memo.place(at), first)
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn memoize(&mut self, m: &M, obj: M::Obj) -> Result<(), M::Fault> {
        if cfg!(feature = "classes") && self.fast {
            return Ok(());
        }
        let place = if self.is_stream() {
            self.out.put(self.protocol, self.memo.len())?;
            self.memo.len()
        } else {
            self.out.buf.len()
        };
        self.memo.add(m, obj, place)
    }

    /// Payloads from this size on are not copied into the stream buffer, or stand outside of
    /// frames.
    fn large(&self) -> usize {
        if self.is_stream() { STREAM_BUFFER } else { output::FRAME_TARGET }
    }
}

/// Payloads with a byte count before them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Str,
    Bytes,
    ByteArray,
}
