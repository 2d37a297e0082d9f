//! The escapes of protocol 0: Python's raw-unicode-escape, and quoted strings of Python 2.

use model::{Buffer, Error, push_point};

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
            0 | 0x0a | 0x0d | 0x1a | 0x5c | 0x100..=0xffff => write_hex(out, b'u', point, 4)?,
            0..=0xff => out.push(point as u8)?,
            _ => write_hex(out, b'U', point, 8)?,
        }
    }
    Ok(())
}

fn write_hex<B: Buffer<u8>>(out: &mut B, kind: u8, value: u32, digits: u32) -> Result<(), B::Fault> {
    out.push(b'\\')?;
    out.push(kind)?;
    for place in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(value >> (4 * place) & 0xf) as usize])?;
    }
    Ok(())
}

/// The first code point of UTF-8 text, and the rest. A byte that begins no code point counts
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

/// Takes a number of at most so many digits off the text. Says how many there were.
fn take_number(text: &mut &[u8], base: u32, most: usize) -> (u32, usize) {
    let (mut value, mut count) = (0, 0);
    while count < most
        && let [byte, rest @ ..] = *text
        && let Some(digit) = (*byte as char).to_digit(base)
    {
        value = value * base + digit;
        count += 1;
        *text = rest;
    }
    (value, count)
}

/// Takes a hexadecimal number of so many digits off the text.
fn take_hex(text: &mut &[u8], digits: usize) -> Result<u32, Error> {
    let (value, count) = take_number(text, 16, digits);
    if count == digits { Ok(value) } else { Err(Error::BadText) }
}

/// Reads raw-unicode-escape into UTF-8.
///
/// # Errors
/// [`Error::BadText`] for a malformed `\u` or `\U`; as growing `out`.
pub fn unescape_unicode<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), Error> {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        let mut point = u32::from(*byte);
        rest = tail;
        if let (b'\\', [kind @ (b'\\' | b'u' | b'U'), tail @ ..]) = (byte, tail) {
            rest = tail;
            match kind {
                b'u' => point = take_hex(&mut rest, 4)?,
                b'U' => point = take_hex(&mut rest, 8)?,
                // An escaped backslash stays two characters and escapes nothing.
                _ => out.push(b'\\').map_err(Into::into)?,
            }
        }
        if point > 0x10_ffff {
            return Err(Error::BadText);
        }
        push_point(out, point).map_err(Into::into)?;
    }
    Ok(())
}

/// Reads a quoted Python 2 string literal into its bytes.
///
/// # Errors
/// [`Error::BadText`] without matching quotes or with a malformed escape; as growing `out`.
pub fn unescape_string<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), Error> {
    let inner = match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => return Err(Error::BadText),
    };
    unescape_bytes(out, inner)
}

/// The letters that stand for 7 to 13 behind a backslash.
const CONTROLS: &[u8] = b"abtnvfr";

/// Reads the escapes of a bytes literal (`codecs.escape_decode`).
///
/// # Errors
/// [`Error::BadText`] for a malformed escape; as growing `out`.
fn unescape_bytes<B: Buffer<u8>>(out: &mut B, text: &[u8]) -> Result<(), Error> {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        let mut plain = *byte;
        rest = tail;
        if plain == b'\\' {
            let [escape, after @ ..] = tail else { return Err(Error::BadText) };
            plain = *escape;
            rest = after;
            match plain {
                b'\n' => continue,
                b'\\' | b'\'' | b'"' => {}
                b'x' => plain = take_hex(&mut rest, 2)? as u8,
                b'0'..=b'7' => {
                    rest = tail;
                    plain = take_number(&mut rest, 8, 3).0 as u8;
                }
                _ => match CONTROLS.iter().position(|letter| *letter == plain) {
                    Some(at) => plain = 7 + at as u8,
                    None => out.push(b'\\').map_err(Into::into)?,
                },
            }
        }
        out.push(plain).map_err(Into::into)?;
    }
    Ok(())
}
