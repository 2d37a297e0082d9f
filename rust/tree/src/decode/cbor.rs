//! CBOR's heads, and what only CBOR has: strings in chunks, references to strings, large integers, maps in
//! a given order.

use core::cmp::Ordering;

use model::float::{HALF, SINGLE};
use model::{Buffer, Error, Halt, Payload, Reader};

use super::machine::{Run, STEP};
use super::{Decoder, Frame, Key, Shape};
use crate::format::{Head, Kind, is_numbered, log_of, number, shortest_float};
use crate::object::Unpack;

/// Behind the major type: no length is given.
const OPEN: u8 = 31;
/// Bytes of the length behind a key in [`Decoder::order`].
const TRAILER: usize = 4;

/// The item that begins with `byte`. `shortest` refuses heads that could be shorter.
pub(super) fn head(byte: u8, r: &mut Reader<'_>, shortest: bool) -> Result<Head, Halt> {
    const KINDS: [Kind; 8] =
        [Kind::Uint, Kind::Nint, Kind::Bytes, Kind::Str, Kind::Array, Kind::Map, Kind::Tag, Kind::Simple];
    let mut kind = KINDS[usize::from(byte >> 5)];
    let info = byte & 31;
    let mut value = u64::from(info);
    match info {
        0..24 => {}
        24..28 => {
            let log = info - 24;
            value = number(r, log)?;
            let mut least = log;
            if kind != Kind::Simple {
                least = if value < 24 { u8::MAX } else { log_of(value) };
            } else if log == 0 {
                if value < 32 {
                    return Err(Error::Reserved.into());
                }
            } else {
                kind = Kind::Float;
                let bits = value;
                value = match log {
                    1 => HALF.widen(bits as u32).to_bits(),
                    2 => SINGLE.widen(bits as u32).to_bits(),
                    _ => bits,
                };
                if shortest {
                    let (log, narrow) = shortest_float(f64::from_bits(value));
                    least = if narrow == bits { log } else { u8::MAX };
                }
            }
            if shortest && least != log {
                return Err(Error::NotShortest.into());
            }
        }
        OPEN => match kind {
            Kind::Simple => kind = Kind::Break,
            Kind::Bytes | Kind::Str | Kind::Array | Kind::Map => {
                return Ok(Head { kind, open: true, number: 0 });
            }
            _ => return Err(Error::Reserved.into()),
        },
        _ => return Err(Error::Reserved.into()),
    }
    Ok(Head { kind, open: false, number: value })
}

impl<M: Unpack> Decoder<M> {
    /// The rest of the chunk at hand, as far as it is there.
    pub(super) fn chunk(&mut self, r: &mut Reader<'_>) -> Run {
        let piece = r.take_some(self.chunk_left);
        self.bytes.reserve(piece.len())?;
        self.bytes.extend(piece)?;
        self.chunk_left -= piece.len();
        if self.chunk_left > 0 { Err(r.need(self.chunk_left.min(STEP))) } else { Ok(()) }
    }

    /// The start of a chunk of a string.
    pub(super) fn begin_chunk(&mut self, r: &mut Reader<'_>, frame: &Frame, head: &Head) -> Run {
        let kind = if frame.shape == Shape::Text { Kind::Str } else { Kind::Bytes };
        if head.kind != kind || head.open {
            return Err(Error::ChunkType.into());
        }
        let size = usize::try_from(head.number).map_err(|_| Error::BadSize)?;
        r.check_ahead(size)?;
        if r.is_last() && !r.has(size) {
            return Err(Error::Truncated.into());
        }
        if kind == Kind::Str && size > 0 {
            match r.rest() {
                [] => return Err(r.need(r.since_head() + 1)),
                // The rest of a character; that the whole is UTF-8 is seen at the end.
                [0x80..=0xbf, ..] => return Err(Error::BadUtf8.into()),
                _ => {}
            }
        }
        r.commit();
        self.chunk_left = size;
        self.chunk(r)
    }

    /// The string that was referred to by this number.
    pub(super) fn reference(&self, number: u64) -> Run<M::Obj> {
        let place = usize::try_from(number).ok().and_then(|index| self.space.checked_add(index));
        match place.map(|place| self.refs.as_slice().get(place)) {
            Some(Some(Some(obj))) => Ok(*obj),
            _ => Err(Error::MemoMissing.into()),
        }
    }

    /// A complete string: it may get a number, and be part of a key whose order counts.
    #[inline(never)]
    pub(super) fn note_string(&mut self, m: &M, obj: M::Obj, key: bool) -> Run {
        let data = m.data(obj);
        if self.space != usize::MAX && is_numbered(self.refs.len() - self.space, data.len()) {
            self.refs.push(Some(obj))?;
        }
        if key && self.options.deterministic {
            self.order.extend(data)?;
        }
        Ok(())
    }

    /// An integer from the bytes of its magnitude, the highest first; `negative` is −1 − that.
    #[inline(never)]
    pub(super) fn big(&mut self, m: &mut M, bytes: M::Obj, negative: bool) -> Run<M::Obj> {
        let flip = if negative { 0xff } else { 0 };
        self.bytes.truncate(0);
        let data = m.data(bytes);
        self.bytes.reserve_exact(data.len() + 1)?;
        for byte in data.iter().rev() {
            self.bytes.push(byte ^ flip)?;
        }
        self.bytes.push(flip)?;
        let obj = m.payload(Payload::Int, self.bytes.as_slice())?;
        self.bytes.truncate(0);
        Ok(obj)
    }

    /// The head of a key whose order counts, or of a part of it.
    pub(super) fn note_head(&mut self, head: &[u8]) -> Run {
        if self.frames.as_slice().last().is_some_and(|frame| frame.key != Key::Map) {
            self.key_start = self.order.len();
        }
        Ok(self.order.extend(head)?)
    }

    /// A map begins: nothing comes before its first key.
    pub(super) fn begin_order(&mut self) -> Run {
        Ok(self.order.extend(&[0; TRAILER])?)
    }

    /// Where in [`Decoder::order`] the previous key of the map begins, whose length ends at `end`.
    fn previous_key(&self, end: usize) -> usize {
        let mut trailer = [0; TRAILER];
        trailer.copy_from_slice(&self.order.as_slice()[end - TRAILER..end]);
        end - TRAILER - u32::from_le_bytes(trailer) as usize
    }

    /// A key is complete: it must come behind the previous one.
    pub(super) fn end_key(&mut self) -> Run {
        let start = self.key_start;
        let previous = self.previous_key(start);
        let order = self.order.as_slice();
        match order[previous..start - TRAILER].cmp(&order[start..]) {
            Ordering::Less => {}
            Ordering::Equal => return Err(Error::DuplicateKey.into()),
            Ordering::Greater => return Err(Error::Unsorted.into()),
        }
        let len = order.len() - start;
        self.order.as_mut_slice().copy_within(start.., previous);
        self.order.truncate(previous + len);
        Ok(self.order.extend(&(len as u32).to_le_bytes())?)
    }

    /// A map is complete.
    pub(super) fn end_order(&mut self) {
        let previous = self.previous_key(self.order.len());
        self.order.truncate(previous);
    }
}
