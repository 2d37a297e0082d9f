//! Encodings: of Python 2's strings, and of bytes that are written as text.

use micropython::{HeapVec, Obj, ffi, native_type, str};

use crate::raise;

/// How Python 2's `str` is read.
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

/// UTF-8 text in another encoding: as many bytes at most.
pub fn encode(text: &[u8], encoding: Encoding, bytes: &mut HeapVec<u8>) {
    match encoding {
        Encoding::Latin1 => to_latin1(text, bytes),
        Encoding::Ascii if !text.is_ascii() => not_encodable(),
        Encoding::Bytes => not_encodable(),
        _ => bytes.extend(text),
    }
}

/// The same as a bytes object.
pub fn to_bytes(text: &[u8], encoding: Encoding) -> Obj {
    let mut bytes = HeapVec::<u8>::with_capacity(text.len());
    encode(text, encoding, &mut bytes);
    str::adopt(native_type!(mp_type_bytes), &mut bytes)
}

fn not_encodable() -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "character not in encoding")
}

/// Appends UTF-8 text as Latin-1.
#[inline(always)]
pub fn to_latin1(text: &[u8], out: &mut HeapVec<u8>) {
    if !str::to_latin1(text, out) {
        not_encodable();
    }
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

/// The encoding of this name, as Python writes it: case and dashes do not matter.
pub fn named(name: Obj) -> Encoding {
    let text = str::text_or_empty(name);
    let name = letters(text);
    for (known, encoding) in &ENCODINGS {
        if *known == name {
            return *encoding;
        }
    }
    raise::named(ffi::mpickle_c_class::VALUE_ERROR, "unknown encoding", text, b"")
}

/// The treatment that `errors` names.
pub fn on_error(name: Obj) -> OnError {
    match str::text_or_empty(name) {
        name if str::is_word(name, "strict") => OnError::Strict,
        name if str::is_word(name, "ignore") => OnError::Ignore,
        name if str::is_word(name, "replace") => OnError::Replace,
        name => raise::named(ffi::mpickle_c_class::VALUE_ERROR, "unknown errors", name, b""),
    }
}

/// Appends bytes of Python 2's `str` as UTF-8 text; its opcode stands at `offset`.
pub fn decode(bytes: &[u8], encoding: Encoding, on_error: OnError, offset: usize, out: &mut HeapVec<u8>) {
    out.reserve(bytes.len());
    if encoding == Encoding::Utf8 && str::is_utf8(bytes) {
        return out.extend(bytes);
    }
    for &byte in bytes {
        match (byte, encoding, on_error) {
            (0..=0x7f, ..) => out.push(byte),
            (_, Encoding::Latin1, _) => out.extend(&[0xc0 | byte >> 6, 0x80 | byte & 0x3f]),
            (.., OnError::Ignore) => {}
            (.., OnError::Replace) => out.extend("\u{fffd}".as_bytes()),
            _ => raise::undecodable(byte, offset),
        }
    }
}
