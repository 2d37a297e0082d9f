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

/// How reading items at a glance has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// So many are there that the container may be complete.
    Full,
    /// A container in it has begun.
    Begun,
    /// The next item is read otherwise.
    Other,
}

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
    /// Reads items of the innermost container, and begins those in it, while they are of this kind. Says whether the
    /// innermost one, or the part of it that is put into it at once, may be complete then.
    pub(super) fn quick(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run<bool> {
        loop {
            match self.quick_items(m, r)? {
                After::Begun => {}
                after => return Ok(after == After::Full),
            }
        }
    }

    #[inline(never)]
    fn quick_items(&mut self, m: &mut M, r: &mut Reader<'_>) -> Run<After> {
        let Some(frame) = self.frames.as_slice().last() else {
            return Ok(After::Other);
        };
        if frame.open || frame.want != ANY || self.takes_notes() {
            return Ok(After::Other);
        }
        let waiting = self.waiting(frame);
        let most = (frame.left as usize).min(BATCH - waiting.min(BATCH)).min(self.intake.objects);
        let is_map = match frame.shape {
            Shape::List | Shape::Tuple if frame.key == Key::No => false,
            Shape::Map if frame.key == Key::No => true,
            _ => return Ok(After::Other),
        };
        let mut is_key = is_map && waiting & 1 == 0;
        // The keys of one map are all different.
        let is_small = frame.left <= SMALL_MAP;
        let all = r.rest();
        let mut rest = all;
        let mut read = 0;
        let mut failed = None;
        while read < most {
            let Some((mut size, glance)) = self.glance(rest) else {
                break;
            };
            let mut text: &[u8] = &[];
            if let Glance::Str(len) = glance {
                match rest[size..].get(..len) {
                    Some(all) => text = all,
                    None => break,
                }
                size += len;
            }
            let made = self.glanced(m, glance, text, is_key && is_small);
            match made {
                Ok(obj) => self.stack.push(obj)?,
                Err(halt) => {
                    failed = Some(halt);
                    break;
                }
            }
            rest = &rest[size..];
            read += 1;
            is_key = is_map && !is_key;
        }
        r.take(all.len() - rest.len())?;
        r.commit();
        self.intake.objects -= read;
        if let Some(frame) = self.frames.as_mut_slice().last_mut() {
            frame.left -= read as u32;
        }
        if let Some(halt) = failed {
            return Err(halt);
        }
        if read == most {
            return Ok(if read > 0 { After::Full } else { After::Other });
        }
        if !is_key && !self.options.use_tuple && self.begin_quickly(rest)? {
            r.take(1)?;
            r.commit();
            return Ok(After::Begun);
        }
        Ok(After::Other)
    }

    /// Begins the list or map whose head is the first of these bytes, if all of that is known at a glance. Says whether
    /// it is.
    #[inline(always)]
    fn begin_quickly(&mut self, rest: &[u8]) -> Run<bool> {
        let Some(first) = rest.first() else {
            return Ok(false);
        };
        let (shape, items) = match (self.format.is_cbor(), *first) {
            (false, byte @ 0x91..=0x9f) => (Shape::List, byte & 0x0f),
            (false, byte @ 0x81..=0x8f) => (Shape::Map, 2 * (byte & 0x0f)),
            (true, byte @ 0x81..=0x97) => (Shape::List, byte & 0x1f),
            (true, byte @ 0xa1..=0xb7) => (Shape::Map, 2 * (byte & 0x1f)),
            _ => return Ok(false),
        };
        if rest.len() <= usize::from(items) {
            return Ok(false);
        }
        self.number = 0;
        self.push_frame(shape, ANY, items.into(), Key::No)?;
        Ok(true)
    }

    /// The object of a head that is known at a glance.
    #[inline(always)]
    fn glanced(&mut self, m: &mut M, glance: Glance, text: &[u8], is_key: bool) -> Run<M::Obj> {
        Ok(match glance {
            Glance::Int(value) => m.int(value)?,
            Glance::Float(value) => m.float(value)?,
            Glance::Str(_) if is_key => self.key(m, text)?,
            Glance::Str(_) => m.payload(Payload::Str, text)?,
            Glance::Simple(NULL) => m.none(),
            Glance::Simple(value) => m.bool(value == TRUE),
        })
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
