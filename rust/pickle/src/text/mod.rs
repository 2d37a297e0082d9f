//! Protocols 0 and 1: numbers and strings as lines of ASCII.

mod decimal;
mod escape;

pub use decimal::{parse_float, write_float};
pub use escape::{unescape_string, unescape_unicode, write_escaped};

use crate::Buffer;

/// Appends `value` in decimal.
pub(crate) fn write_int<B: Buffer<u8>>(out: &mut B, value: isize) -> Result<(), B::Fault> {
    let mut room = [0u8; 20];
    let mut at = room.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        room[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-')?;
    }
    out.extend(&room[at..])
}

/// Reads a memo index: decimal digits, nothing else.
pub(crate) fn parse_index(text: &[u8]) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    let mut value = 0usize;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(digit as usize)?;
    }
    Some(value)
}
