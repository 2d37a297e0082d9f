//! Saves one object: its type decides which bytes are written at once, and which task is left for the rest.

use model::{Buffer, Sink, View};

use super::tasks::{Items, Task};
use super::{Counted, Encoder, SMALL_STACK, quick};
use crate::object::{Describe, Known};
use crate::opcode::*;

/// Bytes that a key of a dictionary is guessed to take.
const KEY_ROOM: usize = 8;
/// Items of a container for which room is made in advance, at most.
pub(super) const EXPECTED: usize = 4096;

impl<M: Describe> Encoder<M> {
    /// Writes `obj`, or the start of it with a task for the rest. Returns whether it left a task.
    #[cfg_attr(not(target_pointer_width = "64"), inline)]
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub(super) fn save<S: Sink<M>>(
        &mut self,
        m: &mut M,
        sink: &mut S,
        obj: M::Obj,
    ) -> Result<bool, M::Fault> {
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
    pub(super) fn intercepts(_m: &M) -> bool {
        #[cfg(feature = "classes")]
        return _m.intercepts();
        #[cfg(not(feature = "classes"))]
        false
    }

    /// [`Encoder::save`] with the `persistent_id` hook.
    #[cfg(feature = "classes")]
    #[inline(never)]
    pub(super) fn save_intercepted(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        match m.intercept(obj)? {
            Some(id) => self.save_persistent(m, id),
            None => self.save_by_type(m, obj),
        }
    }

    /// [`Encoder::save`] without the `persistent_id` hook.
    #[inline]
    pub(super) fn save_by_type(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        if m.is_atom(obj) && self.save_atom(m, obj)? {
            return Ok(false);
        }
        self.save_memoized(m, obj)
    }

    /// Writes a short object without identity. Returns whether `obj` is of that kind.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn save_atom(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
        match m.view(obj) {
            View::None => self.op(NONE)?,
            View::Bool(value) => self.save_bool(value)?,
            View::Int(value) if !self.is_text() || !SMALL_STACK => self.save_int(value)?,
            View::Float(value) if !self.is_text() => self.save_float(value)?,
            // From a task, when less is on the C stack.
            View::BigInt if !SMALL_STACK => self.save_big_int(m, obj)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The second half of [`Encoder::save_by_type`]: everything that has an identity.
    pub(super) fn save_memoized(&mut self, m: &mut M, obj: M::Obj) -> Result<bool, M::Fault> {
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
    pub(super) fn expect(
        &mut self,
        m: &M,
        container: M::Obj,
        items: usize,
        map: bool,
    ) -> Result<(), M::Fault> {
        let few = if quick::IS_WANTED || self.tasks.is_empty() { 4 } else { 16 };
        if items < few || self.is_stream() || quick::IS_WANTED && self.estimated {
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
}
