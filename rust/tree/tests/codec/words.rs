//! The words for errors, and what they become.

use model::Error;
use tree::Format;
use tree::words::{Class, class, message};

#[cfg(feature = "msgpack")]
#[test]
fn those_of_umsgpack() {
    for (error, kind, text) in [
        (Error::Truncated, Class::End, "input too short"),
        (Error::OutOfInput, Class::End, "input too short"),
        (Error::BadSize, Class::End, "size out of range"),
        (Error::BadUtf8, Class::String, "unpacked string is invalid utf-8"),
        (Error::Reserved, Class::Reserved, "got 0xc1"),
        (Error::Unhashable, Class::Unhashable, "unhashable key"),
        (Error::DuplicateKey, Class::Duplicate, "duplicate key"),
        (Error::IntTooLow, Class::Unsupported, "huge signed int"),
        (Error::IntTooHigh, Class::Unsupported, "huge unsigned int"),
        (Error::Unsupported, Class::Unsupported, "unsupported type"),
        (Error::Circular, Class::Encode, "container contains itself"),
        (Error::WrongType, Class::Decode, "wrong content of an ext or tag"),
        (Error::Changed, Class::Runtime, "container changed size during writing"),
        (Error::OutOfMemory, Class::Memory, "memory allocation failed"),
    ] {
        assert_eq!((class(error), message(Format::MessagePack, error)), (kind, text));
    }
}

#[cfg(feature = "cbor")]
#[test]
fn those_of_cbor() {
    for (error, kind, text) in [
        (Error::Truncated, Class::End, "input too short"),
        (Error::BadUtf8, Class::String, "text is not UTF-8"),
        (Error::Reserved, Class::Reserved, "reserved"),
        (Error::NotShortest, Class::Decode, "not the shortest form"),
        (Error::Unsorted, Class::Decode, "keys are not in order"),
        (Error::Indefinite, Class::Decode, "indefinite length"),
        (Error::BreakOutside, Class::Decode, "break outside of an indefinite item"),
        (Error::OddItems, Class::Decode, "key without a value"),
        (Error::ChunkType, Class::Decode, "chunk of another type"),
        (Error::MemoMissing, Class::Decode, "reference to no string"),
        (Error::TooDeep, Class::Decode, "max_depth exceeded"),
    ] {
        assert_eq!((class(error), message(Format::Cbor, error)), (kind, text));
    }
}
