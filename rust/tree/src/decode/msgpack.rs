//! MessagePack's heads.

use model::float::SINGLE;
use model::{Error, Halt, Reader};

use crate::format::{Head, Kind, NULL, number};

/// What follows the bytes 0xc4 to 0xdf: in bits 0 to 3 a [`Form`], in bits 4 and 5 how many bytes of number
/// as their logarithm.
const FORMS: [u8; 28] = {
    let mut forms = [0; 28];
    let mut at = 0;
    let runs: [(u8, u8, u8); 9] = [
        (BYTES, 0, 3),
        (EXT, 0, 3),
        (FLOAT, 2, 2),
        (UINT, 0, 4),
        (INT, 0, 4),
        (FIXED, 0, 5),
        (STR, 0, 3),
        (ARRAY, 1, 2),
        (MAP, 1, 2),
    ];
    let mut run = 0;
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

const BYTES: u8 = 0;
const EXT: u8 = 1;
const FLOAT: u8 = 2;
const UINT: u8 = 3;
const INT: u8 = 4;
/// An ext of 1, 2, 4, 8 or 16 bytes.
const FIXED: u8 = 5;
const STR: u8 = 6;
const ARRAY: u8 = 7;
const MAP: u8 = 8;

/// The item that begins with `byte`.
pub(super) fn head(byte: u8, r: &mut Reader<'_>) -> Result<Head, Halt> {
    let short = |kind, number: u8| Ok(Head { kind, open: false, number: u64::from(number) });
    match byte {
        0..=0x7f => return short(Kind::Uint, byte),
        0x80..=0x8f => return short(Kind::Map, byte & 0x0f),
        0x90..=0x9f => return short(Kind::Array, byte & 0x0f),
        0xa0..=0xbf => return short(Kind::Str, byte & 0x1f),
        0xc0 => return short(Kind::Simple, NULL),
        0xc1 => return Err(Error::Reserved.into()),
        // False and true.
        0xc2 | 0xc3 => return short(Kind::Simple, byte - 0xc2 + crate::format::FALSE),
        0xe0.. => return short(Kind::Nint, !byte),
        _ => {}
    }
    let form = FORMS[usize::from(byte - 0xc4)];
    let log = form >> 4;
    let form = form & 15;
    let mut value = if form == FIXED { 1 << (byte - 0xd4) } else { number(r, log)? };
    let kind = match form {
        BYTES => Kind::Bytes,
        STR => Kind::Str,
        ARRAY => Kind::Array,
        MAP => Kind::Map,
        UINT => Kind::Uint,
        FLOAT => {
            if log == 2 {
                value = SINGLE.widen(value as u32).to_bits();
            }
            Kind::Float
        }
        INT => {
            let unused = 64 - (8 << log);
            let signed = (value << unused).cast_signed() >> unused;
            value = (signed ^ signed >> 63).cast_unsigned();
            if signed < 0 { Kind::Nint } else { Kind::Uint }
        }
        _ => {
            let code = number(r, 0)?;
            value |= code << 32;
            Kind::Ext
        }
    };
    Ok(Head { kind, open: false, number: value })
}
