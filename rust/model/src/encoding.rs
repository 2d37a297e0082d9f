//! Encodings of text: UTF-8 as Python has it, Latin-1, and those that a program may name for bytes.

use crate::Buffer;

/// How bytes are read as text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As text; bytes above 127 are an error.
    Ascii,
    /// As text, byte by byte.
    Latin1,
    /// As text in UTF-8.
    Utf8,
    /// As `bytes`.
    Bytes,
}

/// The treatment of bytes that the encoding does not have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// UnicodeError
    Strict,
    /// They are left out.
    Ignore,
    /// U+FFFD stands for each.
    Replace,
}

/// Encodings and their names, of eight letters at most.
static ENCODINGS: [(u64, Encoding); 5] = [
    (letters(b"ascii"), Encoding::Ascii),
    (letters(b"latin1"), Encoding::Latin1),
    (letters(b"iso88591"), Encoding::Latin1),
    (letters(b"utf8"), Encoding::Utf8),
    (letters(b"bytes"), Encoding::Bytes),
];

/// The letters and digits of a name, small ones; 0 if they are more than eight.
const fn letters(mut name: &[u8]) -> u64 {
    let mut letters = 0;
    while let [byte, rest @ ..] = name {
        name = rest;
        if matches!(byte, b'-' | b'_') {
            continue;
        }
        if letters >> 56 != 0 {
            return 0;
        }
        letters = letters << 8 | byte.to_ascii_lowercase() as u64;
    }
    letters
}

impl Encoding {
    /// The encoding of this name, as Python writes it: case and dashes do not matter.
    #[must_use]
    pub fn named(name: &[u8]) -> Option<Self> {
        let name = letters(name);
        ENCODINGS.iter().find(|(known, _)| *known == name).map(|(_, encoding)| *encoding)
    }
}

/// Whether `text` is UTF-8, in which surrogates pass as CPython's `surrogatepass` has it.
#[inline]
#[must_use]
pub fn is_utf8(text: &[u8]) -> bool {
    text.is_ascii() || is_utf8_beyond_ascii(text)
}

#[inline(never)]
fn is_utf8_beyond_ascii(text: &[u8]) -> bool {
    // Continuation bytes that are still to come, and the range of the next one: behind some first bytes
    // it tells forms that are longer than need be, and what is beyond the last code point.
    let (mut more, mut low, mut high) = (0, 0x80, 0xbf);
    for &byte in text {
        if more > 0 {
            if byte < low || byte > high {
                return false;
            }
            (more, low, high) = (more - 1, 0x80, 0xbf);
        } else if byte >= 0x80 {
            (more, low) = match byte {
                0xc2..=0xdf => (1, 0x80),
                0xe0 => (2, 0xa0),
                0xe1..=0xef => (2, 0x80),
                0xf0 => (3, 0x90),
                0xf1..=0xf4 => (3, 0x80),
                _ => return false,
            };
            if byte == 0xf4 {
                high = 0x8f;
            }
        }
    }
    more == 0
}

/// Appends UTF-8 text as Latin-1. Returns whether that has all its characters.
///
/// # Errors
/// As growing `out`.
#[inline(always)]
pub fn to_latin1<B: Buffer<u8>>(text: &[u8], out: &mut B) -> Result<bool, B::Fault> {
    out.reserve(text.len())?;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            0..=0x7f => out.push(byte)?,
            // The two-byte forms of U+0080 to U+00FF.
            0xc2 | 0xc3 => {
                let low = text.get(at).copied().unwrap_or(0);
                out.push((byte & 3) << 6 | low & 0x3f)?;
                at += 1;
            }
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Appends bytes in this encoding as UTF-8 text. `is_text` says whether bytes are UTF-8. Returns the first byte that
/// the encoding does not have, if those are an error: text that ends there has been appended.
///
/// # Errors
/// As growing `out`.
#[inline(always)]
pub fn decode<B: Buffer<u8>>(
    bytes: &[u8],
    encoding: Encoding,
    on_error: OnError,
    is_text: impl Fn(&[u8]) -> bool,
    out: &mut B,
) -> Result<Option<u8>, B::Fault> {
    out.reserve(bytes.len())?;
    if encoding == Encoding::Utf8 && is_text(bytes) {
        out.extend(bytes)?;
        return Ok(None);
    }
    for &byte in bytes {
        match (byte, encoding, on_error) {
            (0..=0x7f, ..) => out.push(byte)?,
            (_, Encoding::Latin1, _) => out.extend(&[0xc0 | byte >> 6, 0x80 | byte & 0x3f])?,
            (.., OnError::Ignore) => {}
            (.., OnError::Replace) => out.extend("\u{fffd}".as_bytes())?,
            _ => return Ok(Some(byte)),
        }
    }
    Ok(None)
}
