//! Errors become Python exceptions here, and only here.

use micropython::{Obj, Type, ffi};
use pickle::{Class, Error};

/// Raises the exception for a codec's error while reading, with the offset.
#[cold]
pub fn reading(error: Error, offset: usize) -> ! {
    let class = match error.class() {
        Class::Eof => ffi::mpickle_c_class::EOF_ERROR,
        Class::Value => ffi::mpickle_c_class::VALUE_ERROR,
        Class::Runtime => ffi::mpickle_c_class::RUNTIME_ERROR,
        _ => ffi::mpickle_c_class::UNPICKLING_ERROR,
    };
    let text = error.message();
    // SAFETY: pointer and length of one string.
    // EXCEPTION: always.
    unsafe { ffi::mpickle_c_raise_at(class, text.as_ptr().cast(), text.len(), offset) }
}

/// Raises the exception for a codec's error while writing.
#[cfg(feature = "write")]
#[cold]
pub fn writing(error: Error) -> ! {
    let class = match error.class() {
        Class::Runtime => ffi::mpickle_c_class::RUNTIME_ERROR,
        Class::Value => ffi::mpickle_c_class::VALUE_ERROR,
        _ => ffi::mpickle_c_class::PICKLING_ERROR,
    };
    raise(class, error.message())
}

/// Raises with this text.
#[cold]
pub fn raise(class: ffi::mpickle_c_class::Type, text: &str) -> ! {
    // SAFETY: pointer and length of one string.
    // EXCEPTION: always.
    unsafe { ffi::mpickle_c_raise(class, text.as_ptr().cast(), text.len()) }
}

/// UnpicklingError with this text.
#[cold]
pub fn unpickling(text: &str) -> ! {
    raise(ffi::mpickle_c_class::UNPICKLING_ERROR, text)
}

/// UnpicklingError "text 'first.second'".
#[cold]
pub fn unpickling_named(text: &str, first: &[u8], second: &[u8]) -> ! {
    named(ffi::mpickle_c_class::UNPICKLING_ERROR, text, first, second)
}

/// UnpicklingError "text 'type of obj'".
#[cold]
pub fn unpickling_type(text: &str, obj: Obj) -> ! {
    unpickling_named(text, obj.type_of().name().text(), b"")
}

/// PicklingError "text 'first.second'".
#[cfg(feature = "write")]
#[cold]
pub fn pickling_named(text: &str, first: &[u8], second: &[u8]) -> ! {
    named(ffi::mpickle_c_class::PICKLING_ERROR, text, first, second)
}

/// PicklingError "text 'type'".
#[cfg(feature = "write")]
#[cold]
pub fn pickling_type(text: &str, class: Type) -> ! {
    pickling_named(text, class.name().text(), b"")
}

fn named(class: ffi::mpickle_c_class::Type, text: &str, first: &[u8], second: &[u8]) -> ! {
    // SAFETY: pointers and lengths of three strings.
    // EXCEPTION: always.
    unsafe {
        ffi::mpickle_c_raise_named(
            class,
            text.as_ptr().cast(),
            text.len(),
            first.as_ptr().cast(),
            first.len(),
            second.as_ptr().cast(),
            second.len(),
        )
    }
}
