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

/// Why text gives no int of 64 bits.
#[cfg(feature = "text")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoInt {
    /// It is no int.
    Text,
    /// It is one beyond 64 bits.
    Size,
}

/// Reads an int of 64 bits at most as CPython's `int(text, 0)` does: a sign, a prefix of hexadecimal, octal or
/// binary, and digits. As in MicroPython underscores may stand anywhere between them, and zeros before.
///
/// # Errors
/// Text that is no int, or a larger one.
#[cfg(feature = "text")]
pub fn parse_long(text: &[u8]) -> Result<i64, NoInt> {
    let (negative, text) = signed(text);
    let (base, digits) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        [b'0', b'o' | b'O', rest @ ..] => (8, rest),
        [b'0', b'b' | b'B', rest @ ..] => (2, rest),
        _ => (10, text),
    };
    let mut value = Some(0i64);
    let mut any = false;
    for byte in digits.iter().filter(|byte| **byte != b'_') {
        let digit = char::from(*byte).to_digit(base).ok_or(NoInt::Text)?;
        let digit = i64::from(digit);
        // Downwards for a minus: the least has no counterpart above.
        let digit = if negative { -digit } else { digit };
        value = value.and_then(|value| value.checked_mul(i64::from(base))?.checked_add(digit));
        any = true;
    }
    if any { value.ok_or(NoInt::Size) } else { Err(NoInt::Text) }
}

/// Whether a number has a minus, and the text behind its sign.
#[cfg(feature = "text")]
fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [sign @ (b'-' | b'+'), rest @ ..] => (*sign == b'-', rest),
        _ => (false, text),
    }
}

#[cfg(all(test, feature = "text"))]
mod tests {
    extern crate std;
    use std::format;
    use std::string::String;

    use super::{NoInt, parse_long};

    #[test]
    fn longs_of_all_sizes() {
        for value in [0, 1, -1, 9, -10, 1 << 30, -(1 << 30) - 1, i64::MAX, i64::MIN, i64::MIN + 1] {
            assert_eq!(parse_long(format!("{value}").as_bytes()), Ok(value));
            let sign = if value < 0 { "-" } else { "+" };
            let value_of = |text: String| parse_long(text.as_bytes());
            assert_eq!(value_of(format!("{sign}0x{:x}", value.unsigned_abs())), Ok(value));
            assert_eq!(value_of(format!("{sign}0O{:o}", value.unsigned_abs())), Ok(value));
            assert_eq!(value_of(format!("{sign}0b{:b}", value.unsigned_abs())), Ok(value));
        }
        assert_eq!(parse_long(b"007"), Ok(7));
        assert_eq!(parse_long(b"1_0__00_"), Ok(1000));
    }

    #[test]
    fn longs_beyond_64_bits() {
        for text in
            ["9223372036854775808", "-9223372036854775809", "18446744073709551616", "-0x8000000000000001"]
        {
            assert_eq!(parse_long(text.as_bytes()), Err(NoInt::Size), "{text}");
        }
        // The text comes first.
        assert_eq!(parse_long(b"99999999999999999999x"), Err(NoInt::Text));
    }

    #[test]
    fn no_longs() {
        for text in
            ["", "-", "+", "_", "0x", "-0b_", "0b2", "0o8", "12a", "--1", "+-1", "- 1", "1 2", "\u{e9}"]
        {
            assert_eq!(parse_long(text.as_bytes()), Err(NoInt::Text), "{text:?}");
        }
    }
}
