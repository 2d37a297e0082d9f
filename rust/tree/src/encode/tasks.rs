//! The tasks that remain, and one step of them.

use model::{Buffer, Error, Sink};

#[cfg(feature = "pause")]
use super::atoms::memory;
use super::{Encoder, SHORTCUTS};
use crate::format::kind;
use crate::object::{Ask, Pack};

/// Bytes of a large payload that a sink gets at once if it can be full.
#[cfg(feature = "pause")]
const PIECE: u32 = 512;

/// A step of writing an object.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum What {
    /// Write it.
    Save,
    /// Write `left` items of a list or tuple from `cursor` on.
    List,
    /// Write `left` elements of a set from `cursor` on.
    Set,
    /// Write `left` entries of a dictionary from `cursor` on.
    Map,
    /// Write the keys of a dictionary or the elements of a set once, to find their order.
    #[cfg(feature = "cbor")]
    Keys,
    /// Write `left` entries or elements in their order, which is at `cursor`.
    #[cfg(feature = "cbor")]
    Sorted,
    /// Nothing: it is a tag or an ext, whose content is being written.
    #[cfg(any(feature = "cbor", feature = "registry"))]
    Around,
    /// The ext around it is complete: `cursor` is its gap, `used` its code, `left` what was saved before.
    #[cfg(feature = "msgpack")]
    Close,
    /// Write the last `left` bytes of it.
    #[cfg(feature = "pause")]
    Payload,
}

/// Something that remains to be written.
#[derive(Clone, Copy)]
pub struct Task<O> {
    pub(super) obj: O,
    pub(super) cursor: u32,
    pub(super) left: u32,
    /// Size of a dictionary or set when it began.
    pub(super) used: u32,
    pub(super) what: What,
    pub(super) ask: Ask,
    /// The key at `cursor` is written and its value is not.
    pub(super) value: bool,
    /// It is a set.
    pub(super) set: bool,
}

impl<O: Copy> Task<O> {
    pub(super) fn new(what: What, obj: O) -> Self {
        Self { obj, cursor: 0, left: 0, used: 0, what, ask: Ask::First, value: false, set: false }
    }

    pub(super) fn save(obj: O, ask: Ask) -> Self {
        Self { ask, ..Self::new(What::Save, obj) }
    }

    /// Whether it holds what is written while it waits.
    pub(super) fn is_container(&self) -> bool {
        #[cfg(feature = "msgpack")]
        if self.what == What::Close {
            return false;
        }
        self.what != What::Save
    }
}

impl<M: Pack> Encoder<M> {
    /// Works on the topmost task until it is done or has put another on top.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn step<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S) -> Result<(), M::Fault> {
        let top = self.tasks.len() - 1;
        let task = self.tasks.as_slice()[top];
        match task.what {
            What::Save => {
                self.tasks.truncate(top);
                return self.save(m, sink, task.obj, task.ask).map(drop);
            }
            #[cfg(feature = "msgpack")]
            What::Close => {
                self.tasks.truncate(top);
                return self.end_nested(m, &task);
            }
            #[cfg(feature = "pause")]
            What::Payload => return self.step_payload(m, sink, top),
            _ => {}
        }
        if SHORTCUTS && self.quick && task.what == What::List {
            self.save_run(m, top)?;
        }
        while let Some((item, value)) = self.next(m, top)? {
            if self.save(m, sink, item, Ask::First)? {
                return Ok(());
            }
            if SHORTCUTS && let Some(value) = value {
                self.advance(top);
                if self.save(m, sink, value, Ask::First)? {
                    return Ok(());
                }
            }
        }
        #[cfg(feature = "cbor")]
        match task.what {
            What::Keys => return self.sort(m, top),
            What::Sorted => self.end_sorted(&task),
            What::Around => {}
            _ if self.options.indefinite => self.out.push(0xff)?,
            _ => {}
        }
        self.tasks.truncate(top);
        Ok(())
    }

    /// The entry or item at the cursor is written.
    #[inline]
    fn advance(&mut self, top: usize) {
        let task = &mut self.tasks.as_mut_slice()[top];
        task.value = false;
        task.left -= 1;
        task.cursor += 1;
    }

    /// Whether a task's cursor is a place in the order.
    #[inline]
    fn is_sorted(what: What) -> bool {
        #[cfg(feature = "cbor")]
        return what == What::Sorted;
        #[cfg(not(feature = "cbor"))]
        {
            let _ = what;
            false
        }
    }

    /// The object that the container writes next, if any: an item, or a key with the value that is behind it, or
    /// that value.
    #[inline]
    #[allow(clippy::type_complexity)]
    fn next(&mut self, m: &M, top: usize) -> Result<Option<(M::Obj, Option<M::Obj>)>, M::Fault> {
        let task = &mut self.tasks.as_mut_slice()[top];
        if task.left == 0 {
            return Ok(None);
        }
        let what = task.what;
        #[cfg_attr(not(feature = "cbor"), allow(unused_mut))]
        let mut at = task.cursor as usize;
        if what == What::List {
            let Some(item) = m.item(task.obj, at) else {
                return Err(m.fault(Error::Changed));
            };
            self.advance(top);
            return Ok(Some((item, None)));
        }
        #[cfg(feature = "cbor")]
        if Self::is_sorted(what) {
            at = self.order.as_slice()[at].cursor();
        }
        let found = if task.set {
            m.element(task.obj, at).map(|(at, element)| (at, element, None))
        } else {
            m.entry(task.obj, at).map(|(at, key, value)| (at, key, Some(value)))
        };
        // The size is compared because a hook may have changed the table under the cursor.
        let (found, item, value) = match found {
            Some(found) if m.count(task.obj) as u32 == task.used => found,
            _ => return Err(m.fault(Error::Changed)),
        };
        // A key has gone, whose value is to be written; or the order has.
        let exact = task.value || Self::is_sorted(what);
        if exact && found != at {
            return Err(m.fault(Error::Changed));
        }
        if !exact {
            task.cursor = found as u32;
        }
        #[cfg(feature = "cbor")]
        if what == What::Keys {
            self.note_key(m, found as u32)?;
            self.advance(top);
            return Ok(Some((item, None)));
        }
        match value {
            Some(_) if !task.value => {
                task.value = true;
                Ok(Some((item, value)))
            }
            value => {
                self.advance(top);
                Ok(Some((value.unwrap_or(item), None)))
            }
        }
    }

    /// The head of a container, and a task for what is in it.
    pub(super) fn begin_items(
        &mut self,
        m: &M,
        what: What,
        obj: M::Obj,
        items: usize,
    ) -> Result<bool, M::Fault> {
        let Ok(left) = u32::try_from(items) else {
            return Err(m.fault(Error::TooLarge));
        };
        let mut task = Task { left, used: left, set: what == What::Set, ..Task::new(what, obj) };
        let kind = if what == What::Map { kind::MAP } else { kind::ARRAY };
        #[cfg(feature = "cbor")]
        if self.options.indefinite {
            self.out.push(kind << 5 | 31)?;
            return self.push(m, task);
        }
        self.put_count(kind, u64::from(left))?;
        if left == 0 {
            return Ok(false);
        }
        #[cfg(feature = "cbor")]
        if self.options.canonical && left > 1 && what != What::List {
            task.what = What::Keys;
            self.push(m, task)?;
            self.hold();
            return Ok(true);
        }
        self.expect(items, if what == What::Map { 12 } else { 4 })?;
        self.push(m, task)
    }

    #[cfg(feature = "pause")]
    #[inline(never)]
    fn step_payload<S: Sink<M>>(&mut self, m: &mut M, sink: &mut S, top: usize) -> Result<(), M::Fault> {
        let Task { obj, cursor, left, .. } = self.tasks.as_slice()[top];
        let piece = left.min(PIECE);
        // Nothing follows it into the buffer before its last byte is with the sink.
        match memory(m, obj) {
            Some(data) if data.len() == cursor as usize + left as usize => {
                sink.write(&data[cursor as usize..(cursor + piece) as usize])?;
            }
            _ => return Err(m.fault(Error::Changed)),
        }
        if piece == left {
            self.tasks.truncate(top);
        } else {
            let task = &mut self.tasks.as_mut_slice()[top];
            task.cursor += piece;
            task.left -= piece;
        }
        Ok(())
    }
}
