//! Errors in words, and the exceptions that they become.

use std::collections::HashSet;

use model::Error;
use model::packet::Damage;
use pickle::words::{Class, class, message};

const ALL: &[(Error, Class)] = &[
    (Error::OutOfInput, Class::Eof),
    (Error::NoDataYet, Class::Eof),
    (Error::DataLost, Class::Unpickling),
    (Error::Truncated, Class::Unpickling),
    (Error::UnknownOpcode, Class::Unpickling),
    (Error::UnsupportedProtocol, Class::Value),
    (Error::StackUnderflow, Class::Unpickling),
    (Error::NoMark, Class::Unpickling),
    (Error::OddItems, Class::Unpickling),
    (Error::MemoMissing, Class::Unpickling),
    (Error::MemoIndex, Class::Unpickling),
    (Error::BadSize, Class::Unpickling),
    (Error::NestedFrame, Class::Unpickling),
    (Error::FrameStraddled, Class::Unpickling),
    (Error::BadUtf8, Class::Unpickling),
    (Error::BadText, Class::Unpickling),
    (Error::NoPersistentLoad, Class::Unpickling),
    (Error::BadExtension, Class::Unpickling),
    (Error::NoBuffer, Class::Unpickling),
    (Error::PersistentIdText, Class::Pickling),
    (Error::BufferProtocol, Class::Pickling),
    (Error::GlobalText, Class::Pickling),
    (Error::Changed, Class::Runtime),
    (Error::TooLarge, Class::Pickling),
    (Error::TooManyBytes, Class::Unpickling),
    (Error::TooManyObjects, Class::Unpickling),
    (Error::TooManyMemos, Class::Unpickling),
    (Error::TooDeep, Class::Unpickling),
    (Error::OutOfMemory, Class::Memory),
    (Error::Unhashable, Class::Unpickling),
    (Error::WrongType, Class::Unpickling),
    (Error::NotCallable, Class::Unpickling),
    (Error::NoState, Class::Unpickling),
    (Error::CallFailed, Class::Unpickling),
];

#[test]
fn classes() {
    for (error, expected) in ALL {
        assert_eq!(class(*error), *expected, "{error:?}");
    }
}

#[test]
fn each_has_words_of_its_own() {
    let words: HashSet<&str> = ALL.iter().map(|(error, _)| message(*error)).collect();
    // Those of the model's come with its own words.
    let own = ALL.iter().take_while(|(error, _)| *error != Error::Unhashable).count();
    assert!(words.len() >= own, "{words:?}");
    assert!(words.iter().all(|words| words.len() > 5), "{words:?}");
    // As CPython has them.
    assert_eq!(message(Error::OutOfInput), "Ran out of input");
    assert_eq!(message(Error::Truncated), "pickle data was truncated");
    assert_eq!(message(Error::UnknownOpcode), "invalid load key");
    assert_eq!(message(Error::FrameStraddled), "pickle exhausted before end of frame");
}

#[test]
fn limits_name_their_options() {
    for (error, option) in [
        (Error::TooManyBytes, "max_bytes"),
        (Error::TooManyObjects, "max_objects"),
        (Error::TooManyMemos, "max_memo"),
        (Error::TooDeep, "max_depth"),
    ] {
        assert!(message(error).contains(option), "{}", message(error));
    }
}

#[test]
fn damage_in_words() {
    assert_eq!(Damage::TooLong.text(), "too long");
    assert_eq!(Damage::Incomplete.text(), "incomplete");
    assert_eq!(Damage::Checksum.text(), "checksum");
}
