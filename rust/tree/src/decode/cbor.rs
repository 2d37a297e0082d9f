//! CBOR's heads, and what only CBOR has: strings in chunks, references to strings, large integers, maps in
//! a given order.

use core::cmp::Ordering;

use model::float::HALF;
use model::{Buffer, Error, Payload, Reader};

use super::machine::Run;
use super::{Decoder, Key};
use crate::format::{is_numbered, kind, log_of, move_bytes, shortest_float};
use crate::object::Unpack;

/// Behind the major type: no length is given.
const OPEN: u8 = 31;
/// Most bytes of a chunk that are asked for: no size is believed before the bytes are there.
const STEP: usize = 512;
/// The number of no string: references have no meaning.
pub(super) const NO_SPACE: u32 = u32::MAX;

impl<M: Unpack> Decoder<M> {
    /// The kind of the item that begins with `byte`.
    pub(super) fn cbor_head(&mut self, byte: u8, r: &mut Reader<'_>) -> Run<u8> {
        let major = byte >> 5;
        let info = byte & 31;
        self.number = u64::from(info);
        if info < 24 {
            return Ok(major);
        }
        if info >= 28 {
            return match major {
                kind::BYTES..=kind::MAP if info == OPEN => Ok(major | kind::OPEN),
                kind::SIMPLE if info == OPEN => Ok(kind::BREAK),
                _ => Err(Error::Reserved.into()),
            };
        }
        let log = info - 24;
        self.number = 0;
        self.read_number(r, log)?;
        let number = self.number;
        let (mut form, mut shortest) = (major, true);
        if major != kind::SIMPLE {
            shortest = number >= 24 && log_of(number) == log;
        } else if log == 0 {
            if number < 32 {
                return Err(Error::Reserved.into());
            }
        } else {
            form = kind::FLOAT;
            match log {
                1 => self.number = HALF.widen(number as u32).to_bits(),
                2 => self.widen(),
                _ => {}
            }
            if self.options.deterministic {
                shortest = shortest_float(f64::from_bits(self.number)) == (log, number);
            }
        }
        if self.options.deterministic && !shortest { Err(Error::NotShortest.into()) } else { Ok(form) }
    }

    /// The rest of the chunk at hand, as far as it is there.
    pub(super) fn chunk(&mut self, r: &mut Reader<'_>) -> Run {
        let piece = r.take_some(self.chunk_left);
        self.bytes.reserve(piece.len())?;
        self.bytes.extend(piece)?;
        self.chunk_left -= piece.len();
        if self.chunk_left > 0 { Err(r.need(self.chunk_left.min(STEP))) } else { Ok(()) }
    }

    /// The start of a chunk of a string.
    #[inline(never)]
    pub(super) fn begin_chunk(&mut self, r: &mut Reader<'_>, is_text: bool) -> Run {
        let size = self.size(r)?;
        if is_text && size > 0 {
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

    /// A break: the innermost container is complete.
    #[inline(never)]
    pub(super) fn end_open(&mut self) -> Run<bool> {
        let waiting = self.frames.as_slice().last().map_or(0, |frame| self.waiting(frame));
        let Some(frame) = self.frames.as_mut_slice().last_mut().filter(|frame| frame.open) else {
            return Err(Error::BreakOutside.into());
        };
        if frame.shape == super::Shape::Map && waiting & 1 == 1 {
            return Err(Error::OddItems.into());
        }
        frame.open = false;
        Ok(true)
    }

    /// The string that was referred to by its number.
    pub(super) fn reference(&self) -> Run<M::Obj> {
        let number = usize::try_from(self.number).ok();
        let place = number.and_then(|number| number.checked_add(self.space as usize));
        match place.map(|place| self.refs.as_slice().get(place)) {
            Some(Some(Some(obj))) => Ok(*obj),
            _ => Err(Error::MemoMissing.into()),
        }
    }

    /// A complete string: it may get a number, and be part of a key whose order counts.
    #[inline(never)]
    pub(super) fn note_string(&mut self, m: &M, obj: M::Obj) -> Run {
        let data = m.data(obj);
        if self.space != NO_SPACE && is_numbered(self.refs.len() - self.space as usize, data.len()) {
            self.refs.push(Some(obj))?;
        }
        if self.options.deterministic
            && self.frames.as_slice().last().is_some_and(|frame| self.key_of(frame) == Key::Map)
        {
            self.order.extend(data)?;
        }
        Ok(())
    }

    /// An integer from the bytes of its magnitude, the highest first; `flip` is 0xff for −1 − that.
    #[inline(never)]
    pub(super) fn big(&mut self, m: &mut M, bytes: M::Obj, flip: u8) -> Run<M::Obj> {
        let data = m.data(bytes);
        self.bytes.truncate(0);
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
    #[inline(never)]
    pub(super) fn note_head(&mut self, head: &[u8]) -> Run {
        if self.frames.as_slice().last().is_some_and(|frame| frame.key != Key::Map) {
            self.key_start = self.order.len();
        }
        Ok(self.order.extend(head)?)
    }

    /// A key is complete: it must come behind the one at `previous`, whose place it takes.
    #[inline(never)]
    pub(super) fn end_key(&mut self, previous: usize) -> Run {
        let (before, key) = self.order.as_slice()[previous..].split_at(self.key_start - previous);
        match before.cmp(key) {
            Ordering::Less => {}
            Ordering::Equal => return Err(Error::DuplicateKey.into()),
            Ordering::Greater => return Err(Error::Unsorted.into()),
        }
        let end = self.order.len();
        let end = move_bytes(self.order.as_mut_slice(), self.key_start, end, previous);
        self.order.truncate(end);
        Ok(())
    }
}
