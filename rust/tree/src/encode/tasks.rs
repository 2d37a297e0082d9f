//! What remains to be written, and one step of it.

use model::{Buffer, Error, Sink};

use super::Encoder;
#[cfg(feature = "pause")]
use super::atoms::memory;
use crate::format::Kind;
use crate::object::{Ask, Pack};

/// Bytes of a large payload that a sink gets at once if it can be full.
#[cfg(feature = "pause")]
const PIECE: u32 = 512;

/// What is to be done with an object.
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
    /// Nothing: it is a tag, whose content is being written.
    #[cfg(feature = "cbor")]
    Around,
    /// The ext around it is complete; `cursor` is its gap.
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
    /// It is a set, of `Keys` and `Sorted`.
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
        let mut task = self.tasks.as_slice()[top];
        match task.what {
            What::Save => {
                self.tasks.truncate(top);
                return self.save(m, sink, task.obj, task.ask).map(drop);
            }
            #[cfg(feature = "msgpack")]
            What::Close => {
                self.tasks.truncate(top);
                return self.end_nested(m, task.cursor as usize);
            }
            #[cfg(feature = "pause")]
            What::Payload => return self.step_payload(m, sink, top),
            _ => {}
        }
        while task.left > 0 {
            let (cursor, item, other) = self.next(m, &task)?;
            if task.value {
                if cursor != task.cursor {
                    return Err(m.fault(Error::Changed));
                }
            } else {
                task.value = other.is_some();
                task.cursor = cursor;
                if !task.value {
                    self.advance(&mut task);
                }
                #[cfg(feature = "cbor")]
                if task.what == What::Keys {
                    self.note_key(m, cursor)?;
                }
                if self.save(m, sink, item, Ask::First)? {
                    self.tasks.as_mut_slice()[top] = task;
                    return Ok(());
                }
            }
            if let Some(other) = other {
                task.value = false;
                self.advance(&mut task);
                if self.save(m, sink, other, Ask::First)? {
                    self.tasks.as_mut_slice()[top] = task;
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

    /// One item is written.
    #[inline]
    fn advance(&mut self, task: &mut Task<M::Obj>) {
        task.left -= 1;
        task.cursor += 1;
    }

    /// The next item of a container, with its cursor; and the value of an entry.
    #[inline]
    #[allow(clippy::type_complexity)]
    fn next(&self, m: &M, task: &Task<M::Obj>) -> Result<(u32, M::Obj, Option<M::Obj>), M::Fault> {
        let mut at = task.cursor as usize;
        if task.what == What::List {
            return match m.item(task.obj, at) {
                Some(item) => Ok((task.cursor, item, None)),
                None => Err(m.fault(Error::Changed)),
            };
        }
        // The size is compared because a hook may have changed the table under the cursor.
        if m.count(task.obj) as u32 != task.used {
            return Err(m.fault(Error::Changed));
        }
        #[cfg(feature = "cbor")]
        let sorted = task.what == What::Sorted;
        #[cfg(feature = "cbor")]
        if sorted {
            at = self.sorted(at);
        }
        let found = if task.what == What::Set || task.set {
            m.element(task.obj, at).map(|(at, element)| (at, element, None))
        } else {
            m.entry(task.obj, at).map(|(at, key, value)| (at, key, Some(value)))
        };
        let Some((found, item, mut other)) = found else {
            return Err(m.fault(Error::Changed));
        };
        #[cfg(feature = "cbor")]
        {
            if sorted {
                return if found == at {
                    Ok((task.cursor, item, other))
                } else {
                    Err(m.fault(Error::Changed))
                };
            }
            if task.what == What::Keys {
                other = None;
            }
        }
        at = found;
        let _ = &mut other;
        Ok((at as u32, item, other))
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
        let kind = if what == What::Map { Kind::Map } else { Kind::Array };
        #[cfg(feature = "cbor")]
        if self.options.indefinite {
            self.out.push((kind as u8) << 5 | 31)?;
            return self.push(m, Task { left, used: left, ..Task::new(what, obj) });
        }
        self.put_count(kind, u64::from(left))?;
        if left == 0 {
            return Ok(false);
        }
        let mut task = Task { left, used: left, ..Task::new(what, obj) };
        #[cfg(feature = "cbor")]
        if self.options.canonical && left > 1 && what != What::List {
            task.what = What::Keys;
            task.set = what == What::Set;
            self.push(m, task)?;
            self.hold();
            return Ok(true);
        }
        self.expect(items, if what == What::Map { 12 } else { 4 })?;
        task.what = what;
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
