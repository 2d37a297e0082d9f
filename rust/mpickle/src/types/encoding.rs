//! Encodings: of Python 2's strings, and of bytes that are written as text.

use micropython::{HeapVec, Obj, ffi, native_type, str};
use model::Buffer;
pub use model::encoding::{Encoding, OnError};

use crate::host::construct::is_utf8;
use crate::host::memory::Memory;
use crate::raise;

/// UTF-8 text in another encoding: as many bytes at most.
pub fn encode(text: &[u8], encoding: Encoding, bytes: &mut Memory<u8>) {
    match encoding {
        Encoding::Latin1 => to_latin1(text, bytes),
        Encoding::Ascii if !text.is_ascii() => not_encodable(),
        Encoding::Bytes => not_encodable(),
        _ => {
            let Ok(()) = bytes.extend(text);
        }
    }
}

/// The same as a bytes object.
pub fn to_bytes(text: &[u8], encoding: Encoding) -> Obj {
    let mut bytes = Memory(HeapVec::<u8>::with_capacity(text.len()));
    encode(text, encoding, &mut bytes);
    str::adopt(native_type!(mp_type_bytes), &mut bytes.0)
}

fn not_encodable() -> ! {
    raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "character not in encoding")
}

/// Appends UTF-8 text as Latin-1.
#[inline(always)]
pub fn to_latin1(text: &[u8], out: &mut Memory<u8>) {
    let Ok(is_whole) = model::encoding::to_latin1(text, out);
    if !is_whole {
        not_encodable();
    }
}

/// The encoding of this name, as Python writes it: case and dashes do not matter.
pub fn named(name: Obj) -> Encoding {
    let text = str::text_or_empty(name);
    let Some(encoding) = Encoding::named(text) else {
        raise::named(ffi::mpickle_c_class::VALUE_ERROR, "unknown encoding", text, b"")
    };
    encoding
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
pub fn decode(bytes: &[u8], encoding: Encoding, on_error: OnError, offset: usize, out: &mut Memory<u8>) {
    let Ok(lacking) = model::encoding::decode(bytes, encoding, on_error, is_utf8, out);
    if let Some(byte) = lacking {
        raise::undecodable(byte, offset);
    }
}
