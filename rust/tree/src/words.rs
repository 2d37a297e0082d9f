//! The words of both formats for errors.

use model::Error;
use model::words::{find, pack, size};

use crate::Format;

/// The class of an error: each has an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The input ends too early. Of `umsgpack` InsufficientDataException, of `cbor2` CBORDecodeEOF.
    End,
    /// Text that is no UTF-8: InvalidStringException, CBORDecodeValueError.
    String,
    /// A reserved byte: ReservedCodeException, CBORDecodeValueError.
    Reserved,
    /// UnhashableKeyException, CBORDecodeValueError.
    Unhashable,
    /// DuplicateKeyException, CBORDecodeValueError.
    Duplicate,
    /// Something for which there is no form: UnsupportedTypeException, CBOREncodeTypeError.
    Unsupported,
    /// Any other fault of what is written: PackException, CBOREncodeValueError.
    Encode,
    /// Any other fault of what is read: UnpackException, CBORDecodeValueError.
    Decode,
    /// `RuntimeError`
    Runtime,
    /// `MemoryError`
    Memory,
}

/// The class of an error.
#[must_use]
pub const fn class(error: Error) -> Class {
    match error {
        // No input is as long as a size that is out of range says.
        Error::OutOfInput | Error::Truncated | Error::BadSize => Class::End,
        #[cfg(feature = "streams")]
        Error::NoDataYet | Error::DataLost => Class::End,
        Error::BadUtf8 => Class::String,
        Error::Reserved => Class::Reserved,
        Error::Unhashable => Class::Unhashable,
        Error::DuplicateKey => Class::Duplicate,
        Error::Unsupported | Error::IntTooLow | Error::IntTooHigh | Error::TooLarge => Class::Unsupported,
        Error::Circular => Class::Encode,
        Error::Changed => Class::Runtime,
        Error::OutOfMemory => Class::Memory,
        _ => Class::Decode,
    }
}

/// The words that have an error of their own.
const WORDS: &[(Error, &str)] = &[
    (Error::OutOfInput, "input too short"),
    (Error::Truncated, "input too short"),
    #[cfg(feature = "streams")]
    (Error::NoDataYet, "no data yet"),
    #[cfg(feature = "streams")]
    (Error::DataLost, "no data yet, part of an item is lost"),
    (Error::BadUtf8, "text is not UTF-8"),
    (Error::Reserved, "reserved"),
    (Error::DuplicateKey, "duplicate key"),
    (Error::Unhashable, "unhashable key"),
    (Error::NotShortest, "not the shortest form"),
    (Error::Unsorted, "keys are not in order"),
    (Error::Indefinite, "indefinite length"),
    (Error::BreakOutside, "break outside of an indefinite item"),
    (Error::OddItems, "key without a value"),
    (Error::ChunkType, "chunk of another type"),
    (Error::IntTooLow, "huge signed int"),
    (Error::IntTooHigh, "huge unsigned int"),
    (Error::Circular, "container contains itself"),
    (Error::Unsupported, "unsupported type"),
    (Error::MemoMissing, "reference to no string"),
    (Error::BadSize, "size out of range"),
    (Error::FrameStraddled, "item does not fit its ext"),
    (Error::WrongType, "wrong content of an ext or tag"),
    (Error::Changed, "container changed size during writing"),
    (Error::TooLarge, "too large"),
    (Error::TooManyBytes, "max_bytes exceeded"),
    (Error::TooManyObjects, "max_objects exceeded"),
    (Error::TooDeep, "max_depth exceeded"),
    (Error::OutOfMemory, "memory allocation failed"),
];

static PACKED: [u8; size(WORDS)] = pack(WORDS);

/// A brief message without the offset, in UTF-8; `umsgpack`'s where it has one.
#[must_use]
pub fn text(format: Format, error: Error) -> &'static [u8] {
    match error {
        Error::BadUtf8 if format.is_msgpack() => b"unpacked string is invalid utf-8",
        Error::Reserved if format.is_msgpack() => b"got 0xc1",
        _ => find(&PACKED, error).unwrap_or(b"cannot be read"),
    }
}

/// The same as a str.
#[must_use]
pub fn message(format: Format, error: Error) -> &'static str {
    core::str::from_utf8(text(format, error)).unwrap_or_default()
}
