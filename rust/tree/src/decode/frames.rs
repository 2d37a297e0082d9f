//! Items that consist of others: what they wait for, and what they come to.

#[cfg(feature = "cbor")]
use model::Payload;
use model::{Buffer, Error, Halt, Reader};

use super::machine::Run;
use super::{ANY, Decoder, Frame, Key, SHORTCUTS, Shape};
use crate::format::kind;
use crate::object::Unpack;

/// Items that wait on the stack before they go into their list, map or set.
pub(super) const BATCH: usize = 1000;

impl<M: Unpack> Decoder<M> {
    /// Whether the next item of `frame` is a key, or part of one.
    #[inline]
    pub(super) fn key_of(&self, frame: &Frame) -> Key {
        match frame.shape {
            _ if frame.key != Key::No => frame.key,
            Shape::Map if self.waiting(frame) & 1 == 0 => Key::Map,
            Shape::Set => Key::Element,
            _ => Key::No,
        }
    }

    /// Items of `frame` that stand on the stack.
    #[inline]
    pub(super) fn waiting(&self, frame: &Frame) -> usize {
        self.stack.len() - frame.start as usize - usize::from(frame.made)
    }

    /// Begins what consists of items, within something of the shape `outer`.
    #[inline(never)]
    pub(super) fn begin_frame(&mut self, r: &mut Reader<'_>, kind: u8, key: Key, outer: Shape) -> Run {
        let (mut want, mut left) = (ANY, 1);
        let mut shape = match kind & !kind::OPEN {
            kind::MAP => Shape::Map,
            #[cfg(feature = "cbor")]
            kind::TAG => Shape::Tag,
            #[cfg(feature = "cbor")]
            kind::BYTES => Shape::Bytes,
            #[cfg(feature = "cbor")]
            kind::STR => Shape::Text,
            _ if outer == Shape::SetOf => {
                if key == Key::No {
                    Shape::Set
                } else {
                    Shape::FrozenSet
                }
            }
            _ if key != Key::No || outer == Shape::TupleOf || self.options.use_tuple => Shape::Tuple,
            _ => Shape::List,
        };
        #[cfg(feature = "cbor")]
        if shape == Shape::Tag {
            // Words of 32 bits are shorter to compare.
            (shape, want) = match u32::try_from(self.number).unwrap_or(u32::MAX) {
                2 => (Shape::Positive, kind::BYTES),
                3 => (Shape::Negative, kind::BYTES),
                25 => (Shape::Through, kind::UINT),
                256 => {
                    // The strings of this namespace begin here; the number keeps the beginning of the outer one.
                    self.number = u64::from(core::mem::replace(&mut self.space, self.refs.len() as u32));
                    (Shape::Space, ANY)
                }
                258 => (Shape::SetOf, kind::ARRAY),
                // CBOR itself.
                55799 => (Shape::Through, ANY),
                _ => (shape, ANY),
            };
        }
        #[cfg(feature = "cbor")]
        if kind & kind::OPEN != 0 {
            if matches!(shape, Shape::Bytes | Shape::Text) {
                want = kind & !kind::OPEN;
                self.bytes.truncate(0);
            }
            left = 0;
        }
        if matches!(kind, kind::ARRAY | kind::MAP) {
            if kind == kind::MAP {
                self.number = self.number.saturating_mul(2);
            }
            let Ok(count) = u32::try_from(self.size(r)?) else {
                return Err(Error::BadSize.into());
            };
            left = count;
        }
        self.note_key(r, key)?;
        #[cfg(feature = "cbor")]
        if shape == Shape::Map {
            // The place of its previous key.
            self.number = self.order.len() as u64;
        }
        self.push_frame(shape, want, left, key)?;
        #[cfg(feature = "cbor")]
        if kind & kind::OPEN != 0
            && let Some(frame) = self.frames.as_mut_slice().last_mut()
        {
            frame.open = true;
        }
        Ok(())
    }

    /// Begins something that keeps [`Decoder::number`].
    #[inline(never)]
    pub(super) fn push_frame(&mut self, shape: Shape, want: u8, left: u32, key: Key) -> Run {
        let Ok(start) = u32::try_from(self.stack.len()) else {
            return Err(Error::TooLarge.into());
        };
        if shape.is_container() {
            if self.depth >= self.options.max_depth {
                return Err(Error::TooDeep.into());
            }
            self.depth += 1;
        }
        let frame = Frame {
            number: self.number,
            start,
            left,
            shape,
            want,
            #[cfg(feature = "registry")]
            code: self.code,
            open: false,
            made: false,
            key,
        };
        Ok(self.frames.push(frame)?)
    }

    /// Puts an object that is complete to those of its container.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn put(&mut self, obj: M::Obj) -> Run {
        if self.intake.objects == 0 {
            return Err(Error::TooManyObjects.into());
        }
        self.intake.objects -= 1;
        self.stack.push(obj)?;
        if let Some(frame) = self.frames.as_mut_slice().last_mut()
            && !frame.open
        {
            frame.left -= 1;
        }
        Ok(())
    }

    /// Puts an object to those of its container. Says whether that may be complete now.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn put_item(&mut self, obj: M::Obj) -> Run<bool> {
        // Of most objects there is no more to say.
        let more = SHORTCUTS
            && !self.options.deterministic
            && self
                .frames
                .as_slice()
                .last()
                .is_some_and(|frame| frame.left > 1 && !frame.open && self.waiting(frame) < BATCH - 1);
        self.put(obj)?;
        Ok(!more)
    }

    /// Completes the innermost container if it has all its items, then the one that it is in, and so on.
    // Its frame is not under all that reads items.
    #[inline(never)]
    pub(super) fn settle(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let mut ran_code = false;
        // Fields are read one by one: what has just been written in parts is slow to read as a whole.
        while let Some(frame) = self.frames.as_slice().last() {
            let waiting = self.waiting(frame);
            let (shape, start) = (frame.shape, frame.start as usize);
            let complete = frame.left == 0 && !frame.open;
            let is_list_or_map = shape as u8 <= Shape::Map as u8;
            if SHORTCUTS && complete && is_list_or_map && !frame.made && self.is_plain(frame) {
                ran_code |= self.settle_plain(m, r, shape, start)?;
                continue;
            }
            #[cfg(feature = "cbor")]
            if self.options.deterministic && shape == Shape::Map && frame.key != Key::Map && waiting & 1 == 1
            {
                let previous = frame.number as usize;
                self.end_key(previous)?;
            }
            if complete || waiting >= BATCH && waiting & 1 == 0 && shape as u8 <= Shape::Set as u8 {
                m.at(r.offset(), &self.refs);
                self.flush(m, waiting, complete)?;
                ran_code = true;
            }
            if !complete {
                return if ran_code && r.volatile() { Err(Halt::Again) } else { Ok(()) };
            }
            let obj = self.complete(m, r)?;
            m.left();
            self.stack.truncate(start);
            self.frames.pop();
            self.depth -= usize::from(shape.is_container());
            self.put(obj)?;
        }
        Err(Halt::Done)
    }

    /// Whether a frame is not part of a key, and nothing is looked at but its items.
    #[inline(always)]
    fn is_plain(&self, frame: &Frame) -> bool {
        frame.key == Key::No
            && !self.options.deterministic
            && !self.options.ordered
            && self.frames.as_slice().iter().nth_back(1).is_none_or(|outer| outer.shape != Shape::OrderedOf)
    }

    /// Makes the innermost container, a list or a map that has all its items, at once. Says whether code may have run.
    #[inline(always)]
    fn settle_plain(&mut self, m: &mut M, r: &Reader<'_>, shape: Shape, start: usize) -> Run<bool> {
        let items = &self.stack.as_slice()[start..];
        let is_map = shape == Shape::Map;
        let obj = if is_map {
            m.at(r.offset(), &self.refs);
            let map = m.map(None, items, false, self.options.unique_keys)?;
            let map = m.complete(map)?;
            m.left();
            map
        } else {
            m.list(items)?
        };
        self.stack.truncate(start);
        self.frames.pop();
        self.depth -= 1;
        self.put(obj)?;
        Ok(is_map)
    }

    /// Puts the items that wait into the list, map or set; into any other container if that is `complete`.
    #[inline(never)]
    fn flush(&mut self, m: &mut M, waiting: usize, complete: bool) -> Run {
        let Some(frame) = self.frames.as_slice().last() else {
            return Ok(());
        };
        let start = frame.start as usize;
        let stack = self.stack.as_slice();
        let items = &stack[stack.len() - waiting..];
        let made = frame.made.then(|| stack[start]);
        let obj = match (frame.shape, made) {
            (Shape::List, None) => m.list(items)?,
            (Shape::List, Some(list)) => {
                m.append(list, items)?;
                list
            }
            (Shape::Map, _) => {
                let frames = self.frames.as_slice();
                let in_ext = frames.iter().nth_back(1).is_some_and(|outer| outer.shape == Shape::OrderedOf);
                m.map(made, items, self.options.ordered || in_ext, self.options.unique_keys)?
            }
            (Shape::Set, _) => {
                let set = match made {
                    Some(set) => set,
                    None => m.set()?,
                };
                m.add(set, items)?;
                set
            }
            (Shape::Tuple, _) => m.tuple(items)?,
            (Shape::FrozenSet, _) => m.frozen_set(items)?,
            _ => return Ok(()),
        };
        self.stack.truncate(start);
        self.stack.push(obj)?;
        if !complete {
            m.left();
            if let Some(frame) = self.frames.as_mut_slice().last_mut() {
                frame.made = true;
            }
        }
        Ok(())
    }

    /// The object that a frame comes to, whose items are one object now.
    #[inline(never)]
    fn complete(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run<M::Obj> {
        #[cfg(not(feature = "msgpack"))]
        let _ = r;
        let Some(frame) = self.frames.as_slice().last() else {
            return Err(Halt::Done);
        };
        let number = frame.number;
        #[cfg(feature = "cbor")]
        if matches!(frame.shape, Shape::Bytes | Shape::Text) {
            let kind = if frame.shape == Shape::Text { Payload::Str } else { Payload::Bytes };
            return Ok(m.adopt(kind, &mut self.bytes)?);
        }
        let obj = self.stack.as_slice()[frame.start as usize];
        match frame.shape {
            Shape::Map => {
                #[cfg(feature = "cbor")]
                if frame.key != Key::Map {
                    self.order.truncate(number as usize);
                }
                return Ok(m.complete(obj)?);
            }
            #[cfg(feature = "msgpack")]
            Shape::Ext => return Ok(m.ext(number as i8, obj)?),
            #[cfg(feature = "cbor")]
            Shape::Tag => return Ok(m.tag(number, obj)?),
            #[cfg(feature = "cbor")]
            Shape::Positive => return self.big(m, obj, 0),
            #[cfg(feature = "cbor")]
            Shape::Negative => return self.big(m, obj, 0xff),
            #[cfg(feature = "cbor")]
            Shape::Space => {
                self.refs.truncate(self.space as usize);
                self.space = number as u32;
            }
            #[cfg(all(feature = "msgpack", feature = "registry"))]
            Shape::Registered => {
                let code = frame.code.cast_signed();
                Self::end_nested(r, number as usize)?;
                return Ok(m.registered(code, obj)?);
            }
            #[cfg(feature = "msgpack")]
            _ if self.format.is_msgpack() && frame.want != ANY => Self::end_nested(r, number as usize)?,
            _ => {}
        }
        Ok(obj)
    }
}
