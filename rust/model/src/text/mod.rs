//! Numbers as decimal text.

#[cfg(feature = "text")]
mod decimal;

#[cfg(feature = "text")]
pub use decimal::{parse_float, write_float};

use crate::Buffer;

/// Appends `value` in decimal.
///
/// # Errors
/// As growing `out`.
pub fn write_int<B: Buffer<u8>>(out: &mut B, value: isize) -> Result<(), B::Fault> {
    if value < 0 {
        out.push(b'-')?;
    }
    write_uint(out, value.unsigned_abs())
}

/// The same of what has no sign.
///
/// # Errors
/// As growing `out`.
pub fn write_uint<B: Buffer<u8>>(out: &mut B, mut value: usize) -> Result<(), B::Fault> {
    let mut room = [0u8; 20];
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend(&room[at..])
}

/// Reads decimal digits, and nothing else: a memo index, or an exponent. What is larger than
/// anything can be is read as some such number.
#[must_use]
pub fn parse_index(text: &[u8]) -> Option<usize> {
    const MOST: usize = usize::MAX / 16;
    if text.is_empty() {
        return None;
    }
    let mut value = 0;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = MOST.min(value * 10 + usize::from(digit));
    }
    Some(value)
}

/// Whether a number has a minus, and the text behind its sign.
#[cfg(feature = "text")]
fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [sign @ (b'-' | b'+'), rest @ ..] => (*sign == b'-', rest),
        _ => (false, text),
    }
}
