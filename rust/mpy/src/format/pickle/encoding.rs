//! Encodings of Python 2's strings, by name, and what they refuse.

use model::encoding;
pub use model::encoding::{Encoding, OnError};

use crate::native::memory::Memory;
use crate::native::names::Name;
use crate::native::obj::Obj;
use crate::native::raise::{self, Message};

/// The encoding of this name, as Python writes it: case and dashes do not matter.
pub fn named(name: Obj) -> Encoding {
    let text = name.text();
    Encoding::named(text).unwrap_or_else(|| raise::named(Name::ValueError, "unknown encoding", text, b""))
}

/// The treatment that `errors` names.
pub fn on_error(name: Obj) -> OnError {
    match name.text() {
        b"strict" => OnError::Strict,
        b"ignore" => OnError::Ignore,
        b"replace" => OnError::Replace,
        name => raise::named(Name::ValueError, "unknown errors", name, b""),
    }
}

/// Appends bytes of Python 2's `str` as UTF-8 text; its opcode stands at `offset`.
pub fn decode(bytes: &[u8], encoding: Encoding, on_error: OnError, offset: usize, out: &mut Memory<u8>) {
    let Ok(lacking) = encoding::decode(bytes, encoding, on_error, encoding::is_utf8, out);
    if let Some(byte) = lacking {
        Message {
            first: Some(&[byte]),
            offset: Some(offset),
            more: ", try encoding=\"latin1\"",
            ..Message::new(Name::UnicodeError, "can't decode byte")
        }
        .raise()
    }
}
