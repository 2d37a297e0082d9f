//! The words of pickles for errors, and the exceptions that they become.

use model::Error;
use model::words::{find, pack, size};

/// The Python exception class that an [`Error`] becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `UnpicklingError`
    Unpickling,
    /// `PicklingError`
    Pickling,
    /// `EOFError`
    Eof,
    /// `ValueError`
    Value,
    /// `RuntimeError`
    Runtime,
    /// `MemoryError`
    Memory,
}

/// The Python exception class for this error, as CPython chooses it.
#[must_use]
pub const fn class(error: Error) -> Class {
    match error {
        Error::OutOfInput => Class::Eof,
        #[cfg(feature = "streams")]
        Error::NoDataYet => Class::Eof,
        Error::UnsupportedProtocol => Class::Value,
        Error::PersistentIdText | Error::TooLarge | Error::BufferProtocol | Error::GlobalText => {
            Class::Pickling
        }
        Error::Changed => Class::Runtime,
        Error::OutOfMemory => Class::Memory,
        _ => Class::Unpickling,
    }
}

/// The words that have an error of their own.
const WORDS: &[(Error, &str)] = &[
    (Error::OutOfInput, "Ran out of input"),
    #[cfg(feature = "streams")]
    (Error::NoDataYet, "no data yet (see Decoder)"),
    #[cfg(feature = "streams")]
    (Error::DataLost, "no data yet, part of a pickle is lost (see Decoder)"),
    (Error::Truncated, "pickle data was truncated"),
    (Error::UnsupportedProtocol, "unsupported pickle protocol"),
    (Error::StackUnderflow, "stack underflow"),
    (Error::NoMark, "no MARK"),
    (Error::OddItems, "odd number of items"),
    (Error::MemoMissing, "memo value not found"),
    (Error::MemoIndex, "memo index out of range"),
    (Error::BadSize, "size out of range"),
    (Error::NestedFrame, "frame inside a frame"),
    (Error::FrameStraddled, "pickle exhausted before end of frame"),
    (Error::BadUtf8, "str is not UTF-8"),
    (Error::BadText, "malformed text"),
    (Error::NoPersistentLoad, "no persistent_load"),
    (Error::BadExtension, "unregistered extension code"),
    (Error::NoBuffer, "not enough out-of-band buffers"),
    (Error::PersistentIdText, "persistent id must be ASCII without newline"),
    (Error::BufferProtocol, "PickleBuffer needs protocol 5"),
    (Error::GlobalText, "name cannot be written at this protocol"),
    (Error::Changed, "container changed size during pickling"),
    (Error::TooLarge, "pickle too large"),
    (Error::TooManyBytes, "max_bytes exceeded"),
    (Error::TooManyObjects, "max_objects exceeded"),
    (Error::TooManyMemos, "max_memo exceeded"),
    (Error::TooDeep, "max_depth exceeded"),
    (Error::OutOfMemory, "memory allocation failed"),
    (
        Error::UnknownOpcode,
        if cfg!(all(feature = "text", feature = "classes", feature = "buffers")) {
            "invalid load key"
        } else {
            "invalid load key, or a feature is missing:"
        },
    ),
];

static PACKED: [u8; size(WORDS)] = pack(WORDS);

/// A brief message without the offset, in UTF-8.
#[must_use]
pub fn text(error: Error) -> &'static [u8] {
    // Errors of the model, and of other formats, have none.
    find(&PACKED, error).unwrap_or(b"cannot unpickle")
}

/// The same as a str.
#[must_use]
pub fn message(error: Error) -> &'static str {
    core::str::from_utf8(text(error)).unwrap_or_default()
}
