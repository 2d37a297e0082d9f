//! A shortcut for what most inputs consist of: numbers and short strings in lists and maps.
//!
//! It makes what the long way makes, in a fraction of the instructions, where there is room for the code:
//! see [`super::SHORTCUTS`].

use model::{Buffer, Payload, Reader};

use super::frames::BATCH;
use super::machine::Run;
use super::{ANY, Decoder, Key, Shape};
use crate::format::{NULL, TRUE};
use crate::object::Unpack;

/// Keys and values of a map whose keys are remembered, at most.
const SMALL_MAP: u32 = 64;

/// A head that is known at a glance.
enum Glance {
    Int(i32),
    Float(f64),
    /// So many bytes of text.
    Str(usize),
    /// Null, false or true.
    Simple(u8),
}

impl<M: Unpack> Decoder<M> {
    /// Reads items of the innermost container while they are of this kind, but not its last one.
    #[inline(never)]
    pub(super) fn quick(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run {
        let Some(frame) = self.frames.as_slice().last() else {
            return Ok(());
        };
        if frame.open || frame.want != ANY || self.takes_notes() {
            return Ok(());
        }
        let waiting = self.waiting(frame);
        let most = (frame.left as usize).min(BATCH - waiting.min(BATCH)).min(self.objects);
        let is_map = match frame.shape {
            Shape::List | Shape::Tuple if frame.key == Key::No => false,
            Shape::Map if frame.key == Key::No => true,
            _ => return Ok(()),
        };
        let mut is_key = is_map && waiting & 1 == 0;
        // The keys of one map are all different.
        let is_small = frame.left <= SMALL_MAP;
        let mut read = 0;
        while read + 1 < most {
            let Some((size, glance)) = self.glance(r.rest()) else {
                break;
            };
            if let Glance::Str(len) = glance
                && !r.has(size + len)
            {
                break;
            }
            r.take(size)?;
            let obj = match glance {
                Glance::Int(value) => m.int(value)?,
                Glance::Float(value) => m.float(value)?,
                Glance::Str(len) => {
                    let text = r.take(len)?;
                    if is_key && is_small { self.key(m, text)? } else { m.payload(Payload::Str, text)? }
                }
                Glance::Simple(NULL) => m.none(),
                Glance::Simple(value) => m.bool(value == TRUE),
            };
            r.commit();
            self.stack.push(obj)?;
            read += 1;
            is_key = is_map && !is_key;
        }
        self.objects -= read;
        if let Some(frame) = self.frames.as_mut_slice().last_mut() {
            frame.left -= read as u32;
        }
        Ok(())
    }

    /// Whether strings or keys are looked at when they are complete.
    fn takes_notes(&self) -> bool {
        #[cfg(feature = "cbor")]
        return self.options.deterministic || self.space != super::cbor::NO_SPACE;
        #[cfg(not(feature = "cbor"))]
        false
    }

    /// The size of the head at the start of `rest`, and what it says.
    #[inline(always)]
    fn glance(&self, rest: &[u8]) -> Option<(usize, Glance)> {
        match self.format {
            #[cfg(feature = "msgpack")]
            crate::Format::MessagePack => msgpack(rest),
            #[cfg(feature = "cbor")]
            crate::Format::Cbor => cbor(rest),
        }
    }
}

#[cfg(feature = "msgpack")]
#[inline(always)]
fn msgpack(rest: &[u8]) -> Option<(usize, Glance)> {
    Some(match *rest {
        [byte @ (0..=0x7f | 0xe0..), ..] => (1, Glance::Int(byte.cast_signed().into())),
        [byte @ 0xa0..=0xbf, ..] => (1, Glance::Str((byte & 0x1f).into())),
        [0xcc, a, ..] => (2, Glance::Int(a.into())),
        [0xcd, a, b, ..] => (3, Glance::Int(u16::from_be_bytes([a, b]).into())),
        [0xce, a @ ..=0x7f, b, c, d, ..] | [0xd2, a, b, c, d, ..] => {
            (5, Glance::Int(i32::from_be_bytes([a, b, c, d])))
        }
        [0xd0, a, ..] => (2, Glance::Int(a.cast_signed().into())),
        [0xd1, a, b, ..] => (3, Glance::Int(i16::from_be_bytes([a, b]).into())),
        [0xcb, ..] => (9, Glance::Float(f64::from_be_bytes(*rest[1..].first_chunk()?))),
        [0xd9, len, ..] => (2, Glance::Str(len.into())),
        [0xc0, ..] => (1, Glance::Simple(NULL)),
        [byte @ 0xc2..=0xc3, ..] => (1, Glance::Simple(byte - 0xc2 + crate::format::FALSE)),
        _ => return None,
    })
}

#[cfg(feature = "cbor")]
#[inline(always)]
fn cbor(rest: &[u8]) -> Option<(usize, Glance)> {
    Some(match *rest {
        [byte @ 0..=0x17, ..] => (1, Glance::Int(byte.into())),
        [byte @ 0x20..=0x37, ..] => (1, Glance::Int(!i32::from(byte & 0x1f))),
        [byte @ 0x60..=0x77, ..] => (1, Glance::Str((byte & 0x1f).into())),
        [0x18, a, ..] => (2, Glance::Int(a.into())),
        [0x19, a, b, ..] => (3, Glance::Int(u16::from_be_bytes([a, b]).into())),
        [0x1a, a @ ..=0x7f, b, c, d, ..] => (5, Glance::Int(i32::from_be_bytes([a, b, c, d]))),
        [0x38, a, ..] => (2, Glance::Int(!i32::from(a))),
        [0x39, a, b, ..] => (3, Glance::Int(!i32::from(u16::from_be_bytes([a, b])))),
        [0x3a, a @ ..=0x7f, b, c, d, ..] => (5, Glance::Int(!i32::from_be_bytes([a, b, c, d]))),
        [0xfb, ..] => (9, Glance::Float(f64::from_be_bytes(*rest[1..].first_chunk()?))),
        [0x78, len, ..] => (2, Glance::Str(len.into())),
        [byte @ 0xf4..=0xf6, ..] => (1, Glance::Simple(byte & 0x1f)),
        _ => return None,
    })
}
