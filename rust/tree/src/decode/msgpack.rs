//! MessagePack's heads, and its ext that hold an item.

use model::{Error, Reader};

use super::machine::Run;
use super::{Decoder, Key, Shape};
use crate::format::{FALSE, NULL, kind};
use crate::object::Unpack;

/// The items that begin with the bytes 0xc0 to 0xdf, of which the first four are not looked up: in bits 0 to 3 a kind, or
/// the one below; in bits 4 and 5 how many bytes of number as their logarithm.
const FORMS: [u8; 32] = {
    let runs: [(u8, u8, u8); 9] = [
        (kind::BYTES, 0, 3),
        (kind::EXT, 0, 3),
        (kind::FLOAT, 2, 2),
        (kind::UINT, 0, 4),
        (kind::NINT, 0, 4),
        (FIXED, 0, 5),
        (kind::STR, 0, 3),
        (kind::ARRAY, 1, 2),
        (kind::MAP, 1, 2),
    ];
    let mut forms = [0; 32];
    let (mut at, mut run) = (4, 0);
    while run < runs.len() {
        let (form, first, count) = runs[run];
        let mut log = first;
        while log < first + count {
            forms[at] = form | (log & 3) << 4;
            at += 1;
            log += 1;
        }
        run += 1;
    }
    forms
};

/// An ext of 1, 2, 4, 8 or 16 bytes.
const FIXED: u8 = 15;

impl<M: Unpack> Decoder<M> {
    /// The kind of the item that begins with `byte`.
    pub(super) fn msgpack_head(&mut self, byte: u8, r: &mut Reader<'_>) -> Run<u8> {
        let (form, short) = match byte {
            0..=0x7f => (kind::UINT, byte),
            0x80..=0x8f => (kind::MAP, byte & 0x0f),
            0x90..=0x9f => (kind::ARRAY, byte & 0x0f),
            0xa0..=0xbf => (kind::STR, byte & 0x1f),
            0xc0 => (kind::SIMPLE, NULL),
            0xc1 => return Err(Error::Reserved.into()),
            // False and true.
            0xc2 | 0xc3 => (kind::SIMPLE, byte - 0xc2 + FALSE),
            0xe0.. => (kind::NINT, !byte),
            _ => {
                let form = FORMS[usize::from(byte & 31)];
                return self.msgpack_number(byte, form & 15, form >> 4, r);
            }
        };
        self.number = u64::from(short);
        Ok(form)
    }

    #[inline(never)]
    fn msgpack_number(&mut self, byte: u8, form: u8, log: u8, r: &mut Reader<'_>) -> Run<u8> {
        if form == FIXED {
            self.number = u64::from(1u32 << (byte - 0xd4));
        } else {
            let negative = form == kind::NINT && r.rest().first().is_some_and(|first| first & 0x80 != 0);
            // The sign goes on above the number.
            self.number = if negative { u64::MAX } else { 0 };
            self.read_number(r, log)?;
            match form {
                kind::NINT if negative => self.number = !self.number,
                kind::NINT => return Ok(kind::UINT),
                kind::FLOAT if log == 2 => self.widen(),
                _ => {}
            }
            if form != kind::EXT {
                return Ok(form);
            }
        }
        self.code = r.array::<1>()?[0];
        Ok(kind::EXT)
    }

    /// Begins an ext of `size` bytes that hold an item: one of `umsgpack`'s own, or a registered one.
    #[cfg_attr(not(feature = "registry"), allow(unused_variables))]
    pub(super) fn begin_nested(&mut self, r: &mut Reader<'_>, size: usize, key: Key, own: bool) -> Run {
        const SHAPES: [(Shape, u8); 4] = [
            (Shape::SetOf, kind::ARRAY),
            (Shape::TupleOf, kind::ARRAY),
            (Shape::ByteArrayOf, kind::BYTES),
            (Shape::OrderedOf, kind::MAP),
        ];
        #[cfg(feature = "registry")]
        let (shape, want) = *SHAPES
            .get(usize::from(self.code.wrapping_sub(0x51)))
            .filter(|_| own)
            .unwrap_or(&(Shape::Registered, super::ANY));
        #[cfg(not(feature = "registry"))]
        let (shape, want) = SHAPES[usize::from(self.code - 0x51)];
        self.number = r.frame_end() as u64;
        self.push_frame(shape, want, 1, key)?;
        r.set_frame_end(r.offset() + size);
        Ok(())
    }

    /// An ext must end where its item does; `outer` is where the one around it ends.
    pub(super) fn end_nested(r: &mut Reader<'_>, outer: usize) -> Run {
        if r.offset() != r.frame_end() {
            return Err(Error::FrameStraddled.into());
        }
        r.set_frame_end(outer);
        Ok(())
    }
}
