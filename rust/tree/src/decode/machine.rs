//! Items, one after the other.

use model::{Buffer, Error, Halt, Payload, Payloads, Reader};

use super::{Decoder, KEYS, Key, Shape};
use crate::format::{FALSE, Head, Kind, NULL, TRUE};
use crate::object::Unpack;

pub(super) type Run<T = ()> = Result<T, Halt>;

/// Bytes of the longest key that is remembered.
const LONGEST_KEY: usize = 32;
/// Most bytes of a chunk that are asked for: no size is believed before the bytes are there.
#[cfg(feature = "cbor")]
pub(super) const STEP: usize = 512;

/// Tags whose content this crate knows.
pub(super) mod tag {
    pub const POSITIVE: u64 = 2;
    pub const NEGATIVE: u64 = 3;
    pub const REFERENCE: u64 = 25;
    pub const SPACE: u64 = 256;
    pub const SET: u64 = 258;
    pub const SELF_DESCRIBED: u64 = 55799;
}

impl<M: Unpack> Decoder<M> {
    /// Reads items until something stops it.
    pub(super) fn execute(&mut self, m: &mut M, r: &mut Reader<'_>) -> Halt {
        loop {
            r.commit();
            if let Err(halt) = self.item(m, r) {
                if matches!(halt, Halt::Done | Halt::Again) {
                    r.commit();
                }
                return halt;
            }
        }
    }

    /// Goes on with a string that has not come whole.
    pub(super) fn resume(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        #[cfg(feature = "cbor")]
        if self.chunk_left > 0 {
            return self.chunk(r);
        }
        match self.payloads.resume(m, r)? {
            Some(obj) => {
                self.payloads.clear();
                self.string(m, r, obj)
            }
            None => Ok(()),
        }
    }

    /// The head that comes next.
    #[inline]
    fn head(&self, r: &mut Reader<'_>) -> Run<Head> {
        // Nothing of an item may stand behind the ext that it is in.
        if self.format.is_msgpack() && r.frame_end() > 0 && r.frame_end() == r.offset() {
            return Err(Error::FrameStraddled.into());
        }
        let Some(byte) = r.byte() else {
            return Err(r.need(1));
        };
        match self.format {
            #[cfg(feature = "msgpack")]
            crate::Format::MessagePack => super::msgpack::head(byte, r),
            #[cfg(feature = "cbor")]
            crate::Format::Cbor => super::cbor::head(byte, r, self.options.deterministic),
        }
    }

    /// Reads one head, and what belongs to it.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn item(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let head = self.head(r)?;
        let mut key = Key::No;
        let mut wanted = None;
        if let Some(frame) = self.frames.as_slice().last() {
            key = self.key_of(frame);
            wanted = match frame.shape {
                Shape::NestedSet | Shape::NestedTuple => Some(Kind::Array),
                Shape::NestedBytes => Some(Kind::Bytes),
                Shape::NestedMap => Some(Kind::Map),
                Shape::Tag => match frame.value {
                    tag::POSITIVE | tag::NEGATIVE => Some(Kind::Bytes),
                    tag::REFERENCE => Some(Kind::Uint),
                    tag::SET => Some(Kind::Array),
                    _ => None,
                },
                #[cfg(feature = "cbor")]
                Shape::Bytes | Shape::Text if head.kind != Kind::Break => {
                    let frame = *frame;
                    return self.begin_chunk(r, &frame, &head);
                }
                _ => None,
            };
        }
        if wanted.is_some_and(|kind| kind != head.kind) {
            return Err(Error::WrongType.into());
        }
        #[cfg(feature = "cbor")]
        if head.open && (self.options.deterministic || !self.options.allow_indefinite) {
            return Err(Error::Indefinite.into());
        }
        let obj = match head.kind {
            Kind::Bytes | Kind::Str | Kind::Ext if !head.open => return self.payload(m, r, &head, key),
            Kind::Uint | Kind::Nint | Kind::Float | Kind::Simple => {
                self.note_key(r, key)?;
                self.atom(m, r, &head, wanted.is_some())?
            }
            #[cfg(feature = "cbor")]
            Kind::Break => return self.end_open(m, r),
            _ => return self.begin_frame(m, r, &head, key),
        };
        self.put(obj)?;
        self.settle(m, r)
    }

    /// What has been read since the head began is part of a key whose order counts.
    #[inline]
    pub(super) fn note_key(&mut self, r: &Reader<'_>, key: Key) -> Run {
        #[cfg(feature = "cbor")]
        if self.options.deterministic && key == Key::Map {
            self.note_head(r.head())?;
        }
        let _ = (r, key);
        Ok(())
    }

    /// A number or a simple value. `reference` says that it is the number of a string.
    fn atom(&mut self, m: &mut M, r: &Reader<'_>, head: &Head, reference: bool) -> Run<M::Obj> {
        let number = head.number;
        #[cfg(feature = "cbor")]
        if reference {
            return self.reference(number);
        }
        let _ = reference;
        match head.kind {
            Kind::Float => Ok(m.float(f64::from_bits(number))?),
            Kind::Simple => match number as u8 {
                NULL => Ok(m.none()),
                value @ (FALSE | TRUE) => Ok(m.bool(value == TRUE)),
                value => {
                    m.at(r.offset(), &self.refs);
                    let obj = m.simple(value)?;
                    m.left();
                    Ok(obj)
                }
            },
            kind => {
                let flip = if kind == Kind::Nint { u64::MAX } else { 0 };
                if number <= i32::MAX as u64 {
                    return Ok(m.int((number ^ flip) as i32)?);
                }
                let mut bytes = [flip as u8; 9];
                bytes[..8].copy_from_slice(&(number ^ flip).to_le_bytes());
                Ok(m.payload(Payload::Int, &bytes)?)
            }
        }
    }

    /// Bytes, text or an ext, whose head is read: at once, or as it comes.
    fn payload(&mut self, m: &mut M, r: &mut Reader<'_>, head: &Head, key: Key) -> Run {
        let is_ext = head.kind == Kind::Ext;
        let size = if is_ext { u64::from(head.number as u32) } else { head.number };
        let Ok(size) = usize::try_from(size) else {
            return Err(Error::BadSize.into());
        };
        #[cfg(feature = "msgpack")]
        if is_ext {
            let code = (head.number >> 32) as u8;
            if matches!(code, 0x51..=0x54) && m.is_nested(code) {
                return self.begin_nested(r, code, size, key);
            }
        }
        let nested_bytes =
            self.frames.as_slice().last().is_some_and(|frame| frame.shape == Shape::NestedBytes);
        let kind = match head.kind {
            Kind::Str => Payload::Str,
            _ if nested_bytes => Payload::ByteArray,
            _ => Payload::Bytes,
        };
        let data = if Payloads::<M>::is_whole(r, size) { Some(r.take(size)?) } else { None };
        #[cfg(feature = "cbor")]
        if self.options.deterministic && key == Key::Map {
            // `string` adds the rest.
            self.note_head(&r.head()[..r.since_head() - data.map_or(0, <[u8]>::len)])?;
        }
        if is_ext {
            self.push_frame(Shape::Ext, head.number >> 32, key)?;
        }
        let obj = match data {
            Some(text) if key != Key::No && kind == Payload::Str && size <= LONGEST_KEY => {
                self.key(m, text)?
            }
            Some(data) => m.payload(kind, data)?,
            None => match self.payloads.collect(m, r, kind, size)? {
                Some(obj) => {
                    self.payloads.clear();
                    obj
                }
                None => return Ok(()),
            },
        };
        self.string(m, r, obj)
    }

    /// A complete string.
    #[inline]
    fn string(&mut self, m: &mut M, r: &mut Reader<'_>, obj: M::Obj) -> Run {
        #[cfg(feature = "cbor")]
        if self.space != usize::MAX || self.options.deterministic {
            let key = self.frames.as_slice().last().is_some_and(|frame| self.key_of(frame) == Key::Map);
            self.note_string(m, obj, key)?;
        }
        self.put(obj)?;
        self.settle(m, r)
    }

    /// A key of this text: the object that was made last time, if it is remembered.
    fn key(&mut self, m: &mut M, text: &[u8]) -> Run<M::Obj> {
        let hash = text.iter().fold(text.len() as u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(*byte));
        let place = (hash ^ hash >> 4) as usize % KEYS;
        if let Some(obj) = self.keys[place]
            && m.data(obj) == text
        {
            return Ok(obj);
        }
        let obj = m.payload(Payload::Str, text)?;
        self.keys[place] = Some(obj);
        Ok(obj)
    }

    /// Begins an ext of `size` bytes that hold an item.
    #[cfg(feature = "msgpack")]
    fn begin_nested(&mut self, r: &mut Reader<'_>, code: u8, size: usize, key: Key) -> Run {
        const SHAPES: [Shape; 4] =
            [Shape::NestedSet, Shape::NestedTuple, Shape::NestedBytes, Shape::NestedMap];
        if r.straddles(size) {
            return Err(Error::FrameStraddled.into());
        }
        r.check_ahead(size)?;
        if r.is_last() && !r.has(size) {
            return Err(Error::Truncated.into());
        }
        let outer = r.frame_end() as u64;
        self.push_frame(SHAPES[usize::from(code - 0x51)], outer, key)?;
        r.set_frame_end(r.offset() + size);
        Ok(())
    }
}
