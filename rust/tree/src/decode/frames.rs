//! Items that consist of others: what they wait for, and what they come to.

#[cfg(feature = "cbor")]
use model::Payload;
use model::{Buffer, Error, Halt, Reader};

use super::machine::{Run, tag};
use super::{Decoder, Frame, Key, Shape};
use crate::format::{Head, Kind};
use crate::object::Unpack;

/// Items that wait on the stack before they go into their list, map or set.
const BATCH: usize = 1000;

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

    /// Begins what consists of items.
    #[inline(never)]
    pub(super) fn begin_frame(&mut self, m: &mut M, r: &mut Reader<'_>, head: &Head, key: Key) -> Run {
        let outer = self.frames.as_slice().last().map(|frame| (frame.shape, frame.value));
        let mut value = head.number;
        let shape = match head.kind {
            #[cfg(feature = "cbor")]
            Kind::Tag if value == tag::SPACE => {
                value = self.space as u64;
                self.space = self.refs.len();
                Shape::Space
            }
            Kind::Tag => Shape::Tag,
            #[cfg(feature = "cbor")]
            Kind::Bytes => Shape::Bytes,
            #[cfg(feature = "cbor")]
            Kind::Str => Shape::Text,
            Kind::Map => {
                value = value.saturating_mul(2);
                Shape::Map
            }
            _ => match outer {
                Some((Shape::Tag, tag::SET)) | Some((Shape::NestedSet, _)) => {
                    if key == Key::No {
                        Shape::Set
                    } else {
                        Shape::FrozenSet
                    }
                }
                Some((Shape::NestedTuple, _)) => Shape::Tuple,
                _ if key != Key::No || self.options.use_tuple => Shape::Tuple,
                _ => Shape::List,
            },
        };
        if head.kind != Kind::Tag && !head.open {
            // Each item takes a byte at least.
            let count = usize::try_from(value).ok().filter(|count| *count <= isize::MAX as usize);
            let Some(count) = count else {
                return Err(Error::BadSize.into());
            };
            if r.straddles(count) {
                return Err(Error::FrameStraddled.into());
            }
            r.check_ahead(count)?;
            if r.is_last() && !r.has(count) {
                return Err(Error::Truncated.into());
            }
        }
        #[cfg(feature = "cbor")]
        let ordered = self.options.deterministic && shape == Shape::Map && key != Key::Map;
        self.note_key(r, key)?;
        self.push_frame(shape, value, key)?;
        #[cfg(feature = "cbor")]
        {
            if ordered {
                self.begin_order()?;
            }
            if head.open
                && let Some(frame) = self.frames.as_mut_slice().last_mut()
            {
                frame.open = true;
                self.bytes.truncate(0);
                return Ok(());
            }
        }
        self.settle(m, r)
    }

    pub(super) fn push_frame(&mut self, shape: Shape, value: u64, key: Key) -> Run {
        if self.frames.len() >= self.options.max_depth {
            return Err(Error::TooDeep.into());
        }
        let Ok(start) = u32::try_from(self.stack.len()) else {
            return Err(Error::TooLarge.into());
        };
        Ok(self.frames.push(Frame { value, start, shape, open: false, made: false, key })?)
    }

    /// A break: the innermost container is complete.
    #[cfg(feature = "cbor")]
    pub(super) fn end_open(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let Some(frame) = self.frames.as_slice().last().copied().filter(|frame| frame.open) else {
            return Err(Error::BreakOutside.into());
        };
        if frame.shape == Shape::Map && self.waiting(&frame) & 1 == 1 {
            return Err(Error::OddItems.into());
        }
        if let Some(frame) = self.frames.as_mut_slice().last_mut() {
            frame.open = false;
        }
        self.settle(m, r)
    }

    /// Puts an object that is complete to those of its container.
    #[inline]
    pub(super) fn put(&mut self, obj: M::Obj) -> Run {
        if self.objects == 0 {
            return Err(Error::TooManyObjects.into());
        }
        self.objects -= 1;
        self.stack.push(obj)?;
        if let Some(frame) = self.frames.as_mut_slice().last_mut()
            && !frame.open
            && !frame.shape.is_single()
        {
            frame.value -= 1;
        }
        Ok(())
    }

    /// Completes the innermost container if it has all its items, then the one that it is in, and so on.
    #[inline]
    pub(super) fn settle(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let mut ran_code = false;
        loop {
            let Some(frame) = self.frames.as_slice().last().copied() else {
                return Err(Halt::Done);
            };
            let waiting = self.waiting(&frame);
            #[cfg(feature = "cbor")]
            if self.options.deterministic
                && frame.shape == Shape::Map
                && frame.key != Key::Map
                && waiting & 1 == 1
            {
                self.end_key()?;
            }
            let complete =
                if frame.shape.is_single() { waiting > 0 } else { frame.value == 0 && !frame.open };
            if !complete {
                if waiting >= BATCH
                    && waiting & 1 == 0
                    && matches!(frame.shape, Shape::List | Shape::Map | Shape::Set)
                {
                    self.flush(m, r, &frame, waiting)?;
                }
                return if ran_code && r.volatile() { Err(Halt::Again) } else { Ok(()) };
            }
            let obj = self.complete(m, r, &frame, waiting)?;
            ran_code |=
                matches!(frame.shape, Shape::Map | Shape::Set | Shape::FrozenSet | Shape::Tag | Shape::Ext);
            self.stack.truncate(frame.start as usize);
            let last = self.frames.len() - 1;
            self.frames.truncate(last);
            self.put(obj)?;
        }
    }

    /// Puts the items that wait into the list, map or set.
    #[inline(never)]
    fn flush(&mut self, m: &mut M, r: &mut Reader<'_>, frame: &Frame, waiting: usize) -> Run {
        let start = frame.start as usize;
        let stack = self.stack.as_slice();
        let items = &stack[stack.len() - waiting..];
        let made = frame.made.then(|| stack[start]);
        m.at(r.offset(), &self.refs);
        let obj = match (frame.shape, made) {
            (Shape::List, None) => m.list(items)?,
            (Shape::List, Some(list)) => {
                m.append(list, items)?;
                list
            }
            (Shape::Map, _) => {
                let frames = self.frames.as_slice();
                let in_ext = frames.iter().nth_back(1).is_some_and(|outer| outer.shape == Shape::NestedMap);
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
            // All at once in the end.
            _ => return Ok(()),
        };
        m.left();
        self.stack.truncate(start);
        self.stack.push(obj)?;
        if let Some(frame) = self.frames.as_mut_slice().last_mut() {
            frame.made = true;
        }
        Ok(())
    }

    /// The object that a frame comes to.
    #[inline(never)]
    fn complete(&mut self, m: &mut M, r: &mut Reader<'_>, frame: &Frame, waiting: usize) -> Run<M::Obj> {
        let start = frame.start as usize;
        match frame.shape {
            Shape::List | Shape::Map | Shape::Set if waiting > 0 || !frame.made => {
                self.flush(m, r, frame, waiting)?;
            }
            Shape::Tuple => return Ok(m.tuple(&self.stack.as_slice()[start..])?),
            Shape::FrozenSet => {
                m.at(r.offset(), &self.refs);
                let obj = m.frozen_set(&self.stack.as_slice()[start..])?;
                m.left();
                return Ok(obj);
            }
            #[cfg(feature = "cbor")]
            Shape::Bytes | Shape::Text => {
                let kind = if frame.shape == Shape::Text { Payload::Str } else { Payload::Bytes };
                return Ok(m.adopt(kind, &mut self.bytes)?);
            }
            Shape::NestedSet | Shape::NestedTuple | Shape::NestedBytes | Shape::NestedMap => {
                if r.offset() != r.frame_end() {
                    return Err(Error::BadSize.into());
                }
                r.set_frame_end(frame.value as usize);
            }
            _ => {}
        }
        let obj = self.stack.as_slice()[start];
        m.at(r.offset(), &self.refs);
        let obj = match frame.shape {
            Shape::Map => {
                #[cfg(feature = "cbor")]
                if self.options.deterministic && frame.key != Key::Map {
                    self.end_order();
                }
                m.complete(obj)?
            }
            #[cfg(feature = "msgpack")]
            Shape::Ext => m.ext(frame.value as i8, obj)?,
            #[cfg(feature = "cbor")]
            Shape::Space => {
                self.refs.truncate(self.space);
                self.space = frame.value as usize;
                obj
            }
            #[cfg(feature = "cbor")]
            Shape::Tag => match frame.value {
                number @ (tag::POSITIVE | tag::NEGATIVE) => self.big(m, obj, number == tag::NEGATIVE)?,
                tag::REFERENCE | tag::SET | tag::SELF_DESCRIBED => obj,
                number => m.tag(number, obj)?,
            },
            _ => obj,
        };
        m.left();
        Ok(obj)
    }
}
