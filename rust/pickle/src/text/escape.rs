//! The escapes of protocol 0: Python's raw-unicode-escape, and quoted strings of Python 2.

use crate::{Buffer, Error};

/// Appends UTF-8 `text` in raw-unicode-escape, with the extra escapes that keep it on one line
/// and readable by CPython: NUL, newline, carriage return, backslash and 0x1a.
///
/// # Errors
/// As growing `out`.
pub fn write_escaped<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), B::Fault> {
    let mut rest = text;
    while let Some((point, tail)) = next_point(rest) {
        rest = tail;
        match point {
            0 | 0x0a | 0x0d | 0x1a | 0x5c => write_hex(out, b'u', point, 4)?,
            0..=0xff => out.push(point as u8)?,
            0x100..=0xffff => write_hex(out, b'u', point, 4)?,
            _ => write_hex(out, b'U', point, 8)?,
        }
    }
    Ok(())
}

fn write_hex<B: Buffer<u8>>(out: &mut B, kind: u8, value: u32, digits: u32) -> Result<(), B::Fault> {
    out.extend(&[b'\\', kind])?;
    for place in (0..digits).rev() {
        let nibble = (value >> (4 * place) & 0xf) as u8;
        out.push(if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble })?;
    }
    Ok(())
}

/// The first code point of UTF-8 text, and what follows. A byte that begins no code point counts
/// as one of its own.
fn next_point(text: &[u8]) -> Option<(u32, &[u8])> {
    let (&first, tail) = text.split_first()?;
    let extra = match first {
        0xc0..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf7 => 3,
        _ => 0,
    };
    if extra == 0 || tail.len() < extra {
        return Some((u32::from(first), tail));
    }
    let mut point = u32::from(first) & (0x3f >> extra);
    for &byte in &tail[..extra] {
        point = point << 6 | u32::from(byte & 0x3f);
    }
    Some((point, &tail[extra..]))
}

/// Appends a code point, at most 0x10ffff, in UTF-8; surrogates take three bytes, as CPython's `surrogatepass`.
fn push_point<B: Buffer<u8>>(out: &mut B, point: u32) -> Result<(), B::Fault> {
    let low = |shift: u32| 0x80 | (point >> shift & 0x3f) as u8;
    match point {
        0..=0x7f => out.push(point as u8),
        0x80..=0x7ff => out.extend(&[0xc0 | (point >> 6) as u8, low(0)]),
        0x800..=0xffff => out.extend(&[0xe0 | (point >> 12) as u8, low(6), low(0)]),
        _ => out.extend(&[0xf0 | (point >> 18) as u8, low(12), low(6), low(0)]),
    }
}

fn hex(text: &[u8]) -> Option<u32> {
    let mut value = 0;
    for &byte in text {
        value = value << 4 | (byte as char).to_digit(16)?;
    }
    Some(value)
}

/// Reads raw-unicode-escape into UTF-8.
///
/// # Errors
/// [`Error::BadText`] for a malformed `\u` or `\U`; as growing `out`.
pub fn unescape_unicode<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), Error> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let kind = text.get(at + 1).copied();
        let digits = match (byte, kind) {
            (b'\\', Some(b'u')) => 4,
            (b'\\', Some(b'U')) => 8,
            (b'\\', Some(b'\\')) => {
                // An escaped backslash stays two characters and escapes nothing.
                out.extend(b"\\\\").map_err(Into::into)?;
                at += 2;
                continue;
            }
            _ => {
                push_point(out, u32::from(byte)).map_err(Into::into)?;
                at += 1;
                continue;
            }
        };
        let value = text.get(at + 2..at + 2 + digits).and_then(hex);
        let value = value.filter(|value| *value <= 0x10_ffff).ok_or(Error::BadText)?;
        push_point(out, value).map_err(Into::into)?;
        at += 2 + digits;
    }
    Ok(())
}

/// Reads a quoted Python 2 string literal into its bytes.
///
/// # Errors
/// [`Error::BadText`] without matching quotes or with a malformed escape; as growing `out`.
pub fn unescape_string<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), Error> {
    let text = text.trim_ascii();
    let inner = match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => return Err(Error::BadText),
    };
    unescape_bytes(out, inner)
}

/// Reads the escapes of a bytes literal (`codecs.escape_decode`).
///
/// # Errors
/// [`Error::BadText`] for a malformed escape; as growing `out`.
fn unescape_bytes<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), Error> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if byte != b'\\' {
            out.push(byte).map_err(Into::into)?;
            continue;
        }
        let escape = *text.get(at).ok_or(Error::BadText)?;
        at += 1;
        let plain = match escape {
            b'\n' => continue,
            b'\\' | b'\'' | b'"' => escape,
            b'a' => 7,
            b'b' => 8,
            b't' => 9,
            b'n' => 10,
            b'v' => 11,
            b'f' => 12,
            b'r' => 13,
            b'x' => {
                let value = text.get(at..at + 2).and_then(hex).ok_or(Error::BadText)?;
                at += 2;
                value as u8
            }
            b'0'..=b'7' => {
                let mut value = u32::from(escape - b'0');
                for _ in 0..2 {
                    match text.get(at) {
                        Some(&digit @ b'0'..=b'7') => {
                            value = value << 3 | u32::from(digit - b'0');
                            at += 1;
                        }
                        _ => break,
                    }
                }
                value as u8
            }
            other => {
                out.push(b'\\').map_err(Into::into)?;
                other
            }
        };
        out.push(plain).map_err(Into::into)?;
    }
    Ok(())
}
