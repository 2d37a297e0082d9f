//! Items, one after the other.

use model::float::SINGLE;
use model::{Buffer, Error, Halt, Payload, Payloads, Reader};

use super::{ANY, Decoder, KEYS, Key, SHORTCUTS, Shape};
use crate::format::{FALSE, NULL, TRUE, kind};
use crate::object::Unpack;

pub(super) type Run<T = ()> = Result<T, Halt>;

/// Bytes of the longest key that is remembered.
const LONGEST_KEY: usize = 32;

impl<M: Unpack> Decoder<M> {
    /// Reads items until something stops it.
    ///
    /// A function that reads an item tells whether a container may be complete now. Containers are made here, when that
    /// function is off the native stack.
    pub(super) fn execute(&mut self, m: &mut M, r: &mut Reader<'_>) -> Halt {
        let mut read = self.resume(m, r);
        loop {
            let settled = match read {
                Ok(true) => self.settle(m, r),
                Ok(false) => Ok(()),
                Err(halt) => Err(halt),
            };
            if let Err(halt) = settled {
                if matches!(halt, Halt::Done | Halt::Again) {
                    r.commit();
                }
                return halt;
            }
            r.commit();
            read = match if SHORTCUTS { self.quick(m, r) } else { Ok(false) } {
                Ok(false) => self.item(m, r),
                read => read,
            };
        }
    }

    /// Goes on with a string that has not come whole.
    fn resume(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run<bool> {
        #[cfg(feature = "cbor")]
        if self.chunk_left > 0 {
            self.chunk(r)?;
            return Ok(false);
        }
        match self.intake.payloads.resume(m, r)? {
            Some(obj) => {
                self.intake.payloads.clear();
                self.string(m, obj)
            }
            None => Ok(false),
        }
    }

    /// The kind of the item that comes next, of which [`Decoder::number`] has the number.
    #[inline]
    fn head(&mut self, r: &mut Reader<'_>) -> Run<u8> {
        // Nothing of an item may stand behind the ext that it is in.
        if self.format.is_msgpack() && r.frame_end() > 0 && r.frame_end() == r.offset() {
            return Err(Error::FrameStraddled.into());
        }
        let Some(byte) = r.byte() else {
            return Err(r.need(1));
        };
        match self.format {
            #[cfg(feature = "msgpack")]
            crate::Format::MessagePack => self.msgpack_head(byte, r),
            #[cfg(feature = "cbor")]
            crate::Format::Cbor => self.cbor_head(byte, r),
        }
    }

    /// Reads a number of 2 to the power of `log` bytes, the highest first. What was the number stands above it.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn read_number(&mut self, r: &mut Reader<'_>, log: u8) -> Run {
        if SHORTCUTS {
            let number = self.number;
            self.number = match log {
                0 => number << 8 | u64::from(r.array::<1>()?[0]),
                1 => number << 16 | u64::from(u16::from_be_bytes(*r.array()?)),
                2 => number << 32 | u64::from(u32::from_be_bytes(*r.array()?)),
                _ => u64::from_be_bytes(*r.array()?),
            };
            return Ok(());
        }
        for byte in r.take(1 << log)? {
            self.number = self.number << 8 | u64::from(*byte);
        }
        Ok(())
    }

    /// The number is a float of 32 bits.
    pub(super) fn widen(&mut self) {
        self.number = SINGLE.widen(self.number as u32).to_bits();
    }

    /// The number as a count of bytes, or of items of at least a byte each, which may be there.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn size(&self, r: &Reader<'_>) -> Run<usize> {
        let size = usize::try_from(self.number).unwrap_or(usize::MAX);
        if r.has(size) {
            return Ok(size);
        }
        if r.straddles(size) {
            return Err(Error::FrameStraddled.into());
        }
        r.check_ahead(size)?;
        if r.is_last() { Err(Error::Truncated.into()) } else { Ok(size) }
    }

    /// Reads one head, and what belongs to it. Says whether its container, or itself, may be complete now.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn item(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run<bool> {
        let kind = self.head(r)?;
        let (mut key, mut want, mut shape) = (Key::No, ANY, Shape::List);
        if let Some(frame) = self.frames.as_slice().last() {
            (key, want, shape) = (self.key_of(frame), frame.want, frame.shape);
            if want != ANY && kind & !kind::OPEN != want {
                #[cfg(feature = "cbor")]
                if frame.open {
                    let broken = kind == kind::BREAK;
                    return if broken { self.end_open() } else { Err(Error::ChunkType.into()) };
                }
                return Err(Error::WrongType.into());
            }
        }
        #[cfg(feature = "cbor")]
        {
            let in_chunks = matches!(shape, Shape::Bytes | Shape::Text);
            if kind & kind::OPEN != 0 {
                if in_chunks {
                    return Err(Error::ChunkType.into());
                }
                if !self.options.allow_indefinite {
                    return Err(Error::Indefinite.into());
                }
            } else if in_chunks {
                self.begin_chunk(r, shape == Shape::Text)?;
                return Ok(false);
            }
        }
        let obj = match kind {
            kind::BYTES | kind::STR | kind::EXT => return self.payload(m, r, kind, key, shape),
            kind::UINT | kind::NINT | kind::FLOAT | kind::SIMPLE => {
                self.note_key(r, key)?;
                #[cfg(feature = "cbor")]
                let obj = if want == kind::UINT { self.reference()? } else { self.atom(m, kind)? };
                #[cfg(not(feature = "cbor"))]
                let obj = self.atom(m, kind)?;
                obj
            }
            #[cfg(feature = "cbor")]
            kind::BREAK => return self.end_open(),
            _ => {
                self.begin_frame(r, kind, key, shape)?;
                // It may be empty.
                return Ok(true);
            }
        };
        self.put_item(obj)
    }

    /// Adds the bytes that were read since the head began to a key whose order counts.
    #[inline]
    pub(super) fn note_key(&mut self, r: &Reader<'_>, key: Key) -> Run {
        #[cfg(feature = "cbor")]
        if self.options.deterministic && key == Key::Map {
            self.note_head(r.head())?;
        }
        let _ = (r, key);
        Ok(())
    }

    /// A number or a simple value.
    fn atom(&mut self, m: &mut M, kind: u8) -> Run<M::Obj> {
        let number = self.number;
        if kind == kind::FLOAT {
            return Ok(m.float(f64::from_bits(number))?);
        }
        if kind == kind::SIMPLE {
            let value = number as u8;
            return match value {
                NULL => Ok(m.none()),
                FALSE | TRUE => Ok(m.bool(value == TRUE)),
                _ => Ok(m.simple(value)?),
            };
        }
        let flip = if kind == kind::NINT { u64::MAX } else { 0 };
        if number <= i32::MAX as u64 {
            return Ok(m.int((number ^ flip) as i32)?);
        }
        let mut bytes = [flip as u8; 9];
        bytes[..8].copy_from_slice(&(number ^ flip).to_le_bytes());
        Ok(m.payload(Payload::Int, &bytes)?)
    }

    /// Whether the ext at hand holds an item, and if so, whether it is one of `umsgpack`'s own.
    #[cfg(feature = "msgpack")]
    #[inline(never)]
    fn nesting(&mut self, m: &mut M) -> Option<bool> {
        if matches!(self.code, 0x51..=0x54) && m.is_nested(self.code) {
            return Some(true);
        }
        #[cfg(feature = "registry")]
        if m.holds_item(self.code.cast_signed()) {
            return Some(false);
        }
        None
    }

    /// Bytes, text or an ext, whose head is read: at once, or as it comes.
    fn payload(&mut self, m: &mut M, r: &mut Reader<'_>, kind: u8, key: Key, outer: Shape) -> Run<bool> {
        let size = self.size(r)?;
        #[cfg(feature = "msgpack")]
        if kind == kind::EXT
            && let Some(own) = self.nesting(m)
        {
            self.begin_nested(r, size, key, own)?;
            return Ok(false);
        }
        // A short payload is taken from the window whole.
        let data = if Payloads::<M>::is_whole(r, size) { Some(r.take(size)?) } else { None };
        #[cfg(feature = "cbor")]
        if self.options.deterministic && key == Key::Map {
            // `string` adds the rest.
            self.note_head(&r.head()[..r.since_head() - data.map_or(0, <[u8]>::len)])?;
        }
        let mut payload = Payload::Bytes;
        match kind {
            kind::STR => payload = Payload::Str,
            kind::EXT => {
                self.number = u64::from(self.code);
                self.push_frame(Shape::Ext, ANY, 1, key)?;
            }
            _ if outer == Shape::ByteArrayOf => payload = Payload::ByteArray,
            _ => {}
        }
        let obj = match data {
            Some(text) if key != Key::No && kind == kind::STR => self.key(m, text)?,
            Some(data) => m.payload(payload, data)?,
            None => match self.intake.payloads.collect(m, r, payload, size)? {
                Some(obj) => {
                    self.intake.payloads.clear();
                    obj
                }
                None => return Ok(false),
            },
        };
        self.string(m, obj)
    }

    /// A complete string.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn string(&mut self, m: &mut M, obj: M::Obj) -> Run<bool> {
        #[cfg(feature = "cbor")]
        if self.space != super::cbor::NO_SPACE || self.options.deterministic {
            self.note_string(m, obj)?;
        }
        let _ = m;
        self.put_item(obj)
    }

    /// A key of this text: the object that was made last time, if it is remembered.
    pub(super) fn key(&mut self, m: &mut M, text: &[u8]) -> Run<M::Obj> {
        // Records have the same keys in the same order.
        if SHORTCUTS
            && let Some(next) = self.next.get(usize::from(self.last))
            && let Some(Some(key)) = self.keys.get(usize::from(*next))
            && m.data(*key) == text
        {
            self.last = *next;
            return Ok(*key);
        }
        let key = self.search_key(m, text)?;
        if SHORTCUTS
            && let Some(at) = self.keys.iter().position(|known| *known == Some(key))
            && let Some(next) = self.next.get_mut(usize::from(self.last))
        {
            (*next, self.last) = (at as u8, at as u8);
        }
        Ok(key)
    }

    /// The same, by a hash.
    #[inline(never)]
    fn search_key(&mut self, m: &mut M, text: &[u8]) -> Run<M::Obj> {
        if text.len() > LONGEST_KEY {
            return Ok(m.payload(Payload::Str, text)?);
        }
        let byte = |at: usize| text.get(at).map_or(0, |byte| usize::from(*byte));
        let sum = text.len() + byte(0) + byte(text.len() / 2) + byte(text.len().wrapping_sub(1));
        let set = sum % (KEYS / 4) * 4;
        for at in set..set + 4 {
            if let Some(key) = self.keys[at]
                && m.data(key) == text
            {
                return Ok(key);
            }
        }
        let obj = m.payload(Payload::Str, text)?;
        // The oldest one goes.
        for at in (set + 1..set + 4).rev() {
            self.keys[at] = self.keys[at - 1];
        }
        self.keys[set] = Some(obj);
        Ok(obj)
    }
}
