//! Ints beyond what a reference holds.

use micropython::{Obj, Pool, ffi, int};
#[cfg(feature = "text")]
use model::text::{NoInt, parse_long};

use crate::raise;

/// An int out of its little-endian two's complement. Raises OverflowError if this build has none so large.
pub fn new(pool: Option<&mut Pool>, data: &[u8]) -> Obj {
    int::from_bytes(pool, data).unwrap_or_else(|| too_big())
}

/// An int of up to 64 bits, without a sign. Raises OverflowError as [`new`].
#[cfg(any(feature = "cbor", feature = "protobuf-raw"))]
pub fn unsigned(value: u64) -> Obj {
    let mut bytes = [0; 9];
    bytes[..8].copy_from_slice(&value.to_le_bytes());
    new(None, &bytes)
}

/// An int out of the text of a literal, without spaces around it. Raises ValueError if it is none, OverflowError if
/// this build has none so large.
#[cfg(feature = "text")]
pub fn of_text(text: &[u8]) -> Obj {
    if int::IS_LONG_LONG {
        return match parse_long(text) {
            Ok(value) => new(None, &value.to_le_bytes()),
            Err(NoInt::Size) => too_big(),
            Err(NoInt::Text) => raise::raise(ffi::mpickle_c_class::VALUE_ERROR, "invalid syntax for integer"),
        };
    }
    // SAFETY: pointer and length of one slice; base 0 reads prefixes as Python does.
    // EXCEPTION: ValueError; OverflowError; MemoryError.
    unsafe {
        let (data, len) = (text.as_ptr().cast(), text.len());
        Obj::new(ffi::mp_parse_num_integer(data, len, 0, core::ptr::null_mut()))
    }
}

#[cold]
fn too_big() -> ! {
    raise::raise(ffi::mpickle_c_class::OVERFLOW_ERROR, "int too big for this build")
}
