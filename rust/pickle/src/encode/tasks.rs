//! The tasks that remain to be written, and one step of each.

use model::{Buffer, Error, Sink, View};

use super::{BATCH, Encoder, quick};
use crate::object::Describe;
use crate::opcode::*;

/// The opcode that ends an open run of items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// ADDITEMS, in batches
    Set,
    /// APPENDS, in batches (a set as list, before protocol 4)
    List,
    /// APPEND, without a MARK: a list of one item
    One,
    /// FROZENSET, all in one, written by a [`Task::Memo`] below
    FrozenSet,
}

/// `batch` of a container whose single item ends with APPEND or SETITEM and needs no MARK.
pub(super) const SINGLE: u16 = u16::MAX;

/// Bytes of a large payload that a sink gets at once if it can be full.
#[cfg(feature = "pause")]
const PIECE: usize = 512;

#[derive(Clone, Copy)]
pub enum Task<O> {
    /// Write this object.
    Save(O),
    /// Write this object, which is not in the memo: data without opcodes at this protocol, a
    /// buffer, a large payload or number.
    Rare(O),
    /// Write this object, which is not in the memo and no data; or else it is a class or function.
    #[cfg(feature = "classes")]
    Object(O, bool),
    /// Write this class or function by name. Hooks are not asked.
    Global(O),
    /// Write it by these names, after the classes that lead to a nested one.
    #[cfg(feature = "classes")]
    OldGlobal { obj: O, module: O, name: O },
    /// Write the arguments of the call that makes this `bytes` or `bytearray`.
    OldBuffer(O),
    /// Write this opcode.
    Op(u8),
    /// Write the opcode that completes `obj` and memoize it; if `obj` was completed meanwhile,
    /// through a cycle, drop this copy and fetch that one.
    Memo { obj: O, op: u8 },
    /// Items of a list from `next` on; `batch` of them stand behind a MARK.
    List { list: O, next: u32, batch: u16 },
    /// Items of a tuple from `next` on.
    Tuple { tuple: O, next: u32 },
    /// Entries of a dictionary from `cursor` on, `left` of them; `used` is its size (modulo 2^16)
    /// at the start; `value` says that the key at `cursor` is written and its value is not.
    Map { map: O, cursor: u32, left: u32, used: u16, value: bool, single: bool },
    /// Attributes of an instance, as a dictionary.
    #[cfg(feature = "classes")]
    Attributes(O, u32),
    /// Elements of a set.
    Elements { set: O, cursor: u32, left: u32, used: u16, items: Items },
    /// The bytes of a large payload from `next` on, `size` in all; `memoize` it afterwards.
    #[cfg(feature = "pause")]
    Payload { obj: O, next: u32, size: u32, memoize: bool },
    /// The items of an iterator. `ahead` is fetched but not written.
    #[cfg(feature = "classes")]
    Iter { iter: O, ahead: Option<O>, batch: u16, pairs: bool, started: bool },
}

impl<M: Describe> Encoder<M> {
    /// Works on the topmost task until it is done or has put another on top.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn step<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<(), M::Fault> {
        let top = self.tasks.len() - 1;
        let task = &self.tasks.as_slice()[top];
        match *task {
            Task::List { .. } => return self.step_list(m, sink, top),
            Task::Map { .. } => return self.step_map(m, sink, top),
            Task::Tuple { .. } => return self.step_tuple(m, sink, top),
            Task::Elements { .. } => return self.step_elements(m, sink, top),
            #[cfg(feature = "pause")]
            Task::Payload { .. } => return self.step_payload(m, sink, top),
            #[cfg(feature = "classes")]
            Task::Iter { .. } => return self.step_iter(m, sink, top),
            #[cfg(feature = "classes")]
            Task::OldGlobal { .. } => return self.step_old_global(m, top),
            _ => {}
        }
        let task = *task;
        self.tasks.truncate(top);
        match task {
            Task::Save(obj) => self.save(m, sink, obj).map(drop),
            Task::Rare(obj) => self.save_rare(m, sink, obj),
            #[cfg(feature = "classes")]
            Task::Object(obj, global) => self.save_object(m, obj, global),
            Task::Global(obj) => self.save_global(m, obj),
            Task::OldBuffer(obj) => self.put_old_buffer(m, sink, obj),
            Task::Op(op) => self.op(op),
            Task::Memo { obj, op } => self.step_memo(m, obj, op),
            #[cfg(feature = "classes")]
            Task::Attributes(owner, count) => {
                self.put_empty_dict()?;
                self.push_map(m, owner, count as usize).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn leave_map(&mut self, top: usize, map: M::Obj, s: &MapState) {
        self.set_task(top, s.task(map));
    }

    pub(super) fn set_task(&mut self, top: usize, task: Task<M::Obj>) {
        self.tasks.as_mut_slice()[top] = task;
    }

    fn step_memo(&mut self, m: &mut M, obj: M::Obj, op: u8) -> Result<(), M::Fault> {
        if let Some(at) = self.find(m, obj) {
            // The cycle went through the arguments: function and arguments, or the open MARK of
            // a frozenset, are still on the reader's stack.
            match op {
                FROZENSET => self.op(POP_MARK)?,
                NEWOBJ_EX => self.out.buf.extend(&[POP, POP, POP])?,
                _ => self.out.buf.extend(&[POP, POP])?,
            }
            return self.save_get(at);
        }
        self.op(op)?;
        self.memoize(m, obj)
    }

    #[inline(never)]
    fn step_list<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, top: usize) -> Result<(), M::Fault> {
        let Task::List { list, mut next, mut batch } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        loop {
            let left = m.len(list).saturating_sub(next as usize);
            if batch == SINGLE {
                self.op(APPEND)?;
                batch = 0;
            } else if batch as usize == BATCH || (left == 0 && batch > 0) {
                self.op(APPENDS)?;
                batch = 0;
            }
            let Some(item) = m.item(list, next as usize) else {
                self.tasks.truncate(top);
                return Ok(());
            };
            if batch == 0 {
                if left == 1 || self.is_text() {
                    batch = SINGLE;
                } else {
                    self.op(MARK)?;
                    batch = 1;
                }
            } else {
                batch += 1;
            }
            next = next.checked_add(1).ok_or_else(|| m.fault(Error::TooLarge))?;
            if self.save(m, sink, item)? {
                self.set_task(top, Task::List { list, next, batch });
                return Ok(());
            }
            if quick::IS_WANTED && self.quick && (batch as usize) < BATCH && m.glance(item).is_some() {
                let run = self.save_run(m, list, next as usize, BATCH - batch as usize)?;
                next = next.checked_add(run as u32).ok_or_else(|| m.fault(Error::TooLarge))?;
                batch += run as u16;
            }
        }
    }

    #[inline(never)]
    fn step_tuple<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, top: usize) -> Result<(), M::Fault> {
        let Task::Tuple { tuple, mut next } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        while let Some(item) = m.item(tuple, next as usize) {
            next += 1;
            if self.save(m, sink, item)? {
                self.set_task(top, Task::Tuple { tuple, next });
                return Ok(());
            }
        }
        self.tasks.truncate(top);
        let short = next <= 3 && !self.is_old();
        if let Some(at) = self.find(m, tuple) {
            // It contains itself, through something mutable, and is complete already.
            if short || self.is_text() {
                for _ in 0..next + u32::from(!short) {
                    self.op(POP)?;
                }
            } else {
                self.op(POP_MARK)?;
            }
            return self.save_get(at);
        }
        self.op(if short { TUPLE1 - 1 + next as u8 } else { TUPLE })?;
        self.memoize(m, tuple)
    }

    /// A task for all entries of a dictionary, or the attributes of an instance.
    pub(super) fn push_map(&mut self, m: &M, map: M::Obj, entries: usize) -> Result<bool, M::Fault> {
        if entries == 0 {
            return Ok(false);
        }
        let Ok(left) = u32::try_from(entries) else {
            return Err(m.fault(Error::TooLarge));
        };
        self.push(Task::Map { map, cursor: 0, left, used: entries as u16, value: false, single: false })
    }

    #[inline(never)]
    fn step_map<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, top: usize) -> Result<(), M::Fault> {
        let Task::Map { map, cursor, left, used, value, single } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        let mut s = MapState { cursor, left, used, value, single };
        loop {
            if !s.value && !self.map_boundary(&mut s)? {
                self.tasks.truncate(top);
                return Ok(());
            }
            // The size is compared because a hook may have changed the table under the cursor.
            let found = m.entry(map, s.cursor as usize);
            let (cursor, key, value) = match found {
                Some(entry) if m.count(map) as u16 == s.used => entry,
                _ => return Err(m.fault(Error::Changed)),
            };
            if s.value && cursor != s.cursor as usize {
                return Err(m.fault(Error::Changed));
            }
            if !s.value {
                s.cursor = cursor as u32;
                if self.save(m, sink, key)? {
                    s.value = true;
                    self.leave_map(top, map, &s);
                    return Ok(());
                }
            }
            s.value = false;
            s.cursor = cursor as u32 + 1;
            s.left -= 1;
            if self.save(m, sink, value)? {
                self.leave_map(top, map, &s);
                return Ok(());
            }
        }
    }

    /// Writes the opcodes between two entries of a dictionary. Returns whether there is another entry.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn map_boundary(&mut self, s: &mut MapState) -> Result<bool, M::Fault> {
        // Batches end where a multiple of BATCH is left, so that `left` alone tells where they
        // begin.
        let boundary = (s.left as usize).is_multiple_of(BATCH);
        let start = s.cursor == 0;
        if s.single {
            self.op(SETITEM)?;
        } else if !start && boundary {
            self.op(SETITEMS)?;
        }
        if s.left == 0 {
            return Ok(false);
        }
        if self.is_text() {
            s.single = true;
        } else if start || boundary {
            s.single = s.left as usize % BATCH == 1;
            if !s.single {
                self.op(MARK)?;
            }
        }
        Ok(true)
    }

    /// A task for all elements of a set.
    pub(super) fn push_elements(
        &mut self,
        m: &M,
        set: M::Obj,
        elements: usize,
        items: Items,
    ) -> Result<bool, M::Fault> {
        let Ok(left) = u32::try_from(elements) else {
            return Err(m.fault(Error::TooLarge));
        };
        if left == 0 {
            // A frozenset still needs its closing task.
            return Ok(items == Items::FrozenSet);
        }
        let items = if items == Items::List && left == 1 { Items::One } else { items };
        self.push(Task::Elements { set, cursor: 0, left, used: left as u16, items })
    }

    #[inline(never)]
    fn step_elements<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, top: usize) -> Result<(), M::Fault> {
        let Task::Elements { set, mut cursor, mut left, used, items } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        loop {
            let boundary = (left as usize).is_multiple_of(BATCH);
            let start = cursor == 0;
            // Before protocol 1 a list is filled one by one.
            let single = items == Items::One || (items == Items::List && self.is_text());
            if items != Items::FrozenSet && !start {
                if single {
                    self.op(APPEND)?;
                } else if boundary {
                    self.op(if items == Items::Set { ADDITEMS } else { APPENDS })?;
                }
            }
            if left == 0 {
                self.tasks.truncate(top);
                return Ok(());
            }
            if items != Items::FrozenSet && !single && (start || boundary) {
                self.op(MARK)?;
            }
            let found = m.element(set, cursor as usize);
            let (at, element) = match found {
                Some(found) if m.count(set) as u16 == used => found,
                _ => return Err(m.fault(Error::Changed)),
            };
            cursor = at as u32 + 1;
            left -= 1;
            if self.save(m, sink, element)? {
                self.set_task(top, Task::Elements { set, cursor, left, used, items });
                return Ok(());
            }
        }
    }

    /// A large payload: its header, then its bytes past the buffer.
    #[inline(never)]
    pub(super) fn save_large<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
    ) -> Result<(), M::Fault> {
        use super::Counted;
        let (kind, data) = match m.view(obj) {
            View::Str(data) => (Counted::Str, data),
            View::Bytes(data) => (Counted::Bytes, data),
            View::ByteArray(data) => (Counted::ByteArray, data),
            _ => return Err(m.fault(Error::Changed)),
        };
        self.check_size(m, data.len())?;
        let framed = !self.is_stream() && self.protocol >= 4;
        if framed {
            self.out.close_frame(m)?;
        }
        if kind == Counted::Str && self.is_text() {
            // Escaped text cannot be handed on as it lies.
            self.put_text(data)?;
        } else {
            let size = data.len();
            self.put_counted(kind, size)?;
            if self.is_stream() {
                return self.put_through(m, sink, obj, size, true);
            }
            self.out.buf.extend(data)?;
        }
        if framed {
            self.out.begin_frames();
        }
        self.memoize(m, obj)
    }

    /// The bytes of a large payload, whose header is written, to the sink; `memoize` it afterwards.
    pub(super) fn put_through<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
        size: usize,
        memoize: bool,
    ) -> Result<(), M::Fault> {
        self.flush(sink)?;
        #[cfg(feature = "pause")]
        if sink.is_full() {
            return self.push_payload(m, obj, size, memoize);
        }
        // Writing may have run Python code: look at the object again.
        match m.view(obj) {
            View::Str(data) | View::Bytes(data) | View::ByteArray(data) if data.len() == size => {
                sink.write_object(obj, data)?;
            }
            _ => return Err(m.fault(Error::Changed)),
        }
        if memoize { self.memoize(m, obj) } else { Ok(()) }
    }

    /// A task for the bytes of a large payload, whose header is written.
    #[cfg(feature = "pause")]
    fn push_payload(&mut self, m: &M, obj: M::Obj, size: usize, memoize: bool) -> Result<(), M::Fault> {
        let Ok(size) = u32::try_from(size) else {
            return Err(m.fault(Error::TooLarge));
        };
        self.push(Task::Payload { obj, next: 0, size, memoize }).map(drop)
    }

    #[cfg(feature = "pause")]
    #[inline(never)]
    fn step_payload<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, top: usize) -> Result<(), M::Fault> {
        let Task::Payload { obj, next, size, memoize } = self.tasks.as_slice()[top] else {
            return Ok(());
        };
        let (next, size) = (next as usize, size as usize);
        // Nothing follows it into the buffer before its last byte is with the sink.
        let (View::Str(data) | View::Bytes(data) | View::ByteArray(data)) = m.view(obj) else {
            return Err(m.fault(Error::Changed));
        };
        if data.len() != size {
            return Err(m.fault(Error::Changed));
        }
        let end = size.min(next + PIECE);
        sink.write(&data[next..end])?;
        if end < size {
            self.set_task(top, Task::Payload { obj, next: end as u32, size: size as u32, memoize });
            return Ok(());
        }
        self.tasks.truncate(top);
        if memoize { self.memoize(m, obj) } else { Ok(()) }
    }
}

struct MapState {
    cursor: u32,
    left: u32,
    used: u16,
    value: bool,
    single: bool,
}

impl MapState {
    fn task<O>(&self, map: O) -> Task<O> {
        let Self { cursor, left, used, value, single } = *self;
        Task::Map { map, cursor, left, used, value, single }
    }
}
