//! Errors become Python exceptions here, and only here.

use micropython::{Obj, Type, ffi};
use model::Error;

use crate::codec::Codec;

/// Text as C takes it.
pub const fn text(text: &[u8]) -> ffi::mpickle_c_text_t {
    ffi::mpickle_c_text_t { data: text.as_ptr().cast(), len: text.len() }
}

const NO_TEXT: ffi::mpickle_c_text_t = ffi::mpickle_c_text_t { data: core::ptr::null(), len: 0 };

/// An exception that is raised by [`Message::raise`]. Names are cut and escaped there.
pub struct Message(pub ffi::mpickle_c_error_t);

impl Message {
    /// One of this class, with these words.
    pub fn new(class: ffi::mpickle_c_class::Type, words: &str) -> Self {
        Self::of(class, words.as_bytes())
    }

    /// The same, whose words are UTF-8.
    pub fn of(class: ffi::mpickle_c_class::Type, words: &[u8]) -> Self {
        Self(ffi::mpickle_c_error_t {
            class,
            text: text(words),
            first: NO_TEXT,
            second: NO_TEXT,
            offset: usize::MAX as _,
            more: NO_TEXT,
            key: -1,
            steps: core::ptr::null(),
            n_steps: 0,
            deeper: false,
        })
    }

    /// Raises it.
    pub fn raise(&self) -> ! {
        // SAFETY: its texts and steps live until the end of the call.
        // EXCEPTION: always.
        unsafe { ffi::mpickle_c_raise(&raw const self.0) }
    }
}

/// Raises the exception for a codec's error while reading, with the offset and the byte there.
#[cold]
#[inline(never)]
pub fn reading(codec: Codec, error: Error, offset: usize, culprit: u8) -> ! {
    let mut message = Message::of(codec.while_reading(error), codec.message(error));
    message.0.offset = offset as _;
    let culprit = [culprit];
    if error == Error::UnknownOpcode {
        message.0.first = text(&culprit);
    }
    if cfg!(feature = "classes") {
        let mut number = *b": \0\0\0";
        let mut len = 2;
        for place in [100, 10, 1] {
            if culprit[0] >= place {
                number[len] = b'0' + culprit[0] / place % 10;
                len += 1;
            }
        }
        if error == Error::UnsupportedProtocol {
            message.0.more = text(&number[..len]);
        }
        if codec.is_pickle() && (offset == 0 || culprit[0] == b'\r') {
            message.0.key = culprit[0].into();
        }
        message.raise()
    }
    message.raise()
}

/// Raises the exception for a codec's error while writing.
#[cfg(feature = "write")]
#[cold]
pub fn writing(codec: Codec, error: Error) -> ! {
    let class = codec.while_writing(error);
    match error {
        Error::UnsupportedProtocol if !cfg!(feature = "text") => raise(class, "needs the feature text"),
        _ => Message::of(class, codec.message(error)).raise(),
    }
}

/// Raises with this text.
#[cold]
#[inline(never)]
pub fn raise(class: ffi::mpickle_c_class::Type, text: &str) -> ! {
    Message::new(class, text).raise()
}

/// The exception for input that a format refuses, with this text.
#[cold]
pub fn refusing(codec: Codec, text: &str) -> ! {
    raise(codec.refusal(), text)
}

/// The same, with the offset.
#[cfg(feature = "compress")]
#[cold]
#[inline(never)]
pub fn refusing_at(codec: Codec, text: &str, offset: usize) -> ! {
    let mut message = Message::new(codec.refusal(), text);
    message.0.offset = offset as _;
    message.raise()
}

/// The same, "text 'first.second'".
#[cold]
pub fn refusing_named(codec: Codec, text: &str, first: &[u8], second: &[u8]) -> ! {
    named(codec.refusal(), text, first, second)
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

/// TypeError for an object that must be bytes.
#[cold]
pub fn not_bytes(obj: Obj) -> ! {
    const TEXT: &str = "a bytes-like object is required, not";
    named(ffi::mpickle_c_class::TYPE_ERROR, TEXT, obj.type_of().name().text(), b"")
}

/// UnicodeError for a byte that an encoding does not have.
#[cfg(any(feature = "classes", feature = "text"))]
#[cold]
pub fn undecodable(byte: u8, offset: usize) -> ! {
    let byte = [byte];
    let mut message = Message::new(ffi::mpickle_c_class::UNICODE_ERROR, "can't decode byte");
    message.0.first = text(&byte);
    message.0.offset = offset as _;
    message.0.more = text(b", try encoding=\"latin1\"");
    message.raise()
}

/// CPython's modules for which there is a file among the examples.
#[cfg(feature = "classes")]
static REGISTRATIONS: [&[u8]; 6] = [b"datetime", b"decimal", b"enum", b"fraction", b"torch", b"uuid"];

/// UnpicklingError for a name that `module` does not have, or that is in a module that is not there.
#[cfg(feature = "classes")]
#[cold]
pub fn not_found(module: &[u8], name: &[u8], has_module: bool) -> ! {
    let mut message = Message::new(ffi::mpickle_c_class::UNPICKLING_ERROR, "not found:");
    message.0.first = text(module);
    message.0.second = text(name);
    message.0.more = text(if has_module {
        b" (not in that module; see register)"
    } else if REGISTRATIONS.iter().any(|known| module.starts_with(known)) {
        b" (no such module; see examples/registrations)"
    } else {
        b" (no such module; see register)"
    });
    message.raise()
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

/// "text 'first.second'"
#[inline(never)]
pub fn named(class: ffi::mpickle_c_class::Type, words: &str, first: &[u8], second: &[u8]) -> ! {
    let mut message = Message::new(class, words);
    message.0.first = text(first);
    message.0.second = text(second);
    message.raise()
}
