//! The words for errors.

use model::Error;
use model::words::{find, pack, size};

/// The class of an error: each has an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `CodecError`: of `minipb`, for nearly everything.
    Codec,
    /// `EndOfMessage`: no input at all, where a message with a length should begin.
    End,
    /// `TypeError`
    Type,
    /// `UnicodeError`
    Unicode,
    /// `RuntimeError`
    Runtime,
    /// `MemoryError`
    Memory,
}

/// The class of an error.
#[must_use]
pub const fn class(error: Error) -> Class {
    match error {
        Error::OutOfInput => Class::End,
        #[cfg(feature = "streams")]
        Error::NoDataYet => Class::End,
        Error::WireType | Error::WrongType => Class::Type,
        Error::BadUtf8 => Class::Unicode,
        Error::Changed => Class::Runtime,
        Error::OutOfMemory => Class::Memory,
        _ => Class::Codec,
    }
}

/// The words that have an error of their own.
const WORDS: &[(Error, &str)] = &[
    (Error::OutOfInput, "no message"),
    (Error::Truncated, "Unexpected end of message"),
    #[cfg(feature = "streams")]
    (Error::NoDataYet, "no data yet"),
    #[cfg(feature = "streams")]
    (Error::DataLost, "no data yet, part of a message is lost"),
    (Error::BadSize, "size out of range"),
    (Error::FrameStraddled, "Unexpected end of message, in a field"),
    (Error::BadUtf8, "text is not UTF-8"),
    (Error::Changed, "container changed size during writing"),
    (Error::TooLarge, "message too large"),
    (Error::TooManyBytes, "max_bytes exceeded"),
    (Error::TooManyObjects, "max_objects exceeded"),
    (Error::TooDeep, "max_depth exceeded"),
    (Error::LongVarint, "varint of more than 10 bytes"),
    (Error::BadTag, "no field has this number"),
    (Error::BadWireType, "unknown wire type"),
    (Error::EndGroup, "end of a group that did not begin"),
    (Error::WireType, "Wire type mismatch"),
    (Error::Required, "Required field cannot be None."),
    (Error::OneOf, "two fields of one oneof are set"),
    (Error::IntTooLow, "number is too low"),
    (Error::IntTooHigh, "number is too high"),
    (Error::WrongType, "wrong type"),
    (Error::MemoMissing, "the enum has no such name"),
    (Error::Circular, "message contains itself"),
    (Error::OutOfMemory, "memory allocation failed"),
];

static PACKED: [u8; size(WORDS)] = pack(WORDS);

/// A brief message without the field and the offset, in UTF-8; `minipb`'s where it has one.
#[must_use]
pub fn text(error: Error) -> &'static [u8] {
    find(&PACKED, error).unwrap_or(b"cannot be read")
}

/// The same as a str.
#[must_use]
pub fn message(error: Error) -> &'static str {
    core::str::from_utf8(text(error)).unwrap_or_default()
}
